"""Ratios of totals."""

from dataclasses import dataclass

import numpy as np

from allmenning.core.design.model import Floats


@dataclass(frozen=True, eq=False)
class Ratio:
    """Every numerator over every denominator, the numerators changing first (docs/method/ratio.md).

    Attributes
    ----------
    numerator_names, denominator_names : tuple of str
        p and q names.
    numerators, denominators : Floats
        (n, p) and (n, q); where the weights are 0, any finite numbers.
    """

    numerator_names: tuple[str, ...]
    denominator_names: tuple[str, ...]
    numerators: Floats
    denominators: Floats

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the pairs, such as ``alive/arrests``."""
        return tuple(f"{a}/{b}" for b in self.denominator_names for a in self.numerator_names)

    def values(self, weights: Floats) -> Floats:
        """Return the ratios (p * q,), or (R, p * q)."""
        above, below = weights.T @ self.numerators, weights.T @ self.denominators
        pairs = above[..., None, :] / below[..., :, None]
        return np.asarray(pairs.reshape(*weights.shape[1:], -1))

    def influence(self, weights: Floats) -> Floats:
        """Return the weighted residuals over the denominator's total (n, p * q)."""
        return np.asarray(self.residuals(weights) * weights[:, None])

    def residuals(self, weights: Floats) -> Floats:
        """Return the residuals over the denominator's total (n, p * q)."""
        ratios = self.values(weights).reshape(len(self.denominator_names), -1)
        below = weights @ self.denominators
        parts = [
            (self.numerators - self.denominators[:, [place]] * ratios[place]) / below[place]
            for place in range(len(below))
        ]
        return np.hstack(parts)
