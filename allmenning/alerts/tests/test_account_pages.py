"""A channel that shows a warning is not switched off or removed without a word."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from allmenning.accounts.tests.browse import set_up_app, sign_in
from allmenning.alerts.tests.build import make_fake_account, make_lom, make_member
from allmenning.alerts.tests.fake import FakeChannel, connected
from allmenning.delivery.actions import put
from allmenning.delivery.contract import Act, Lane, Message, Text, Workspace
from allmenning.delivery.models import ChannelAccount, Delivery
from allmenning.register.models import Body

pytestmark = pytest.mark.django_db
CHANNELS = "/beredskap/lom/kanaler/"
CARRIES = (
    "Denne kanalen bærer et aktivt varsel. Avslutt varselet først, ellers får den ingen retting."
)


@pytest.fixture
def carrying() -> Iterator[ChannelAccount]:
    """Lom's account, which a warning that holds for six hours has just come out by."""
    with connected(FakeChannel()):
        yield carry(make_fake_account(make_lom()))


def carry(account: ChannelAccount) -> ChannelAccount:
    now = timezone.now()
    message = Message(
        key="flaum/1",
        stream="flaum",
        number=1,
        act=Act.ALERT,
        workspace=Workspace.LIVE,
        texts=(Text("nn", "Flaum i Lom", "Flaum i Lom.", "Flaum.", "https://lom.example"),),
        sender="Lom kommune",
        severity="Severe",
        sent_at=now,
        expires_at=now + timedelta(hours=6),
    )
    put(message=message, accounts=[account], lane=Lane.ALERT, by=None, at=now)
    Delivery.objects.update(state=Delivery.State.SENT)
    return account


@pytest.fixture
def publisher(carrying: ChannelAccount) -> Client:
    person = make_member(Body.objects.get(slug=carrying.owner))
    client = Client()
    sign_in(client, person.email)
    set_up_app(client)
    return client


def test_switching_off_asks_first(carrying: ChannelAccount, publisher: Client) -> None:
    address = f"{CHANNELS}{carrying.pk}/bryter/"

    asked = publisher.post(address)

    assert asked.status_code == 409
    assert CARRIES in asked.content.decode()
    carrying.refresh_from_db()
    assert carrying.is_on
    # Said twice, as with two tabs, it stays off.
    for _time in range(2):
        assert publisher.post(address, {"anyway": "1"}).status_code == 302
        carrying.refresh_from_db()
        assert not carrying.is_on


def test_removing_asks_first(carrying: ChannelAccount, publisher: Client) -> None:
    address = f"{CHANNELS}{carrying.pk}/fjern/"

    asked = publisher.post(address)

    assert asked.status_code == 409
    assert CARRIES in asked.content.decode()
    assert 'name="anyway"' in asked.content.decode()
    assert publisher.post(address, {"anyway": "1"}).status_code == 302
    carrying.refresh_from_db()
    assert carrying.removed_at is not None
