"""The jackknife: every replicate leaves one cluster out."""

import numpy as np

from allmenning.core.design.model import (
    Codes,
    Design,
    DesignError,
    Flags,
    Floats,
    Lonely,
    Replicates,
)
from allmenning.core.replicate.clusters import Clusters, first_clusters, from_factors


def jackknife(design: Design, *, mse: bool = False) -> Replicates:
    """Return a replicate for every cluster of the first stage, which leaves it out.

    Parameters
    ----------
    design : Design
        Without strata this is JK1, with strata JKn. Of finite population corrections only the
        first stage's is used.
    mse : bool
        Take deviations from the estimate itself.

    Returns
    -------
    Replicates
        The others of the stratum weigh n / (n - 1); strata taken whole have no replicate.

    Raises
    ------
    DesignError
        A stratum with a single cluster, where the design says that this fails, or nothing to
        leave out.

    References
    ----------
    Shao and Tu (1995), The Jackknife and Bootstrap, section 6.2; docs/method/replicates.md.
    """
    clusters = first_clusters(design)
    if len(clusters.sizes) == 1:
        return _unstratified(design, clusters, mse=mse)
    alone = (clusters.sizes == 1) & (clusters.left > 0)
    if design.lonely is Lonely.FAIL and alone.any():
        name = clusters.names[int(np.flatnonzero(alone)[0])]
        raise DesignError(
            f"Stratum ({name}) has only one PSU at stage 1, so none can be left out. Merge it with"
            " another stratum, or say how lonely strata are to be treated: remove, certainty,"
            " adjust or average.",
        )
    return _stratified(design, clusters, alone, mse=mse)


def _unstratified(design: Design, clusters: Clusters, *, mse: bool) -> Replicates:
    n = len(clusters.stratum)
    if n == 1:
        raise DesignError("The design has a single cluster, so none can be left out.")
    factors = np.full((n, n), n / (n - 1))
    np.fill_diagonal(factors, 0.0)
    scale = (n - 1) / n * float(clusters.left[0])
    return from_factors(
        design,
        clusters,
        factors,
        scale=scale,
        rscales=np.ones(n),
        mse=mse,
        kind="JK1",
    )


def _stratified(design: Design, clusters: Clusters, alone: Flags, *, mse: bool) -> Replicates:
    gone = _left_out(design, clusters, alone)
    sizes, stratum = clusters.sizes, clusters.stratum
    factors = np.ones((len(stratum), len(gone)))
    for column, cluster in enumerate(gone):
        factors[:, column] = _factors(clusters, cluster)
    n = np.where(alone, len(sizes), sizes)[stratum[gone]]
    scale = 1.0
    if design.lonely is Lonely.AVERAGE:
        scale = len(stratum) / (len(stratum) - float(alone.sum()))
    rscales = (n - 1) / n * clusters.left[stratum[gone]]
    return from_factors(
        design,
        clusters,
        factors,
        scale=scale,
        rscales=rscales,
        mse=mse,
        kind="JKn",
    )


def _left_out(design: Design, clusters: Clusters, alone: Flags) -> Codes:
    """Return which clusters are left out, each in its replicate."""
    chosen = (clusters.sizes > 1) & (clusters.left > 0)
    if design.lonely is Lonely.ADJUST:
        chosen |= alone
    gone = np.flatnonzero(chosen[clusters.stratum])
    if not gone.size:
        raise DesignError("Every stratum was taken whole or has one cluster: nothing to leave out.")
    return gone


def _factors(clusters: Clusters, gone: int) -> Floats:
    """Return the factors (C,) without one cluster; the rest of the sample stands for a lonely."""
    own = clusters.stratum == clusters.stratum[gone]
    n = clusters.sizes[clusters.stratum[gone]]
    strata = len(clusters.sizes)
    factors = np.where(own, n / (n - 1), 1.0) if n > 1 else np.full(len(own), strata / (strata - 1))
    factors[gone] = 0.0
    return factors
