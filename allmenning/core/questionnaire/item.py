"""A question as it is worded: what the respondent meets, in every language."""

from collections.abc import Mapping
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


class ItemError(ValueError):
    """An item that nobody could answer; the sentence says what would be right."""


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
    for problem in _problems(item):
        raise ItemError(problem)


def _problems(item: Item) -> list[str]:
    found = []
    if not any(text.strip() for text in item.wording.values()):
        found.append("the question has no wording; write it in at least one language")
    if item.kind in CHOSEN and len(item.options) < 2:
        found.append(f"{item.kind} needs at least two options, and has {len(item.options)}")
    if item.kind not in CHOSEN and item.options:
        found.append(f"{item.kind} has no options, and {len(item.options)} were given")
    if (item.kind is Kind.MATRIX) != bool(item.rows):
        found.append("a matrix, and nothing else, has rows")
    found += _codes(item.options, "option") + _codes(item.rows, "row") + _limits(item.limits)
    return found


def _codes(options: tuple[Option, ...], noun: str) -> list[str]:
    codes = [option.code for option in options]
    doubled = sorted({code for code in codes if codes.count(code) > 1})
    found = [f"two {noun}s have the code {code}; each needs its own" for code in doubled]
    if DONT_KNOW in codes:
        found.append(f"{DONT_KNOW} is offered by the item itself, not as one of its {noun}s")
    return found


def _limits(limits: Limits) -> list[str]:
    found = []
    lowest, highest = limits.lowest, limits.highest
    if lowest is not None and highest is not None and lowest > highest:
        found.append(f"no number is at least {lowest:g} and at most {highest:g}")
    if limits.most is not None and limits.most < 1:
        found.append(f"at most {limits.most} could be chosen; let it be 1 or more")
    if limits.longest is not None and limits.longest < 1:
        found.append(f"a text of at most {limits.longest} letters cannot be written")
    if not 0 <= limits.decimals <= 6:
        found.append(f"{limits.decimals} decimals; let it be 0 to 6")
    return found
