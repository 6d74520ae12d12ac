"""What stands after the question mark, typed; what makes no sense counts as not given."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import QueryDict

LONGEST = 200
LARGEST = 2**31 - 1


def text(query: "QueryDict", name: str, longest: int = LONGEST) -> str:
    """Read free text, trimmed and cut, without the characters no database takes."""
    raw = query.get(name, "")[: 4 * longest]
    return "".join(c for c in raw if c.isprintable()).strip()[:longest]


def integer(
    query: "QueryDict", name: str, *, low: int = 0, high: int = LARGEST, default: int | None = None
) -> int | None:
    """Read a whole number between low and high."""
    value = text(query, name, 12)
    if not value.removeprefix("-").isascii() or not value.removeprefix("-").isdigit():
        return default
    return int(value) if low <= int(value) <= high else default


def choice(query: "QueryDict", name: str, choices: Collection[str], default: str = "") -> str:
    """Read one of the choices."""
    value = text(query, name)
    return value if value in choices else default


def choices(
    query: "QueryDict", name: str, allowed: Collection[str] | None = None, most: int = 20
) -> tuple[str, ...]:
    """Read a repeated parameter, each value once, in the order given, at most so many."""
    given = (value[:LONGEST] for value in query.getlist(name)[: 10 * most])
    wanted = dict.fromkeys(v for v in given if v and (v in allowed if allowed else v.isprintable()))
    return tuple(wanted)[:most]


def day(query: "QueryDict", name: str, default: date | None = None) -> date | None:
    """Read a day written as 2024-01-31."""
    try:
        return date.fromisoformat(text(query, name, 10))
    except ValueError:
        return default


def weights(
    query: "QueryDict", names: Mapping[str, float], prefix: str = "w_", high: int = 10
) -> dict[str, float]:
    """Read whole-number weights 0 to high, keeping the default of those not given."""
    read = {n: integer(query, prefix + n, high=high) for n in names}
    return {n: names[n] if value is None else float(value) for n, value in read.items()}
