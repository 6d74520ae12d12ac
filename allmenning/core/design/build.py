"""A design from arrays, checked: strata and clusters over several stages, weights, populations."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from allmenning.core.design.coding import Labels, coded, crossed, named
from allmenning.core.design.model import (
    Codes,
    Design,
    DesignError,
    Floats,
    Lonely,
    Stage,
)

MISSING = "The design's {what} are missing on {n} rows. Give every row a value, or leave it out."


def build(
    rows: int,
    *,
    clusters: Sequence[Labels] = (),
    strata: Sequence[Labels] = (),
    weights: Floats | None = None,
    probabilities: Floats | None = None,
    populations: Sequence[Floats] = (),
    nest: bool = False,
    unequal: bool = False,
    lonely: Lonely = Lonely.FAIL,
    adjust_domain_lonely: bool = False,
) -> Design:
    """Make a design of arrays.

    Parameters
    ----------
    rows : int
        n.
    clusters : sequence of array
        (n,) per stage, from the first; none is a draw of rows.
    strata : sequence of array
        (n,) per stage; those of later stages lie within the clusters of the stage above.
    weights, probabilities : Floats, optional
        (n,), one of them; without both, inverse sampling fractions, or 1 without `populations`.
    populations : sequence of Floats
        (n,) per stage: clusters in the population of the row's stratum (all at least 1), or the
        fraction drawn (all at most 1). Stages after the last one given count as complete; none at
        all counts as drawn with replacement.
    nest : bool
        The same cluster label in another stratum is another cluster.
    unequal : bool
        The fractions of the first stage are each cluster's own (Brewer's variance for a draw with
        unequal probabilities), not the stratum's.

    Raises
    ------
    DesignError
        A cluster in two strata, weights that cannot be, a population smaller than its sample; the
        sentence names the stratum.
    """
    labels = [np.arange(rows)] if not clusters else list(clusters)
    for values, what in ((labels, "clusters"), (strata, "strata"), (populations, "populations")):
        _check(values, rows, what)
    nested = _nested(labels, strata, rows, nest=nest)
    stages = _stages(*nested, strata, populations, unequal=unequal)
    drawn = _drawn(rows, weights, probabilities, stages if populations else ())
    return Design(
        weights=drawn,
        drawn=drawn,
        stages=stages,
        within=np.ones(rows, dtype=bool),
        lonely=lonely,
        adjust_domain_lonely=adjust_domain_lonely,
    )


def _stages(
    clusters: Sequence[Codes],
    strata: Sequence[Codes],
    labels: Sequence[Labels],
    populations: Sequence[Floats],
    *,
    unequal: bool,
) -> tuple[Stage, ...]:
    names: tuple[str, ...] = ("all",)
    if labels:
        _check_nesting(clusters[0], strata[0], labels[0])
        names = named(coded(labels[0])[1])
    unknown = np.full(len(clusters[0]), np.inf)
    return tuple(
        _stage(
            Stage(s, c, _counted(c, s), unknown, () if number else names),
            populations,
            number,
            unequal=unequal and not number,
        )
        for number, (c, s) in enumerate(zip(clusters, strata, strict=True))
    )


def _check(columns: Sequence[Labels], rows: int, what: str) -> None:
    for column in columns:
        if len(column) != rows:
            raise DesignError(f"The {what} have {len(column)} rows, and the data have {rows}.")
        if column.dtype.kind == "f":
            missing = int(np.isnan(column).sum())
        else:
            missing = int(sum(label is None for label in column)) if column.dtype == object else 0
        if missing:
            raise DesignError(MISSING.format(what=what, n=missing))


def _nested(
    labels: Sequence[Labels], strata: Sequence[Labels], rows: int, *, nest: bool
) -> tuple[list[Codes], list[Codes]]:
    given = [coded(column)[0] for column in strata]
    clusters: list[Codes] = []
    inside: list[Codes] = []
    for number, column in enumerate(labels):
        own = coded(column)[0]
        if nest and given:
            own = crossed([*given[: number + 1], own])
        clusters.append(crossed([clusters[-1], own]) if clusters else own)
        stratum = given[min(number, len(given) - 1)] if given else np.zeros(rows, dtype=np.intp)
        inside.append(crossed([clusters[-2], stratum]) if number else stratum)
    return clusters, inside


def _check_nesting(clusters: Codes, strata: Codes, labels: Labels) -> None:
    size = int(clusters.max(initial=-1)) + 1
    owner = np.zeros(size, dtype=np.intp)
    owner[clusters] = strata
    wrong = np.flatnonzero(owner[clusters] != strata)
    if len(wrong):
        raise DesignError(
            f"A cluster lies in stratum {labels[wrong[0]]} and in another one. If equal labels in"
            " different strata are different clusters, say nest: true."
        )


def _counted(clusters: Codes, strata: Codes) -> Floats:
    """Return the clusters of each row's stratum."""
    owner = np.zeros(int(clusters.max(initial=-1)) + 1, dtype=np.intp)
    owner[clusters] = strata
    return np.bincount(owner).astype(np.float64)[strata]


def _stage(stage: Stage, populations: Sequence[Floats], number: int, *, unequal: bool) -> Stage:
    if not populations:
        return stage
    if number >= len(populations):
        return replace(stage, population=stage.sampled)
    given = populations[number].astype(np.float64, copy=False)
    return replace(stage, population=_population(stage, given, number, unequal=unequal))


def _population(stage: Stage, given: Floats, number: int, *, unequal: bool) -> Floats:
    if np.any(given > 1) and np.any(given < 1):
        raise DesignError(
            f"The populations at stage {number + 1} mix sizes and fractions: all must be at least"
            " 1, or all at most 1."
        )
    if np.any(given <= 0):
        raise DesignError(f"A population at stage {number + 1} is 0 or less; it must be above 0.")
    population = given if np.any(given > 1) else stage.sampled / given
    if not unequal:
        _check_constant(stage, population, number)
    short = np.flatnonzero(population < stage.sampled * (1 - 1e-12))
    if len(short):
        row = int(short[0])
        raise DesignError(
            f"Stratum {_called(stage, row)} holds {stage.sampled[row]:g} drawn clusters of a"
            f" population of {population[row]:g}: the population cannot be the smaller."
        )
    return population


def _check_constant(stage: Stage, population: Floats, number: int) -> None:
    of_stratum = np.zeros(int(stage.strata.max(initial=-1)) + 1)
    of_stratum[stage.strata] = population
    other = np.flatnonzero(of_stratum[stage.strata] != population)
    if len(other):
        raise DesignError(
            f"Stratum {_called(stage, int(other[0]))} has two populations at stage {number + 1}."
            " A stratum has one."
        )


def _called(stage: Stage, row: int) -> str:
    code = int(stage.strata[row])
    return stage.stratum_names[code] if stage.stratum_names else str(code)


def _drawn(
    rows: int, weights: Floats | None, probabilities: Floats | None, stages: Sequence[Stage]
) -> Floats:
    if weights is not None and probabilities is not None:
        raise DesignError("Give weights or probabilities, not both.")
    if probabilities is not None:
        if np.any(~(probabilities > 0)):
            raise DesignError("A probability is 0, less or missing; all must be above 0.")
        return 1.0 / probabilities
    if weights is None:
        drawn = np.ones(rows)
        for stage in stages:
            drawn = drawn * (stage.population / stage.sampled)
        return drawn
    if len(weights) != rows:
        raise DesignError(f"There are {len(weights)} weights for {rows} rows.")
    if not np.all(np.isfinite(weights)):
        raise DesignError("A weight is missing or infinite; all must be numbers, 0 or more.")
    return np.ascontiguousarray(weights, dtype=np.float64)
