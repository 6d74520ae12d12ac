"""Does likeness say anything? What the nearest foretell of an indicator they were not chosen by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .distance import Weights, distances
from .profile import Floats, Profiles

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Gain:
    """How much smaller our error is than another's, as a share of the other's error.

    Attributes
    ----------
    share : float
        1 less our mean absolute error over the other's; above 0 we are better.
    low, high : float
        A 95 % percentile interval from resampling the municipalities.
    n : int
        Municipalities that both could say something about.
    """

    share: float
    low: float
    high: float
    n: int


def by_likeness(
    table: Profiles, indicator: Floats, *, without: Sequence[str] = (), nearest: int = 10
) -> Floats:
    """Foretell each municipality's indicator by the mean of the nearest by all attributes.

    Parameters
    ----------
    table : Profiles
        Of n municipalities.
    indicator : (n,) array of float
        NaN is unknown.
    without : sequence of str
        Attributes that tell of the indicator itself, and so are left out.
    nearest : int

    Returns
    -------
    (n,) array of float
        The municipality's own value is never used. NaN where nobody is near.
    """
    weights = replace(Weights(), **dict.fromkeys(without, 0.0))
    return _nearest_mean(distances(table, weights).total, indicator, nearest)


def by_population(table: Profiles, indicator: Floats, *, nearest: int = 10) -> Floats:
    """Foretell by the mean of the nearest in inhabitants; as `by_likeness`."""
    return _nearest_mean(np.abs(table.size[:, None] - table.size[None, :]), indicator, nearest)


def by_group(groups: Floats, indicator: Floats) -> Floats:
    """Foretell by the mean of the others in the same group, of everybody else where it is alone.

    Parameters
    ----------
    groups : (n,) array of float
        Group numbers.
    indicator : (n,) array of float
        NaN is unknown.

    Returns
    -------
    (n,) array of float
    """
    others = ~np.eye(len(indicator), dtype=bool) & ~np.isnan(indicator)[None, :]
    same = (groups[:, None] == groups[None, :]) & others
    counted = np.where(same.any(axis=1)[:, None], same, others)
    return np.asarray(counted @ np.nan_to_num(indicator) / counted.sum(axis=1))


def gain(actual: Floats, ours: Floats, others: Floats, *, rng: Rng, draws: int = 2000) -> Gain:
    """Compare two foretellings of the same indicator.

    Parameters
    ----------
    actual, ours, others : (n,) array of float
    rng : numpy.random.Generator
    draws : int
        How many times the municipalities are drawn anew (Efron 1979, the bootstrap).

    Returns
    -------
    Gain
    """
    known = ~(np.isnan(actual) | np.isnan(ours) | np.isnan(others))
    mine, theirs = np.abs(ours - actual)[known], np.abs(others - actual)[known]
    drawn = rng.integers(0, len(mine), (draws, len(mine)))
    shares = 1 - mine[drawn].mean(axis=1) / theirs[drawn].mean(axis=1)
    low, high = np.quantile(shares, (0.025, 0.975))
    return Gain(float(1 - mine.mean() / theirs.mean()), float(low), float(high), int(known.sum()))


def _nearest_mean(apart: Floats, indicator: Floats, nearest: int) -> Floats:
    """Return the mean of the nearest with a known indicator, oneself left out."""
    far = np.where(np.isnan(apart) | np.isnan(indicator)[None, :], np.inf, apart)
    np.fill_diagonal(far, np.inf)
    order = np.argsort(far, axis=1, kind="stable")[:, :nearest]
    reached = np.isfinite(np.take_along_axis(far, order, axis=1))
    values = np.where(reached, np.nan_to_num(indicator)[order], 0.0)
    with np.errstate(invalid="ignore"):
        return np.asarray(values.sum(axis=1) / reached.sum(axis=1))
