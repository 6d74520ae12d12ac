"""Replicate weights that others have made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from allmenning.core.design.model import DesignError, Floats, Replicates


@dataclass(frozen=True, eq=False)
class Given:
    """Replicate weights as they come, with what is known of them.

    Attributes
    ----------
    columns : Floats
        (n, R), whole weights, or factors of `weights` where not `combined`.
    weights : Floats or None
        (n,); equal weights without.
    kind : str
        BRR, Fay, JK1, JKn, JK2, ACS, successive-difference, bootstrap or other.
    combined : bool
    scale : float or None
        None is what the kind says, which for Fay needs `rho`.
    rscales : Floats or None
        (R,); needed for combined JKn.
    rho : float or None
        Fay's factor.
    left : Floats or None
        (R,), the part of the population not drawn; for JK1, JKn and other only.
    averaged : int
        How many bootstraps each replicate is the mean of.
    degrees : float or None
        Degrees of freedom; None is the rank of the replicates minus 1.
    """

    columns: Floats
    weights: Floats | None = None
    kind: str = "BRR"
    combined: bool = True
    scale: float | None = None
    rscales: Floats | None = None
    rho: float | None = None
    left: Floats | None = None
    averaged: int = 1
    mse: bool = False
    degrees: float | None = None


def from_given(given: Given) -> Replicates:
    """Return a replicate design of weights that others have made.

    Raises
    ------
    DesignError
        A kind that is not known, or that lacks the scale it needs; the sentence says which.

    References
    ----------
    Lumley (2010), Complex Surveys, section 2.3; docs/method/replicates.md.
    """
    rows, n = given.columns.shape
    if n < 2:
        raise DesignError(f"A replicate design needs at least 2 replicates, not {n}.")
    if given.kind not in SCALES:
        known = ", ".join(SCALES)
        raise DesignError(f"There is no kind of replicates {given.kind!r}; there are {known}.")
    weights = np.ones(rows) if given.weights is None else given.weights
    if len(weights) != rows:
        raise DesignError(f"There are {len(weights)} weights and {rows} rows of replicates.")
    if not np.isfinite(given.columns).all() or not np.isfinite(weights).all():
        raise DesignError("A weight or replicate weight is missing; all must be numbers.")
    scale, rscales = SCALES[given.kind](given)
    if rscales.shape != (n,):
        raise DesignError(f"There are {n} replicates and {len(rscales)} rscales: give one each.")
    return Replicates(
        weights=np.asarray(weights, dtype=np.float64),
        replicates=given.columns if given.combined else given.columns * weights[:, None],
        scale=scale,
        rscales=rscales * _corrected(given),
        within=np.ones(rows, dtype=bool),
        mse=given.mse,
        degrees=given.degrees,
        kind=given.kind,
    )


def _corrected(given: Given) -> Floats:
    n = given.columns.shape[1]
    if given.left is None:
        return np.ones(n)
    if given.kind not in {"JK1", "JKn", "other"}:
        raise DesignError(f"A finite population correction is not for {given.kind} replicates.")
    if given.left.shape not in {(1,), (n,)}:
        raise DesignError(f"There are {n} replicates and {len(given.left)} corrections.")
    return np.broadcast_to(given.left, (n,)).astype(np.float64)


Scaled = tuple[float, Floats]


def _rscales(given: Given) -> Floats:
    return np.ones(given.columns.shape[1]) if given.rscales is None else given.rscales


def _brr(given: Given) -> Scaled:
    return 1 / given.columns.shape[1], _rscales(given)


def _fay(given: Given) -> Scaled:
    if given.rho is None or not 0 <= given.rho < 1:
        raise DesignError("Fay replicates need their rho, at least 0 and below 1.")
    return 1 / (given.columns.shape[1] * (1 - given.rho) ** 2), _rscales(given)


def _jk1(given: Given) -> Scaled:
    n = given.columns.shape[1]
    if given.scale is not None:
        return given.scale, _rscales(given)
    guessed = (n - 1) / n if given.combined else 1 / float(given.columns[:, 0].max())
    return guessed, _rscales(given)


def _jkn(given: Given) -> Scaled:
    scale = 1.0 if given.scale is None else given.scale
    if given.rscales is not None:
        return scale, given.rscales
    if given.combined:
        raise DesignError(
            "JKn replicates that hold the weights need rscales: (n - 1) / n of the stratum from"
            " which each replicate leaves a cluster out.",
        )
    return scale, np.asarray(1 / given.columns.max(axis=0))


def _bootstrap(given: Given) -> Scaled:
    guessed = given.averaged / (given.columns.shape[1] - 1)
    return guessed if given.scale is None else given.scale, _rscales(given)


def _successive(given: Given) -> Scaled:
    n = given.columns.shape[1]
    return 4 / n, np.ones(n)


def _jk2(given: Given) -> Scaled:
    return 1.0, np.ones(given.columns.shape[1])


def _other(given: Given) -> Scaled:
    return 1.0 if given.scale is None else given.scale, _rscales(given)


SCALES: Mapping[str, Callable[[Given], Scaled]] = MappingProxyType(
    {
        "BRR": _brr,
        "Fay": _fay,
        "JK1": _jk1,
        "JKn": _jkn,
        "JK2": _jk2,
        "ACS": _successive,
        "successive-difference": _successive,
        "bootstrap": _bootstrap,
        "subbootstrap": _bootstrap,
        "other": _other,
    },
)
"""The scale and rscales of each kind; BRR, Fay, JK2 and ACS need none and take none."""
