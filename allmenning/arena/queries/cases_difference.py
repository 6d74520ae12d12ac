"""What differs between two states of a case, word by word."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from allmenning.arena.models import Case
from allmenning.arena.queries.cases_words import FIELDS, written
from allmenning.arena.queries.comparing import COMPARED, SAME, steps

COLUMNS = (
    "title",
    "language",
    "problem",
    "done",
    "result",
    "evidence_kind",
    "failed",
    "advice",
    "hours",
    "cost_nok",
    "channels",
    "purposes",
    "started_date",
    "ended_date",
    "stage",
    "contact_role",
    "contact_email",
    "staff",
    "visibility",
    "opens_on",
)


@dataclass(frozen=True)
class Piece:
    """Words that are the same, were added or were taken out: same, ins or del."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Revised:
    """One time the case was changed, with what differs."""

    number: int
    at: datetime
    changes: tuple[Change, ...]


def history_of(case: Case) -> list[Revised]:
    """List the changes, newest first."""
    kept = list(case.revisions.order_by("number"))
    states = [one.content for one in kept] + [content_of(case)]
    found = [
        Revised(
            one.number,
            one.at,
            changes_between(before, after, finely=one.number > len(kept) - COMPARED),
        )
        for one, (before, after) in zip(kept, pairwise(states), strict=True)
    ]
    return found[::-1]


def against_origin(origin: Case, copy: Case) -> tuple[Change, ...]:
    return changes_between(content_of(origin), content_of(copy))


def changes_between(
    before: Mapping[str, Any], after: Mapping[str, Any], *, finely: bool = True
) -> tuple[Change, ...]:
    return tuple(
        Change(
            str(label),
            difference(
                written(name, before.get(name)), written(name, after.get(name)), finely=finely
            ),
        )
        for name, label in FIELDS.items()
        if before.get(name) != after.get(name)
    )


def difference(before: str, after: str, *, finely: bool = True) -> tuple[Piece, ...]:
    """Compare word by word; spaces and line breaks stay as they were written."""
    found: list[Piece] = []
    for kind, gone, come in steps(_words(before), _words(after), finely=finely):
        if kind == SAME:
            found.append(Piece("same", gone))
        else:
            told = (Piece("del", gone), Piece("ins", come))
            found += [piece for piece in told if piece.text]
    return tuple(found)


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)


def content_of(case: Case) -> dict[str, Any]:
    """Return all that a revision keeps, as plain values."""
    plain = {name: _plain(getattr(case, name)) for name in COLUMNS}
    return plain | {
        "themes": sorted(case.themes.values_list("slug", flat=True)),
        "tags": sorted(case.tags.values_list("slug", flat=True)),
    }


def _plain(value: object) -> object:
    """Write days as text, and numbers so that 2.0 and 2 are the same staff."""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | list) or value is None else float(str(value))
