"""What stored rows are called in a file: by slug, code, pseudonym and place, never by number."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from allmenning.arena.actions.columns import OUTSIDE, RowKind
from allmenning.arena.actions.kinds import KINDS, THREAD
from allmenning.arena.models import Case, Guidance, Question, Thread
from allmenning.evidence.models import Finding, Study

Names = dict[type[Model], dict[int, str]]
Stored = dict[str, Sequence[Model]]
SUBJECT_MODELS: Mapping[str, type[Model]] = {
    "case": Case,
    "question": Question,
    "guidance": Guidance,
    "finding": Finding,
    "study": Study,
}
Narrowed = Callable[[RowKind], "QuerySet[Model]"]


def every_row(kind: RowKind) -> "QuerySet[Model]":
    rows: QuerySet[Model] = QuerySet(model=kind.model)
    return rows.order_by("pk")


def stored_and_named(
    narrowed: Narrowed = every_row, kinds: Iterable[RowKind] = KINDS
) -> tuple[Stored, Names]:
    """Return the rows of every kind, and what each of them is called."""
    names: Names = {model: _outside(model, column) for model, column in OUTSIDE.items()}
    stored: Stored = {}
    for kind in kinds:
        stored[kind.name] = list(narrowed(kind))
        names[kind.model] = dict(
            zip((one.pk for one in stored[kind.name]), named(kind, stored, names), strict=True)
        )
    return stored, names


def _outside(model: type[Model], column: str) -> dict[int, str]:
    rows: QuerySet[Model] = QuerySet(model=model)
    return {pk: str(name) for pk, name in rows.values_list("pk", column)}


def named(kind: RowKind, stored: Stored, names: Names) -> list[str]:
    places: Counter[str] = Counter()
    identities = []
    for one in stored[kind.name]:
        values = key_values(kind, one, names)
        if kind.counted:
            before = kind.identity(values | {"@number": 0})
            places[before] += 1
            values["@number"] = places[before]
        identities.append(kind.identity(values))
    return identities


def key_values(kind: RowKind, one: Model, names: Names) -> dict[str, Any]:
    if kind is THREAD and isinstance(one, Thread):
        return {"@about": about(one, names)}
    return {
        field.column: reference(field.column, field.refers_to, one, names)
        if field.refers_to
        else getattr(one, field.column)
        for field in kind.key
        if not field.column.startswith("@")
    }


def about(thread: Thread, names: Names) -> str:
    kind = thread.kind
    subject = names[SUBJECT_MODELS[kind]]
    return f"{kind}:{subject.get(getattr(thread, f'{kind}_id'), '')}"


def reference(column: str, to: type[Model], one: Model, names: Names) -> str | None:
    """Name what a row refers to; what the file may not hold is left out."""
    number = getattr(one, f"{column}_id")
    return names[to].get(number) if number else None
