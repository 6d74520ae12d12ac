"""A stage's draw seen from its clusters and strata instead of its rows."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from allmenning.core.design.model import Codes, Flags, Floats, Stage

COMPLETE = 1e-7
"""What of a population may be left undrawn and still count as nothing."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Strata and clusters of one stage, without the rows.

    Attributes
    ----------
    rows : Codes
        (n,), the cluster of each row.
    stratum : Codes
        (C,), the stratum of each cluster.
    clusters : Codes
        (H,), clusters of each stratum of which the data hold rows.
    sampled : Floats
        (H,), clusters drawn in each stratum.
    left : Floats
        (C,), the share of the population that was not drawn, as seen from each cluster; 1 where
        drawn with replacement.
    """

    rows: Codes
    stratum: Codes
    clusters: Codes
    sampled: Floats
    left: Floats

    @cached_property
    def scale(self) -> Floats:
        """The weight (C,) of a cluster's square: the correction times n over n - 1."""
        sampled = np.maximum(self.sampled, 1.0)
        return (
            self.left
            * np.where(sampled > 1, sampled / np.maximum(sampled - 1, 1.0), 1.0)[self.stratum]
        )

    @cached_property
    def complete(self) -> Flags:
        """Flags (H,): the whole population was drawn, so the stratum adds no variance."""
        open_clusters = np.bincount(
            self.stratum, weights=self.left >= COMPLETE, minlength=len(self.sampled)
        )
        return np.asarray(open_clusters == 0)

    @cached_property
    def single(self) -> bool:
        """Every row is a cluster of its own, in order."""
        return len(self.stratum) == len(self.rows) and bool(
            np.array_equal(self.rows, np.arange(len(self.rows)))
        )

    def of_cluster(self, values: Floats | Codes) -> Floats:
        """Return what all rows of each cluster have in common (C,)."""
        out = np.zeros(len(self.stratum))
        out[self.rows] = values
        return out

    @cached_property
    def sums(self) -> sparse.csr_array:
        """The matrix (C, n) that adds rows to clusters."""
        return adder(self.rows, len(self.stratum))

    @cached_property
    def stratum_sums(self) -> sparse.csr_array:
        """The matrix (H, C) that adds clusters to strata."""
        return adder(self.stratum, len(self.sampled))


def adder(codes: Codes, size: int) -> sparse.csr_array:
    """Return the matrix (size, n) that adds values of equal code.

    Parameters
    ----------
    codes : Codes
        (n,), from 0 to size - 1.
    """
    counts = np.bincount(codes, minlength=size)
    order = np.arange(len(codes)) if _is_sorted(codes) else np.argsort(codes, kind="stable")
    starts = np.concatenate(([0], np.cumsum(counts)))
    ones = np.ones(len(codes))
    return sparse.csr_array((ones, order, starts), shape=(size, len(codes)))


def _is_sorted(codes: Codes) -> bool:
    return bool(np.all(codes[1:] >= codes[:-1]))


def layout(stage: Stage) -> Layout:
    """Collapse a stage to its clusters and strata; the stage keeps the answer."""
    kept = stage.__dict__.get("_layout")
    if isinstance(kept, Layout):
        return kept
    made = _layout(stage)
    stage.__dict__["_layout"] = made
    return made


def _layout(stage: Stage) -> Layout:
    size = int(stage.clusters.max(initial=-1)) + 1
    first = np.zeros(size, dtype=np.intp)
    first[stage.clusters[::-1]] = np.arange(len(stage.clusters))[::-1]
    stratum = stage.strata[first]
    strata = int(stage.strata.max(initial=-1)) + 1
    sampled = np.zeros(strata)
    sampled[stratum] = stage.sampled[first]
    with np.errstate(invalid="ignore"):
        left = 1 - stage.sampled[first] / stage.population[first]
    return Layout(
        rows=stage.clusters,
        stratum=stratum,
        clusters=np.bincount(stratum, minlength=strata),
        sampled=sampled,
        left=left,
    )
