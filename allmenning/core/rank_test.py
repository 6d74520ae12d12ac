"""Rank tests: do groups differ in where they lie, whatever the scale.

Source: Lumley and Scott (2013), Two-sample rank tests under complex sampling, Biometrika 100.
Page: docs/method/rank-tests.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import fdtrc, ndtri, stdtr

from allmenning.core.design.domain import subset
from allmenning.core.design.kernel import degrees_of_freedom
from allmenning.core.design.model import Codes, Design, DesignError, Floats, Replicates
from allmenning.core.estimate.statistic import estimate
from allmenning.core.estimate.total import Total


class RankScore(StrEnum):
    """What is made of a rank between 0 and 1."""

    WILCOXON = "wilcoxon"
    VAN_DER_WAERDEN = "vanderWaerden"
    MEDIAN = "median"
    KRUSKAL_WALLIS = "KruskalWallis"


SCORES: dict[RankScore, Callable[[Floats], Floats]] = {
    RankScore.WILCOXON: lambda rank: rank,
    RankScore.VAN_DER_WAERDEN: lambda rank: np.asarray(ndtri(rank)),
    RankScore.MEDIAN: lambda rank: (rank > 0.5).astype(np.float64),
    RankScore.KRUSKAL_WALLIS: lambda rank: rank,
}


@dataclass(frozen=True, slots=True)
class RankTest:
    """Result of a rank test.

    Attributes
    ----------
    difference : float or None
        Mean score of the second group minus the first; None with more than two groups.
    statistic : float
        t with two groups, otherwise a chi-square.
    groups_degrees : int
        Groups minus 1.
    degrees : float
        Of t, or of the denominator of F.
    p_value : float
    """

    difference: float | None
    statistic: float
    groups_degrees: int
    degrees: float
    p_value: float


def midranks(values: Floats, weights: Floats) -> Floats:
    """Return estimated ranks (n,) from 0 to 1: the weight before a row plus half its own.

    Equal values share the plain mean of their ranks, as in R survey. Rows without weight get 0.
    """
    kept = np.flatnonzero(weights != 0)
    order = kept[np.argsort(values[kept], kind="stable")]
    _, inverse = np.unique(values[order], return_inverse=True)
    sums = np.cumsum(weights[order])
    middle = (sums - weights[order] / 2) / sums[-1]
    shared = np.bincount(inverse, weights=middle) / np.bincount(inverse)
    ranks = np.zeros(len(values))
    ranks[order] = shared[inverse]
    return ranks


def rank_test(
    design: Design | Replicates,
    values: Floats,
    groups: Codes,
    *,
    score: RankScore = RankScore.WILCOXON,
) -> RankTest:
    """Test whether groups have the same mean score.

    Parameters
    ----------
    design : Design or Replicates
    values : Floats
        (n,), NaN where missing.
    groups : Codes
        (n,), from 0, -1 where missing; groups without a row in the domain do not count.
    score : RankScore

    Raises
    ------
    DesignError
        Fewer than two groups in the domain.
    """
    used = subset(design, ~np.isnan(values) & (groups >= 0))
    known = used.weights != 0
    present = np.unique(groups[known])
    if len(present) < 2:
        raise DesignError(f"A rank test needs two groups; the domain has {len(present)}.")
    scores = np.zeros(len(values))
    scores[known] = SCORES[score](midranks(values, used.weights)[known])
    contrasts, moves = _against_first(scores, groups, present, used.weights)
    names = tuple(str(group) for group in present[1:])
    # Ranks are taken as given: their own variation vanishes under equality (Lumley and Scott).
    spread = estimate(used, Total(names, moves)).covariance
    degrees = degrees_of_freedom(used) - len(contrasts)
    if len(contrasts) == 1:
        t = float(contrasts[0] / np.sqrt(spread[0, 0]))
        p = 2 * float(stdtr(degrees, -abs(t))) if degrees > 0 else float("nan")
        return RankTest(float(contrasts[0]), t, 1, degrees, p)
    chisq = float(contrasts @ np.linalg.solve(spread, contrasts))
    k = len(contrasts)
    p = float(fdtrc(k, degrees, chisq / k)) if degrees > 0 else float("nan")
    return RankTest(None, chisq, k, degrees, p)


def _against_first(
    scores: Floats, groups: Codes, present: Codes, weights: Floats
) -> tuple[Floats, Floats]:
    """Return differences of means from the first group (k,), and what each unit of weight adds."""
    means = []
    moves = []
    for group in present:
        inside = (groups == group) & (weights != 0)
        size = weights[inside].sum()
        mean = weights[inside] @ scores[inside] / size
        means.append(mean)
        moves.append(np.where(inside, (scores - mean) / size, 0.0))
    differences = np.array(means[1:]) - means[0]
    return differences, np.column_stack(moves[1:]) - np.array(moves[0])[:, None]
