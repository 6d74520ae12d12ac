"""Means, and shares, which are means of ones and zeros."""

from dataclasses import dataclass

import numpy as np

from allmenning.core.design.model import Floats


@dataclass(frozen=True, eq=False)
class Mean:
    """Weighted means of columns (docs/method/mean.md).

    Attributes
    ----------
    names : tuple of str
        k names.
    columns : Floats
        (n, k); where the weights are 0, any finite number.
    """

    names: tuple[str, ...]
    columns: Floats

    def values(self, weights: Floats) -> Floats:
        """Return the means (k,), or (R, k)."""
        sums = weights.T @ self.columns
        size = weights.sum(axis=0)
        return np.asarray(sums / (size[:, None] if weights.ndim > 1 else size))

    def influence(self, weights: Floats) -> Floats:
        """Return the weighted deviations from the means over the sum of weights (n, k)."""
        deviations = self.columns - self.values(weights)
        deviations *= (weights / weights.sum())[:, None]
        return deviations
