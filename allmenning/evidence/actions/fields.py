"""Reading one field of a file into one column, with a sentence when it does not fit."""

import datetime as dt
import enum
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Model, TextChoices
from django.utils.translation import gettext as _

LARGEST_INTEGER = 2_000_000_000
LONGEST_TEXT = 5000
LONGEST_LIST = 100
SLUG = re.compile(r"[-a-zA-Z0-9_]+")
FINDING_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,19}")
"""As in the addresses of findings; another code would have no page."""


class Kind(enum.Enum):
    TEXT = "text"
    SLUG = "slug"
    CODE = "code"
    ADDRESS = "address"
    INTEGER = "integer"
    NUMBER = "number"
    YES_NO = "yes or no"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    LIST = "list"
    OBJECTS = "objects"
    FIGURES = "figures"
    REFERENCE = "reference"


class Unfit(ValueError):  # noqa: N818 - reads as a sentence where it is raised
    """A value that does not fit its field; the sentence says what would."""


@dataclass(frozen=True)
class Field:
    """One field: its dotted name in files, its column, and what it may hold."""

    name: str
    column: str
    kind: Kind = Kind.TEXT
    required: bool = False
    longest: int = LONGEST_TEXT
    choices: type[TextChoices] | None = None
    refers_to: type[Model] | None = None
    smallest: float = -1e15
    largest: float = 1e15
    default: Any = None


def read(field: Field, value: object) -> object:
    """Return the value as the column wants it; raises `Unfit` with a whole sentence."""
    if value is None or value == "":
        return _missing(field)
    return READERS[field.kind](field, value)


def _missing(field: Field) -> object:
    if field.required:
        raise Unfit(_("The field “%(field)s” is empty, and it must be filled in.") % _named(field))
    if field.default is not None:
        return field.default
    if field.kind in LISTS:
        return []
    return "" if field.kind in EMPTY_AS_TEXT else None


LISTS = (Kind.LIST, Kind.OBJECTS, Kind.FIGURES)
EMPTY_AS_TEXT = (Kind.TEXT, Kind.SLUG, Kind.CODE, Kind.ADDRESS, Kind.CHOICE)


def _named(field: Field, **more: object) -> dict[str, object]:
    return {"field": field.name, **more}


def _text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise Unfit(_("The field “%(field)s” must be text.") % _named(field))
    if "\x00" in value:
        raise Unfit(_("The field “%(field)s” holds a character that is not text.") % _named(field))
    told = value.strip()
    if len(told) > field.longest:
        raise Unfit(
            _("The field “%(field)s” has %(length)d characters; at most %(longest)d fit.")
            % _named(field, length=len(told), longest=field.longest)
        )
    return told


def _slug(field: Field, value: object) -> str:
    told = _text(field, value)
    if not SLUG.fullmatch(told):
        raise Unfit(
            _("The field “%(field)s” may hold the letters a to z, digits and hyphens only.")
            % _named(field)
        )
    return told


def _code(field: Field, value: object) -> str:
    told = _text(field, value)
    if not FINDING_CODE.fullmatch(told):
        raise Unfit(
            _("The field “%(field)s” must be a capital letter and a number, such as F150.")
            % _named(field)
        )
    return told


def _address(field: Field, value: object) -> str:
    told = _text(field, value)
    try:
        URLValidator(schemes=["http", "https"])(told)
    except ValidationError as error:
        raise Unfit(
            _("The field “%(field)s” must be a web address starting with http.") % _named(field)
        ) from error
    return told


def _number(field: Field, value: object) -> float:
    told = _as_number(field, value)
    if not math.isfinite(told) or not field.smallest <= told <= field.largest:
        raise Unfit(
            _("The field “%(field)s” must be between %(smallest)g and %(largest)g.")
            % _named(field, smallest=field.smallest, largest=field.largest)
        )
    return told


def _as_number(field: Field, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unfit(_("The field “%(field)s” must be a number.") % _named(field))
    try:
        return float(value.replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, OverflowError) as error:
        raise Unfit(_("The field “%(field)s” must be a number.") % _named(field)) from error


def _integer(field: Field, value: object) -> int:
    told = _as_number(field, value)
    if not math.isfinite(told) or told != int(told):
        raise Unfit(_("The field “%(field)s” must be a whole number.") % _named(field))
    smallest = max(field.smallest, -LARGEST_INTEGER)
    largest = min(field.largest, LARGEST_INTEGER)
    if not smallest <= told <= largest:
        raise Unfit(
            _("The field “%(field)s” must be between %(smallest)d and %(largest)d.")
            % _named(field, smallest=int(smallest), largest=int(largest))
        )
    return int(told)


YES = ("true", "yes", "ja", "1")
NO = ("false", "no", "nei", "0")


def _yes_no(field: Field, value: object) -> bool:
    told = str(value).strip().lower()
    if told not in YES + NO:
        raise Unfit(_("The field “%(field)s” must be true or false.") % _named(field))
    return told in YES


def _date(field: Field, value: object) -> dt.date:
    try:
        return dt.date.fromisoformat(_text(field, value))
    except ValueError as error:
        raise Unfit(
            _("The field “%(field)s” must be a date written as 2013-06-30.") % _named(field)
        ) from error


def _moment(field: Field, value: object) -> dt.datetime:
    try:
        told = dt.datetime.fromisoformat(_text(field, value))
    except ValueError as error:
        raise Unfit(
            _("The field “%(field)s” must be a moment written as 2013-06-30T12:00:00+00:00.")
            % _named(field)
        ) from error
    return told if told.tzinfo else told.replace(tzinfo=dt.UTC)


def _choice(field: Field, value: object) -> str:
    told = _text(field, value)
    allowed = cast("type[TextChoices]", field.choices).values
    if told not in allowed:
        raise Unfit(
            _("The field “%(field)s” says “%(value)s”; it must be one of: %(allowed)s.")
            % _named(field, value=told[:60], allowed=", ".join(allowed))
        )
    return told


def _items(field: Field, value: object) -> list[object]:
    told = _list_in_cell(value) if isinstance(value, str) else value
    if not isinstance(told, list) or len(told) > LONGEST_LIST:
        raise Unfit(
            _("The field “%(field)s” must be a list of at most %(longest)d items.")
            % _named(field, longest=LONGEST_LIST)
        )
    return told


def _list(field: Field, value: object) -> list[str]:
    return [_text(field, item) for item in _items(field, value)]


def _objects(field: Field, value: object) -> list[object]:
    return _items(field, value)


def _figures(field: Field, value: object) -> list[object]:
    """Read the other figures of a sentence: each a label, a value and a unit."""
    told = _items(field, value)
    if not all(isinstance(one, dict) and _is_figure(one) for one in told):
        raise Unfit(
            _("Every item of “%(field)s” must have a label in bokmål, a number and a unit.")
            % _named(field)
        )
    return told


def _is_figure(one: dict[str, object]) -> bool:
    label, value = one.get("label"), one.get("value")
    return (
        isinstance(label, dict)
        and bool(label.get("nb"))
        and all(isinstance(text, str) and "\x00" not in text for text in label.values())
        and _is_plain(value)
        and not isinstance(value, str | bool)
        and all(_is_plain(rest) for name, rest in one.items() if name != "label")
    )


def _is_plain(value: object) -> bool:
    """Whether it is nothing, a short text, a truth or a number that any database keeps."""
    if isinstance(value, str):
        return len(value) <= 200 and "\x00" not in value
    if isinstance(value, int | float):
        return math.isfinite(value) and abs(value) <= 1e15
    return value is None


def _list_in_cell(value: str) -> object:
    """Read a list out of a table's cell: joined by bars, or JSON when its items are objects."""
    if not value.startswith("["):
        return [part.strip() for part in value.split("|")]
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


READERS = {
    Kind.TEXT: _text,
    Kind.SLUG: _slug,
    Kind.CODE: _code,
    Kind.ADDRESS: _address,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.YES_NO: _yes_no,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.CHOICE: _choice,
    Kind.LIST: _list,
    Kind.OBJECTS: _objects,
    Kind.FIGURES: _figures,
    Kind.REFERENCE: _text,
}


def flattened(row: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Return a nested row with dotted names: {"claim": {"id": 1}} becomes {"claim.id": 1}."""
    flat: dict[str, object] = {}
    for name, value in row.items():
        if isinstance(value, dict) and value:
            flat |= flattened(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = None if value == {} else value
    return flat
