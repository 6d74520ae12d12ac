"""A question as it is worded: what the respondent meets, in every language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Text = Mapping[str, str]
"""By language: "nb", "nn", "en"; a language may be missing."""

DONT_KNOW = "dont_know"


class Kind(StrEnum):
    """How an item is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    MATRIX = "matrix"
    RANK = "rank"
    NUMBER = "number"
    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"


CHOSEN = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.MATRIX, Kind.RANK})
"""Kinds that are answered by choosing among options."""
WRITTEN = frozenset({Kind.TEXT, Kind.LONG_TEXT})
"""Kinds that are answered in words; nobody writes "don't know" as a category there."""


class Unanswerable(StrEnum):
    """Why nobody could answer an item."""

    NO_WORDING = "no_wording"
    FEW_OPTIONS = "few_options"
    OPTIONS_UNUSED = "options_unused"
    ROWS = "rows"
    CODE_TWICE = "code_twice"
    DONT_KNOW_LISTED = "dont_know_listed"
    NO_NUMBER = "no_number"
    NONE_CHOSEN = "none_chosen"
    NO_LETTERS = "no_letters"
    DECIMALS = "decimals"


class ItemError(ValueError):
    """An item that nobody could answer; the sentence says what would be right.

    Attributes
    ----------
    problem : Unanswerable
        Which of the things that can be wrong.
    """

    def __init__(self, problem: Unanswerable, sentence: str) -> None:
        self.problem = problem
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Option:
    """What can be chosen, or a row of a matrix.

    Attributes
    ----------
    code : str
        What is stored; letters, digits, _ and -.
    label : Text
        What is read.
    alone : bool
        Cannot be chosen together with others ("none of these").
    """

    code: str
    label: Text
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a value must keep within; None is no limit.

    Attributes
    ----------
    lowest, highest : float or None
        Of a number, both included.
    decimals : int
        Of a number; 0 takes whole numbers only.
    longest : int or None
        Letters of a text.
    most : int or None
        Options that may be chosen, or places of a ranking.
    """

    lowest: float | None = None
    highest: float | None = None
    decimals: int = 0
    longest: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One exact wording.

    Attributes
    ----------
    kind : Kind
        How it is answered.
    wording : Text
        The question.
    help : Text
        What stands below the question.
    options, rows : tuple of Option
        What can be chosen; rows of a matrix only.
    limits : Limits
        What a value must keep within.
    has_dont_know : bool
        Offers "don't know" as a category of its own; never where the answer is written.
    """

    kind: Kind
    wording: Text
    help: Text = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    limits: Limits = field(default_factory=Limits)
    has_dont_know: bool = True

    @property
    def offers_dont_know(self) -> bool:
        """Whether "don't know" can be answered."""
        return self.has_dont_know and self.kind not in WRITTEN

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the options, in order, without "don't know"."""
        return tuple(option.code for option in self.options)

    @property
    def places(self) -> int:
        """How many places a ranking has, or how many options may be chosen."""
        return min(self.limits.most or len(self.options), len(self.options))


def refuse_unanswerable(item: Item) -> None:
    """Refuse an item that nobody could answer.

    Raises
    ------
    ItemError
        Too few or doubled options, rows where there is no matrix, limits that no value keeps.
    """
    for problem, sentence in _problems(item):
        raise ItemError(problem, sentence)


_Found = Iterator[tuple[Unanswerable, str]]


def _problems(item: Item) -> _Found:
    if not any(text.strip() for text in item.wording.values()):
        yield (
            Unanswerable.NO_WORDING,
            "the question has no wording; write it in at least one language",
        )
    if item.kind in CHOSEN and len(item.options) < 2:
        count = len(item.options)
        yield Unanswerable.FEW_OPTIONS, f"{item.kind} needs at least two options, and has {count}"
    if item.kind not in CHOSEN and item.options:
        count = len(item.options)
        yield Unanswerable.OPTIONS_UNUSED, f"{item.kind} has no options, and {count} were given"
    if (item.kind is Kind.MATRIX) != bool(item.rows):
        yield Unanswerable.ROWS, "a matrix, and nothing else, has rows"
    yield from _codes(item.options, "option")
    yield from _codes(item.rows, "row")
    yield from _limits(item.limits)


def _codes(options: tuple[Option, ...], noun: str) -> _Found:
    codes = [option.code for option in options]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Unanswerable.CODE_TWICE, f"two {noun}s have the code {code}; each needs its own"
    if DONT_KNOW in codes:
        sentence = f"{DONT_KNOW} is offered by the item itself, not as one of its {noun}s"
        yield Unanswerable.DONT_KNOW_LISTED, sentence


def _limits(limits: Limits) -> _Found:
    lowest, highest = limits.lowest, limits.highest
    if lowest is not None and highest is not None and lowest > highest:
        yield (
            Unanswerable.NO_NUMBER,
            f"no number is at least {lowest:g} and at most {highest:g}; turn the limits round",
        )
    if limits.most is not None and limits.most < 1:
        sentence = f"at most {limits.most} could be chosen; let it be 1 or more"
        yield Unanswerable.NONE_CHOSEN, sentence
    if limits.longest is not None and limits.longest < 1:
        sentence = f"a text of at most {limits.longest} letters cannot be written"
        yield Unanswerable.NO_LETTERS, sentence
    if not 0 <= limits.decimals <= 6:
        yield Unanswerable.DECIMALS, f"{limits.decimals} decimals; let it be 0 to 6"
