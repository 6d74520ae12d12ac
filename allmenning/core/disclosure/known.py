"""What is known of sums of unknowns, and what follows from it without any program."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from allmenning.core.disclosure.space import Flags, Floats, Matrix
from allmenning.core.disclosure.table import DisclosureError

NEARLY = 1e-6


@dataclass(frozen=True, eq=False)
class Known:
    """What is known: each row is a sum of atoms that lies between two bounds.

    Attributes
    ----------
    rows : Matrix
        (statements, atoms).
    low, high : Floats
        (statements,); high may be infinite.
    """

    rows: Matrix
    low: Floats
    high: Floats


def stacked(known: Known, more: Known) -> Known:
    """Return both together."""
    if not more.rows.shape[0]:
        return known
    return Known(
        sp.csr_array(sp.vstack([known.rows, more.rows])),
        np.concatenate([known.low, more.low]),
        np.concatenate([known.high, more.high]),
    )


def merged(known: Known, targets: Matrix) -> tuple[Known, Matrix, NDArray[np.intp]]:
    """Take atoms together that always stand together; nobody can tell them apart."""
    both = sp.csc_array(sp.vstack([known.rows, targets]))
    weights = np.random.default_rng(20131).random((both.shape[0], 2))
    prints = np.asarray(both.T @ weights).round(9)
    _, first = np.unique(prints, axis=0, return_index=True)
    first = np.sort(first)
    kept = Known(sp.csr_array(known.rows[:, first]), known.low, known.high)
    return _without_twins(kept), sp.csr_array(targets[:, first]), first


def _without_twins(known: Known) -> Known:
    """Say the same sum only once, with the narrowest bounds."""
    weights = np.random.default_rng(20132).random((known.rows.shape[1], 2))
    prints = np.asarray(known.rows @ weights).round(9)
    _, first, back = np.unique(prints, axis=0, return_index=True, return_inverse=True)
    low, high = np.full(len(first), -np.inf), np.full(len(first), np.inf)
    np.maximum.at(low, back.ravel(), known.low)
    np.minimum.at(high, back.ravel(), known.high)
    if (low > high + NEARLY).any():
        raise DisclosureError(
            "What is published contradicts itself: the same cell is shown with two counts."
        )
    return Known(known.rows[first], low, high)


def eliminated(known: Known) -> tuple[Known, Floats, Flags]:
    """Fix what follows from one statement at a time: sums of 0, and sums with one unknown left."""
    atoms = known.rows.shape[1]
    fixed, is_fixed = np.zeros(atoms), np.zeros(atoms, dtype=np.bool_)
    rows, low, high = known.rows, known.low.copy(), known.high.copy()
    while True:
        single = (np.diff(rows.indptr) == 1) & (low == high)
        zero = (np.diff(rows.indptr) >= 1) & (np.abs(high) < NEARLY)
        found = _columns_of(rows, np.flatnonzero(single | zero))
        if not len(found):
            break
        values = np.zeros(atoms)
        places = np.flatnonzero(single)
        values[rows.indices[rows.indptr[places]]] = low[places]
        fixed[found], is_fixed[found] = values[found], True
        known_part = np.asarray(rows @ np.where(np.isin(np.arange(atoms), found), values, 0.0))
        low, high = low - known_part.ravel(), high - known_part.ravel()
        rows = _blanked(rows, found)
    left = np.flatnonzero(np.diff(rows.indptr))
    if (high < -NEARLY).any() or (fixed < -NEARLY).any():
        raise DisclosureError("What is published contradicts itself: a cell would be below 0.")
    return Known(rows[left], np.maximum(low[left], 0.0), high[left]), fixed, is_fixed


def _columns_of(rows: Matrix, places: NDArray[np.intp]) -> NDArray[np.intp]:
    picked = rows[places]
    return np.unique(picked.indices).astype(np.intp)


def _blanked(rows: Matrix, columns: NDArray[np.intp]) -> Matrix:
    keep = np.ones(rows.shape[1])
    keep[columns] = 0.0
    out = sp.csr_array(rows @ sp.diags_array(keep))
    out.eliminate_zeros()
    return out
