"""Where somebody is in the questionnaire, and what is told to her about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from allmenning.core.questionnaire import (
    DONT_KNOW,
    Kind,
    Page,
    Question,
    Questionnaire,
    Value,
    asked,
    pages,
    span_of,
)
from allmenning.surveys.models import Contact, Handover, Response, Survey
from allmenning.surveys.queries.questionnaire import questionnaire_of
from allmenning.surveys.queries.response import handovers_of, is_open, response_of
from allmenning.surveys.queries.words import language_of, said
from allmenning.ui.text import day, number


@dataclass(frozen=True)
class Place:
    """A page among those that somebody with these answers meets."""

    page: Page
    number: int
    of: int
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Link:
    """Everything behind one personal link."""

    contact: Contact
    token: str
    response: Response | None
    questionnaire: Questionnaire
    is_open: bool

    @property
    def survey(self) -> Survey:
        return self.contact.unit.survey

    @property
    def values(self) -> dict[str, Value]:
        return self.response.values if self.response else {}

    @property
    def title(self) -> str:
        return said(self.survey.title)

    @property
    def is_sent_in(self) -> bool:
        return bool(self.response and self.response.submitted_at)

    @property
    def may_change(self) -> bool:
        return self.is_open and self.contact.ended_at is None


def link_of(contact: Contact, token: str, at: datetime) -> Link:
    survey = contact.unit.survey
    return Link(contact, token, response_of(contact), questionnaire_of(survey), is_open(survey, at))


def place_of(
    questions: tuple[Question, ...], values: Mapping[str, Value], wanted: int
) -> Place | None:
    """Find a page by its number; None where nothing on it is asked of her."""
    found = pages(questions, values)
    numbers = [page.number for page in found]
    if wanted not in numbers:
        return None
    at = numbers.index(wanted)
    return Place(
        page=found[at],
        number=at + 1,
        of=len(found),
        before=numbers[at - 1] if at else None,
        after=numbers[at + 1] if at + 1 < len(numbers) else None,
    )


def first_page(questions: tuple[Question, ...], response: Response | None) -> int | None:
    """Return where to begin or go on: the last saved page if something is open there, or the next.

    None where she has come to the end.
    """
    values = response.values if response else {}
    last = response.page if response else 0
    for page in pages(questions, values):
        is_open = any(one.code not in values for one in page.questions)
        if page.number > last or (page.number == last and is_open):
            return page.number
    return None


def page_from(
    questions: tuple[Question, ...], values: Mapping[str, Value], wanted: int
) -> int | None:
    """Return the first page from this number on where something is asked of her."""
    return next((one.number for one in pages(questions, values) if one.number >= wanted), None)


def minutes_of(survey: Survey, language: str) -> int:
    """Say how long it takes who is asked everything."""
    return span_of(questionnaire_of(survey).questions, language).longest.minutes


@dataclass(frozen=True)
class Line:
    """A question and its answer, as one reads them."""

    page: int
    heading: str
    wording: str
    language: str
    answers: tuple[str, ...]
    is_missing: bool


def lines_of(link: Link) -> list[Line]:
    """List every question that is asked of her, with what she answered."""
    return [
        Line(
            page=one.page,
            heading=said(one.heading),
            wording=said(one.item.wording),
            language=language_of(one.item.wording),
            answers=tuple(shown(one, link.values.get(one.code))),
            is_missing=one.is_required and link.values.get(one.code) is None,
        )
        for one in asked(link.questionnaire.questions, link.values)
    ]


def shown(question: Question, value: Value) -> list[str]:
    """Write an answer in words; empty where there is none."""
    item = question.item
    labels = {one.code: said(one.label) for one in item.options} | {DONT_KNOW: _("Don't know")}
    if value is None:
        return []
    if isinstance(value, dict):
        rows = {one.code: said(one.label) for one in item.rows}
        return [f"{rows.get(row, row)}: {labels.get(code, code)}" for row, code in value.items()]
    if isinstance(value, list):
        names = [labels.get(code, code) for code in value]
        is_rank = item.kind is Kind.RANK
        return [f"{place}. {name}" for place, name in enumerate(names, 1)] if is_rank else names
    if isinstance(value, int | float):
        return [number(value)]
    if item.kind is Kind.DATE and value != DONT_KNOW:
        return [day(datetime.fromisoformat(value))]
    is_code = item.kind is Kind.SINGLE or value == DONT_KNOW
    return [labels.get(value, value) if is_code else value]


def handed_to(contact: Contact) -> Handover | None:
    """Find where this link went on to."""
    found = [one for one in handovers_of(contact) if one.left_id == contact.pk]
    return found[-1] if found else None


def handed_from(contact: Contact) -> Handover | None:
    """Find whom this link came from."""
    found = [one for one in handovers_of(contact) if one.took_over_id == contact.pk]
    return found[0] if found else None
