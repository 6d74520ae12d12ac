"""Intervals for shares from an estimate, its variance, its degrees of freedom and its rows.

Sources: Korn and Graubard (1998), Survey Methodology 24 (beta); Wilson (1927), JASA 22; Rao and
Scott (1984), Annals of Statistics 12 (likelihood). Page: docs/method/share-intervals.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from scipy.special import betaincinv, expit, logit, stdtrit

from allmenning.core.design.model import Flags, Floats
from allmenning.core.interval.profile import likelihood
from allmenning.core.share import check_level

SMALLEST_VARIANCE = 1e-24
"""Below it a variance is rounding: everybody was asked."""


class ShareMethod(StrEnum):
    """Formulas for the interval of a share."""

    LOGIT = "logit"
    LIKELIHOOD = "likelihood"
    XLOGIT = "xlogit"
    BETA = "beta"
    WILSON = "wilson"
    ASIN = "asin"
    MEAN = "mean"


@dataclass(frozen=True, eq=False, slots=True)
class Shares:
    """k estimated shares and what an interval needs of them.

    Attributes
    ----------
    values, variances : Floats
        (k,), 0 to 1; NaN stays NaN.
    degrees : Floats
        (k,), of the quantiles of t; infinite is the normal distribution.
    rows : Floats
        (k,), answers in the domain.
    design_degrees : Floats
        (k,), of the design itself, which is what `beta` adjusts the effective size by.
    logit_variances : Floats
        (k,), of the logits; over replicates these are not what linearisation gives.
    effective : Floats
        (k,), answers of an equally uncertain simple sample, for shares of 0 and 1, where the
        variance cannot tell; infinite when everybody was asked.
    """

    values: Floats
    variances: Floats
    degrees: Floats
    rows: Floats
    design_degrees: Floats
    logit_variances: Floats
    effective: Floats

    def at(self, kept: Flags) -> "Shares":
        """Return those that flags (k,) point out."""
        return Shares(**{name: getattr(self, name)[kept] for name in self.__slots__})


def share_intervals(
    shares: Shares, *, method: ShareMethod = ShareMethod.BETA, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Return the lower and upper ends (k,), (k,) of the intervals.

    Where the variance is 0 because everybody was asked, the interval is the share itself. For a
    share of 0 or 1 the formulas have no answer but `mean`, which R gives too; the others then give
    the exact bound of `effective` answers (Korn and Graubard 1998).

    Raises
    ------
    ValueError
        The level is not between 0 and 1.
    """
    check_level(level)
    p = shares.values
    variances = np.where(shares.variances > SMALLEST_VARIANCE, shares.variances, 0.0)
    inside = (variances > 0) & (p > 0) & (p < 1)
    low, high = p.copy(), p.copy()
    kept = replace(shares, variances=variances).at(inside)
    low[inside], high[inside] = FORMULAS[method](kept, level)
    if method is not ShareMethod.MEAN:
        bound = 1 - ((1 - level) / 2) ** (1 / shares.effective)
        high = np.where(p == 0, bound, high)
        low = np.where(p == 1, 1 - bound, low)
    return low, high


def t_quantile(degrees: Floats, level: float) -> Floats:
    """Return the two-sided quantiles of t, NaN where there are no degrees of freedom."""
    upper = (1 + level) / 2
    usable = np.where(degrees > 0, degrees, np.nan)
    return np.asarray(stdtrit(usable, upper))


def _mean(shares: Shares, level: float) -> tuple[Floats, Floats]:
    margin = t_quantile(shares.degrees, level) * np.sqrt(shares.variances)
    return shares.values - margin, shares.values + margin


def _logit(shares: Shares, level: float) -> tuple[Floats, Floats]:
    return _around_logit(shares, level, np.sqrt(shares.logit_variances))


def _xlogit(shares: Shares, level: float) -> tuple[Floats, Floats]:
    p = shares.values
    return _around_logit(shares, level, np.sqrt(shares.variances) / (p * (1 - p)))


def _around_logit(shares: Shares, level: float, errors: Floats) -> tuple[Floats, Floats]:
    margin = t_quantile(shares.degrees, level) * errors
    centre = logit(shares.values)
    return np.asarray(expit(centre - margin)), np.asarray(expit(centre + margin))


def _asin(shares: Shares, level: float) -> tuple[Floats, Floats]:
    p = shares.values
    error = np.sqrt(shares.variances / (4 * p * (1 - p)))
    margin = t_quantile(shares.degrees, level) * error
    angle = np.arcsin(np.sqrt(p))
    return np.sin(angle - margin) ** 2, np.sin(angle + margin) ** 2


def _beta(shares: Shares, level: float) -> tuple[Floats, Floats]:
    p = shares.values
    degrees = np.maximum(shares.design_degrees, 1.0)
    ratio = t_quantile(np.maximum(shares.rows - 1, 1.0), level) / t_quantile(degrees, level)
    size = p * (1 - p) / shares.variances * ratio**2
    tail = (1 - level) / 2
    return (
        np.asarray(betaincinv(size * p, size * (1 - p) + 1, tail)),
        np.asarray(betaincinv(size * p + 1, size * (1 - p), 1 - tail)),
    )


def _wilson(shares: Shares, level: float) -> tuple[Floats, Floats]:
    p = shares.values
    size = p * (1 - p) / shares.variances
    square = t_quantile(shares.degrees, level) ** 2
    centre = (p + square / (2 * size)) / (1 + square / size)
    margin = np.sqrt(square * (p * (1 - p) / size + square / (4 * size**2))) / (1 + square / size)
    return centre - margin, centre + margin


def _likelihood(shares: Shares, level: float) -> tuple[Floats, Floats]:
    quantile = t_quantile(shares.degrees, level)
    ends = [
        likelihood(*each)
        for each in zip(shares.values, shares.logit_variances, shares.rows, quantile, strict=True)
    ]
    both = np.array(ends).reshape(-1, 2)
    return both[:, 0], both[:, 1]


Formula = Callable[[Shares, float], tuple[Floats, Floats]]

FORMULAS: dict[ShareMethod, Formula] = {
    ShareMethod.LOGIT: _logit,
    ShareMethod.LIKELIHOOD: _likelihood,
    ShareMethod.XLOGIT: _xlogit,
    ShareMethod.BETA: _beta,
    ShareMethod.WILSON: _wilson,
    ShareMethod.ASIN: _asin,
    ShareMethod.MEAN: _mean,
}
