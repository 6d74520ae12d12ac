"""Three questions, offered once, and the first page they fill."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from allmenning.accounts.models import User
from allmenning.arena.queries.profiles import experiences_of, follows_of, profile_of
from allmenning.arena.tests.build import AT, make_case, make_lom, make_member, make_theme
from allmenning.register.tests.build import make_vaga

pytestmark = pytest.mark.django_db


def test_the_first_sign_in_leads_to_the_questions_and_later_ones_to_the_first_page(
    client: Client,
) -> None:
    client.force_login(make_member(make_lom()))
    assert client.get("/velkommen/inn/")["Location"] == "/velkommen/"
    assert client.post("/velkommen/", {"later": "1"})["Location"] == "/"
    assert client.get("/velkommen/inn/")["Location"] == "/"


def test_one_page_of_answers_fills_the_first_page(client: Client) -> None:
    krise, dialog = make_theme(), make_theme("dialog")
    kari = make_member(make_lom())
    make_case(owner=make_vaga(), themes=(krise,), title="Flommen i juli")
    client.force_login(kari)
    told = {
        "job": "alone",
        "channels": ["facebook", "website"],
        "follows": [krise.pk],
        "handled": [dialog.pk],
    }
    assert client.post("/velkommen/", told)["Location"] == "/"
    profile = profile_of(kari)
    assert (profile.job, profile.channels) == ("alone", ["facebook", "website"])
    assert [one.theme for one in follows_of(kari)] == [krise]
    assert [one.theme for one in experiences_of(kari)] == [dialog]
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        body = client.get("/").content.decode()
    assert "Flommen i juli" in body
    assert "Et tema du følger: Krise." in body


def test_who_waits_for_a_steward_answers_as_well(client: Client) -> None:
    per = User.objects.create_user("per@kulturhuset.no")
    client.force_login(per)
    assert client.get("/velkommen/").status_code == 200
    client.post("/velkommen/", {"job": "team"})
    assert profile_of(per).job == "team"


def test_an_answer_that_makes_no_sense_is_refused_where_it_stands(client: Client) -> None:
    client.force_login(make_member(make_lom()))
    answer = client.post("/velkommen/", {"job": "astronaut"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode() or "ds-validation" in (
        answer.content.decode()
    )


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    for page in ("/velkommen/", "/velkommen/inn/", "/brev/", "/brev/1/"):
        assert client.get(page).status_code == 302


def test_letters_are_changed_and_the_next_one_is_shown(client: Client) -> None:
    krise = make_theme()
    kari = make_member(make_lom())
    make_case(owner=make_vaga(), themes=(krise,), title="Flommen i juli")
    client.force_login(kari)
    told = {
        "digest": "monthly",
        "follows": [krise.pk],
        "quiet_from": "22",
        "quiet_to": "6",
        "wider": "on",
    }
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        assert client.post("/brev/", told)["Location"] == "/brev/"
        body = client.get("/brev/").content.decode()
    profile = profile_of(kari)
    assert (profile.digest, profile.quiet_from, profile.quiet_to) == ("monthly", 22, 6)
    assert (profile.digest_wider, profile.mail_at_once, profile.takes_questions) == (
        True,
        False,
        False,
    )
    assert "Flommen i juli" in body


def test_nobody_reads_the_letter_of_somebody_else(client: Client) -> None:
    kari, per = make_member(make_lom()), make_member(make_vaga())
    digest = kari.digests.create(at=AT)
    client.force_login(per)
    assert client.get(f"/brev/{digest.pk}/").status_code == 404
