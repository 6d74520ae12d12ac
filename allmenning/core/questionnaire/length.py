"""How long a questionnaire takes, and in how many steps; the rule is in docs/method."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from allmenning.core.questionnaire.condition import Everybody
from allmenning.core.questionnaire.item import Item, Kind, Option, Text
from allmenning.core.questionnaire.questionnaire import Question, paged

WORDS_PER_MINUTE = 200
SECONDS_PER_PAGE = 3.0
SECONDS: Mapping[Kind, float] = {
    Kind.SINGLE: 3.0,
    Kind.MULTIPLE: 3.0,
    Kind.MATRIX: 3.0,
    Kind.RANK: 5.0,
    Kind.NUMBER: 8.0,
    Kind.TEXT: 12.0,
    Kind.LONG_TEXT: 45.0,
    Kind.DATE: 8.0,
}
"""For one step, beside reading; a choice among several takes one step for every three options."""
OPTIONS_PER_STEP = 3
MOST_CORE_STEPS = 25


@dataclass(frozen=True, slots=True)
class Length:
    """What answering asks of somebody.

    Attributes
    ----------
    questions, pages, steps : int
        A step is one thing that one does: choose, write, answer a row, fill a place, go on.
    seconds : float
        Reading and answering.
    """

    questions: int
    pages: int
    steps: int
    seconds: float

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded up, at least 1."""
        return max(1, -int(-self.seconds // 60))


@dataclass(frozen=True, slots=True)
class Span:
    """The shortest way and the longest: what all are asked, and what can be asked at all."""

    shortest: Length
    longest: Length


def length_of(questions: Sequence[Question], language: str) -> Length:
    """Say how long these questions take somebody who is asked all of them.

    Parameters
    ----------
    questions : sequence of Question
        In order; what `asked` returns is the length for one respondent.
    language : str
        In which they are read.
    """
    every = paged(questions)
    seconds = sum(seconds_of(question.item, language) for question in questions)
    words = sum(words_in(question.heading, language) for question in questions)
    return Length(
        questions=len(questions),
        pages=len(every),
        steps=sum(steps_of(question.item) for question in questions) + len(every),
        seconds=seconds + SECONDS_PER_PAGE * len(every) + words * 60 / WORDS_PER_MINUTE,
    )


def span_of(questions: Sequence[Question], language: str, *, only_core: bool = False) -> Span:
    """Say how long the shortest and the longest way are; `only_core` counts the core module."""
    counted = [question for question in questions if question.is_core or not only_core]
    always = [one for one in counted if isinstance(one.condition, Everybody)]
    return Span(length_of(always, language), length_of(counted, language))


def steps_of(item: Item) -> int:
    """Count what one does to answer: rows of a matrix, places of a ranking, else one and up."""
    match item.kind:
        case Kind.MATRIX:
            return len(item.rows)
        case Kind.RANK:
            return item.places
        case Kind.MULTIPLE:
            ticks = -(-len(item.options) // OPTIONS_PER_STEP)
            return max(1, min(ticks, item.places))
        case _:
            return 1


def seconds_of(item: Item, language: str) -> float:
    """Return the seconds to read an item and answer it."""
    words = words_in(item.wording, language) + words_in(item.help, language)
    words += _labels(item.options, language) + _labels(item.rows, language)
    return words * 60 / WORDS_PER_MINUTE + SECONDS[item.kind] * steps_of(item)


def _labels(options: Sequence[Option], language: str) -> int:
    return sum(words_in(option.label, language) for option in options)


def words_in(text: Text, language: str) -> int:
    """Count the words in this language, or in the first that there is."""
    said = text.get(language) or next((words for words in text.values() if words), "")
    return len(said.split())
