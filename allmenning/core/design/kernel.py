"""The one variance kernel: influence values in, a covariance matrix out.

Source: Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, sections 4.3 and 5.5;
Lumley (2010), Complex Surveys, section 2.2 and appendix C. The ultimate clusters of each stage add
their variance within strata, times the sampling fractions of the stages above.
"""

from dataclasses import dataclass

import numpy as np

from allmenning.core.design.model import (
    Codes,
    Design,
    DesignError,
    Flags,
    Floats,
    Lonely,
    Replicates,
    Stage,
)
from allmenning.core.design.rank import rank
from allmenning.core.design.structure import Layout, adder, layout


def covariance(design: Design, influence: Floats) -> Floats:
    """Return the covariance matrix of estimates from their influence values.

    Parameters
    ----------
    design : Design
    influence : Floats
        (n, k), already multiplied by the weights; 0 outside the domain.

    Returns
    -------
    Floats
        (k, k).

    Raises
    ------
    DesignError
        A stratum with a single cluster, where the design says that this fails.
    """
    values = influence
    for projection in design.projections:
        values = projection.residuals(values)
    if design.pairs is not None:
        return np.asarray(values.T @ (design.pairs @ values))
    total = np.zeros((values.shape[1], values.shape[1]))
    above = Above(np.ones(len(values)), np.zeros(len(values), dtype=np.intp))
    for number, stage in enumerate(design.stages):
        if not above.fraction.any():
            break
        for spread in _spread(design, number, values, above):
            total += spread.T @ spread
        above = Above(above.fraction * (stage.sampled / stage.population), stage.clusters)
    return total


@dataclass(frozen=True, eq=False)
class Above:
    """What a stage stands under: the fraction of the population drawn so far, and the clusters."""

    fraction: Floats
    clusters: Codes


def _spread(design: Design, number: int, values: Floats, above: Above) -> tuple[Floats, Floats]:
    """Return rows whose crossproducts are what the stage adds to the covariance."""
    shape = layout(design.stages[number])
    sums = values if shape.single else np.asarray(shape.sums @ values)
    seen = _seen(design, shape)
    uncentred, left_out = _lonely(design, number, shape, seen)
    parents = _of_stratum(shape, shape.of_cluster(above.clusters))
    means = (shape.stratum_sums @ sums) / shape.sampled[:, None]
    if uncentred.any():
        means[uncentred] = _grand_means(means, shape, seen, parents)[uncentred]
    factor = _stretched(left_out, seen, parents)
    scale = np.sqrt(shape.scale * shape.of_cluster(above.fraction) * factor[shape.stratum])
    centred = means[shape.stratum]
    np.subtract(sums, centred, out=centred)
    centred *= scale[:, None]
    return centred, _unseen(shape, means, scale)


def _unseen(shape: Layout, means: Floats, scale: Floats) -> Floats:
    """Return rows for drawn clusters of which the data hold nothing: they count as zero."""
    missing = shape.sampled - shape.clusters
    strata = np.flatnonzero(missing > 0)
    of_stratum = np.zeros(len(shape.sampled))
    of_stratum[shape.stratum] = scale
    return np.asarray(means[strata] * (np.sqrt(missing[strata]) * of_stratum[strata])[:, None])


def _lonely(design: Design, number: int, shape: Layout, seen: Floats) -> tuple[Flags, Flags]:
    """Return which strata are not centred, and which are left out and made up for by the others."""
    alone = (shape.sampled == 1) & (seen > 0) & ~shape.complete
    alone_in_domain = (shape.sampled > 1) & (seen == 1) & ~shape.complete
    nowhere = np.zeros(len(seen), dtype=bool)
    if design.lonely is Lonely.FAIL and alone.any():
        raise DesignError(
            _sentence(design.stages[number], int(np.flatnonzero(alone)[0]), number + 1)
        )
    applies = alone | alone_in_domain if design.adjust_domain_lonely else alone
    if design.lonely is Lonely.ADJUST:
        return applies, nowhere
    if design.lonely is Lonely.AVERAGE:
        return nowhere, applies
    return nowhere, nowhere


def _seen(design: Design, shape: Layout) -> Floats:
    """Return how many clusters (H,) of each stratum have a row in the domain."""
    if design.projections:
        return shape.clusters.astype(np.float64)
    held = np.zeros(len(shape.stratum))
    held[shape.rows[design.within]] = 1
    seen = np.bincount(shape.stratum, weights=held, minlength=len(shape.sampled))
    return seen.astype(np.float64, copy=False)


def _of_stratum(shape: Layout, parents: Floats) -> Codes:
    of_stratum = np.zeros(len(shape.sampled), dtype=np.intp)
    of_stratum[shape.stratum] = parents.astype(np.intp)
    return of_stratum


def _grand_means(means: Floats, shape: Layout, seen: Floats, parents: Codes) -> Floats:
    """Return the mean (H, k) of all clusters with rows under each stratum's parent."""
    adding = adder(parents, int(parents.max()) + 1)
    sums = adding @ (means * shape.sampled[:, None])
    counts = adding @ seen
    return np.asarray((sums / np.maximum(counts, 1)[:, None])[parents])


def _stretched(left_out: Flags, seen: Floats, parents: Codes) -> Floats:
    """Return factors (H,) that let the other strata under a parent stand for those left out.

    Missing where all are left out: there is no average to take.
    """
    if not left_out.any():
        return np.ones(len(left_out))
    strata = np.bincount(parents, weights=seen > 0)
    kept = np.bincount(parents, weights=~left_out & (seen > 0), minlength=len(strata))
    stretch = np.where(kept > 0, strata / np.maximum(kept, 1), np.nan)
    return np.where(left_out & (kept > 0)[parents], 0.0, stretch[parents])


def _sentence(stage: Stage, stratum: int, number: int) -> str:
    name = stage.stratum_names[stratum] if stage.stratum_names else str(stratum)
    return (
        f"Stratum ({name}) has only one PSU at stage {number}, so its variance cannot be"
        " estimated. Merge it with another stratum, or say how lonely strata are to be treated:"
        " remove, certainty, adjust or average."
    )


def degrees_of_freedom(design: Design | Replicates) -> float:
    """Return the degrees of freedom of the domain.

    Clusters of the first stage minus strata, both with at least one row of a weight that is not 0;
    for replicates what is stored, or the rank of the replicate weights minus 1.
    """
    if isinstance(design, Replicates):
        return float(rank(design.replicates) - 1) if design.degrees is None else design.degrees
    first = design.stages[0]
    used = design.weights != 0
    rows: Flags | slice = slice(None) if used.all() else used
    return float(_distinct(first.clusters[rows]) - _distinct(first.strata[rows]))


def _distinct(codes: Codes) -> int:
    return int(np.count_nonzero(np.bincount(codes)))
