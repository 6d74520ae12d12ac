"""What a row says about other rows: conflicts, what a study asked, the points of a series."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from allmenning.evidence.actions.checks import FieldProblem
from allmenning.evidence.actions.kinds import FINDING, SERIES, STUDY, RowKind
from allmenning.evidence.actions.rows import Row
from allmenning.evidence.models import Finding, Instrument, Question, Series, SeriesPoint, Study
from allmenning.evidence.models.words import Coverage

Stored = Mapping[type[Model], Mapping[str, Model]]
Known = Mapping[type[Model], set[str]]


def rest_problems(kind: RowKind, row: Row, known: Known) -> Iterator[FieldProblem]:
    """Yield what a row says about rows that do not exist, or in a form nobody can read."""
    if kind is FINDING:
        yield from _lost("conflicts_with", row.rest.get("@conflicts_with", []), known[Finding])
    if kind is SERIES:
        yield from _lost("findings", row.rest.get("@findings", []), known[Finding])
    if kind is STUDY:
        yield from _lost_questions(row.rest.get("@instrument_map", []), known[Question])


def _lost(field: str, keys: Sequence[object], known: set[str]) -> Iterator[FieldProblem]:
    for key in keys:
        if not isinstance(key, str) or key not in known:
            yield FieldProblem(field, _("There is no finding “%(key)s”.") % {"key": str(key)[:60]})


def _lost_questions(asked: Sequence[object], known: set[str]) -> Iterator[FieldProblem]:
    for one in asked:
        told = one if isinstance(one, dict) else {}
        if told.get("question") not in known or not isinstance(told.get("note") or "", str):
            yield FieldProblem(
                "instrument_map", _("There is no question “%(key)s”.") % {"key": str(one)[:60]}
            )
        elif (told.get("coverage") or Coverage.COVERED) not in Coverage.values:
            yield FieldProblem(
                "instrument_map",
                _("“%(key)s” is no coverage; it must be one of: %(allowed)s.")
                % {"key": str(told["coverage"])[:60], "allowed": ", ".join(Coverage.values)},
            )


def store_rest(kind: RowKind, rows: Sequence[Row], stored: Stored) -> None:
    """Replace what the rows say about others, where they say anything."""
    if kind is FINDING:
        _store_conflicts(rows, stored[Finding])
    if kind is STUDY:
        _store_instrument_maps(rows, stored)
    if kind is SERIES:
        _store_points(rows, stored)


def _pk(stored: Mapping[str, Model], key: str) -> Any:
    return stored[key].pk


def _store_conflicts(rows: Sequence[Row], findings: Mapping[str, Model]) -> None:
    through = Finding.conflicts_with.through
    wanted = {
        pair
        for row in rows
        for other in row.rest.get("@conflicts_with", [])
        for pair in (
            (_pk(findings, row.key), _pk(findings, other)),
            (_pk(findings, other), _pk(findings, row.key)),
        )
    }
    named = {_pk(findings, row.key) for row in rows}
    present = set(through.objects.values_list("from_finding_id", "to_finding_id"))
    for start, end in sorted(present - wanted):
        if start in named and end in named:
            through.objects.filter(from_finding_id=start, to_finding_id=end).delete()
    through.objects.bulk_create(
        through(from_finding_id=start, to_finding_id=end) for start, end in sorted(wanted - present)
    )


def _store_instrument_maps(rows: Sequence[Row], stored: Stored) -> None:
    wanted = {
        (_pk(stored[Study], row.key), _pk(stored[Question], asked["question"])): asked
        for row in rows
        for asked in row.rest["@instrument_map"]
    }
    studies = [_pk(stored[Study], row.key) for row in rows]
    present = {(one.study_id, one.question_id): one for one in Instrument.objects.all()}
    lost = [one.pk for key, one in present.items() if key[0] in studies and key not in wanted]
    Instrument.objects.filter(pk__in=lost).delete()
    Instrument.objects.bulk_create(
        [
            Instrument(
                study_id=study,
                question_id=question,
                coverage=asked.get("coverage") or Coverage.COVERED,
                note=(asked.get("note") or "")[:500],
            )
            for (study, question), asked in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["study", "question"],
        update_fields=["coverage", "note"],
    )


def _store_points(rows: Sequence[Row], stored: Stored) -> None:
    series = [_pk(stored[Series], row.key) for row in rows]
    SeriesPoint.objects.filter(series_id__in=series).delete()
    SeriesPoint.objects.bulk_create(
        SeriesPoint(
            series_id=_pk(stored[Series], row.key),
            finding_id=_pk(stored[Finding], code),
            position=position,
        )
        for row in rows
        for position, code in enumerate(row.rest["@findings"], start=1)
    )
