"""What every estimator offers, and the one way from it to an estimate with its covariance."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from allmenning.core.design.kernel import covariance, degrees_of_freedom
from allmenning.core.design.model import Design, Floats, Replicates


class Statistic(Protocol):
    """An estimator of k numbers as a function of weights."""

    @property
    def names(self) -> tuple[str, ...]:
        """What the k numbers are called."""
        ...

    def values(self, weights: Floats) -> Floats:
        """Return the estimates (k,) for weights (n,), or (R, k) for weights (n, R)."""
        ...

    def influence(self, weights: Floats) -> Floats:
        """Return the influence values (n, k), already multiplied by the weights (n,)."""
        ...


@dataclass(frozen=True, eq=False)
class Estimate:
    """Estimates with their covariance.

    Attributes
    ----------
    names : tuple of str
        k names.
    values : Floats
        (k,).
    covariance : Floats
        (k, k).
    degrees : float
        Degrees of freedom of the design.
    influence : Floats or None
        (n, k), of a linearised design.
    replicates : Floats or None
        (R, k), of a replicate design.
    """

    names: tuple[str, ...]
    values: Floats
    covariance: Floats
    degrees: float
    influence: Floats | None = None
    replicates: Floats | None = None

    @property
    def errors(self) -> Floats:
        """Standard errors (k,)."""
        return np.sqrt(np.diag(self.covariance))


def estimate(
    design: Design | Replicates, statistic: Statistic, *, degrees: float | None = None
) -> Estimate:
    """Estimate with covariance: from influence values, or from the replicates.

    Parameters
    ----------
    design : Design or Replicates
    statistic : Statistic
    degrees : float, optional
        Degrees of freedom where they are those of a larger domain than `design`'s.

    Raises
    ------
    DesignError
        As `covariance`.
    """
    values = statistic.values(design.weights)
    if degrees is None:
        degrees = degrees_of_freedom(design)
    if isinstance(design, Replicates):
        repeated = statistic.values(design.replicates)
        spread = replicate_covariance(design, values, repeated)
        return Estimate(statistic.names, values, spread, degrees, replicates=repeated)
    influence = statistic.influence(design.weights)
    spread = covariance(design, influence)
    return Estimate(statistic.names, values, spread, degrees, influence=influence)


def replicate_covariance(design: Replicates, values: Floats, repeated: Floats) -> Floats:
    """Return the covariance (k, k) of estimates repeated (R, k) with the replicate weights.

    Replicates in which an estimate is missing are left out, without the others standing for them.
    """
    whole = ~np.isnan(repeated).any(axis=1)
    rows, rscales = repeated[whole], design.rscales[whole]
    if not whole.any():
        return np.full((len(values), len(values)), np.nan)
    centre = values if design.mse else rows[rscales > 0].mean(axis=0)
    deviations = (rows - centre) * np.sqrt(rscales)[:, None]
    return np.asarray(design.scale * (deviations.T @ deviations))
