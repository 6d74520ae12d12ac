"""Quantiles with intervals: of the share below (Woodruff), of the score, or over replicates.

Sources: Woodruff (1952), JASA 47; Francisco and Fuller (1991), Annals of Statistics 19 (score).
Page: docs/method/quantiles.md.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from allmenning.core.design.kernel import degrees_of_freedom
from allmenning.core.design.model import Design, DesignError, Floats, Replicates
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.statistic import estimate, replicate_covariance
from allmenning.core.interval.estimated import shares_of
from allmenning.core.interval.share import ShareMethod, share_intervals, t_quantile
from allmenning.core.quantile.rules import Ordered, QuantileRule, ordered, quantiles


class QuantileInterval(StrEnum):
    """How the interval of a quantile is found."""

    MEAN = "mean"
    BETA = "beta"
    XLOGIT = "xlogit"
    ASIN = "asin"
    SCORE = "score"
    QUANTILE = "quantile"


@dataclass(frozen=True, eq=False)
class QuantileMethod:
    """How quantiles are asked for.

    Attributes
    ----------
    rule : QuantileRule
    interval : QuantileInterval
        `QUANTILE` is for replicates only: the quantile is computed anew with each.
    level : float
        0 to 1.
    degrees : float or None
        In the place of those of the design.
    rows : int or None
        Answers, for `BETA`; None counts those of the domain.
    """

    rule: QuantileRule = QuantileRule.MATH
    interval: QuantileInterval = QuantileInterval.MEAN
    level: float = 0.95
    degrees: float | None = None
    rows: int | None = None


@dataclass(frozen=True, eq=False)
class Quantiles:
    """Quantiles of one variable.

    Attributes
    ----------
    shares, values, lower, upper, errors : Floats
        (k,); an end is NaN where the interval of the share leaves 0 to 1.
    degrees : float
    """

    shares: Floats
    values: Floats
    lower: Floats
    upper: Floats
    errors: Floats
    degrees: float


def estimated_quantiles(
    design: Design | Replicates,
    values: Floats,
    shares: Floats,
    method: QuantileMethod | None = None,
) -> Quantiles:
    """Return the quantiles of values (n,) at shares (k,), with intervals.

    Raises
    ------
    ValueError
        No answers, or a weight below 0.
    DesignError
        As the variance; `QUANTILE` without replicates.
    """
    how = method or QuantileMethod()
    data = ordered(values, design.weights)
    found = quantiles(data, shares, how.rule)
    degrees = degrees_of_freedom(design) if how.degrees is None else how.degrees
    t = float(t_quantile(np.array([degrees]), how.level)[0])
    if how.interval is QuantileInterval.QUANTILE:
        errors = _repeated_errors(design, values, shares, found, how.rule)
        return Quantiles(shares, found, found - t * errors, found + t * errors, errors, degrees)
    if how.interval is QuantileInterval.SCORE:
        ends = [_score_ends(design, values, data, share, t) for share in shares]
        below, above = np.array(ends).reshape(-1, 2).T
    else:
        below, above = _share_ends(design, values, found, how, degrees)
    lower, upper = quantiles(data, below, how.rule), quantiles(data, above, how.rule)
    return Quantiles(shares, found, lower, upper, (upper - lower) / (2 * t), degrees)


def _share_ends(
    design: Design | Replicates,
    values: Floats,
    found: Floats,
    how: QuantileMethod,
    degrees: float,
) -> tuple[Floats, Floats]:
    """Return the ends of the intervals for the shares at or below the quantiles."""
    below = (values[:, None] <= found).astype(np.float64)
    names = tuple(str(number) for number in range(len(found)))
    counted = estimate(design, Mean(names, below))
    shares = shares_of(design, counted, degrees=degrees, rows=how.rows)
    return share_intervals(shares, method=ShareMethod(how.interval.value), level=how.level)


def _repeated_errors(
    design: Design | Replicates, values: Floats, shares: Floats, found: Floats, rule: QuantileRule
) -> Floats:
    if isinstance(design, Design):
        raise DesignError(
            "Quantiles are repeated only with replicate weights; ask for another interval."
        )
    repeated = np.array(
        [quantiles(ordered(values, weights), shares, rule) for weights in design.replicates.T]
    )
    return np.asarray(np.sqrt(np.diag(replicate_covariance(design, found, repeated))))


def _score_ends(
    design: Design | Replicates, values: Floats, data: Ordered, share: float, t: float
) -> tuple[float, float]:
    """Return the shares at which the score is t and -t: where it comes closest to them.

    As in R survey the places found are turned into shares of rows, not of weights, before the rule
    looks them up; with unequal weights the interval may miss its quantile.
    """
    distinct = np.unique(data.values)

    def score(place: int) -> float:
        above = (values > distinct[place]).astype(np.float64)
        found = estimate(design, Mean(("above",), above[:, None]))
        excess, error = float(found.values[0]) - (1 - share), float(found.errors[0])
        return excess / error if error > 0 else float(np.sign(excess) * np.inf)

    def closest(limit: float) -> float:
        low, high = 0, len(distinct) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if score(middle) < limit else (middle + 1, high)
        nearer = low > 0 and abs(score(low - 1) - limit) < abs(score(low) - limit)
        return float(np.mean(data.values <= distinct[low - 1 if nearer else low]))

    return closest(t), closest(-t)
