"""Bringing a file of the arena in: all of it or nothing, and a dry run that stores nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from allmenning.accounts.actions import meet_pseudonyms, write_audit
from allmenning.accounts.models import User
from allmenning.arena.actions.columns import OUTSIDE, RowKind
from allmenning.arena.actions.kinds import BY_MODEL, CLAIM_FINDING, KINDS, THREAD
from allmenning.arena.actions.naming import SUBJECT_MODELS, stored_and_named
from allmenning.arena.actions.reading import Problem, Reading, Row, read_document
from allmenning.arena.actions.storing import Work, recount, store_kind, store_later
from allmenning.arena.models import ClaimFinding, ClaimRelation
from allmenning.arena.queries.claims import rule
from allmenning.evidence.queries.facts import NEEDED

Progress = Callable[[str, int], None]
Known = Mapping[type[Model], set[str]]


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do; with problems nothing is stored."""

    created: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    unchanged: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    dry_run: bool = False


def import_arena(
    *,
    document: object,
    by: User | None,
    at: datetime,
    dry_run: bool = False,
    told: Progress | None = None,
) -> ImportReport:
    """Store every row of a document, or none and say why not, row by row."""
    reading = read_document(document)
    if not reading.problems:
        reading.problems += list(_lost_references(reading))
    if reading.problems:
        return ImportReport(problems=tuple(reading.problems), dry_run=dry_run)
    work = Work(at=at)
    try:
        with transaction.atomic():
            _store(reading, work, by, told)
            if dry_run or work.problems:
                transaction.set_rollback(True)
    except IntegrityError as error:
        refused = _("The database refuses it: %(error)s") % {"error": error}
        work.problems.append(Problem("", 0, "", "", refused))
    if work.problems:
        return ImportReport(problems=tuple(work.problems), dry_run=dry_run)
    return ImportReport(work.created, work.changed, work.unchanged, dry_run=dry_run)


def _store(reading: Reading, work: Work, by: User | None, told: Progress | None) -> None:
    meet_pseudonyms(pseudonyms=_people(reading), at=work.at)
    stored, names = stored_and_named()
    work.know(stored, names)
    for kind in KINDS:
        rows = reading.rows.get(kind.name, [])
        store_kind(kind, rows, work)
        if told:
            told(kind.name, len(rows))
    for kind in KINDS:
        store_later(kind, reading.rows.get(kind.name, []), work)
    recount()
    work.problems += list(_beyond_the_guard(reading, work))
    if work.created or work.changed:
        detail: dict[str, object] = {
            "created": dict(work.created),
            "changed": dict(work.changed),
        }
        write_audit(by=by, at=work.at, verb="arena.imported", target="arena", detail=detail)


def _beyond_the_guard(reading: Reading, work: Work) -> Iterator[Problem]:
    """Tell which claims say more of a finding than the guard lets anybody say."""
    rows = {row.key: row for row in reading.rows.get(CLAIM_FINDING.name, [])}
    pks = {work.pks[ClaimFinding][key]: key for key in rows}
    related = ("claim__theme", "claim__case__owner", *(f"finding__{name}" for name in NEEDED))
    links = ClaimFinding.objects.exclude(relation=ClaimRelation.NOT_COMPARABLE)
    for link in links.select_related(*related).order_by("pk"):
        if link.pk in pks and link.relation not in rule(link.claim, link.finding).allowed:
            row = rows[pks[link.pk]]
            told = _("The guard lets the claim neither support nor contradict the finding.")
            yield Problem(CLAIM_FINDING.name, row.number, row.key, "relation", told)


def _people(reading: Reading) -> set[str]:
    """Return every pseudonym the file names, whoever it is."""
    return {
        row.columns[one.column]
        for kind in KINDS
        for one in kind.references
        if one.refers_to is User
        for row in reading.rows.get(kind.name, [])
        if row.columns[one.column]
    }


def _lost_references(reading: Reading) -> Iterator[Problem]:
    known = _known(reading)
    for kind in KINDS:
        for row in reading.rows.get(kind.name, []):
            for name, told in _lost_in(kind, row, known):
                yield Problem(kind.name, row.number, row.key, name, told)


def _known(reading: Reading) -> Known:
    """Return what everything that may be named is called, here and in the file."""
    _stored, names = stored_and_named()
    known = {model: set(names[model].values()) for model in OUTSIDE}
    for kind in KINDS:
        known[kind.model] = set(names[kind.model].values()) | reading.keys(kind)
    return known


def _lost_in(kind: RowKind, row: Row, known: Known) -> Iterator[tuple[str, str]]:
    for one in kind.references:
        key = row.columns[one.column]
        if not key or one.refers_to in {None, User}:
            continue
        if one.refers_to and key not in known[one.refers_to]:
            yield one.name, _nothing(one.refers_to, key)
    for column, model in kind.many.items():
        for key in row.beside[column]:
            if key not in known[model]:
                yield column[1:], _nothing(model, key)
    if kind is THREAD:
        noun, _colon, name = row.key.partition(":")
        if name not in known[SUBJECT_MODELS[noun]]:
            yield "about", _nothing(SUBJECT_MODELS[noun], name)


def _nothing(model: type[Model], key: str) -> str:
    if model in BY_MODEL:
        told = _("“%(key)s” is neither in the file nor in this installation.")
    else:
        told = _("“%(key)s” is not in this installation. Load the register and the studies first.")
    return told % {"key": key[:80]}
