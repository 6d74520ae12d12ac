"""Balanced half-samples, and Fay's milder form of them."""

from enum import StrEnum

import numpy as np

from allmenning.core.design.model import Codes, Design, DesignError, Replicates
from allmenning.core.replicate.clusters import Clusters, first_clusters, from_factors
from allmenning.core.replicate.hadamard import hadamard

PAIR = 2


class Large(StrEnum):
    """What is done with strata of more than two clusters."""

    SPLIT = "split"
    MERGE = "merge"
    FAIL = "fail"


def balanced(
    design: Design,
    *,
    rho: float = 0.0,
    large: Large = Large.SPLIT,
    mse: bool = False,
) -> Replicates:
    """Return replicates of half of the clusters each, balanced between all strata.

    Parameters
    ----------
    design : Design
        Two clusters in each stratum. Finite population corrections are not used.
    rho : float
        Fay's factor of the half that is turned down, at least 0 and below 1; the other half
        weighs 2 - rho.
    large : Large
        A stratum of more than two clusters, an even number: split into pairs, or merged into two
        halves, in the order of the data; or refused.
    mse : bool
        Take deviations from the estimate itself.

    Raises
    ------
    DesignError
        A stratum that cannot be halved, named in the sentence, or a `rho` that is none.

    References
    ----------
    McCarthy (1969), Review of the International Statistical Institute 37; Judkins (1990), Journal
    of Official Statistics 6; docs/method/replicates.md.
    """
    if not 0 <= rho < 1:
        raise DesignError(f"Fay's rho must be at least 0 and below 1, not {rho:g}.")
    clusters = first_clusters(design)
    pairs, half = _halves(clusters, large)
    signs = hadamard(int(pairs.max()) + 1)
    turned = signs.T[1 + pairs] * half[:, None]
    factors = np.asarray(1.0 + (1.0 - rho) * turned, dtype=np.float64)
    n = len(signs)
    return from_factors(
        design,
        clusters,
        factors,
        scale=1 / (n * (1 - rho) ** 2),
        rscales=np.ones(n),
        mse=mse,
        kind="Fay" if rho else "BRR",
    )


def _halves(clusters: Clusters, large: Large) -> tuple[Codes, Codes]:
    """Return the pair of every cluster (C,), and 1 or -1 for the half (C,) it is in.

    Pairs of strata that were split come first, which is R survey's order.
    """
    pairs = np.zeros(len(clusters.stratum), dtype=np.intp)
    half = np.zeros(len(clusters.stratum), dtype=np.intp)
    made = 0
    split = (clusters.sizes > PAIR) & (large is Large.SPLIT)
    for stratum in np.argsort(~split, kind="stable"):
        members = np.flatnonzero(clusters.stratum == stratum)
        members = members[np.argsort(clusters.first[members], kind="stable")]
        _check(clusters, int(stratum), large)
        width = PAIR if split[stratum] else len(members)
        places = np.arange(len(members))
        pairs[members] = made + places // width
        half[members] = np.where(places % width < width / 2, 1, -1)
        made += len(members) // width
    return pairs, half


def _check(clusters: Clusters, stratum: int, large: Large) -> None:
    """Refuse a stratum that cannot be halved."""
    n = int(clusters.sizes[stratum])
    if n == PAIR or (n > PAIR and large is not Large.FAIL and (n % PAIR == 0)):
        return
    raise DesignError(
        f"Stratum ({clusters.names[stratum]}) has {n} clusters, and balanced halves need two in"
        " each stratum, or an even number. Merge or split strata, or use the jackknife (JKn).",
    )
