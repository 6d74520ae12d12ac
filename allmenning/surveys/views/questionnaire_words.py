"""The questionnaire as the builder shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from allmenning.core.questionnaire import Fault, Questionnaire, Routing, read_condition
from allmenning.surveys.models import Question, Survey
from allmenning.surveys.queries.routing import condition_words, told
from allmenning.surveys.queries.words import language_of, said


@dataclass(frozen=True)
class Line:
    """A question."""

    question: Question
    wording: str
    lang: str
    condition: str
    faults: list[str]


@dataclass(frozen=True)
class PageShown:
    """A page with its questions."""

    number: int
    heading: str
    faults: list[str]
    lines: list[Line]


def pages_of(survey: Survey, questionnaire: Questionnaire, routing: Routing) -> list[PageShown]:
    """Return pages with questions, conditions in words, and what is wrong with each."""
    rows = survey.questions.select_related("version__item").order_by("page", "position", "pk")
    found: list[PageShown] = []
    for row in rows:
        if not found or found[-1].number != row.page:
            whole = [
                told(one) for one in routing.faults if not one.question and one.page == row.page
            ]
            found.append(PageShown(row.page, said(row.heading), whole, []))
        found[-1].lines.append(_line(row, questionnaire, routing.faults))
    return found


def _line(row: Question, questionnaire: Questionnaire, faults: Sequence[Fault]) -> Line:
    wording = row.version.wording
    condition = read_condition(row.condition)
    return Line(
        question=row,
        wording=said(wording),
        lang=language_of(wording),
        condition=condition_words(condition, questionnaire) if row.condition else "",
        faults=[told(fault) for fault in faults if fault.question == row.code],
    )
