"""The cheapest cells to hide so that one sum cannot be known too closely: a linear program."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from allmenning.core.disclosure.known import NEARLY, Known
from allmenning.core.disclosure.space import Flags, Floats, Matrix

ROUNDS = 3


@dataclass(frozen=True, eq=False)
class Offer:
    """What may be hidden, and what may not.

    Attributes
    ----------
    rows : Matrix
        (cells, atoms), the cells that are shown and may be hidden.
    figures, prices : Floats
        (cells,).
    fixed : Known
        What stays known.
    """

    rows: Matrix
    figures: Floats
    prices: Floats
    fixed: Known


def widened(offer: Offer, target: Floats, low: float, high: float, width: float) -> Flags | None:
    """Return the cells to hide, so that two tables fit everything else and differ in the target.

    Parameters
    ----------
    offer : Offer
    target : Floats
        (atoms,).
    low, high : float
        One table has the target at `low` or below, the other at `high` or above;
        plus and minus infinity where only the difference counts.
    width : float
        How much they differ at least.

    Returns
    -------
    Flags or None
        (cells,); None where nothing that may be hidden helps.

    References
    ----------
    Kelly, Golden and Assad (1992), Networks 22, for hiding by linear programs; in the later rounds
    cells that hardly move are dear (Candès, Wakin and Boyd 2008), so that few are hidden.
    """
    atoms, cells = offer.rows.shape[1], offer.rows.shape[0]
    constraints = _constraints(offer, target, low, high, width)
    prices = offer.prices
    move = np.zeros(cells)
    for _ in range(ROUNDS):
        found = milp(
            np.concatenate([np.zeros(2 * atoms), prices]),
            bounds=Bounds(0, np.inf),
            constraints=constraints,
        )
        if found.x is None:
            return None
        move = found.x[2 * atoms :]
        prices = offer.prices / (move + 0.25)
    return np.asarray(move > NEARLY, dtype=np.bool_)


def _constraints(
    offer: Offer, target: Floats, low: float, high: float, width: float
) -> list[LinearConstraint]:
    """Variables are the atoms of one table, of the other, and how far each cell moves."""
    rows, fixed, cells = offer.rows, offer.fixed, offer.rows.shape[0]
    one = sp.eye_array(cells)
    none, free = sp.csr_array(rows.shape), sp.csr_array((fixed.rows.shape[0], cells))
    blank = sp.csr_array(fixed.rows.shape)
    above = sp.block_array([[rows, none, -one], [none, rows, -one]])
    below = sp.block_array([[rows, none, one], [none, rows, one]])
    held = sp.block_array([[fixed.rows, blank, free], [blank, fixed.rows, free]])
    aims = np.zeros((3, 2 * len(target) + cells))
    aims[0, : len(target)] = aims[1, len(target) : 2 * len(target)] = target
    aims[2] = aims[0] - aims[1]
    figures = np.tile(offer.figures, 2)
    found = [
        LinearConstraint(sp.csr_array(aims), [high, -np.inf, width], [np.inf, low, np.inf]),
    ]
    if cells:
        found += [LinearConstraint(above, ub=figures), LinearConstraint(below, lb=figures)]
    if fixed.rows.shape[0]:
        found.append(LinearConstraint(held, np.tile(fixed.low, 2), np.tile(fixed.high, 2)))
    return found
