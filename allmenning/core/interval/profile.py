"""The likelihood interval of a share, as R survey finds it: a profile on a grid, interpolated.

Rao and Scott (1984): the deviance of the weighted binomial likelihood, divided by its design
effect, is held against F. R survey follows Venables and Ripley (2002), Modern Applied Statistics
with S, section 8.4: it computes the signed root of the deviance on a grid, draws a spline through
it and reads the ends off three points per grid point. For rare events that differs from the exact
end by up to 2 % of it; the grid is kept here, because agreement with R is what `likelihood` is for.
"""

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.special import chdtrc, expit, fdtri, logit, ndtri, xlogy

from allmenning.core.design.model import Floats

MOST_STEPS = 10
STEPS_TO_END = 5
POINTS_PER_KNOT = 3
EPSILON = 1e-8
"""Relative change of deviance at which R's Fisher scoring stops."""


def likelihood(p: float, variance: float, rows: float, quantile: float) -> tuple[float, float]:
    """Return the ends of the likelihood interval.

    Parameters
    ----------
    p : float
        Above 0 and below 1.
    variance : float
        Of the logit of the share under the design.
    rows : float
        Answers in the domain.
    quantile : float
        Two-sided quantile of t.
    """
    effect = variance * _information(p, rows)
    beyond = float(chdtrc(1, quantile**2 * effect))
    cut = -float(ndtri(beyond / 2))
    far = float(np.sqrt(fdtri(1, rows - 1, 1 - beyond / 4)))
    if not (np.isfinite(cut) and np.isfinite(far) and far > 0):
        return float("nan"), float("nan")
    step = far / STEPS_TO_END * np.sqrt(variance)
    below = _side(p, rows, -step, far)
    above = _side(p, rows, step, far)
    at = np.array([*below[::-1], logit(p), *above])
    roots = _signed_roots(p, rows, at)
    fine = np.linspace(at[0], at[-1], POINTS_PER_KNOT * len(at))
    read = _spline(at, roots)(fine)
    low, high = np.interp([-cut, cut], read, fine, left=np.nan, right=np.nan)
    return float(expit(low)), float(expit(high))


def _information(p: float, rows: float) -> float:
    """Return the information on the logit at the last but one step of Fisher scoring.

    R keeps the weights of the step before the last, also when the last changed little.
    """
    eta, before = (2 * p - 1) * (np.log(3) + 4 / 3), np.inf
    while True:
        share = float(expit(eta))
        information = rows * share * (1 - share)
        eta += (p - share) / (share * (1 - share))
        after = _deviance(p, rows, eta)
        if abs(after - before) / (abs(after) + 0.1) < EPSILON or not np.isfinite(after):
            return information
        before = after


def _deviance(p: float, rows: float, eta: float) -> float:
    share = float(expit(eta))
    return float(-2 * rows * (xlogy(p, share) + xlogy(1 - p, 1 - share)))


def _signed_roots(p: float, rows: float, at: Floats) -> Floats:
    excess = np.array([_deviance(p, rows, float(eta)) for eta in at])
    excess -= _deviance(p, rows, float(logit(p)))
    dispersion = rows / (rows - 1)
    return np.asarray(np.sign(at - logit(p)) * np.sqrt(np.maximum(excess, 0) / dispersion))


def _side(p: float, rows: float, step: float, far: float) -> list[float]:
    found: list[float] = []
    while len(found) < MOST_STEPS:
        found.append(float(logit(p)) + (len(found) + 1) * step)
        if abs(_signed_roots(p, rows, np.array(found[-1:]))[0]) >= far:
            break
    return found


def _spline(x: Floats, y: Floats) -> CubicSpline:
    """Return the spline of Forsythe, Malcolm and Moler: its ends follow a cubic of four points."""
    n = len(x)
    if n < 4:
        return CubicSpline(x, y)
    steps = np.diff(x)
    system = np.diag(np.r_[0.0, 2 * (steps[:-1] + steps[1:]), 0.0])
    inner = np.arange(1, n - 1)
    system[inner, inner - 1], system[inner, inner + 1] = steps[:-1], steps[1:]
    system[0, :2] = -1 / steps[0], 1 / steps[0]
    system[-1, -2:] = -1 / steps[-1], 1 / steps[-1]
    slopes = np.diff(y) / steps
    right = np.r_[_third(x[:4], y[:4]), np.diff(slopes), _third(x[-4:], y[-4:])]
    curves = np.linalg.solve(system, 6 * right)
    return CubicSpline(x, y, bc_type=((2, curves[0]), (2, curves[-1])))


def _third(x: Floats, y: Floats) -> float:
    """Return the third divided difference of four points."""
    first = np.diff(y) / np.diff(x)
    second = np.diff(first) / (x[2:] - x[:-2])
    return float((second[1] - second[0]) / (x[3] - x[0]))
