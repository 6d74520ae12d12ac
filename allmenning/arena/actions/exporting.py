"""Everything out again, in the format it comes in; or what everybody may read of it."""

import base64
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from allmenning.arena.actions.columns import RowKind
from allmenning.arena.actions.kinds import ATTACHMENT, FORMAT, KINDS, VERSION
from allmenning.arena.actions.naming import (
    Names,
    Narrowed,
    Stored,
    every_row,
    reference,
    stored_and_named,
)
from allmenning.arena.models import AttachmentContent, Case, Guidance, Question, Tag
from allmenning.arena.queries.viewer import Viewer, may_read, readable_posts, readable_threads
from allmenning.evidence.actions.fields import Field

Document = dict[str, Any]
Progress = Callable[[str, int], None]
Row = dict[str, Any]
# Who wrote, and what only those who run the place need.
PERSONAL = {"author", "by", "contact_email", "held_for", "reminded_at"}


def export_arena(*, told: Progress | None = None) -> Document:
    """Return all there is, for those who move an installation."""
    return _document("all", every_row, set(), told)


def export_open(*, at: datetime, told: Progress | None = None) -> Document:
    """Return what everybody may read, without who wrote it and without the files themselves."""
    return _document("open", _open_rows(at), PERSONAL | {"content"}, told)


def written(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _document(
    scope: str, narrowed: Narrowed, left_out: set[str], told: Progress | None
) -> Document:
    stored, names = stored_and_named(narrowed)
    document: Document = {"format": FORMAT, "version": VERSION, "scope": scope}
    for kind in KINDS:
        document[kind.name] = _rows(kind, stored, names, left_out)
        if told:
            told(kind.name, len(document[kind.name]))
    return document


def _open_rows(at: datetime) -> Narrowed:
    anybody = Viewer()
    open_to_all = may_read(anybody, at)
    cases, guidance = Case.objects.filter(open_to_all), Guidance.objects.filter(open_to_all)
    questions = Question.objects.filter(open_to_all)
    wanted: Mapping[str, Q] = {
        # What nobody may read yet has words of its own; they say what it is about.
        "tags": Q(
            pk__in=Tag.objects.filter(
                Q(cases__in=cases) | Q(questions__in=questions) | Q(guidances__in=guidance)
            )
        ),
        "legal_references": Q(),
        "guidance": open_to_all,
        "cases": open_to_all,
        "questions": Q(pk__in=questions),
        "claims": Q(case__in=cases),
        "claim_findings": Q(claim__case__in=cases),
        "replications": Q(case__in=cases),
        "reuses": Q(case__in=cases),
        "attachments": Q(case__in=cases),
        "citations": Q(case__in=cases) | Q(guidance__in=guidance),
        "threads": Q(pk__in=readable_threads(anybody, at)),
        "posts": Q(pk__in=readable_posts(anybody, at)),
    }

    def narrowed(kind: RowKind) -> "QuerySet[Model]":
        rows = every_row(kind)
        return rows.filter(wanted[kind.name]) if kind.name in wanted else rows.none()

    return narrowed


def _rows(kind: RowKind, stored: Stored, names: Names, left_out: set[str]) -> list[Row]:
    fields = [one for one in kind.all_fields if one.name not in left_out]
    beside = {name: _beside(kind, name) for name in _names_beside(fields)}
    rows = []
    for one in stored[kind.name]:
        identity = names[kind.model][one.pk]
        row = {
            field.name: beside[field.column].get(one.pk)
            if field.column in beside
            else _value(field, one, names, identity)
            for field in fields
        }
        rows.append((_order(kind, row), _nested(row)))
    return [row for _order_of_it, row in sorted(rows, key=lambda pair: pair[0])]


def _names_beside(fields: list[Field]) -> list[str]:
    return [one.column for one in fields if one.column in {"@themes", "@tags", "@content"}]


def _beside(kind: RowKind, column: str) -> Mapping[int, Any]:
    """Return what lies in other tables, by the number of the row it belongs to."""
    if kind is ATTACHMENT:
        contents = AttachmentContent.objects.values_list("pk", "content").iterator(chunk_size=50)
        return {pk: base64.b64encode(content).decode() for pk, content in contents}
    joined: Any = getattr(kind.model, column[1:]).through
    noun = kind.model.__name__.lower()
    grouped: dict[int, list[str]] = defaultdict(list)
    slug = f"{column[1:-1]}__slug"
    for pk, name in joined.objects.order_by(slug).values_list(f"{noun}_id", slug):
        grouped[pk].append(name)
    return grouped


def _value(field: Field, one: Model, names: Names, identity: str) -> Any:
    if field.column == "@number":
        return int(identity.rpartition("/")[2])
    if field.column == "@about":
        return identity
    if field.refers_to:
        return reference(field.column, field.refers_to, one, names)
    return _plain(getattr(one, field.column.removeprefix("@object") or field.name))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, UUID) else value


def _order(kind: RowKind, row: Row) -> tuple[Any, ...]:
    return tuple(row.get(one.name) or "" for one in kind.key)


def _nested(row: Row) -> Row:
    """Leave out what is empty, and turn "name.nb" into a name with its languages."""
    nested: Row = {}
    for name, value in row.items():
        if value is None or value in ("", []):
            continue
        group, _dot, part = name.partition(".")
        if part:
            nested.setdefault(group, {})[part] = value
        else:
            nested[name] = value
    return nested
