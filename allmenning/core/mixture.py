"""Sums of chi-squares with different weights, also over a chi-square: what Rao-Scott tests need."""

from collections.abc import Callable
from enum import StrEnum
from itertools import pairwise

import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import chdtrc, fdtrc, ndtr

from allmenning.core.design.model import Floats

NEAR_MEAN = 1e-4
"""Below this signed root, at the mean, the saddlepoint formula is 0/0; two moments are used."""

LONGEST_SERIES = 2000


class Approximation(StrEnum):
    """How the upper tail of a weighted sum is found."""

    SADDLEPOINT = "saddlepoint"
    INTEGRATION = "integration"
    SATTERTHWAITE = "satterthwaite"


def upper_tail(
    value: float,
    weights: Floats,
    *,
    degrees: float = np.inf,
    approximation: Approximation = Approximation.SADDLEPOINT,
) -> float:
    """Probability that a weighted sum of chi-squares with one degree exceeds a value.

    Parameters
    ----------
    value : float
    weights : Floats
        (k,), 0 or more; those that are 0 to rounding do not count.
    degrees : float
        With a finite number the sum is divided by an independent chi-square with so many degrees,
        itself divided by them (an F with several numerators). The saddlepoint and the integral
        need whole chi-squares: as in R survey the fraction is cut off their number.
    approximation : Approximation

    Returns
    -------
    float
        0 to 1; NaN when no weight is above 0 or the value is not a number.

    References
    ----------
    Kuonen (1999), Biometrika 86: saddlepoint; Imhof (1961), Biometrika 48: integration;
    Rao and Scott (1984), Annals of Statistics 12, section 3: Satterthwaite.
    """
    largest = float(np.max(np.abs(weights), initial=0.0))
    kept = weights[np.abs(weights) > 1e-10 * largest] if largest > 0 else weights[:0]
    if not len(kept) or not np.isfinite(value):
        return float("nan")
    if value <= 0:
        return 1.0
    if approximation is Approximation.SATTERTHWAITE:
        return _satterthwaite(value, kept, degrees)
    if approximation is Approximation.INTEGRATION and not np.isfinite(degrees):
        return _series(value, kept)
    combined, bound = _against_zero(value, kept, degrees)
    counts = np.ones(len(combined))
    if np.isfinite(degrees):
        counts[-1] = np.floor(degrees)
    if approximation is Approximation.INTEGRATION:
        return _imhof(combined / largest, counts)
    tail = _saddlepoint(bound / largest, combined / largest, counts)
    return _satterthwaite(value, kept, degrees) if np.isnan(tail) else tail


def _against_zero(value: float, weights: Floats, degrees: float) -> tuple[Floats, float]:
    """Return the question of the ratio as one of a difference: does it exceed 0."""
    if not np.isfinite(degrees):
        return weights, value
    return np.append(weights, -value / degrees), 0.0


def _satterthwaite(value: float, weights: Floats, degrees: float) -> float:
    scale = float(np.sum(weights**2) / np.sum(weights))
    numerator = float(np.sum(weights) ** 2 / np.sum(weights**2))
    if np.isfinite(degrees):
        return float(fdtrc(numerator, degrees, value / scale / numerator))
    return float(chdtrc(numerator, value / scale))


def _saddlepoint(value: float, weights: Floats, counts: Floats) -> float:
    def cumulant(at: float) -> float:
        return float(-0.5 * np.sum(counts * np.log1p(-2 * at * weights)))

    def slope(at: float) -> float:
        return float(np.sum(counts * weights / (1 - 2 * at * weights)))

    def curve(at: float) -> float:
        return float(2 * np.sum(counts * (weights / (1 - 2 * at * weights)) ** 2))

    at = _saddle(lambda point: slope(point) - value, weights, value, float(np.sum(counts)))
    root = np.sign(at) * np.sqrt(max(2 * (at * value - cumulant(at)), 0.0))
    if abs(root) < NEAR_MEAN:
        return float("nan")
    height = at * np.sqrt(curve(at))
    return float(ndtr(-(root + np.log(height / root) / root)))


def _saddle(excess: Callable[[float], float], weights: Floats, value: float, total: float) -> float:
    """Return where the derivative of the cumulant function meets the value."""
    above = 1 / (2 * weights.max()) * (1 - 1e-14)
    if weights.min() < 0:
        below = 1 / (2 * weights.min()) * (1 - 1e-14)
    else:
        below = -total / (2 * value) * (1 + 1e-9) - 1.0
    return float(brentq(excess, below, above, xtol=1e-15, rtol=1e-14, maxiter=500))


def _imhof(weights: Floats, counts: Floats) -> float:
    """Return the probability of a positive sum by Imhof's integral."""

    def integrand(at: float) -> float:
        angle = 0.5 * float(np.sum(counts * np.arctan(weights * at)))
        size = np.exp(0.25 * float(np.sum(counts * np.log1p((weights * at) ** 2))))
        return float(np.sin(angle) / (at * size))

    edges = (0.0, 1.0, 10.0, 100.0, 1e4)
    parts = [
        float(quad(integrand, low, high, epsabs=1e-10, epsrel=1e-9, limit=200)[0])
        for low, high in pairwise(edges)
    ]
    return float(np.clip(0.5 + sum(parts) / np.pi, 0.0, 1.0))


def _series(value: float, weights: Floats) -> float:
    """Return the tail by Ruben's series of central chi-squares; all weights above 0."""
    smallest = float(weights.min())
    shrink = 1 - smallest / weights
    shares = [float(np.prod(np.sqrt(smallest / weights)))]
    powers = np.ones(len(weights))
    moments: list[float] = []
    while 1 - sum(shares) > 1e-13 and len(shares) < LONGEST_SERIES:
        powers = powers * shrink
        moments.append(float(np.sum(powers)))
        n = len(shares)
        shares.append(float(np.dot(moments[::-1], shares)) / (2 * n))
    order = len(weights) + 2 * np.arange(len(shares))
    tails = chdtrc(order, value / smallest)
    return float(np.dot(shares, tails) + max(1 - sum(shares), 0.0))
