"""The pages where a body sees what authorities warn of, and a county writes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from allmenning.accounts.models import User
from allmenning.accounts.tests.browse import set_up_app, sign_in
from allmenning.alerts.actions.incoming import write_to
from allmenning.alerts.models import Alert, Incoming, IncomingBody
from allmenning.alerts.tests.build import make_lom, make_member, make_practised
from allmenning.alerts.tests.fake import FakeChannel, connected
from allmenning.alerts.tests.test_incoming import written
from allmenning.delivery.contract import Workspace
from allmenning.register.models import Body, BodyRole, Membership
from allmenning.register.tests.build import make_county, make_vaga

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _channel() -> Iterator[None]:
    with connected(FakeChannel()):
        yield


@pytest.fixture
def county() -> Body:
    return make_county(website="innlandetfylke.no")


@pytest.fixture
def lom(county: Body) -> Body:
    return make_lom(county=county)


def browser(user: User) -> Client:
    """Sign in; the memberships of builders are dated in the night of the tests' own story."""
    now = timezone.now()
    Membership.objects.filter(user=user).update(
        verified_at=now - timedelta(days=1), expires_at=now + timedelta(days=300)
    )
    client = Client()
    sign_in(client, user.email)
    set_up_app(client)
    return client


def practised(body: Body) -> User:
    user = make_practised(body)
    user.proficiency.update(passed_at=timezone.now() - timedelta(days=3))
    return user


def from_county(county: Body, *bodies: Body) -> Incoming:
    now = timezone.now()
    by = make_member(county)
    Membership.objects.filter(user=by).update(
        verified_at=now - timedelta(days=1), expires_at=now + timedelta(days=300)
    )
    return write_to(
        county=county,
        workspace=Workspace.LIVE,
        written=written(expires_at=now + timedelta(hours=12)),
        bodies=bodies,
        by=by,
        at=now,
    )


def test_a_publisher_sees_a_message_and_passes_it_on(county: Body, lom: Body) -> None:
    row = from_county(county, lom).bodies.get()
    client = browser(practised(lom))
    assert "Otta stig raskt." in client.get("/varsling/lom/").content.decode()
    assert "Innlandet fylkeskommune" in client.get("/varsling/lom/inn/").content.decode()
    page = f"/varsling/lom/inn/{row.pk}/"
    shown = client.get(page).content.decode()
    assert "Hald deg unna elva." in shown
    wrong = client.post(page, {"confirmation": "Vågå"})
    assert wrong.status_code == 422
    assert "Vågå" in wrong.content.decode()
    answer = client.post(page, {"confirmation": "Lom"})
    alert = Alert.objects.get(passes_on=row.incoming)
    assert answer["Location"] == f"/varsling/lom/{alert.key}/"
    assert client.post(page, {"confirmation": "Lom"}).status_code == 422


def test_nobody_passes_a_message_on_without_a_second_factor(county: Body, lom: Body) -> None:
    from_county(county, lom)
    row = IncomingBody.objects.get(body=lom)
    ola = practised(lom)
    browser(ola)
    client = Client()
    client.force_login(ola)
    answer = client.post(f"/varsling/lom/inn/{row.pk}/", {"confirmation": "Lom"})
    assert answer.status_code == 302
    assert "/konto/" in answer.headers["Location"]
    row.refresh_from_db()
    assert row.state == IncomingBody.State.NEW


def test_an_editor_sees_it_and_cannot_pass_it_on(county: Body, lom: Body) -> None:
    row = from_county(county, lom).bodies.get()
    client = browser(make_member(lom, BodyRole.EDITOR))
    page = f"/varsling/lom/inn/{row.pk}/"
    assert "En publiserer må sende den videre." in client.get(page).content.decode()
    assert client.post(page, {"confirmation": "Lom"}).status_code == 422
    assert client.post(page + "til-side/").status_code == 403
    assert not Alert.objects.filter(passes_on__isnull=False).exists()


def test_vaga_does_not_see_what_was_sent_to_lom(county: Body, lom: Body) -> None:
    vaga = make_vaga(county=county)
    row = from_county(county, lom).bodies.get()
    client = browser(make_member(vaga))
    assert client.get(f"/varsling/lom/inn/{row.pk}/").status_code == 403
    assert client.get(f"/varsling/vaga/inn/{row.pk}/").status_code == 404


def test_a_live_message_is_not_found_among_exercises(county: Body, lom: Body) -> None:
    row = from_county(county, lom).bodies.get()
    client = browser(make_member(lom))
    assert client.get(f"/ovelse/lom/inn/{row.pk}/").status_code == 404


def test_a_message_is_put_aside(county: Body, lom: Body) -> None:
    row = from_county(county, lom).bodies.get()
    client = browser(make_member(lom))
    client.post(f"/varsling/lom/inn/{row.pk}/til-side/")
    row.refresh_from_db()
    assert row.state == IncomingBody.State.PUT_ASIDE
    assert client.get(f"/varsling/lom/inn/{row.pk}/").status_code == 200


def test_a_county_writes_and_sees_what_each_municipality_did(county: Body, lom: Body) -> None:
    client = browser(make_member(county))
    page = "/varsling/innlandet/til-kommunene/"
    told = {
        "hazard": "flood",
        "severity": "Severe",
        "language": "nb",
        "what": "Otta stiger raskt.",
        "todo": "Hold dere unna elva.",
        "web": "https://innlandetfylke.no/flom",
        "lasts": "12",
    }
    answer = client.post(page, told)
    assert answer.status_code == 422
    assert "Otta stiger raskt." in answer.content.decode()
    assert client.post(page, told | {"bodies": [str(lom.pk)]}).status_code == 302
    shown = client.get(page).content.decode()
    assert "Lom: Ny" in shown


def test_a_municipality_writes_to_nobody(lom: Body) -> None:
    client = browser(make_member(lom))
    assert client.get("/varsling/lom/til-kommunene/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"hazard": ""}, "hazard"), ({"web": "https://bit.ly/flom"}, "web")],
)
def test_a_county_chooses_the_hazard_and_hides_no_link(
    county: Body, lom: Body, wrong: dict[str, str], field: str
) -> None:
    told = {
        "hazard": "flood",
        "severity": "Severe",
        "what": "Otta stiger raskt.",
        "todo": "Hold dere unna elva.",
        "web": "https://innlandetfylke.no/flom",
        "lasts": "12",
        "bodies": str(lom.pk),
    }
    client = browser(make_member(county))
    answer = client.post("/varsling/innlandet/til-kommunene/", told | wrong)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
