"""Totals, and counts, which are totals of ones."""

from dataclasses import dataclass

import numpy as np

from allmenning.core.design.model import Floats


@dataclass(frozen=True, eq=False)
class Total:
    """Weighted totals of columns (docs/method/total.md).

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
        """Return the totals (k,), or (R, k)."""
        return np.asarray(weights.T @ self.columns)

    def influence(self, weights: Floats) -> Floats:
        """Return the weighted values (n, k)."""
        return self.columns * weights[:, None]
