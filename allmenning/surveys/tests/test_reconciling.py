"""Two answers from one body: compared, one chosen, why is told, nothing is deleted (R33)."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from allmenning.accounts.tests.browse import sign_in_with_factor
from allmenning.surveys.actions.answering import send_in
from allmenning.surveys.actions.reconciling import (
    NotOfThisBodyError,
    ReasonNeededError,
    choose_answer,
)
from allmenning.surveys.models import Contact, Reconciliation, Response, Unit
from allmenning.surveys.queries.board import board_of
from allmenning.surveys.queries.questionnaire import read_questionnaire
from allmenning.surveys.tests.fielded import AT, make_analyst, make_invited, make_open, make_three

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def send(contact: Contact, **values: object) -> Response:
    Response.objects.create(
        unit=contact.unit, contact=contact, values=values, started_at=AT, saved_at=AT
    )
    questions = read_questionnaire(contact.unit.survey).questions
    return send_in(contact=contact, questions=questions, by=None, at=AT)


def make_two(**changes: object) -> tuple[Response, Response]:
    lom = make_three(make_open(**changes))[0]
    first = send(make_invited(lom, role="rådgiver"), strategy="yes", staff=2)
    return first, send(make_invited(lom, email="b@lom.example", role="leder"), strategy="no")


def test_a_second_answer_of_a_body_opens_a_reconciliation() -> None:
    first, second = make_two()
    one = Reconciliation.objects.get()
    assert (one.unit, one.decided_at) == (first.unit, None)
    choose_answer(reconciliation=one, chosen=second, reason="Lederen vet.", by=None, at=AT)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.set_aside_at, second.set_aside_at) == (AT, None)
    assert first.values == {"strategy": "yes", "staff": 2}


def test_a_body_that_answered_twice_is_counted_once() -> None:
    first, _second = make_two()
    assert board_of(first.unit.survey).total.answered == 1


def test_in_a_survey_of_persons_several_may_answer() -> None:
    make_two(unit=Unit.PERSON)
    assert not Reconciliation.objects.exists()


def test_a_third_answer_after_the_decision_opens_it_again() -> None:
    first, _second = make_two()
    one = Reconciliation.objects.get()
    choose_answer(reconciliation=one, chosen=first, reason="Først.", by=None, at=AT)
    send(make_invited(first.unit, email="c@lom.example"), strategy="no")
    one.refresh_from_db()
    assert one.decided_at is None


def test_it_takes_an_answer_of_the_body_and_a_reason() -> None:
    first, _second = make_two()
    one = Reconciliation.objects.get()
    with pytest.raises(ReasonNeededError):
        choose_answer(reconciliation=one, chosen=first, reason=" ", by=None, at=AT)
    other = Response.objects.create(
        unit=first.unit.survey.units.exclude(pk=first.unit_id)[0], started_at=AT, saved_at=AT
    )
    with pytest.raises(NotOfThisBodyError):
        choose_answer(reconciliation=one, chosen=other, reason="x", by=None, at=AT)


def test_an_analyst_compares_them_and_chooses(client: Client) -> None:
    first, second = make_two()
    one = Reconciliation.objects.get()
    path = f"/undersokelser/sosiale-kommuner/feltarbeid/to-svar/{one.pk}/"
    assert client.get(path).status_code == 302
    sign_in_with_factor(client, make_analyst())
    board = client.get("/undersokelser/sosiale-kommuner/feltarbeid/").content.decode()
    assert path in board
    page = client.get(path).content.decode()
    assert "rådgiver" in page
    assert "Ulike" in page
    assert client.post(path, {"chosen": second.pk, "reason": ""}).status_code == 422
    assert client.post(path, {"chosen": first.pk, "reason": "Avtalt."}).status_code == 302
    one.refresh_from_db()
    assert (one.chosen, one.reason) == (first, "Avtalt.")
