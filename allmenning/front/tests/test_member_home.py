"""What a member sees first, and that nobody sees more than she may."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allmenning.accounts.models import User
from allmenning.arena.actions.profiles import set_follows, welcome
from allmenning.arena.models import Routing
from allmenning.arena.queries.profiles import profile_of
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_lom,
    make_member,
    make_question,
    make_theme,
)
from allmenning.register.models import BodyRole
from allmenning.register.tests.build import make_oslo, make_vaga

pytestmark = pytest.mark.django_db


def page(client: Client, person: User) -> str:
    client.force_login(person)
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        return client.get("/").content.decode()


def test_a_new_member_is_offered_the_three_questions_until_they_are_answered(
    client: Client,
) -> None:
    kari = make_member(make_lom())
    assert "Svar på de tre spørsmålene" in page(client, kari)
    welcome(person=kari, by=kari, at=AT)
    assert "Svar på de tre spørsmålene" not in page(client, kari)


def test_each_thing_stands_there_with_its_reason(client: Client) -> None:
    kari = make_member(make_lom())
    make_case(owner=make_vaga(), title="Vaktplan for to")
    body = page(client, kari)
    assert "Vaktplan for to" in body
    assert "Erfaring fra Vågå. Fra en kommune som ligner deres." in body


def test_only_what_one_follows_stands_there(client: Client) -> None:
    kari, vaga = make_member(make_lom()), make_vaga()
    set_follows(person=kari, themes=[make_theme()], by=kari, at=AT)
    make_case(owner=vaga, title="Krise her", themes=(make_theme(),))
    make_case(owner=vaga, title="Dialog der", themes=(make_theme("dialog"),))
    body = page(client, kari)
    assert "Et tema du følger: Krise." in body
    assert "Dialog der" not in body


def test_a_question_sent_to_her_a_draft_and_an_old_case_of_her_body_wait_there(
    client: Client,
) -> None:
    kari = make_member(make_lom())
    asked = make_question(owner=make_vaga(), title="Hvem har vakt?")
    Routing.objects.create(question=asked, person=kari, why="body", at=AT)
    make_case(state="draft", title="Halvferdig")
    make_case(title="Gammelt", confirmed_date=(AT - timedelta(days=600)).date())
    body = page(client, kari)
    for heading, title in (
        ("Du er spurt", "Hvem har vakt?"),
        ("Ikke ute ennå", "Halvferdig"),
        ("Stemmer det fortsatt?", "Gammelt"),
    ):
        assert title in body[body.index(heading) :]
    assert body.count("Hvem har vakt?") == 1


@pytest.mark.parametrize("make", [make_vaga, make_oslo])
def test_drafts_are_seen_by_those_who_edit_for_the_body_alone(client: Client, make: object) -> None:
    make_case(state="draft", title="Halvferdig")
    other = make_member(make())  # type: ignore[operator]
    assert "Halvferdig" not in page(client, other)
    assert "Halvferdig" not in page(client, make_member(make_lom(), BodyRole.READER))


def test_who_waits_for_a_steward_sees_what_is_open_and_is_told_so(client: Client) -> None:
    make_case(title="Åpent")
    make_case(title="For medlemmer", visibility="members")
    per = User.objects.create_user("per@kulturhuset.no")
    body = page(client, per)
    assert "Du venter på en forvalter" in body
    assert "Åpent" in body
    assert "For medlemmer" not in body


def test_an_empty_page_says_what_to_do(client: Client) -> None:
    assert "Bli den første" in page(client, make_member(make_lom()))


def test_being_here_is_noted(client: Client) -> None:
    kari = make_member(make_lom())
    page(client, kari)
    assert profile_of(kari).seen_at == AT + timedelta(hours=1)


def test_the_number_of_queries_does_not_grow(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    kari, vaga = make_member(make_lom()), make_vaga()
    for number in range(15):
        make_case(owner=vaga, title=f"Nummer {number}", themes=(make_theme(f"t{number}"),))
        make_question(owner=vaga, title=f"Spørsmål {number}")
    client.force_login(kari)
    with django_assert_max_num_queries(42), time_machine.travel(AT, tick=False):
        client.get("/")


def test_a_stranger_sees_open_experiences_and_questions_alone(client: Client) -> None:
    make_case(title="Åpen erfaring")
    make_case(title="For medlemmer", visibility="members")
    make_question(title="Åpent spørsmål")
    body = client.get("/").content.decode()
    assert "Åpen erfaring" in body
    assert "Åpent spørsmål" in body
    assert "For medlemmer" not in body
