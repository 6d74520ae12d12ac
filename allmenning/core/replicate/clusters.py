"""The clusters of a design's first stage, which is what replicates leave out or double."""

from dataclasses import dataclass

import numpy as np

from allmenning.core.design.model import Codes, Design, DesignError, Floats, Replicates
from allmenning.core.design.rank import rank

UNEQUAL = (
    "Replicates are of clusters drawn with equal chances within strata, and this design's chances"
    " are unequal. Estimate from the design itself."
)


@dataclass(frozen=True, eq=False)
class Clusters:
    """First-stage clusters.

    Attributes
    ----------
    of_row : Codes
        (n,), 0 to C-1.
    stratum : Codes
        (C,), 0 to H-1.
    first : Codes
        (C,), the first row of each cluster.
    sizes : Floats
        (H,), clusters in each stratum.
    left : Floats
        (H,), the part of the stratum's clusters that was not drawn, 0 where all were.
    names : tuple of str
        H strata, for messages.
    """

    of_row: Codes
    stratum: Codes
    first: Codes
    sizes: Floats
    left: Floats
    names: tuple[str, ...]


def first_clusters(design: Design) -> Clusters:
    """Return the clusters of the first stage.

    Raises
    ------
    DesignError
        The weights have already been fitted to known totals: replicates must be fitted each. Or
        clusters of a stratum were drawn with unequal chances.
    """
    if design.pairs is not None:
        raise DesignError(UNEQUAL)
    if design.projections:
        raise DesignError(
            "Make the replicates before the weights are fitted to known totals: each replicate"
            " must be fitted by itself.",
        )
    stage = design.stages[0]
    _, first, of_row = np.unique(stage.clusters, return_index=True, return_inverse=True)
    strata, stratum = np.unique(stage.strata[first], return_inverse=True)
    sizes = np.bincount(stratum).astype(np.float64)
    population = np.full(len(strata), np.inf)
    population[stratum] = stage.population[first]
    if (population[stratum] != stage.population[first]).any():
        raise DesignError(UNEQUAL)
    left = np.where(np.isinf(population), 1.0, 1 - sizes / population)
    called = stage.stratum_names or tuple(str(code) for code in range(int(strata.max()) + 1))
    names = tuple(called[code] for code in strata)
    return Clusters(of_row, stratum, first, sizes, np.maximum(left, 0.0), names)


def from_factors(
    design: Design,
    clusters: Clusters,
    factors: Floats,
    *,
    scale: float,
    rscales: Floats,
    mse: bool,
    kind: str,
) -> Replicates:
    """Return replicates whose weights are the design's times a factor (C, R) of the cluster.

    The rank of the weights is that of the factors, which have a row per cluster only.
    """
    held = np.bincount(clusters.of_row, weights=design.weights != 0) > 0
    replicates = factors[clusters.of_row]
    replicates *= design.weights[:, None]
    return Replicates(
        weights=design.weights,
        replicates=replicates,
        scale=scale,
        rscales=rscales,
        within=design.within,
        mse=mse,
        degrees=float(_rank(factors[held]) - 1),
        kind=kind,
    )


def _rank(factors: Floats) -> int:
    """Return the rank, by the shorter side."""
    rows, columns = factors.shape
    return rank(factors.T if rows < columns else factors)
