"""Totals, and counts, which are totals of ones."""

from dataclasses import dataclass

from allmenning.core.design.model import Floats
from allmenning.core.estimate.sums import weighted_sums


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
        return weighted_sums(weights, self.columns)

    def influence(self, weights: Floats) -> Floats:
        """Return the weighted values (n, k)."""
        return self.columns * weights[:, None]
