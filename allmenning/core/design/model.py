"""A survey's design as arrays: what was drawn how, and what has been done to the weights since."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Flags = NDArray[np.bool_]


class DesignError(ValueError):
    """A design that cannot be, or an estimate that it cannot carry; the sentence names the stratum.

    The sentence also says what would be right.
    """


class EmptyDomainError(DesignError):
    """A domain without a row."""


class Lonely(StrEnum):
    """What a stratum with a single cluster adds to the variance."""

    FAIL = "fail"
    REMOVE = "remove"
    CERTAINTY = "certainty"
    ADJUST = "adjust"
    AVERAGE = "average"


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage of a draw; all arrays have one entry per row.

    Attributes
    ----------
    strata : Codes
        0 to H-1.
    clusters : Codes
        0 to C-1, unique across strata (and across the clusters of the stage above).
    sampled : Floats
        Clusters drawn in the row's stratum, also those of which the data hold no row.
    population : Floats
        Clusters in the population there; infinite where drawn with replacement, or no correction
        for a finite population is wanted.
    stratum_names : tuple of str
        What the strata are called in messages, by code.
    """

    strata: Codes
    clusters: Codes
    sampled: Floats
    population: Floats
    stratum_names: tuple[str, ...] = ()


class Projection(Protocol):
    """A change of weights that makes totals known; what they explain adds no variance."""

    def residuals(self, influence: Floats) -> Floats:
        """Return what of the influence values (n, k) the known totals do not explain (n, k)."""
        ...


@dataclass(frozen=True, eq=False)
class Design:
    """A linearised design: variance comes from influence values.

    A domain is zeros: `within` marks the rows of the domain, the others keep their place in strata
    and clusters and weigh nothing.

    Attributes
    ----------
    weights : Floats
        (n,), as they are now, 0 outside the domain.
    drawn : Floats
        (n,), as they were when drawn (inverse probabilities).
    stages : tuple of Stage
        From the first to the last; simple random sampling is one stage with one stratum.
    projections : tuple of Projection
        Post-stratification, raking and calibration, in the order they were made.
    within : Flags
        (n,), the domain.
    pairs : Floats or None
        (n, n), ``1 - p_i * p_j / p_ij`` of a draw with known joint probabilities; the variance then
        comes from pairs of rows and not from the stages.
    """

    weights: Floats
    drawn: Floats
    stages: tuple[Stage, ...]
    within: Flags
    lonely: Lonely = Lonely.FAIL
    adjust_domain_lonely: bool = False
    projections: tuple[Projection, ...] = ()
    pairs: Floats | None = None


@dataclass(frozen=True, eq=False)
class Replicates:
    """A replicate design: variance comes from computing the estimate again with other weights.

    Attributes
    ----------
    weights : Floats
        (n,), 0 outside the domain.
    replicates : Floats
        (n, R), whole weights, not factors.
    scale : float
    rscales : Floats
        (R,); the covariance is ``scale * sum(rscales * deviation @ deviation.T)``.
    mse : bool
        Deviations are taken from the estimate itself and not from the mean of the replicates.
    degrees : float or None
        Degrees of freedom; None asks the rank of the replicates.
    """

    weights: Floats
    replicates: Floats
    scale: float
    rscales: Floats
    within: Flags
    mse: bool = False
    degrees: float | None = None
    kind: str = field(default="")
