"""The board, the correction and the log of a warning that is out."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from allmenning.accounts.models import User
from allmenning.alerts.models import Alert, Version
from allmenning.alerts.tests.browse import LIVE, browser_of, main_of, written
from allmenning.alerts.tests.build import (
    LATER,
    deliver_all,
    make_fake_account,
    make_lom,
    make_member,
    make_practised,
    sent,
    submitted,
)
from allmenning.alerts.tests.fake import FakeChannel, connected
from allmenning.delivery.models import Delivery
from allmenning.register.models import Body, BodyRole

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def channel() -> Iterator[FakeChannel]:
    with time_machine.travel(LATER, tick=True), connected(FakeChannel()) as fake:
        yield fake


@pytest.fixture
def lom() -> Body:
    lom = make_lom()
    make_fake_account(lom)
    make_fake_account(lom)
    return lom


@pytest.fixture
def kari(lom: Body) -> User:
    return make_member(lom, BodyRole.EDITOR)


@pytest.fixture
def ola(lom: Body) -> User:
    return make_practised(lom)


@pytest.fixture
def out(lom: Body, kari: User, ola: User) -> Version:
    return sent(lom, kari, ola)


def address_of(version: Version, rest: str = "") -> str:
    return f"{LIVE}{version.alert.key}/{rest}"


def shown(client: Client, version: Version, rest: str = "") -> str:
    return client.get(address_of(version, rest)).content.decode()


def fare(version: Version, *states: tuple[str, str]) -> list[Delivery]:
    rows = list(Delivery.objects.filter(event__key=version.identifier).order_by("pk"))
    for row, (state, reason) in zip(rows, states, strict=True):
        Delivery.objects.filter(pk=row.pk).update(state=state, reason=reason, attempts=1)
    return rows


def test_the_board_looks_again_while_something_is_on_its_way(out: Version, kari: User) -> None:
    client = browser_of(kari, factor=False)
    waiting = shown(client, out)
    assert '<noscript><meta http-equiv="refresh"' in waiting
    assert "Ute i 0 av 2 kanaler" in waiting
    assert client.get(address_of(out, "kanaler/")).headers["X-Open"] == "1"
    deliver_all()
    done = shown(client, out)
    assert "refresh" not in done
    assert "Ute i 2 av 2 kanaler" in done
    assert 'href="https://fake.example/1"' in done
    assert client.get(address_of(out, "kanaler/")).headers["X-Open"] == "0"


def test_what_did_not_get_out_is_loud_and_first(out: Version, ola: User) -> None:
    fare(out, ("sent", ""), ("refused", "token"))
    page = main_of(shown(browser_of(ola), out))
    assert "1 kanal har ikke fått meldingen" in page
    assert page.index('data-state="not-out"') < page.index('data-state="out"')
    assert "Innloggingen" in page or "innlogging" in page.lower()


def test_a_person_settles_what_nobody_knows_and_tries_again(out: Version, ola: User) -> None:
    unknown, refused = fare(out, ("unresolved", "not_told"), ("refused", "server"))
    client = browser_of(ola)
    client.post(address_of(out, f"kanaler/{unknown.pk}/"), {"out": "1"})
    client.post(address_of(out, f"kanaler/{refused.pk}/"), {"again": "1"})
    states = list(Delivery.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["sent", "waiting"]
    again = client.post(address_of(out, f"kanaler/{unknown.pk}/"), {"out": "1"}, follow=True)
    assert "Kanalen har kommet lenger siden." in again.content.decode()


def test_an_editor_decides_nothing_about_a_channel(out: Version, kari: User) -> None:
    (row, _) = fare(out, ("unresolved", "not_told"), ("sent", ""))
    client = browser_of(kari, factor=False)
    assert "/kanaler/" + str(row.pk) not in shown(client, out)
    answer = client.post(address_of(out, f"kanaler/{row.pk}/"), {"out": "1"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ("feil-sendt/", ("cancelled", "FEIL SENDT")),
        ("faren-over/", ("all_clear", "FAREN ER OVER")),
    ],
)
def test_a_correction_is_two_actions_from_the_board(
    out: Version, ola: User, channel: FakeChannel, rest: str, told: tuple[str, str]
) -> None:
    deliver_all()
    client, (state, words) = browser_of(ola), told
    assert f'href="{address_of(out, rest)}"' in shown(client, out)
    assert words in main_of(shown(client, out, rest))  # the first action opens it
    assert Delivery.objects.count() == 2
    client.post(address_of(out, rest))  # the second sends it
    deliver_all(timezone.now())
    out.alert.refresh_from_db()
    assert out.alert.state == state
    assert [held.text.startswith(words) for held in channel.held] == [False, False, True, True]


def test_what_is_ended_is_not_ended_again(out: Version, ola: User) -> None:
    client = browser_of(ola)
    client.post(address_of(out, "feil-sendt/"))
    again = client.post(address_of(out, "faren-over/"), follow=True)
    assert "Varselet er avsluttet allerede." in again.content.decode()
    assert Version.objects.count() == 2
    assert "faren-over/" not in main_of(shown(client, out))


def test_an_editor_is_not_offered_the_correction_and_is_refused(out: Version, kari: User) -> None:
    client = browser_of(kari, factor=False)
    assert "feil-sendt/" not in main_of(shown(client, out))
    assert client.post(address_of(out, "feil-sendt/")).status_code == 403
    assert Alert.objects.get(pk=out.alert_id).state == Alert.State.ACTIVE


def test_an_update_begins_with_what_was_sent_and_shows_what_is_new(
    out: Version, kari: User
) -> None:
    client = browser_of(kari, factor=False)
    page = shown(client, out, "oppdater/")
    assert "Ikkje drikk vatnet frå springen." in page
    client.post(address_of(out, "oppdater/"), written(what="Vatnet er snart reint."))
    draft = Version.objects.get(number=2)
    assert (draft.act, draft.texts["nn"]["what"]) == ("update", "Vatnet er snart reint.")
    look = main_of(shown(client, out, "se-over/"))
    assert "Endret siden forrige melding" in look
    assert "OPPDATERING" in look


def test_opening_the_update_makes_no_draft(out: Version, kari: User) -> None:
    shown(browser_of(kari, factor=False), out, "oppdater/")
    assert Version.objects.count() == 1


def test_the_log_says_who_did_what_and_that_it_is_whole(
    out: Version, kari: User, ola: User
) -> None:
    User.objects.filter(pk=kari.pk).update(name="Kari Skriver")
    User.objects.filter(pk=ola.pk).update(name="Ola Godkjenner")
    deliver_all(LATER + timedelta(seconds=1))
    page = main_of(shown(browser_of(ola), out, "logg/"))
    assert "Loggen er hel" in page
    assert page.index("Kari Skriver") < page.index("Ola Godkjenner")
    assert page.count("Ute i kanalen") == 2
    assert "Godkjente den" in page


def test_a_warning_on_the_board_of_the_municipality_has_its_corrections_at_hand(
    out: Version, ola: User
) -> None:
    page = main_of(browser_of(ola).get(LIVE).content.decode())
    for rest in ("oppdater/", "faren-over/", "feil-sendt/"):
        assert f'href="{address_of(out, rest)}"' in page


def test_an_editor_sees_only_the_update_at_hand(out: Version, kari: User) -> None:
    page = main_of(browser_of(kari, factor=False).get(LIVE).content.decode())
    assert f'href="{address_of(out, "oppdater/")}"' in page
    assert "feil-sendt/" not in page


def test_my_page_shows_what_waits_for_me_but_not_what_i_submitted(
    lom: Body, kari: User, ola: User
) -> None:
    version = submitted(lom, ola)
    assert "se-over/" not in browser_of(ola).get("/varsling/").content.decode()
    other = browser_of(make_member(lom)).get("/varsling/").content.decode()
    assert f'href="{address_of(version, "se-over/")}"' in other
    assert "se-over/" not in browser_of(kari, factor=False).get("/varsling/").content.decode()


def test_my_page_asks_as_much_for_many_as_for_few(
    lom: Body, kari: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        submitted(lom, kari)
    client = browser_of(kari, factor=False)
    for address in ("/varsling/", LIVE):
        with django_assert_max_num_queries(22):
            client.get(address)


def test_the_help_says_who_sends_nodvarsel(client: Client) -> None:
    page = client.get("/varsling/hjelp/").content.decode()
    assert "Bare politiet og Sivilforsvaret kan sende det." in page
    assert "/ovelse/" in page


@pytest.mark.parametrize("rest", ["", "nytt/", "skriv/"])
def test_no_page_calls_our_own_warning_nodvarsel(lom: Body, kari: User, rest: str) -> None:
    page = browser_of(kari, factor=False).get(LIVE + rest).content.decode()
    assert lom.name in page
    assert "nødvarsel" not in page.lower()
