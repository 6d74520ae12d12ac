"""The questionnaire: questions on pages, and which of them are asked of whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from allmenning.core.questionnaire.condition import EVERYBODY, Condition, holds
from allmenning.core.questionnaire.item import Item, Text
from allmenning.core.questionnaire.value import Value


@dataclass(frozen=True, slots=True)
class Question:
    """An item where it stands.

    Attributes
    ----------
    code : str
        Its name in answers and conditions.
    item : Item
        What is asked.
    page : int
        1 and up; questions of one page are asked together.
    heading : Text
        Stands above the question; above the first of a page it names the page.
    is_required, is_core : bool
        Must be answered; belongs to the core module.
    condition : Condition
        Who is asked.
    """

    code: str
    item: Item
    page: int = 1
    heading: Text = field(default_factory=dict)
    is_required: bool = False
    is_core: bool = False
    condition: Condition = EVERYBODY


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked together.

    Attributes
    ----------
    number : int
        As in `Question.page`.
    questions : tuple of Question
        At least one.
    """

    number: int
    questions: tuple[Question, ...]

    @property
    def heading(self) -> Text:
        """What the page is called; may be empty."""
        return self.questions[0].heading


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All questions in order; `questions` is sorted by page.

    Attributes
    ----------
    questions : tuple of Question
        In the order in which they are asked.
    title : Text
        Of the survey.
    """

    questions: tuple[Question, ...]
    title: Text = field(default_factory=dict)

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)

    def __len__(self) -> int:
        return len(self.questions)

    @property
    def by_code(self) -> dict[str, Question]:
        """Questions by their code."""
        return {question.code: question for question in self.questions}

    @property
    def pages(self) -> tuple[Page, ...]:
        """Every page, whoever is asked."""
        return paged(self.questions)


def asked(questions: Sequence[Question], values: Mapping[str, Value]) -> tuple[Question, ...]:
    """Return the questions that somebody with these answers is asked.

    Parameters
    ----------
    questions : sequence of Question
        In order.
    values : mapping
        Answers so far, by code; the answer of a question that is not asked (any more) does not
        count.
    """
    known: dict[str, Value] = {}
    found = []
    for question in questions:
        if holds(question.condition, known):
            found.append(question)
            if question.code in values:
                known[question.code] = values[question.code]
    return tuple(found)


def pages(questions: Sequence[Question], values: Mapping[str, Value]) -> tuple[Page, ...]:
    """Return the pages that somebody with these answers meets, each with what is asked there."""
    return paged(asked(questions, values))


def counted(questions: Sequence[Question], values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the answers that count: those of questions that are asked; no answer is left out."""
    codes = [question.code for question in asked(questions, values)]
    return {code: values[code] for code in codes if values.get(code) is not None}


def missing(questions: Sequence[Question], values: Mapping[str, Value]) -> tuple[Question, ...]:
    """Return the required questions that are asked and have no answer."""
    return tuple(
        question
        for question in asked(questions, values)
        if question.is_required and values.get(question.code) is None
    )


def paged(questions: Sequence[Question]) -> tuple[Page, ...]:
    """Gather questions by their page."""
    together = groupby(questions, key=lambda question: question.page)
    return tuple(Page(number, tuple(inside)) for number, inside in together)
