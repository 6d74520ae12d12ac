"""Everything out again, in the format it came in."""

from collections.abc import Iterable
from typing import Any

from allmenning.evidence.actions.kinds import FINDING, KINDS, SERIES, STUDY, RowKind
from allmenning.evidence.actions.versions import row_of
from allmenning.evidence.models import Finding, Instrument, SeriesPoint


def export_evidence(kinds: Iterable[RowKind] = KINDS) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every kind, ordered by its id."""
    return {kind.name: _rows(kind) for kind in kinds}


def _rows(kind: RowKind) -> list[dict[str, Any]]:
    rows = [row_of(kind, one) for one in kind.stored().order_by(*kind.key_columns)]
    for name, told in _rest_of(kind).items():
        for row in rows:
            row[name] = told.get(row[kind.key.name], [])
    return rows


def _rest_of(kind: RowKind) -> dict[str, dict[str, list[Any]]]:
    if kind is FINDING:
        pairs = Finding.conflicts_with.through.objects.order_by("to_finding__code")
        return {
            "conflicts_with": _grouped(pairs.values_list("from_finding__code", "to_finding__code"))
        }
    if kind is SERIES:
        points = SeriesPoint.objects.order_by("position", "id")
        return {"findings": _grouped(points.values_list("series__slug", "finding__code"))}
    if kind is STUDY:
        rows = Instrument.objects.order_by("question__slug").values_list(
            "study__slug", "question__slug", "coverage", "note"
        )
        return {
            "instrument_map": _grouped(
                (study, {"question": question, "coverage": coverage, "note": note})
                for study, question, coverage, note in rows
            )
        }
    return {}


def _grouped(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for key, value in pairs:
        grouped.setdefault(key, []).append(value)
    return grouped
