"""What the questions of a survey are as variables: one column for each thing that was measured."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from allmenning.surveys.models import Aspect, Kind, OpenCode, Question, Stratification, Survey

DONT_KNOW = "dont_know"
CHOSEN = "chosen"
NOT_CHOSEN = "not_chosen"
Text = dict[str, str]
Cell = str | float | None

# What the columns of the design and of the frame's facts are called.
RESERVED = (
    "answer",
    "stratum",
    "cluster",
    "population",
    "base_weight",
    "weight",
    *Stratification.values,
)

DONT_KNOW_LABEL: Text = {"nb": "Vet ikke", "nn": "Veit ikkje", "en": "Don't know"}
CHOSEN_LABEL: Text = {"nb": "Valgt", "nn": "Vald", "en": "Chosen"}
NOT_CHOSEN_LABEL: Text = {"nb": "Ikke valgt", "nn": "Ikkje vald", "en": "Not chosen"}


@dataclass(frozen=True)
class Category:
    code: str
    label: Text


@dataclass(frozen=True)
class Variable:
    """One column: a question, an option of it, or a row of it (`part`).

    `categories` is empty where the values are numbers. "Don't know" is a category of its own, and
    where the values are numbers a text among them (R34).
    """

    name: str
    question: str
    item: str
    digest: str
    version: int
    topic: str
    aspect: str
    kind: str
    wording: Text
    part: str
    part_label: Text
    categories: tuple[Category, ...]
    has_dont_know: bool
    is_asked_of_some: bool

    @property
    def is_number(self) -> bool:
        return not self.categories

    @property
    def is_choice(self) -> bool:
        """Tell whether it is one option among several, chosen or not."""
        return [one.code for one in self.categories[:2]] == [CHOSEN, NOT_CHOSEN]

    @property
    def known(self) -> tuple[Category, ...]:
        """Give the categories without "don't know"."""
        return tuple(one for one in self.categories if one.code != DONT_KNOW)

    @property
    def is_plan(self) -> bool:
        return self.aspect == Aspect.PLAN


Reading = Literal["single", "option", "row", "rank", "number", "code"]


@dataclass(frozen=True)
class Measured:
    """A variable, and how it is read from what was answered to its question."""

    variable: Variable
    reading: Reading

    def read(self, value: Any, codes: frozenset[str] = frozenset()) -> Cell:
        """Return the cell; None is not asked, or asked and not answered."""
        if self.reading == "code":
            return None if not value else CHOSEN if self.variable.part in codes else NOT_CHOSEN
        if value is None or value in ("", []):
            return None
        if value == DONT_KNOW:
            return DONT_KNOW
        return _READERS[self.reading](value, self.variable.part)


def _single(value: Any, _part: str) -> Cell:
    return value if isinstance(value, str) else None


def _option(value: Any, part: str) -> Cell:
    if not isinstance(value, Sequence):
        return None
    return CHOSEN if part in value else NOT_CHOSEN


def _row(value: Any, part: str) -> Cell:
    return value.get(part) or None if isinstance(value, Mapping) else None


def _rank(value: Any, part: str) -> Cell:
    return float(value.index(part) + 1) if isinstance(value, list) and part in value else None


def _number(value: Any, _part: str) -> Cell:
    return float(value) if isinstance(value, int | float) else None


_READERS = {
    "single": _single,
    "option": _option,
    "row": _row,
    "rank": _rank,
    "number": _number,
}


def measured(survey: Survey) -> list[Measured]:
    """List the variables of the survey in the order of its questions.

    Texts are variables once they are coded by hand; days are none.
    """
    questions = survey.questions.select_related("version__item").prefetch_related("open_codes")
    taken = set(RESERVED)
    return [one for question in questions for one in _of_question(question, taken)]


def _of_question(question: Question, taken: set[str]) -> Iterator[Measured]:
    kind = question.version.kind
    if kind in (Kind.TEXT, Kind.LONG_TEXT):
        yield from _coded(question, taken)
    elif kind == Kind.SINGLE:
        yield _made(question, "single", taken, categories=_categories(question))
    elif kind == Kind.NUMBER:
        yield _made(question, "number", taken)
    elif kind == Kind.MATRIX:
        for row in question.version.rows:
            categories = _categories(question)
            yield _made(question, "row", taken, categories=categories, part=row)
    elif kind == Kind.RANK:
        for option in question.version.options:
            yield _made(question, "rank", taken, part=option)
    elif kind == Kind.MULTIPLE:
        for option in question.version.options:
            yield _made(question, "option", taken, categories=_chosen(question), part=option)


def _coded(question: Question, taken: set[str]) -> Iterator[Measured]:
    codes: Sequence[OpenCode] = sorted(question.open_codes.all(), key=lambda one: one.code)
    for code in codes:
        part = {"code": code.code, "label": code.label}
        yield _made(question, "code", taken, categories=_CHOICE, part=part)


_CHOICE = (Category(CHOSEN, CHOSEN_LABEL), Category(NOT_CHOSEN, NOT_CHOSEN_LABEL))


def _categories(question: Question) -> tuple[Category, ...]:
    options = tuple(Category(one["code"], one["label"]) for one in question.version.options)
    return options + _dont_know(question, {one.code for one in options})


def _chosen(question: Question) -> tuple[Category, ...]:
    return _CHOICE + _dont_know(question, set())


def _dont_know(question: Question, beside: set[str]) -> tuple[Category, ...]:
    offered = question.version.has_dont_know and DONT_KNOW not in beside
    return (Category(DONT_KNOW, DONT_KNOW_LABEL),) if offered else ()


def _made(
    question: Question,
    reading: Reading,
    taken: set[str],
    *,
    categories: tuple[Category, ...] = (),
    part: Mapping[str, Any] | None = None,
) -> Measured:
    version = question.version
    code = str(part["code"]) if part else ""
    variable = Variable(
        name=_name(question.code, code, taken),
        question=question.code,
        item=version.item.code,
        digest=version.digest,
        version=version.number,
        topic=version.item.topic,
        aspect=version.aspect,
        kind=version.kind,
        wording=version.wording,
        part=code,
        part_label=dict(part["label"]) if part else {},
        categories=categories,
        has_dont_know=version.has_dont_know,
        is_asked_of_some=bool(question.condition),
    )
    return Measured(variable, reading)


def _name(question: str, part: str, taken: set[str]) -> str:
    """Name the column so that SPSS, R and our own recipes take it."""
    plain = re.sub(r"[^a-z0-9_]+", "_", f"{question}__{part}".lower() if part else question.lower())
    plain = (plain if plain[:1].isalpha() else f"q{plain}")[:60]
    name, tries = plain, 1
    while name in taken:
        tries += 1
        name = f"{plain}_{tries}"
    taken.add(name)
    return name
