"""Reading rows of a file: every row is read, and every fault is told with its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from allmenning.evidence.actions.checks import FieldProblem, finding_problems, study_problems
from allmenning.evidence.actions.fields import Unfit, flattened, read
from allmenning.evidence.actions.kinds import FINDING, KINDS, STUDY, RowKind, kind_words

MOST_ROWS = 50_000
MOST_PROBLEMS = 200

Document = Mapping[str, Sequence[Mapping[str, object]]]


@dataclass(frozen=True)
class Problem:
    """One fault in a file: which kind, which row (from 1), which field, and the sentence."""

    kind: str
    row: int
    key: str
    field: str
    message: str

    def __str__(self) -> str:
        return _("%(kind)s, row %(row)d (%(key)s): %(message)s") % {
            "kind": kind_words(self.kind),
            "row": self.row,
            "key": self.key or _("no id"),
            "message": self.message,
        }


@dataclass(frozen=True)
class Row:
    """One row as read: columns to set, and what does not fit a column."""

    number: int
    key: str
    columns: dict[str, Any]
    rest: dict[str, Any]


@dataclass
class Reading:
    """What came out of a file."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def keys(self, kind: RowKind) -> set[str]:
        return {row.key for row in self.rows.get(kind.name, [])}


def read_document(document: object) -> Reading:
    """Read every row of every kind; a document that is none gives one problem."""
    reading = Reading()
    if not isinstance(document, Mapping):
        reading.problems.append(
            Problem("", 0, "", "", _("The file must hold an object with lists of rows."))
        )
        return reading
    known = {kind.name for kind in KINDS}
    for name in document:
        if name not in known:
            told = _("There is no kind of row called “%(name)s”.") % {"name": str(name)[:60]}
            reading.problems.append(Problem(str(name)[:60], 0, "", "", told))
    for kind in KINDS:
        _read_kind(kind, document.get(kind.name, []), reading)
    return reading


def _read_kind(kind: RowKind, rows: object, reading: Reading) -> None:
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        told = _("“%(kind)s” must be a list of at most %(most)d rows.") % {
            "kind": kind.name,
            "most": MOST_ROWS,
        }
        reading.problems.append(Problem(kind.name, 0, "", "", told))
        return
    found: dict[str, Row] = {}
    for number, row in enumerate(rows, start=1):
        if len(reading.problems) >= MOST_PROBLEMS:
            return
        if one := _read_row(kind, number, row, reading):
            if one.key in found:
                told = _("The same id is already used in row %(row)d.") % {
                    "row": found[one.key].number
                }
                reading.problems.append(Problem(kind.name, number, one.key, "id", told))
            found[one.key] = one
    reading.rows[kind.name] = list(found.values())


def _read_row(kind: RowKind, number: int, row: object, reading: Reading) -> Row | None:
    if not isinstance(row, Mapping):
        told = _("A row must be an object with named fields.")
        reading.problems.append(Problem(kind.name, number, "", "", told))
        return None
    flat = flattened({str(name): value for name, value in row.items()})
    key = str(flat.get(kind.key.name) or "")[:60]
    values, faults = values_of(kind, flat)
    faults += [FieldProblem(name, told) for name, told in _unknown_fields(kind, flat)]
    if not faults:
        faults += list(problems_of(kind, values))
    reading.problems += [Problem(kind.name, number, key, one.field, one.message) for one in faults]
    if not values.get(kind.key.column):
        return None
    columns = {name: value for name, value in values.items() if not name.startswith("@")}
    rest = {name: value for name, value in values.items() if name.startswith("@")}
    return Row(number, kind.identity(values), columns, rest)


def _unknown_fields(kind: RowKind, flat: Mapping[str, object]) -> list[tuple[str, str]]:
    known = {one.name for one in kind.all_fields}
    groups = {name.split(".")[0] for name in known if "." in name}
    return [
        (name, _("There is no field called “%(field)s”.") % {"field": name[:60]})
        for name, value in flat.items()
        if name not in known and not (value is None and name in groups)
    ]


def values_of(
    kind: RowKind, flat: Mapping[str, object]
) -> tuple[dict[str, Any], list[FieldProblem]]:
    """Return the columns of one flat row, and every field that does not fit."""
    values: dict[str, Any] = {}
    faults: list[FieldProblem] = []
    for one in kind.all_fields:
        try:
            values[one.column] = read(one, flat.get(one.name))
        except Unfit as unfit:
            faults.append(FieldProblem(one.name, str(unfit)))
    if kind is FINDING and values.get("base_unknown") is None:
        # A note without a base is how a file says that the source does not tell the base.
        values["base_unknown"] = not values.get("base") and bool(values.get("base_note"))
    return values, faults


def problems_of(kind: RowKind, values: Mapping[str, object]) -> list[FieldProblem]:
    """Return what the room's rules say of a row whose fields all fit."""
    if kind is FINDING:
        return list(finding_problems(values))
    return list(study_problems(values)) if kind is STUDY else []
