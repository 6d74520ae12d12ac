"""The core module of the shipped questionnaire takes at most 25 steps, counted on the way (R64)."""

from collections.abc import Iterator
from statistics import median

import pytest
import time_machine
from django.test import Client

from allmenning.core.questionnaire import Item, Kind, Value, pages
from allmenning.core.questionnaire.length import MOST_CORE_STEPS
from allmenning.surveys.actions.bank import load_bank
from allmenning.surveys.actions.demo import plans, specs_of
from allmenning.surveys.actions.demo_items import ask_items
from allmenning.surveys.models import Contact, Response, Stage, Survey
from allmenning.surveys.queries.questionnaire import read_questionnaire
from allmenning.surveys.tests.answered import make_survey
from allmenning.surveys.tests.fielded import AT, CLOSES, link_of, make_contact, make_three

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def make_shipped() -> Survey:
    survey = make_survey(stage=Stage.PLANNING, opens_at=AT, closes_at=CLOSES)
    load_bank(by=None, at=AT, tell=lambda _line: None)
    ask_items(survey=survey, specs=specs_of(plans(AT)[0]), by=None, at=AT)
    Survey.objects.filter(pk=survey.pk).update(stage=Stage.FIELDING)
    survey.refresh_from_db()
    return survey


def chosen(item: Item, code: str, place: int) -> tuple[dict[str, object], int]:
    """Return what a form sends when one answers, and how many things one did."""
    match item.kind:
        case Kind.SINGLE:
            return {code: item.codes[place % len(item.codes)]}, 1
        case Kind.MULTIPLE:
            ticked = list(item.codes[: 1 + place % 2])
            return {code: ticked}, len(ticked)
        case Kind.MATRIX:
            rows = [row.code for row in item.rows]
            return {f"{code}__{row}": item.codes[0] for row in rows}, len(rows)
        case Kind.RANK:
            places = range(1, item.places + 1)
            return {f"{code}__{n}": item.codes[n - 1] for n in places}, item.places
        case Kind.DATE:
            return {code: "2026-11-01"}, 1
        case _:
            return {code: "2"}, 1


def steps_of(client: Client, contact: Contact, survey: Survey, place: int) -> int:
    """Go the whole way with the core answered: begin, each answer, each press, send in."""
    questions = read_questionnaire(survey).questions
    steps, values = 1, dict[str, Value]()
    number = pages(questions, values)[0].number
    while True:
        page = next(one for one in pages(questions, values) if one.number == number)
        told: dict[str, object] = {"page.act": "videre"}
        for question in page.questions:
            if question.is_core or question.is_required:
                sent, presses = chosen(question.item, question.code, place)
                told, steps = told | sent, steps + presses
        steps += 1
        onwards = client.post(link_of(contact, f"side/{number}/"), told).headers["Location"]
        values = dict(Response.objects.get(contact=contact).values)
        if onwards.endswith("oversikt/"):
            break
        number = int(onwards.rstrip("/").rsplit("/", 1)[1])
    client.post(link_of(contact, "send/"))
    assert Response.objects.get(contact=contact).submitted_at
    return steps + 1


def test_the_core_module_takes_at_most_25_steps(client: Client) -> None:
    survey = make_shipped()
    units = make_three(survey)
    steps = [
        steps_of(client, make_contact(unit), survey, place) for place, unit in enumerate(units)
    ]
    assert median(steps) <= MOST_CORE_STEPS
