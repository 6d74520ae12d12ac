"""The worked example: simulated, marked, the same everywhere, and made by the room's own steps."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from allmenning.core.questionnaire import Value, check_value, counted
from allmenning.register.models import Attribute, Body
from allmenning.register.tests.build import make_municipality, make_source, make_version
from allmenning.surveys.actions.demo import load_survey_demo
from allmenning.surveys.actions.demo_answers import ANSWERING
from allmenning.surveys.models import Bridge, Contact, Letter, Response, Survey
from allmenning.surveys.queries.coverage import coverage_of
from allmenning.surveys.queries.frame_tasks import tasks_of
from allmenning.surveys.queries.questionnaire import read_questionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIZES = [900, 3000, 7000, 15000, 30000, 80000]


@pytest.fixture
def rounds() -> list[Survey]:
    """Ask sixty municipalities, ten of each size class."""
    Body.objects.create(kind="other", slug="ks", name="KS", official_name="KS")
    source = make_source()
    for number in range(60):
        code = f"50{number:02}"
        body = make_municipality(name=f"By {number}", slug=f"by-{number}", code=code)
        make_version(body, code=code, name=body.name, valid_to=None)
        Attribute.objects.create(
            body=body,
            key="population",
            value=str(SIZES[number % 6]),
            valid_from=date(2020, 1, 1),
            source=source,
        )
    return load_survey_demo(at=AT, is_published=False)


def test_the_example_shows_every_side_of_a_survey(rounds: list[Survey], client: Client) -> None:
    first, second, pulse = (Survey.objects.get(pk=one.pk) for one in rounds)
    assert [one.stage for one in (first, second, pulse)] == ["closed", "closed", "fielding"]
    assert second.previous == first
    assert all(one.is_simulated and one.plan_sha256 for one in (first, second, pulse))
    assert first.contacts_wiped_at is not None
    counts = coverage_of(second)
    assert counts.population == 60
    assert 36 <= counts.answered <= 56
    assert {task.kind for task in tasks_of(second)} >= {"bounced", "refused", "two"}
    assert second.units.filter(reconciliation__decided_at__isnull=False).exists()
    assert pulse.units.filter(reconciliation__decided_at=None).exclude(reconciliation=None).exists()
    assert 40 <= pulse.units.filter(is_drawn=True).count() <= 80
    _its_answers_fit_the_questionnaire(second)
    _one_series_is_broken(first, second)
    assert "Simulert eksempel" in client.get("/undersokelser/").content.decode()
    _it_is_made_once_and_sends_nothing()


def _its_answers_fit_the_questionnaire(survey: Survey) -> None:
    questions = read_questionnaire(survey).questions
    items = {question.code: question.item for question in questions}
    assert len(items) == 23
    for response in Response.objects.filter(unit__survey=survey).order_by("pk"):
        assert counted(questions, response.values) == response.values
        for code, value in response.values.items():
            assert check_value(items[code], _as_sent(value)).reason is None


def _it_is_made_once_and_sends_nothing() -> None:
    assert load_survey_demo(at=AT) == []
    assert not Letter.objects.filter(sent_at=None, dropped_at=None).exists()
    written = Contact.objects.exclude(email="").exclude(email__endswith="@demo.invalid")
    assert not written.exists()


def _as_sent(value: Value) -> object:
    """Give a number as a form sends it."""
    return str(value) if isinstance(value, int | float) else value


def _one_series_is_broken(first: Survey, second: Survey) -> None:
    then, now = (one.questions.get(code="crisis-hour").version for one in (first, second))
    assert (then.number, now.number, now.bridge) == (1, 2, Bridge.BREAK)


def test_without_a_register_there_is_nobody_to_ask() -> None:
    assert load_survey_demo(at=AT) == []


def test_the_smallest_answer_least() -> None:
    assert list(ANSWERING.values()) == sorted(ANSWERING.values())
