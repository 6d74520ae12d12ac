"""R82: relative measures in several categories, and only those who have asked to be in it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from allmenning.arena.actions.competition import leave, take_part
from allmenning.arena.models import Participation, Replication
from allmenning.arena.queries.competition import standings
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_lom,
    make_member,
    make_post,
    make_question,
)
from allmenning.register.models import BodyRole
from allmenning.register.tests.build import make_oslo, make_vaga

pytestmark = pytest.mark.django_db
LAST_YEAR = AT - timedelta(days=200)


def test_each_measure_is_by_ten_thousand_inhabitants() -> None:
    """Vågå has 3,500: two shared are 5.71, one more than before 2.86, two of dialogue 5.71."""
    vaga, lom = make_vaga(), make_lom()
    take_part(body=vaga, by=None, at=AT)
    make_case(owner=vaga)
    make_question(owner=vaga)
    make_case(owner=vaga, created_at=LAST_YEAR)
    make_case(owner=vaga, state="draft")
    asked, told = make_question(owner=lom), make_case(owner=lom)
    make_post(asked, body=vaga, is_answer=True)
    make_post(asked, body=vaga, is_answer=True, state="hidden")
    Replication.objects.create(
        case=told, body=vaga, outcome="same", note="Likt.", at=AT, context_date=AT.date()
    )
    (one,) = standings(AT)
    assert (one.shared, one.before, one.dialogue) == (2, 1, 2)
    assert one.shared_rate == pytest.approx(5.714, abs=0.001)
    assert one.growth_rate == pytest.approx(2.857, abs=0.001)
    assert one.dialogue_rate == pytest.approx(5.714, abs=0.001)


def test_only_those_who_asked_are_in_it_and_are_out_again_at_once(client: Client) -> None:
    lom = make_lom()
    make_case(owner=lom)
    assert "Lom" not in client.get("/erfaringer/bidrag.csv").getvalue().decode()
    take_part(body=lom, by=None, at=AT)
    assert "Lom" in client.get("/erfaringer/bidrag.csv").getvalue().decode()
    leave(body=lom, by=None, at=AT)
    assert "Lom" not in client.get("/erfaringer/bidrag.csv").getvalue().decode()


def test_those_like_the_reader_stand_first(client: Client) -> None:
    for body in (make_lom(), make_vaga(), make_oslo()):
        take_part(body=body, by=None, at=AT)
    client.cookies["lens"] = "3434.kostra_group"
    page = client.get("/erfaringer/bidrag/").content.decode()
    assert page.index("De som ligner kommunen du ser fra") < page.index("Vågå</th>")


def test_without_inhabitants_nothing_is_reckoned_and_it_stands_last(client: Client) -> None:
    for body in (make_vaga(population=None), make_lom()):
        take_part(body=body, by=None, at=AT)
    rows = client.get("/erfaringer/bidrag.json?sort=-shared").json()
    assert [row["name"] for row in rows] == ["Lom", "Vågå"]
    assert rows[1]["shared"] is None


def test_an_editor_lets_the_body_in_and_nobody_else_does(client: Client) -> None:
    lom, vaga, oslo = make_lom(), make_vaga(), make_oslo()
    address = "/erfaringer/bidrag/lom/"
    with time_machine.travel(AT, tick=False):
        assert client.post(address).status_code == 302
        refused = [make_member(vaga), make_member(oslo), make_member(lom, BodyRole.READER)]
        for person in refused:
            client.force_login(person)
            assert client.post(address).status_code == 403
        client.force_login(make_member(lom))
        client.post(address)
        assert Participation.objects.get().body == lom
        client.post(address, {"leave": "1"})
        assert not Participation.objects.exists()


def test_the_number_of_queries_does_not_grow(
    django_assert_max_num_queries: object,
) -> None:
    for number in range(8):
        body = make_vaga(slug=f"v{number}", code=f"99{number:02}")
        take_part(body=body, by=None, at=AT)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        assert len(standings(AT)) == 8
