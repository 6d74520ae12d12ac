"""The board: each case in one state, the weakest stratum on top, rates that do not flatter."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from allmenning.accounts.tests.browse import sign_in_with_factor
from allmenning.surveys.models import (
    Contact,
    FrameUnit,
    Letter,
    LetterKind,
    Reminder,
    Response,
    Survey,
    Unit,
)
from allmenning.surveys.queries.board import State, answers_by_day, board_of, cases_of
from allmenning.surveys.tests.answered import make_survey, make_unit
from allmenning.surveys.tests.fielded import (
    AT,
    make_analyst,
    make_contact,
    make_invited,
    make_member,
    make_open,
    make_three,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BOARD = "/undersokelser/sosiale-kommuner/feltarbeid/"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def analyst(client: Client) -> Client:
    sign_in_with_factor(client, make_analyst())
    return client


def respond(contact: Contact, *, is_sent: bool = True, **values: object) -> Response:
    return Response.objects.create(
        unit=contact.unit,
        contact=contact,
        values=values,
        started_at=AT,
        saved_at=AT,
        submitted_at=AT if is_sent else None,
    )


def make_every_state(survey: Survey) -> None:
    """Nine units of the smallest municipalities, one of the largest that has answered."""
    units = [make_unit(survey, number) for number in range(9)]
    respond(make_invited(units[0]), strategy="no")
    respond(make_invited(units[1]), is_sent=False, strategy="no")
    respond(make_invited(units[2]), is_sent=False, channels=["yes"])
    FrameUnit.objects.filter(pk=units[3].pk).update(refused_at=AT)
    make_invited(units[4])
    make_contact(units[5])
    make_contact(units[6], bounced_at=AT)
    FrameUnit.objects.filter(pk=units[8].pk).update(left_out="Slått sammen")
    respond(make_invited(make_unit(survey, 20, "50000-")), strategy="yes")


def test_every_case_is_in_one_state() -> None:
    survey = make_open()
    make_every_state(survey)
    assert [one.state for one in cases_of(survey)] == [
        State.ANSWERED,
        State.PARTIAL,
        State.BROKEN_OFF,
        State.REFUSED,
        State.SILENT,
        State.WAITING,
        State.BOUNCED,
        State.UNMAPPED,
        State.ANSWERED,
    ]


def test_the_weakest_stratum_is_on_top_and_what_is_begun_is_counted_apart() -> None:
    survey = make_open()
    make_every_state(survey)
    board = board_of(survey)
    assert [row.stratum for row in board.rows] == ["0-1999", "50000-"]
    row = board.rows[0]
    assert (row.drawn, row.mapped, row.invited, row.bounced) == (8, 5, 4, 1)
    assert (row.answered, row.partial, row.broken_off, row.refused) == (1, 1, 1, 1)
    assert row.response == 0.125
    assert (board.total.drawn, board.total.answered) == (9, 2)


def test_strata_that_answer_alike_stand_in_the_order_of_size() -> None:
    survey = make_survey()
    for number, stratum in enumerate(("10000-19999", "2000-4999", "0-1999")):
        make_unit(survey, number, stratum)
    assert [row.stratum for row in board_of(survey).rows] == ["0-1999", "2000-4999", "10000-19999"]


def test_rates_count_those_without_a_contact_as_not_answered() -> None:
    """I 2, P 1, R 2 (one no, one broken off), NC 4 of 9 that were drawn."""
    survey = make_open()
    make_every_state(survey)
    rates = {one.name: (one.count, one.base) for one in board_of(survey).rates}
    assert rates["RR1"] == rates["RR5"] == (2, 9)
    assert rates["RR2"] == (3, 9)
    assert rates["COOP1"] == (2, 5)
    assert rates["REF1"] == (2, 9)
    assert rates["CON1"] == (5, 9)


def test_in_a_survey_of_persons_each_is_a_case_and_a_letter_that_came_back_is_unknown() -> None:
    survey = make_open(unit=Unit.PERSON)
    lom, _vaga, _oslo = make_three(survey)
    respond(make_invited(lom, email="a@lom.example"), strategy="no")
    make_invited(lom, email="b@lom.example")
    make_contact(lom, email="c@lom.example", bounced_at=AT)
    rates = {one.name: (one.count, one.base) for one in board_of(survey).rates}
    assert rates["RR1"] == (1, 3)
    assert rates["RR5"] == (1, 2)


def test_answers_are_counted_by_the_day_in_norway_and_empty_days_are_there() -> None:
    survey = make_open()
    lom, vaga, _oslo = make_three(survey)
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    for unit, at in ((lom, late), (vaga, late + timedelta(days=2))):
        one = respond(make_invited(unit), strategy="no")
        Response.objects.filter(pk=one.pk).update(submitted_at=at)
    assert answers_by_day(survey) == [
        (date(2026, 11, 21), 1),
        (date(2026, 11, 22), 0),
        (date(2026, 11, 23), 1),
    ]


def test_only_analysts_see_the_board(client: Client) -> None:
    survey = make_open()
    lom, _vaga, oslo = make_three(survey)
    paths = (BOARD, f"{BOARD}tavle.csv", f"{BOARD}tavle.json", f"{BOARD}paminnelse/")
    for path in paths:
        assert client.get(path).status_code == 302
    assert lom.body
    assert oslo.body
    for body in (lom.body, oslo.body):
        sign_in_with_factor(client, make_member(body))
        assert [client.get(path).status_code for path in paths] == [403] * 4


def test_the_board_shows_counts_and_no_name_of_a_person(analyst: Client) -> None:
    survey = make_open()
    kari = make_invited(make_three(survey)[0], name="Kari Nordmann")
    respond(kari, strategy="no", more="Hemmelig")
    page = analyst.get(BOARD).content.decode()
    assert "Svar per stratum" in page
    assert "Svar sendt inn, dag for dag" in page
    for secret in ("Kari Nordmann", kari.email, "Hemmelig"):
        assert secret not in page
    rows = analyst.get(f"{BOARD}tavle.json").json()
    assert rows["rates"]["RR1"] == pytest.approx(1 / 3)
    assert rows["strata"][0]["stratum"] == "50000-"
    assert b"stratum" in b"".join(analyst.get(f"{BOARD}tavle.csv").streaming_content)  # type: ignore[attr-defined]


def test_one_stratum_is_reminded_from_the_board(analyst: Client) -> None:
    survey = make_open()
    lom, vaga, oslo = (make_invited(unit) for unit in make_three(survey))
    respond(lom, strategy="no")
    assert "?stratum=0-1999" in analyst.get(BOARD).content.decode()
    form = analyst.get(f"{BOARD}paminnelse/?stratum=0-1999")
    assert "1 person i dette stratumet" in form.content.decode()
    told = {"strata": ["0-1999"], "when": "now"}
    assert analyst.post(f"{BOARD}paminnelse/", told).status_code == 302
    assert [one.contact for one in Letter.objects.filter(kind=LetterKind.REMINDER)] == [vaga]
    del oslo


def test_a_reminder_may_wait_for_its_day_and_be_taken_off(analyst: Client) -> None:
    make_invited(make_three(make_open())[0])
    path = f"{BOARD}paminnelse/"
    later = {"when": "later", "at": "2026-12-01T08:00", "text_nb": "Svar.", "text_nn": "Svar."}
    assert analyst.post(path, later | {"at": ""}).status_code == 422
    assert analyst.post(path, later | {"at": "2026-11-01T08:00"}).status_code == 422
    assert analyst.post(path, later | {"at": "2026-12-20T08:00"}).status_code == 422
    assert analyst.post(path, later | {"text_nn": ""}).status_code == 422
    assert analyst.post(path, later).status_code == 302
    one = Reminder.objects.get()
    assert one.at == datetime(2026, 12, 1, 7, tzinfo=UTC)
    assert "venter på dagen sin" in analyst.get(BOARD).content.decode()
    analyst.post(f"{path}1/fjern/")
    assert not Reminder.objects.exists()
