"""The interval of a share that the surveys room shows: for small populations, asked in large part.

Wilson's score interval, with an effective number of answers from the mean of two variances: the
design's, and the one that the weights give when the share is the same everywhere (Kish 1965,
section 11.7, with the finite population correction). The first is noise in small domains and 0
where everybody says the same; the second does not know what stratification gains. Why this one:
docs/method/share-intervals.md and benchmarks/coverage.py.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtri, stdtrit

from allmenning.core.design.domain import subset
from allmenning.core.design.kernel import degrees_of_freedom
from allmenning.core.design.model import Design, DesignError, Flags, Floats, Replicates
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.statistic import estimate
from allmenning.core.interval.share import SMALLEST_VARIANCE
from allmenning.core.share import check_level, worst_case_bounds

KNOWN_HALF = 4
"""When half of a variance is known, its degrees of freedom are four times those of the rest."""

Reason = Literal["no answers", "one answer"]


@dataclass(frozen=True, slots=True)
class ShareInterval:
    """A share with its interval, or why there is none.

    Attributes
    ----------
    share, lower, upper : float or None
        0 to 1.
    answers : int
        Rows of the domain with an answer and a weight.
    effective : float
        Answers of a simple sample from an infinite population that would tell as much; infinite
        when everybody was asked and answered.
    reason : str or None
        Why there is no interval.
    """

    share: float | None
    lower: float | None
    upper: float | None
    answers: int
    effective: float
    reason: Reason | None = None


def share_interval(
    design: Design | Replicates,
    event: Floats,
    domain: Flags | None = None,
    *,
    level: float = 0.95,
) -> ShareInterval:
    """Return the share of a domain for which an event holds, with the room's interval.

    Parameters
    ----------
    design : Design or Replicates
        Of municipalities or other units drawn one by one, without clusters of them; with clusters
        only the design's own variance is used.
    event : Floats
        (n,), 1 and 0, NaN where there is no answer.
    domain : Flags, optional
        (n,), all rows where missing.
    level : float
        0 to 1.

    Raises
    ------
    ValueError
        A level outside 0 to 1, or an event that is neither 1, 0 nor missing.
    DesignError
        A stratum with a single cluster, or weights below 0.
    """
    check_level(level)
    answered = ~np.isnan(event) if domain is None else ~np.isnan(event) & domain
    if not np.isin(event[answered], (0.0, 1.0)).all():
        raise ValueError("An event is 1, 0 or missing (NaN); compare first, then ask for a share.")
    used = answered & design.within & (design.weights != 0)
    weights = design.weights[used]
    if np.any(weights < 0):
        raise DesignError("A share needs weights of 0 or more; bound the calibration.")
    if len(weights) == 0:
        return ShareInterval(None, None, None, 0, 0.0, "no answers")
    share = float(weights @ event[used] / weights.sum())
    spread = _variance_factor(design, weights)
    if len(weights) == 1 and spread > 0:
        return ShareInterval(share, None, None, 1, 1.0, "one answer")
    effective, degrees = _effective(design, used, event, share, spread)
    low, high = _wilson(share, effective, _quantile(degrees, level))
    low, high = _possible(design, used, event, low, high)
    return ShareInterval(share, low, high, len(weights), effective)


def _variance_factor(design: Design | Replicates, weights: Floats) -> float:
    """Return 1 over the answers that tell as much, if the share is the same everywhere."""
    finite = isinstance(design, Design) and np.isfinite(design.stages[0].population).all()
    # A weight of w stands for w - 1 units that were not heard.
    unheard = np.maximum(weights - 1, 0.0) if finite else weights
    return float(weights @ unheard / weights.sum() ** 2)


def _effective(
    design: Design | Replicates, used: Flags, event: Floats, share: float, spread: float
) -> tuple[float, float]:
    """Return the effective number of answers and the degrees of freedom of its variance."""
    inside = subset(design, used)
    column = np.where(used, event, 0.0)[:, None]
    found = estimate(inside, Mean(("share",), column))
    variance, plain = float(found.covariance[0, 0]), share * (1 - share)
    degrees = max(degrees_of_freedom(inside), 1.0)
    if spread <= SMALLEST_VARIANCE:
        return float("inf"), degrees
    told = variance > SMALLEST_VARIANCE and plain > 0
    if told and _clustered(design):
        return plain / variance, degrees
    own = variance / plain if told else spread
    return 2 / (own + spread), KNOWN_HALF * degrees


def _clustered(design: Design | Replicates) -> bool:
    if isinstance(design, Replicates):
        return True
    clusters = design.stages[0].clusters
    return bool(np.bincount(clusters).max(initial=0) > 1)


def _quantile(degrees: float, level: float) -> float:
    upper = (1 + level) / 2
    return float(ndtri(upper) if np.isinf(degrees) else stdtrit(degrees, upper))


def _wilson(share: float, effective: float, quantile: float) -> tuple[float, float]:
    ratio = quantile**2 / effective
    centre = (share + ratio / 2) / (1 + ratio)
    half = np.sqrt(ratio * share * (1 - share) + ratio**2 / 4) / (1 + ratio)
    return float(max(centre - half, 0.0)), float(min(centre + half, 1.0))


def _possible(
    design: Design | Replicates, used: Flags, event: Floats, low: float, high: float
) -> tuple[float, float]:
    """Cut off what the answers already exclude, where the whole population is asked about."""
    if isinstance(design, Replicates) or not design.within.all() or _clustered(design):
        return low, high
    first = design.stages[0]
    sizes = np.zeros(int(first.strata.max(initial=-1)) + 1)
    sizes[first.strata] = first.population
    size = float(sizes.sum())
    if not used.all() or not np.isclose(design.weights.sum(), size, rtol=1e-9):
        return low, high
    answers, events = len(event), int(event.sum())
    least, most = worst_case_bounds(events, answers, max(round(size), answers))
    return max(low, least), min(high, most)
