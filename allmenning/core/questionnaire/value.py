"""What was answered: checked, and in the one form in which it is stored."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from allmenning.core.questionnaire.item import DONT_KNOW, Item, Kind

Value = str | float | list[str] | dict[str, str] | None
"""A code, a list of codes, a code by row, a list in order, a number, a text or a day as text.

`DONT_KNOW` where that was chosen; None where nothing was answered.
"""

LONGEST_TEXT = 500
LONGEST_LONG_TEXT = 5000
EARLIEST_DAY, LATEST_DAY = date(1800, 1, 1), date(2200, 1, 1)
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?")
_SPACES = re.compile("[\\s\u00a0\u202f']")


class Reason(StrEnum):
    """Why a value was not taken."""

    MISSING = "missing"
    NO_SUCH_OPTION = "no_such_option"
    TOO_MANY = "too_many"
    ALONE = "alone"
    TWICE = "twice"
    GAP = "gap"
    INCOMPLETE = "incomplete"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    TOO_MANY_DECIMALS = "too_many_decimals"
    TOO_LOW = "too_low"
    TOO_HIGH = "too_high"
    TOO_LONG = "too_long"
    NOT_A_DAY = "not_a_day"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Checked:
    """A value in the form in which it is stored, or why it was not taken.

    Attributes
    ----------
    value : Value
        None where nothing was answered, or what was is refused.
    reason : Reason or None
        Why it is refused.
    row : str
        Row of the matrix that the reason is about, else empty.
    """

    value: Value = None
    reason: Reason | None = None
    row: str = ""


def check_value(item: Item, value: object, *, is_required: bool = False) -> Checked:
    """Check an answer and bring it into the form in which it is stored.

    Parameters
    ----------
    item : Item
        What was asked.
    value : object
        As it came from a form or a file: text, number, list or mapping. None, "", [] and {} are no
        answer.
    is_required : bool
        Refuse no answer, and a matrix with rows left open.

    Returns
    -------
    Checked
        The value or the reason; never both.
    """
    if value is None or value in ("", [], {}, ()):
        return Checked(reason=Reason.MISSING if is_required else None)
    if value == DONT_KNOW and item.offers_dont_know and item.kind is not Kind.MATRIX:
        return Checked(DONT_KNOW)
    if item.kind is Kind.MATRIX:
        return _matrix(item, value, is_required=is_required)
    if item.kind in {Kind.MULTIPLE, Kind.RANK}:
        return _several(item, value, is_required=is_required)
    return _one(item, value, is_required=is_required)


def _one(item: Item, value: object, *, is_required: bool) -> Checked:
    match item.kind:
        case Kind.SINGLE:
            return _choice(item, value)
        case Kind.NUMBER:
            checked = _number(item, value)
        case Kind.DATE:
            checked = _day(value)
        case _:
            checked = _text(item, value)
    if checked == Checked() and is_required:
        return Checked(reason=Reason.MISSING)
    return checked


def _choice(item: Item, value: object) -> Checked:
    if isinstance(value, str) and value in item.codes:
        return Checked(value)
    return Checked(reason=Reason.NO_SUCH_OPTION)


def _several(item: Item, value: object, *, is_required: bool) -> Checked:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, Sequence) or not all(isinstance(one, str) for one in value):
        return Checked(reason=Reason.MALFORMED)
    chosen = list(value)
    if DONT_KNOW in chosen and item.offers_dont_know:
        others = {one for one in chosen if one} - {DONT_KNOW}
        return Checked(reason=Reason.ALONE) if others else Checked(DONT_KNOW)
    checked = _ranking(item, chosen) if item.kind is Kind.RANK else _choices(item, chosen)
    if not is_required or checked.reason:
        return checked
    if checked.value is None:
        return Checked(reason=Reason.MISSING)
    is_short = item.kind is Kind.RANK and len(chosen) < item.places
    return Checked(reason=Reason.INCOMPLETE) if is_short else checked


def _choices(item: Item, chosen: list[str]) -> Checked:
    codes = {one for one in chosen if one}
    if codes - set(item.codes):
        return Checked(reason=Reason.NO_SUCH_OPTION)
    if len(codes) > 1 and any(one.alone and one.code in codes for one in item.options):
        return Checked(reason=Reason.ALONE)
    if len(codes) > item.places:
        return Checked(reason=Reason.TOO_MANY)
    return Checked([code for code in item.codes if code in codes] or None)


def _ranking(item: Item, chosen: list[str]) -> Checked:
    """Take places from the first on; one that stands empty in between is a gap."""
    while chosen and not chosen[-1]:
        del chosen[-1]
    if "" in chosen:
        return Checked(reason=Reason.GAP)
    if set(chosen) - set(item.codes):
        return Checked(reason=Reason.NO_SUCH_OPTION)
    if len(set(chosen)) < len(chosen):
        return Checked(reason=Reason.TWICE)
    if len(chosen) > item.places:
        return Checked(reason=Reason.TOO_MANY)
    return Checked(chosen or None)


def _matrix(item: Item, value: object, *, is_required: bool) -> Checked:
    if not isinstance(value, Mapping):
        return Checked(reason=Reason.MALFORMED)
    rows = {row.code for row in item.rows}
    allowed = {*item.codes, *([DONT_KNOW] if item.offers_dont_know else [])}
    for row, code in value.items():
        if row not in rows or (code and code not in allowed):
            return Checked(reason=Reason.NO_SUCH_OPTION, row=str(row) if row in rows else "")
    chosen = {row.code: str(value[row.code]) for row in item.rows if value.get(row.code)}
    open_rows = [row.code for row in item.rows if row.code not in chosen]
    if is_required and open_rows:
        reason = Reason.INCOMPLETE if chosen else Reason.MISSING
        return Checked(reason=reason, row=open_rows[0])
    return Checked(chosen or None)


def _number(item: Item, value: object) -> Checked:
    """Take 1 234,5 and 1234.5 alike; whole numbers come out as whole."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return Checked(reason=Reason.NOT_A_NUMBER)
    written = _SPACES.sub("", str(value)).replace("\u2212", "-").replace(",", ".")
    if isinstance(value, float) and math.isfinite(value):
        written = f"{value:.{item.limits.decimals + 1}f}".rstrip("0").rstrip(".")
    if not written:
        return Checked()
    if not _NUMBER.fullmatch(written):
        return Checked(reason=Reason.NOT_A_NUMBER)
    number = float(written)
    decimals = len(written.partition(".")[2].rstrip("0"))
    reason = _outside(item, number, decimals)
    return Checked(reason=reason) if reason else Checked(_plain(number))


def _outside(item: Item, number: float, decimals: int) -> Reason | None:
    limits = item.limits
    if decimals > limits.decimals:
        return Reason.TOO_MANY_DECIMALS if limits.decimals else Reason.NOT_WHOLE
    if limits.lowest is not None and number < limits.lowest:
        return Reason.TOO_LOW
    if limits.highest is not None and number > limits.highest:
        return Reason.TOO_HIGH
    return None


def _plain(number: float) -> float:
    return int(number) if number.is_integer() else number


def _day(value: object) -> Checked:
    """Take 2026-11-23 and 23.11.2026; out comes 2026-11-23."""
    if isinstance(value, date):
        value = value.isoformat()
    if not isinstance(value, str):
        return Checked(reason=Reason.NOT_A_DAY)
    if not value.strip():
        return Checked()
    norwegian = re.fullmatch(r"\s*(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})\s*", value, re.ASCII)
    try:
        if norwegian:
            day = date(*(int(part) for part in reversed(norwegian.groups())))
        else:
            day = date.fromisoformat(value.strip())
    except ValueError:
        return Checked(reason=Reason.NOT_A_DAY)
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        return Checked(reason=Reason.NOT_A_DAY)
    return Checked(day.isoformat())


def _text(item: Item, value: object) -> Checked:
    """Keep the lines of a long text, and no control characters in either."""
    if not isinstance(value, str):
        return Checked(reason=Reason.MALFORMED)
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(
        letter for letter in text if letter == "\n" or unicodedata.category(letter) not in _UNSEEN
    ).strip()
    default = LONGEST_TEXT
    if item.kind is Kind.LONG_TEXT:
        default = LONGEST_LONG_TEXT
    else:
        text = " ".join(text.split())
    if len(text) > (item.limits.longest or default):
        return Checked(reason=Reason.TOO_LONG)
    return Checked(unicodedata.normalize("NFC", text) or None)


_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"})
