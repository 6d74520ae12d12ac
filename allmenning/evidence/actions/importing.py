"""Bringing a file in: all of it or nothing, and a dry run that stores nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.evidence.actions.beyond import beyond_a_person
from allmenning.evidence.actions.checks import (
    FieldProblem,
    belonging_problems,
    deviates,
    recomputed_share,
)
from allmenning.evidence.actions.kinds import (
    BY_MODEL,
    CROSSWALK,
    FINDING,
    KINDS,
    RowKind,
    kind_words,
)
from allmenning.evidence.actions.rests import rest_problems, store_rest
from allmenning.evidence.actions.rows import Problem, Reading, Row, read_document
from allmenning.evidence.actions.versions import key_of, new_versions
from allmenning.evidence.models import Finding, FindingVersion

BATCH = 200


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do; with problems nothing is stored."""

    created: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    flagged: tuple[str, ...] = ()
    dry_run: bool = False

    @property
    def stored(self) -> bool:
        return not self.dry_run and not self.problems


@dataclass
class _Work:
    """An import under way: the rows of each kind by key, and what happened to them."""

    by: User | None
    at: datetime
    reason: str
    stored: dict[type[Model], dict[str, Model]] = field(default_factory=dict)
    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    touched: list[Finding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def import_evidence(
    *, document: object, by: User | None, at: datetime, reason: str = "", dry_run: bool = False
) -> ImportReport:
    """Store every row of a document, or none and say why not, row by row."""
    reading = read_document(document)
    known = {kind.model: _known_keys(kind) for kind in KINDS}
    reading.problems += list(_lost_references(reading, known))
    reading.problems += [] if by is None else list(beyond_a_person(reading))
    if reading.problems:
        return ImportReport(problems=tuple(reading.problems), dry_run=dry_run)
    work = _Work(by, at, reason or _("Imported from a file"))
    try:
        with transaction.atomic():
            _store(reading, work)
            if dry_run or work.problems:
                transaction.set_rollback(True)
    except IntegrityError as error:
        told = _("The database refuses it: %(error)s") % {"error": error}
        return ImportReport(problems=(Problem("", 0, "", "", told),), dry_run=dry_run)
    if work.problems:
        return ImportReport(problems=tuple(work.problems), dry_run=dry_run)
    return ImportReport(
        dict(work.created),
        dict(work.changed),
        dict(work.unchanged),
        flagged=tuple(one.code for one in work.touched if one.deviates),
        dry_run=dry_run,
    )


def _known_keys(kind: RowKind) -> set[str]:
    rows = kind.stored().values_list(*kind.key_columns)
    return {"/".join(str(part) for part in row) for row in rows}


def _lost_references(reading: Reading, known: Mapping[type[Model], set[str]]) -> Iterable[Problem]:
    everything = {kind.model: known[kind.model] | reading.keys(kind) for kind in KINDS}
    for kind in KINDS:
        for row in reading.rows.get(kind.name, []):
            for fault in (*_lost_in(kind, row, everything), *rest_problems(kind, row, everything)):
                yield Problem(kind.name, row.number, row.key, fault.field, fault.message)


def _lost_in(
    kind: RowKind, row: Row, everything: Mapping[type[Model], set[str]]
) -> Iterable[FieldProblem]:
    for one in kind.references:
        key = row.columns.get(one.column)
        target = BY_MODEL[one.refers_to or kind.model]
        if key and key not in everything[target.model]:
            told = _("“%(key)s” is not among the %(kind)s.") % {
                "key": key,
                "kind": kind_words(target.name),
            }
            yield FieldProblem(one.name, told)


def _store(reading: Reading, work: _Work) -> None:
    for kind in KINDS:
        work.stored[kind.model] = {key_of(one): one for one in kind.stored()}
        _store_kind(kind, reading.rows.get(kind.name, []), work)
    for kind in KINDS:
        store_rest(kind, reading.rows.get(kind.name, []), work.stored)
    FindingVersion.objects.bulk_create(
        new_versions(work.touched, by=work.by, at=work.at, reason=work.reason), batch_size=BATCH
    )
    if work.created or work.changed:
        write_audit(
            by=work.by,
            at=work.at,
            verb="evidence.imported",
            target="evidence",
            detail={"created": dict(work.created), "changed": dict(work.changed)},
        )


def _store_kind(kind: RowKind, rows: list[Row], work: _Work) -> None:
    new: list[Model] = []
    changed: list[Model] = []
    for row in rows:
        columns = _resolved(kind, row, work)
        before = work.stored[kind.model].get(row.key)
        if before is None:
            new.append(_created(kind, columns, work))
        elif _apply(before, columns, work.at):
            changed.append(before)
        else:
            work.unchanged[kind.name] += 1
    kind.stored().bulk_create(new, batch_size=BATCH)
    work.stored[kind.model] |= {key_of(one): one for one in new}
    if changed:
        names = [one.name for one in kind.model._meta.concrete_fields if not one.primary_key]
        kind.stored().bulk_update(changed, names, batch_size=BATCH)
    work.created.update({kind.name: len(new)} if new else {})
    work.changed.update({kind.name: len(changed)} if changed else {})
    work.touched += [one for one in (*new, *changed) if isinstance(one, Finding)]


def _resolved(kind: RowKind, row: Row, work: _Work) -> dict[str, Any]:
    columns = dict(row.columns)
    for one in kind.references:
        key = columns.get(one.column)
        if one.refers_to:
            columns[one.column] = work.stored[one.refers_to][key] if key else None
    if kind is CROSSWALK and columns["first"].pk > columns["second"].pk:
        columns["first"], columns["second"] = columns["second"], columns["first"]
    if kind is FINDING:
        work.problems += [
            Problem(kind.name, row.number, row.key, fault.field, fault.message)
            for fault in belonging_problems(columns)
        ]
        columns["recomputed"] = recomputed_share(columns)
        columns["deviates"] = deviates(columns)
    return columns


def _created(kind: RowKind, columns: dict[str, Any], work: _Work) -> Model:
    moments = {
        name: work.at
        for name in ("created_at", "changed_at")
        if any(one.name == name for one in kind.model._meta.concrete_fields)
    }
    author = {"author": work.by} if kind is FINDING else {}
    return kind.model(**columns, **moments, **author)


def _apply(one: Model, columns: dict[str, Any], at: datetime) -> bool:
    """Set what differs; a finding that differs becomes its next version."""
    differing = {name: told for name, told in columns.items() if getattr(one, name) != told}
    for name, told in differing.items():
        setattr(one, name, told)
    if differing and hasattr(one, "changed_at"):
        one.changed_at = at
    if differing and isinstance(one, Finding):
        one.version += 1
    return bool(differing)
