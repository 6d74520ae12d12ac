"""Approving, sending and sending back: two persons, a typed confirmation, a log."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from allmenning.accounts.models import User
from allmenning.accounts.tests.browse import app_code, set_up_app, sign_in
from allmenning.alerts.actions import return_for_edit
from allmenning.alerts.models import Alert, Version
from allmenning.alerts.tests.browse import EXERCISE, LIVE, browser_of, main_of
from allmenning.alerts.tests.build import (
    NIGHT,
    make_fake_account,
    make_lom,
    make_member,
    make_practised,
    save,
    start,
    submitted,
)
from allmenning.alerts.tests.fake import FakeChannel, connected
from allmenning.delivery.contract import Workspace
from allmenning.delivery.models import Delivery
from allmenning.register.models import Body, BodyRole
from allmenning.register.tests.build import make_vaga

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _night() -> Iterator[None]:
    with time_machine.travel(NIGHT, tick=True), connected(FakeChannel(public=True)):
        yield


@pytest.fixture
def lom() -> Body:
    lom = make_lom()
    make_fake_account(lom)
    make_fake_account(lom, Workspace.EXERCISE)
    return lom


@pytest.fixture
def kari(lom: Body) -> User:
    return make_member(lom, BodyRole.EDITOR)


@pytest.fixture
def ola(lom: Body) -> User:
    return make_practised(lom)


def address_of(version: Version, rest: str = "se-over/", start: str = LIVE) -> str:
    return f"{start}{version.alert.key}/{rest}"


def told(version: Version, **more: str) -> dict[str, str]:
    version.refresh_from_db()
    return {"revision": str(version.revision)} | more


def test_an_editor_submits_and_is_told_who_can_approve(lom: Body, kari: User, ola: User) -> None:
    version = save(start(lom, kari), kari)
    ola.name = "Ola Godkjenner"
    ola.save()
    make_member(lom, name="Per Uøvd")
    client = browser_of(kari, factor=False)
    assert "Per Uøvd" not in main_of(client.get(address_of(version)).content.decode())
    assert "Ola Godkjenner" in main_of(client.get(address_of(version)).content.decode())
    client.post(address_of(version, "til-godkjenning/"), told(version))
    version.refresh_from_db()
    assert version.state == Version.State.SUBMITTED
    page = main_of(client.get(address_of(version)).content.decode())
    assert "/send/" not in page
    assert "En som kan publisere, må godkjenne." in page


def test_somebody_else_approves_by_typing_the_name(lom: Body, kari: User, ola: User) -> None:
    version = submitted(lom, kari)
    client = browser_of(ola)
    page = main_of(client.get(address_of(version)).content.decode())
    assert "Skriv «Lom» for å sende" in page
    assert "Status: SKARPT" in page
    assert "1 kanal og statussiden" in page
    answer = client.post(address_of(version, "send/"), told(version, confirmation=" lom "))
    assert answer.headers["Location"] == address_of(version, "")
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "Vågå", "øving Lom"])
def test_anything_else_typed_sends_nothing_and_stays(
    lom: Body, kari: User, ola: User, typed: str
) -> None:
    version = submitted(lom, kari)
    answer = browser_of(ola).post(address_of(version, "send/"), told(version, confirmation=typed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_confirmation"' in page
    assert not typed or f'value="{typed}"' in page
    assert Delivery.objects.count() == 0


def test_an_exercise_asks_for_other_words_and_for_the_public_twice(
    lom: Body, kari: User, ola: User
) -> None:
    version = submitted(lom, kari, Workspace.EXERCISE)
    client, send = browser_of(ola), address_of(version, "send/", EXERCISE)
    page = main_of(client.get(address_of(version, start=EXERCISE)).content.decode())
    assert "Skriv «øving Lom» for å sende" in page
    assert "Status: ØVELSE" in page
    assert client.post(send, told(version, confirmation="Lom")).status_code == 422
    once = client.post(send, told(version, confirmation="øving Lom"))
    assert 'href="#id_accept_public"' in once.content.decode()
    client.post(send, told(version, confirmation="øving Lom", accept_public="on"))
    assert [one.workspace for one in Delivery.objects.all()] == ["exercise"]


def test_nobody_approves_what_they_wrote(lom: Body, ola: User) -> None:
    version = submitted(lom, ola)
    client = browser_of(ola)
    page = main_of(client.get(address_of(version)).content.decode())
    assert f'action="{address_of(version, "send/")}"' not in page
    assert "så en annen må godkjenne" in page
    answer = client.post(address_of(version, "send/"), told(version, confirmation="Lom"))
    assert answer.status_code == 422
    assert Delivery.objects.count() == 0


def test_one_person_sends_alone_with_a_reason(lom: Body, ola: User) -> None:
    version = save(start(lom, ola), ola)
    client, alone = browser_of(ola), address_of(version, "alene/")
    without = client.post(alone, told(version, confirmation="Lom"))
    assert without.status_code == 422
    assert 'value="Lom"' in without.content.decode()
    client.post(alone, told(version, confirmation="Lom", reason="Ingen andre svarar."))
    version.refresh_from_db()
    assert (version.is_override, version.reason) == (True, "Ingen andre svarar.")
    board = client.get(address_of(version, "")).content.decode()
    assert "Én person sendte dette alene" in board


def test_who_has_not_exercised_is_told_so_and_sends_nothing(lom: Body, kari: User) -> None:
    version = submitted(lom, kari)
    client = browser_of(make_member(lom))
    page = main_of(client.get(address_of(version)).content.decode())
    assert "Du kan ikke sende skarpt nå" in page
    answer = client.post(address_of(version, "send/"), told(version, confirmation="Lom"))
    assert answer.status_code == 422
    assert Delivery.objects.count() == 0


def test_an_editor_may_not_send_and_a_publisher_shows_a_second_factor(
    lom: Body, kari: User, ola: User
) -> None:
    version = submitted(lom, kari)
    send, typed = address_of(version, "send/"), told(version, confirmation="Lom")
    assert browser_of(kari, factor=False).post(send, typed).status_code == 403
    asked = browser_of(ola, factor=False).post(send, typed)
    assert asked.status_code == 302
    assert "/konto/totrinn/" in asked.headers["Location"]
    assert Delivery.objects.count() == 0


def test_what_was_posted_is_kept_while_the_second_factor_is_shown(
    lom: Body, kari: User, ola: User
) -> None:
    client = Client()
    sign_in(client, ola.email)
    secret = set_up_app(client)
    with time_machine.travel(NIGHT + timedelta(hours=13), tick=True):
        version = submitted(
            lom,
            kari,
            next_update_at=NIGHT + timedelta(hours=20),
            expires_at=NIGHT + timedelta(hours=30),
        )
        asked = client.post(address_of(version, "send/"), told(version, confirmation="Lom"))
        assert Delivery.objects.count() == 0
        client.post(asked.headers["Location"], {"code": app_code(secret)}, follow=True)
    assert Delivery.objects.count() == 1


def test_what_changed_after_the_page_was_opened_is_not_sent(
    lom: Body, kari: User, ola: User
) -> None:
    version = submitted(lom, kari)
    answer = browser_of(ola).post(
        address_of(version, "send/"), {"revision": "1", "confirmation": "Lom"}
    )
    assert answer.status_code == 422
    assert "Noen andre har lagret meldingen" in answer.content.decode()
    assert Delivery.objects.count() == 0


def test_what_was_sent_back_shows_the_reason_and_then_the_difference(
    lom: Body, kari: User, ola: User
) -> None:
    version = submitted(lom, kari)
    browser_of(ola).post(
        address_of(version, "tilbake/"), told(version, **{"back-reason": "Skriv kvar."})
    )
    writer = browser_of(kari, factor=False)
    assert "Skriv kvar." in main_of(writer.get(address_of(version)).content.decode())
    version.refresh_from_db()
    texts = {"nn": {"what": "Ikkje drikk vatnet på Garmo.", "where": "", "todo": "Kok vatnet."}}
    save(version, kari, texts=texts)
    page = main_of(writer.get(address_of(version)).content.decode())
    assert "Endret siden den ble sendt tilbake" in page
    assert "<del>frå springen.</del>" in page
    assert "<ins>på Garmo.</ins>" in page


def test_nothing_goes_back_or_away_without_a_reason(lom: Body, kari: User, ola: User) -> None:
    version = submitted(lom, kari)
    client = browser_of(ola)
    for rest in ("tilbake/", "avvis/"):
        answer = client.post(address_of(version, rest), told(version, **{"back-reason": " "}))
        assert answer.status_code == 422
        assert 'href="#id_back-reason"' in answer.content.decode()
    client.post(address_of(version, "avvis/"), told(version, **{"back-reason": "Ikkje sant."}))
    version.alert.refresh_from_db()
    assert version.alert.state == Alert.State.DROPPED


def test_what_stops_a_message_links_to_its_field_and_hides_the_button(lom: Body, ola: User) -> None:
    version = save(start(lom, ola), ola, link="https://bit.ly/x")
    page = main_of(browser_of(ola).get(address_of(version)).content.decode())
    assert f'href="{address_of(version, "skriv/")}#id_link"' in page
    assert "til-godkjenning/" not in page
    assert "alene/" not in page


def test_what_people_write_is_never_code(lom: Body, kari: User, ola: User) -> None:
    texts = {"nn": {"what": "<script>alert(1)</script>", "where": "<b>", "todo": "<i>Kok."}}
    version = submitted(lom, kari, texts=texts)
    page = main_of(browser_of(ola).get(address_of(version)).content.decode())
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("rest", ["send/", "alene/", "til-godkjenning/", "tilbake/", "avvis/"])
def test_an_address_that_decides_shows_the_page_when_it_is_opened(
    lom: Body, kari: User, ola: User, rest: str
) -> None:
    version = submitted(lom, kari)
    answer = browser_of(ola).get(address_of(version, rest))
    assert answer.headers["Location"] == address_of(version)


def test_a_neighbour_who_warns_is_seen_first(lom: Body, kari: User) -> None:
    Alert.objects.create(
        body=make_vaga(latitude=61.8, longitude=9.0),
        workspace=Workspace.LIVE,
        hazard="flood",
        state=Alert.State.ACTIVE,
        created_at=NIGHT,
    )
    version = save(start(lom, kari), kari)
    page = main_of(browser_of(kari, factor=False).get(address_of(version)).content.decode())
    assert "Vågå: Flom" in page


def test_an_anonymous_reader_is_sent_to_sign_in(lom: Body, kari: User) -> None:
    version = submitted(lom, kari)
    assert Client().get(address_of(version)).status_code == 302


def test_a_draft_taken_back_can_be_written_on(lom: Body, kari: User) -> None:
    version = submitted(lom, kari)
    return_for_edit(version=version, reason="Eg såg ein feil.", by=kari, at=NIGHT)
    client = browser_of(kari, factor=False)
    assert client.get(address_of(version, "skriv/")).status_code == 200
