"""Weighted sums of columns."""

import numpy as np

from allmenning.core.design.model import Floats

FEW = 500_000
"""Products that cost no time in extended precision."""


def weighted_sums(weights: Floats, columns: Floats) -> Floats:
    """Sum columns (n, k) by weights (n,) or (n, R): (k,) or (R, k).

    Sums by few replicates are added up in extended precision. A total that every replicate was
    fitted to is then the same in each to the last digit, and its error no more than rounding.
    """
    if weights.ndim > 1 and weights.size * columns.shape[1] <= FEW:
        return np.asarray(weights.T.astype(np.longdouble) @ columns, dtype=np.float64)
    return np.asarray(weights.T @ columns)
