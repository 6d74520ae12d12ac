"""Channels that post for everybody, through the dispatcher, against fakes that lose answers."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from allmenning.delivery.contract import Act
from allmenning.delivery.models import Delivery
from allmenning.delivery.secrets import lock_all
from allmenning.delivery.tests.build import make_account, make_message, put_message
from allmenning.delivery.tests.fakes import linkedin, meta, receiver
from allmenning.delivery.tests.fakes.server import FakeServer, Kind
from allmenning.delivery.tests.outbox import database, dispatching, states, until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_database", "_calls_inside")]


@dataclass(frozen=True)
class Case:
    """A kind of channel, its fake, the path of the call that publishes, and an account."""

    kind: str
    fake: Callable[[], FakeServer]
    path: str
    settings: Callable[[str], dict[str, str]]
    secrets: dict[str, str]


CASES = [
    Case(
        "facebook",
        meta.FakeMeta,
        f"/v25.0/{meta.PAGE}/feed",
        lambda url: {"page": meta.PAGE, "base": url},
        {"token": meta.TOKEN},
    ),
    Case(
        "instagram",
        meta.FakeMeta,
        f"/v25.0/{meta.INSTAGRAM}/media_publish",
        lambda url: {"account": meta.INSTAGRAM, "base": url},
        {"token": meta.TOKEN},
    ),
    Case(
        "linkedin",
        linkedin.FakeLinkedIn,
        "/rest/posts",
        lambda url: {
            "organization": linkedin.ORGANIZATION,
            "client_id": linkedin.CLIENT,
            "base": url,
            "sign_in": url,
        },
        {"token": linkedin.TOKEN, "client_secret": linkedin.SECRET},
    ),
    Case(
        "webhook",
        receiver.FakeReceiver,
        "/hook",
        lambda url: {"url": f"{url}/hook"},
        {"secret": receiver.SECRET},
    ),
]


@pytest.fixture
def _calls_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "INTERNAL_HOSTS", ["127.0.0.1"])


def delivered(case: Case, fake: FakeServer, numbers: tuple[int, ...] = (1,)) -> list[Delivery]:
    """Put messages of one stream in the outbox, and wait until all are sent."""

    async def scenario() -> list[Delivery]:
        async with fake, database() as own:
            account = await own.run(
                make_account,
                case.kind,
                settings=case.settings(fake.url),
                secrets=lock_all(case.secrets),
            )
            now = timezone.now()
            for number in numbers:
                act = Act.ALERT if number == 1 else Act.UPDATE
                ends = now + timedelta(hours=1)
                message = make_message("flom", number, act=act, expires_at=ends)
                await own.run(put_message, [account], message, at=now)
            async with dispatching():
                await until(lambda: own.run(lambda: states() == {"sent": len(numbers)}))
            return await own.run(lambda: list(Delivery.objects.order_by("number")))

    return asyncio.run(scenario())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
@pytest.mark.parametrize("kind", ["drop_after", "drop_before", "lie"])
def test_a_lost_answer_ends_as_sent_with_exactly_one_effect(case: Case, kind: Kind) -> None:
    fake = case.fake().fail(kind, path=case.path)

    (delivery,) = delivered(case, fake)

    assert len(fake.effects) == 1
    assert delivery.remote_id
    assert delivery.attempts == (1 if kind != "drop_before" and case.kind != "webhook" else 2)


@pytest.mark.parametrize("case", CASES[:3], ids=lambda case: case.kind)
def test_an_update_is_posted_after_what_it_updates_and_links_to_it(case: Case) -> None:
    fake = case.fake().fail("drop_after", path=case.path)

    first, _second = delivered(case, fake, (1, 2))

    words: list[Any] = [
        post.get("message") or post.get("caption") or post.get("text") for post in fake.effects
    ]
    assert len(words) == 2
    assert first.url
    assert words[1].endswith(f"Oppdaterer dette innlegget: {first.url}")
