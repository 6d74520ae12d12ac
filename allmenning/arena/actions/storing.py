"""Storing the rows of a file that has been read whole."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Model, Q
from django.utils.translation import gettext as _

from allmenning.arena.actions.columns import OUTSIDE, RowKind
from allmenning.arena.actions.kinds import ATTACHMENT, GUIDANCE, KINDS, POST, QUESTION, THREAD
from allmenning.arena.actions.naming import Names, Stored, every_row
from allmenning.arena.actions.reading import Problem, Row
from allmenning.arena.markdown import mentioned_names, render
from allmenning.arena.models import AttachmentContent, Case, Post, State, Thread
from allmenning.arena.queries.speaking import found_by_name

BATCH = 200


@dataclass
class Work:
    """An import under way: what everything is called, and what happened to it."""

    at: datetime
    pks: dict[type[Model], dict[str, int]] = field(default_factory=dict)
    rows: dict[str, dict[str, Model]] = field(default_factory=dict)
    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    touched: dict[str, set[str]] = field(default_factory=dict)

    def know(self, stored: Stored, names: Names) -> None:
        """Take in what is stored already, and what the file may name besides."""
        for model in OUTSIDE:
            self.pks[model] = {name: pk for pk, name in names[model].items()}
        for kind in KINDS:
            called = names[kind.model]
            self.rows[kind.name] = {called[one.pk]: one for one in stored[kind.name]}
            self.pks[kind.model] = {name: pk for pk, name in called.items()}


def store_kind(kind: RowKind, rows: list[Row], work: Work) -> None:
    """Create what is new and change what differs; what waits for other rows comes later."""
    new: dict[str, Model] = {}
    changed: dict[str, Model] = {}
    for row in rows:
        columns = _columns(kind, row, work)
        before = work.rows[kind.name].get(row.key)
        columns |= _rendered(kind, before, columns, work)
        if before is None:
            new[row.key] = kind.model(**columns)
        elif _stands_elsewhere(kind, before, columns):
            told = _("Another post stands at this place in this installation.")
            work.problems.append(Problem(kind.name, row.number, row.key, "number", told))
        elif _apply(before, columns):
            changed[row.key] = before
    for one in (*new.values(), *changed.values()):
        if isinstance(one, Case):
            one.weigh()
    every_row(kind).bulk_create(new.values(), batch_size=BATCH)
    _update(kind, changed.values())
    work.rows[kind.name] |= new
    work.pks[kind.model] |= {key: one.pk for key, one in new.items()}
    touched = set(changed)
    for column, model in kind.many.items():
        touched |= _join(kind, column, model, rows, work)
    _keep_contents(kind, rows, work)
    work.touched[kind.name] = touched | set(new)
    found = {
        "created": len(new),
        "changed": len(touched - set(new)),
        "unchanged": len(rows) - len(touched | set(new)),
    }
    for name, number in found.items():
        getattr(work, name).update({kind.name: number} if number else {})


def _columns(kind: RowKind, row: Row, work: Work) -> dict[str, Any]:
    columns = dict(row.columns)
    for one in kind.references:
        key = columns.pop(one.column)
        if one.refers_to and one.column not in kind.later:
            columns[f"{one.column}_id"] = work.pks[one.refers_to][key] if key else None
    if columns.get("staff") is not None:
        columns["staff"] = Decimal(str(columns["staff"]))
    if "@object" in row.beside:
        columns["content"] = row.beside["@object"]
    if kind is THREAD:
        noun, _colon, name = row.key.partition(":")
        model = Thread._meta.get_field(noun).related_model
        columns[f"{noun}_id"] = work.pks[model][name]  # type: ignore[index]
    return columns


def _rendered(
    kind: RowKind, before: Model | None, columns: Mapping[str, Any], work: Work
) -> dict[str, str]:
    """Make the HTML of a text that is new; a file's own would be shown as it is."""
    has_html = any(one.name == "html" for one in kind.model._meta.concrete_fields)
    if not has_html or (before and getattr(before, "text", None) == columns["text"]):
        return {}
    if kind is GUIDANCE or kind is QUESTION:
        return {"html": render(columns["text"], first_level=2)}
    return {"html": render(columns["text"], mentions=_mentions(columns, work))}


def _mentions(columns: Mapping[str, Any], work: Work) -> Mapping[str, str]:
    """Return whom a post mentions, of those who are here; in revisions nobody is linked."""
    if "thread_id" not in columns or "@" not in columns["text"]:
        return {}
    thread = Thread.objects.get(pk=columns["thread_id"])
    return found_by_name(mentioned_names(columns["text"]), thread, work.at)[0]


def _stands_elsewhere(kind: RowKind, before: Model, columns: Mapping[str, Any]) -> bool:
    """Whether the place of a post holds another post: neither its text nor its time is the same.

    What is invented is dated anew each day, also when somebody has tried to change it.
    """
    return (
        kind is POST
        and isinstance(before, Post)
        and not before.is_invented
        and before.text != columns["text"]
        and before.created_at != columns["created_at"]
    )


def _apply(one: Model, columns: Mapping[str, Any]) -> bool:
    differing = {name: told for name, told in columns.items() if getattr(one, name) != told}
    for name, told in differing.items():
        setattr(one, name, told)
    return bool(differing)


def _update(kind: RowKind, changed: Iterable[Model]) -> None:
    names = [one.name for one in kind.model._meta.concrete_fields if not one.primary_key]
    every_row(kind).bulk_update(list(changed), names, batch_size=BATCH)


def _join(kind: RowKind, column: str, model: type[Model], rows: list[Row], work: Work) -> set[str]:
    """Give every row the themes, or the tags, that the file gives it."""
    through: Any = getattr(kind.model, column[1:]).through
    own, other = f"{kind.model.__name__.lower()}_id", f"{model.__name__.lower()}_id"
    before: dict[int, set[int]] = defaultdict(set)
    for pk, joined in through.objects.order_by("pk").values_list(own, other):
        before[pk].add(joined)
    touched, more = set(), []
    for row in rows:
        pk = work.pks[kind.model][row.key]
        wanted = {work.pks[model][key] for key in row.beside[column]}
        if wanted != before[pk]:
            touched.add(row.key)
            through.objects.filter(**{own: pk}).exclude(**{f"{other}__in": wanted}).delete()
            more += [through(**{own: pk, other: one}) for one in sorted(wanted - before[pk])]
    through.objects.bulk_create(more, batch_size=BATCH)
    return touched


def _keep_contents(kind: RowKind, rows: list[Row], work: Work) -> None:
    if kind is not ATTACHMENT:
        return
    wanted = {work.pks[kind.model][row.key]: row.beside["@content"] for row in rows}
    known = set(AttachmentContent.objects.values_list("pk", flat=True))
    AttachmentContent.objects.bulk_create(
        [
            AttachmentContent(attachment_id=pk, content=content)
            for pk, content in wanted.items()
            if pk not in known
        ],
        batch_size=20,
    )


def store_later(kind: RowKind, rows: list[Row], work: Work) -> None:
    """Set what refers to rows that had to be there first."""
    changed = {}
    for one in (one for one in kind.references if one.column in kind.later):
        for row in rows:
            key, stored = row.columns[one.column], work.rows[kind.name][row.key]
            pk = work.pks[one.refers_to or kind.model][key] if key else None
            if _apply(stored, {f"{one.column}_id": pk}):
                changed[row.key] = stored
    _update(kind, changed.values())
    late = len(set(changed) - work.touched[kind.name])
    work.changed.update({kind.name: late} if late else {})
    work.unchanged.update({kind.name: -late} if late else {})


def recount() -> None:
    """Count the posts of every thread."""
    published = Q(posts__state=State.PUBLISHED)
    threads = list(
        Thread.objects.order_by("pk").annotate(
            found=Count("posts", filter=published),
            latest=Max("posts__created_at", filter=published),
        )
    )
    differing = [
        one for one in threads if _apply(one, {"post_count": one.found, "last_post_at": one.latest})
    ]
    Thread.objects.bulk_update(differing, ["post_count", "last_post_at"], batch_size=BATCH)
