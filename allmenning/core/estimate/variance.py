"""Variances and covariances of variables in the population."""

import math
from dataclasses import dataclass

import numpy as np

from allmenning.core.design.model import Floats


@dataclass(frozen=True, eq=False)
class Variance:
    """Variances of columns and their covariances (docs/method/variance-of-domains.md).

    Attributes
    ----------
    variables : tuple of str
        k names.
    columns : Floats
        (n, k); where the weights are 0, any finite number.
    counted : int or None
        Rows that the divisor n - 1 counts; None counts those that weigh something.
    """

    variables: tuple[str, ...]
    columns: Floats
    counted: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The name of the variable, or ``a:b`` for each pair of several."""
        if len(self.variables) == 1:
            return self.variables
        return tuple(f"{a}:{b}" for a in self.variables for b in self.variables)

    def values(self, weights: Floats) -> Floats:
        """Return the matrix (k * k,), or (R, k * k), with divisor n - 1."""
        products = self._products(weights)
        size = weights.sum(axis=0)
        # The products are of deviations from the mean under the first weights; replicates have
        # their own means, which lie a little off.
        means = (weights.T @ self._centred(weights)) / _tall(size)
        squares = (means[..., :, None] * means[..., None, :]).reshape(*weights.shape[1:], -1)
        raw = (weights.T @ products) / _tall(size) - squares
        return np.asarray(raw * self._corrected(weights))

    def influence(self, weights: Floats) -> Floats:
        """Return the weighted deviations of squares from the variance (n, k * k)."""
        squares = self._products(weights) * self._corrected(weights)
        share = weights / weights.sum()
        return np.asarray((squares - share @ squares) * share[:, None])

    def _corrected(self, weights: Floats) -> float:
        """Return n over n - 1; of one row there is no variance."""
        held = weights if weights.ndim == 1 else weights.any(axis=1)
        n = int(np.count_nonzero(held)) if self.counted is None else self.counted
        return n / (n - 1) if n > 1 else math.nan

    def _centred(self, weights: Floats) -> Floats:
        one = weights[:, 0] if weights.ndim > 1 else weights
        return np.asarray(self.columns - one @ self.columns / one.sum())

    def _products(self, weights: Floats) -> Floats:
        centred = self._centred(weights)
        return (centred[:, :, None] * centred[:, None, :]).reshape(len(centred), -1)


def _tall(values: Floats) -> Floats:
    return np.asarray(values[:, None] if np.ndim(values) else values)
