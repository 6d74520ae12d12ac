"""Bootstrap replicates: clusters drawn again, with replacement, within each stratum."""

from enum import StrEnum

import numpy as np

from allmenning.core.design.model import Design, DesignError, Floats, Replicates
from allmenning.core.replicate.clusters import Clusters, first_clusters, from_factors


class Resampling(StrEnum):
    """How many clusters of a stratum are drawn again."""

    CANTY_DAVISON = "bootstrap"
    """As many as it has; the correction for a finite population by a factor for all strata."""
    RAO_WU = "subbootstrap"
    """One less than it has; no correction for a finite population."""


def bootstrap(
    design: Design,
    generator: np.random.Generator,
    *,
    replicates: int = 50,
    resampling: Resampling = Resampling.RAO_WU,
    mse: bool = False,
) -> Replicates:
    """Return bootstrap replicates of the clusters of the first stage.

    Parameters
    ----------
    design : Design
    generator : numpy.random.Generator
        Made from a recorded seed.
    replicates : int
        At least 2.
    resampling : Resampling
    mse : bool
        Take deviations from the estimate itself.

    Raises
    ------
    DesignError
        Fewer than 2 replicates, or a stratum with a single cluster that is not the whole of it.

    References
    ----------
    Rao and Wu (1988), JASA 83; Canty and Davison (1999), The Statistician 48;
    docs/method/replicates.md.
    """
    if replicates < 2:
        raise DesignError(f"A bootstrap needs at least 2 replicates, not {replicates}.")
    clusters = first_clusters(design)
    _check(clusters)
    factors = np.ones((len(clusters.stratum), replicates))
    for stratum, size in enumerate(clusters.sizes.astype(int)):
        if size > 1:
            less = 1 if resampling is Resampling.RAO_WU else 0
            chances = np.full(size, 1 / size)
            counts = generator.multinomial(size - less, chances, size=replicates).T
            factors[clusters.stratum == stratum] = counts * (size / (size - less))
    return from_factors(
        design,
        clusters,
        factors,
        scale=_scale(clusters, resampling) / (replicates - 1),
        rscales=np.ones(replicates),
        mse=mse,
        kind="bootstrap",
    )


def _check(clusters: Clusters) -> None:
    alone = np.flatnonzero((clusters.sizes == 1) & (clusters.left > 0))
    if alone.size:
        raise DesignError(
            f"Stratum ({clusters.names[int(alone[0])]}) has only one PSU, so none can be drawn in"
            " its place. Merge it with another stratum.",
        )


def _scale(clusters: Clusters, resampling: Resampling) -> float:
    """Return what drawing n instead of n - 1, and a finite population, does to the variance."""
    if resampling is Resampling.RAO_WU:
        return 1.0
    n = _harmonic_mean(clusters.sizes)
    return n / max(n - 1, 1e-300) * float(clusters.left.mean())


def _harmonic_mean(sizes: Floats) -> float:
    return float(len(sizes) / (1 / sizes).sum())
