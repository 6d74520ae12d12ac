"""Draws with unequal probabilities: what pairs of rows add to the variance.

Source: Särndal, Swensson and Wretman (1992), section 2.8; Overton and Stehman (1995), The American
Statistician 49, 261; Hartley and Rao (1962), Annals of Mathematical Statistics 33, 350.
"""

from dataclasses import replace

import numpy as np

from allmenning.core.design.model import Codes, Design, DesignError, Floats


def with_pairs(design: Design, pairs: Floats) -> Design:
    """Return the design with its variance taken from pairs of rows.

    Raises
    ------
    DesignError
        The matrix is not of the design's rows.
    """
    rows = len(design.weights)
    if pairs.shape != (rows, rows):
        raise DesignError(f"Joint probabilities of {pairs.shape} for a design of {rows} rows.")
    return replace(design, pairs=pairs)


def of_joint(joint: Floats) -> Floats:
    """Return ``1 - p_i * p_j / p_ij`` from joint probabilities (n, n), p_i on the diagonal.

    Raises
    ------
    DesignError
        A pair that could never be drawn together: its part cannot be estimated.
    """
    if joint.ndim != 2 or joint.shape[0] != joint.shape[1]:
        raise DesignError("Joint probabilities form a square, one row for each row of the data.")
    if np.any(~(joint > 0)):
        raise DesignError("A joint probability is 0 or missing; all must be above 0.")
    single = np.diag(joint)
    return np.asarray(1 - np.outer(single, single) / joint)


def overton(probabilities: Floats, strata: Codes, clusters: Codes) -> Floats:
    """Return the pairs' part by Overton's approximation from the probabilities (n,) alone."""
    halves = np.add.outer(probabilities, probabilities) / 2
    return _approximated(probabilities, strata, clusters, halves)


def hartley_rao(
    probabilities: Floats, strata: Codes, clusters: Codes, squares: float | None = None
) -> Floats:
    """Return the pairs' part by Hartley's and Rao's approximation.

    Parameters
    ----------
    squares : float, optional
        The sum of squared probabilities in the population over the number drawn; estimated from
        the sample where missing.
    """
    drawn = _drawn(strata, clusters)[strata]
    if squares is None:
        first = np.zeros(len(strata), dtype=bool)
        first[np.unique(clusters, return_index=True)[1]] = True
        sums = np.bincount(strata[first], weights=probabilities[first])
        known = sums[strata] / drawn
    else:
        known = np.full(len(strata), squares)
    whole = np.add.outer(probabilities, probabilities)
    return _approximated(probabilities, strata, clusters, whole - known[:, None])


def _drawn(strata: Codes, clusters: Codes) -> Floats:
    pairs = np.unique(np.stack([strata, clusters]), axis=1)
    return np.bincount(pairs[0]).astype(np.float64)


def _approximated(probabilities: Floats, strata: Codes, clusters: Codes, less: Floats) -> Floats:
    """Return ``1 - (n - less) / (n - 1)`` within strata, nothing between them."""
    drawn = _drawn(strata, clusters)[strata]
    if np.any(drawn < 2):
        raise DesignError("A stratum drawn with unequal probabilities needs two clusters at least.")
    pairs = 1 - (drawn[:, None] - less) / (drawn[:, None] - 1)
    pairs[strata[:, None] != strata] = 0
    same = clusters[:, None] == clusters
    return np.where(same, 1 - probabilities[:, None], pairs)


def yates_grundy(pairs: Floats, clusters: Codes) -> Floats:
    """Return the matrix whose quadratic form is Yates's and Grundy's: squares of differences.

    Parameters
    ----------
    pairs : Floats
        (n, n), from one of the functions above.
    clusters : Codes
        (n,); pairs within a cluster add nothing of their own.
    """
    first = np.unique(clusters, return_index=True)[1]
    apart = pairs[np.ix_(first, first)].copy()
    np.fill_diagonal(apart, 0)
    np.fill_diagonal(apart, -apart.sum(axis=1))
    places = np.unique(clusters, return_inverse=True)[1].reshape(-1)
    return np.asarray(apart[np.ix_(places, places)])
