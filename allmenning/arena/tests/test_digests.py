"""Letters: exactly what a reader wants, never what she may not see, and nothing twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from allmenning.accounts.actions import close_account
from allmenning.accounts.models import User
from allmenning.arena.actions.digests import claim_due
from allmenning.arena.actions.profiles import choose_letters, note_seen, set_follows, stop_letters
from allmenning.arena.models import Digest, DigestItem, Frequency, Profile, Replication
from allmenning.arena.queries.profiles import profile_of
from allmenning.arena.tasks.digests import send_batch
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_lom,
    make_member,
    make_theme,
)
from allmenning.register.tests.build import make_county, make_oslo, make_vaga
from allmenning.search.actions import rebuild, save_search

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WEEK = timedelta(days=7)


def make_reader(**changes: Any) -> User:
    told: dict[str, Any] = {"email_verified_at": AT, "created_at": AT - timedelta(days=20)}
    return make_member(make_lom(), **(told | changes))


def send(at: datetime = AT) -> int:
    """Do what the job does, at once."""
    with time_machine.travel(at, tick=False):
        return send_batch(claim_due(most=100, at=at), at)


def told() -> list[str]:
    return list(DigestItem.objects.order_by("digest_id", "pk").values_list("key", flat=True))


def test_a_reader_of_one_theme_and_one_county_gets_exactly_that_and_none_twice() -> None:
    """R73: weekly, krise, county."""
    innlandet, oslo_county = make_county(), make_county(name="Oslo", slug="oslo-f", code="03")
    vaga, oslo = make_vaga(county=innlandet), make_oslo(county=oslo_county)
    krise, dialog = make_theme(), make_theme("dialog")
    kari = make_reader()
    set_follows(person=kari, themes=[krise], counties=[innlandet], by=kari, at=AT)
    day = AT - timedelta(days=1)
    wanted = make_case(owner=vaga, themes=(krise,), published_at=day)
    make_case(owner=oslo, themes=(krise,), published_at=day)
    make_case(owner=vaga, themes=(dialog,), published_at=day)
    assert send() == 1
    assert told() == [f"case:{wanted.pk}"]
    assert "Eit tema du følgjer: Krise." in mail.outbox[0].body
    assert send(AT + WEEK) == 0
    second = make_case(owner=vaga, themes=(krise,), published_at=AT + WEEK)
    assert send(AT + WEEK + timedelta(days=1, hours=1)) == 1
    assert told() == [f"case:{wanted.pk}", f"case:{second.pk}"]


def test_it_goes_once_a_week_however_often_the_job_runs() -> None:
    make_reader()
    for number in range(3):
        make_case(owner=make_vaga(slug=f"v{number}", code=f"99{number:02}"))
    assert [send(AT + timedelta(hours=hour)) for hour in (0, 1, 2)] == [1, 0, 0]
    assert len(mail.outbox) == 1


def test_who_has_been_here_within_the_period_gets_none() -> None:
    kari = make_reader()
    make_case(owner=make_vaga(), published_at=AT + timedelta(days=1))
    note_seen(profile=profile_of(kari), at=AT)
    assert send(AT + timedelta(days=6)) == 0
    assert send(AT + timedelta(days=7, hours=1)) == 1


def test_what_came_before_her_last_visit_is_not_news() -> None:
    kari = make_reader()
    make_case(owner=make_vaga(), published_at=AT - timedelta(days=1))
    note_seen(profile=profile_of(kari), at=AT)
    assert send(AT + timedelta(days=8)) == 0


def test_nothing_goes_at_night_and_in_the_morning_it_does() -> None:
    make_reader()
    make_case(owner=make_vaga())
    assert send(datetime(2026, 11, 23, 22, 0, tzinfo=UTC)) == 0
    assert send(datetime(2026, 11, 24, 6, 0, tzinfo=UTC)) == 1


def test_nobody_who_has_left_or_said_never_or_cannot_be_reached_gets_any() -> None:
    make_case(owner=make_vaga())
    closed, never, refused = make_reader(), make_reader(), make_reader()
    make_reader(is_demo=True)
    make_reader(email_verified_at=None)
    close_account(user=closed, by=None, at=AT)
    stop_letters(person=never, by=never, at=AT)
    Profile.objects.create(person=refused, refusals=3)
    assert send() == 0


def test_after_half_a_year_one_last_letter_asks_whether_to_stop() -> None:
    kari = make_reader(created_at=AT - timedelta(days=183))
    make_case(owner=make_vaga())
    assert send() == 1
    assert mail.outbox[0].subject == "Skal vi slutte å skrive til deg?"
    assert send(AT + timedelta(days=30)) == 0
    note_seen(profile=profile_of(kari), at=AT + timedelta(days=31))
    make_case(owner=make_vaga(slug="v", code="9901"), published_at=AT + timedelta(days=32))
    assert send(AT + timedelta(days=39)) == 1


def test_what_was_hidden_between_writing_and_sending_is_not_told() -> None:
    """The mail server is away; meanwhile one case is hidden."""
    kari = make_reader()
    vaga = make_vaga()
    hidden, stays = make_case(owner=vaga), make_case(owner=vaga, title="Står framleis")
    digest = Digest.objects.create(person=kari, at=AT)
    for case in (hidden, stays):
        DigestItem.objects.create(person=kari, digest=digest, key=f"case:{case.pk}", why="new")
    hidden.state = "hidden"
    hidden.save()
    assert send() == 1
    assert "Står framleis" in mail.outbox[0].body
    assert hidden.slug not in mail.outbox[0].body


def test_a_letter_whose_fate_nobody_knows_is_not_sent_again_but_can_be_read(client: Client) -> None:
    kari = make_reader()
    case = make_case(owner=make_vaga())
    digest = Digest.objects.create(person=kari, at=AT, attempted_at=AT)
    DigestItem.objects.create(person=kari, digest=digest, key=f"case:{case.pk}", why="new")
    assert send() == 0
    client.force_login(kari)
    with time_machine.travel(AT, tick=False):
        page = client.get(f"/brev/{digest.pk}/").content.decode()
        settings_page = client.get("/brev/").content.decode()
    assert case.title in page
    assert "Det kan hende at det ikke nådde deg på e-post." in settings_page


def test_somebody_who_tried_what_one_has_told_stands_first() -> None:
    make_reader()
    vaga = make_vaga()
    make_case(owner=vaga)
    own = make_case(owner=make_lom(), title="Vårt")
    Replication.objects.create(
        case=own, body=vaga, outcome="same", note="Same her.", at=AT, context_date=AT.date()
    )
    send(AT + timedelta(hours=1))
    assert told()[0].startswith("tried:")
    assert "Dei prøvde det de har fortalt om." in mail.outbox[0].body


def test_the_letter_is_in_the_language_of_the_body_unless_she_has_chosen() -> None:
    make_reader()
    make_reader(language="en")
    make_case(owner=make_vaga(language_form="nb"))
    send()
    bodies = {letter.body.splitlines()[0] for letter in mail.outbox}
    assert bodies == {"Nytt i Allmenning, valt ut til deg:", "New in Allmenning, chosen for you:"}


def test_one_press_stops_the_letters_without_signing_in(client: Client) -> None:
    kari = make_reader()
    make_case(owner=make_vaga())
    send()
    letter = mail.outbox[0]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter.extra_headers["List-Unsubscribe"].strip("<>").partition("/brev/")[2]
    path = f"/brev/{address}"
    assert client.get(path).status_code == 200
    assert profile_of(kari).digest == Frequency.WEEKLY
    told = {"List-Unsubscribe": "One-Click"}
    assert client.post(path, told).status_code == 200
    assert profile_of(kari).digest == Frequency.NEVER
    assert client.get(f"{path[:-2]}x/").status_code == 404


def test_a_choice_wakes_letters_that_had_stopped() -> None:
    kari = make_reader()
    Profile.objects.create(person=kari, refusals=3, farewell_at=AT)
    choose_letters(
        person=kari,
        digest="daily",
        wider=False,
        mail_at_once=True,
        quiet_from=20,
        quiet_to=7,
        by=kari,
        at=AT,
    )
    make_case(owner=make_vaga())
    assert send() == 1


def test_what_a_saved_search_has_found_stands_there_with_the_name_of_the_search() -> None:
    kari = make_reader()
    set_follows(person=kari, themes=[make_theme("dialog")], by=kari, at=AT)
    case = make_case(owner=make_vaga(), title="Flaumvarsling", themes=(make_theme(),))
    make_case(owner=make_vaga(slug="v", code="9901"), title="Noko heilt anna")
    save_search(person=kari, name="Flaum", query="q=flaumvarsling", in_digest=True, at=AT)
    rebuild(at=AT)
    assert send(AT + timedelta(hours=1)) == 1
    assert told() == [f"case:{case.pk}"]
    assert "Funne av det lagra søket ditt: Flaum." in mail.outbox[0].body
