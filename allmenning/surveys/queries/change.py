"""Change since the round before, worked out when a round is published: then both are at hand.

The width of the interval would tell how many answered alike both times, and through that what is
hidden. Three things stand against it. A stratum where anything of the question is hidden, in either
round, adds nothing: what is left is made of answers that are shared as they were given. Estimates
and errors are the published ones. And the correlation is rounded down to levels each of which holds
as many answers as the smallest group (`core.told_change`), so that a small cell of "yes before, no
now" cannot be read of it either. All three make the interval wider, never narrower.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from allmenning.core.design.build import build
from allmenning.core.design.domain import subset
from allmenning.core.estimate.mean import Mean
from allmenning.core.overlap import Round, overlap_of
from allmenning.core.told_change import ToldShare, told_change
from allmenning.surveys.models import Publication, Response, Survey, Unit
from allmenning.surveys.queries.data import STRATUM, AnswerData, NoAnswersError
from allmenning.surveys.queries.findings import concept_of, indicator_of
from allmenning.surveys.queries.publishable import publishable_data, smallest_group
from allmenning.surveys.queries.tables import (
    PROTECTED,
    WHOLE,
    Json,
    Row,
    read_results,
    variables_in,
)
from allmenning.surveys.queries.trend import comparable

DECIMALS = 4
Meaning = tuple[str, str]


@dataclass(frozen=True, eq=False)
class _Side:
    """One round: what is published of it, and the answers."""

    told: Json
    data: AnswerData
    keys: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class _Figure:
    variable: str
    row: Row


def change_of(publication: Publication, data: AnswerData) -> Json | None:
    """Return what is stored of the change; None where there is nothing to compare with.

    Parameters
    ----------
    publication : Publication
        With its tables; it need not be saved.
    data : AnswerData
        The answers as they are shared.
    """
    previous = publication.survey.previous
    earlier = previous.publications.order_by("-number").first() if previous else None
    if previous is None or earlier is None:
        return None
    before = _side_before(publication.survey, previous, earlier)
    now = _Side(publication.tables, data, _keys(data), "now")
    told = list(_changes(publication, earlier, before, now)) if before else []
    return {"survey": previous.slug, "number": earlier.number, "figures": told}


def _side_before(survey: Survey, previous: Survey, earlier: Publication) -> _Side | None:
    """Read the earlier answers, where they may be held against these unit by unit."""
    alike = survey.stratification == previous.stratification
    if not alike or {survey.unit, previous.unit} != {Unit.BODY}:
        return None
    try:
        data = publishable_data(previous)
    except NoAnswersError:
        return None
    return _Side(earlier.tables, data, _keys(data), "before")


def _keys(data: AnswerData) -> tuple[str, ...]:
    """Name the unit of each row as both rounds name it."""
    rows = Response.objects.filter(pk__in=data.responses).order_by("pk")
    names = {
        pk: f"{kind} {code}"
        for pk, kind, code in rows.values_list("pk", "unit__kind", "unit__code")
    }
    return tuple(names[pk] for pk in data.responses)


def _changes(
    publication: Publication, earlier: Publication, before: _Side, now: _Side
) -> Iterator[Json]:
    least = max(smallest_group(one.survey) for one in (publication, earlier))
    old, new = _figures(before.told), _figures(now.told)
    for meaning in sorted(comparable(publication, earlier)):
        if meaning not in old or meaning not in new:
            continue
        first, second = _round(before, old[meaning]), _round(now, new[meaning])
        if first is None or second is None:
            continue
        shares = _share(old[meaning].row), _share(new[meaning].row)
        change = told_change(*shares, overlap_of(first, second), least=least)
        yield {
            "concept": meaning[0],
            "indicator": meaning[1],
            "difference": round(change.difference, DECIMALS),
            "low": round(change.lower, DECIMALS),
            "high": round(change.upper, DECIMALS),
            "correlation": round(change.correlation, DECIMALS),
        }


def _figures(told: Json) -> Mapping[Meaning, _Figure]:
    """Give the published figures in all, by what they mean in any round."""
    variables = variables_in(told)
    return {
        (concept_of(variable), indicator_of(variable, row.category)): _Figure(variable.name, row)
        for table in read_results(told)
        if table.spec.by == WHOLE and table.spec.base == "all"
        for variable in [variables[table.spec.variable]]
        for row in table.rows
        if row.estimate is not None and row.se is not None and row.degrees
    }


def _share(row: Row) -> ToldShare:
    return ToldShare(row.estimate or 0.0, row.se or 0.0, row.degrees or 1.0)


def _round(side: _Side, figure: _Figure) -> Round | None:
    """Make the round of one figure; None where its answers are no longer those it was made of."""
    cells, row = side.data.columns.get(figure.variable, []), figure.row
    asked = np.array([cell is not None for cell in cells], dtype=bool)
    said = np.array([cell == row.category for cell in cells], dtype=bool)
    if (int(said.sum()), int(asked.sum())) != (row.n, row.base_n):
        return None
    shown = _strata_shown(side.told, figure.variable)
    groups = [str(one) for one in side.data.columns[STRATUM]]
    keys = [
        key if group in shown else f"{side.name} {place}"
        for place, (key, group) in enumerate(zip(side.keys, groups, strict=True))
    ]
    design = build(
        len(cells),
        strata=[np.array(groups)],
        weights=_numbers(side.data, "weight"),
        populations=[_numbers(side.data, "population")],
    )
    answers = Mean(("share",), said.astype(np.float64)[:, None])
    return Round(subset(design, asked), answers, keys)


def _numbers(data: AnswerData, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([float(one or 0) for one in data.columns[name]])


def _strata_shown(told: Json, variable: str) -> set[str]:
    """Name the strata where every answer to the question is shown, by the published tables."""
    tables = [
        one for one in read_results(told) if (one.spec.variable, one.spec.by) == (variable, STRATUM)
    ]
    rows = [row for one in tables for row in one.rows]
    return {row.group for row in rows} - {row.group for row in rows if row.reason == PROTECTED}
