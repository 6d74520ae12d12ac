"""Counts shown as multiples of a base: each by itself, or so that all sums hold."""

from dataclasses import replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from allmenning.core.disclosure.space import Floats, key, space_of
from allmenning.core.disclosure.table import DisclosureError, Table


def rounded(table: Table, base: int, generator: np.random.Generator) -> Table:
    """Round each count to a multiple beside it, so that it is right on average.

    Parameters
    ----------
    table : Table
        With all counts.
    base : int
        At least 2.
    generator : numpy Generator

    Returns
    -------
    Table
        Sums need not hold; `slack` tells the attacker that a count may be ``base - 1`` off. Values
        are left out, since a value beside a rounded count would tell it.

    Raises
    ------
    DisclosureError
        A base below 2, or a count that is not known.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, section 5.4.2.
    """
    counts = _counts(table, base)
    below = np.floor(counts / base)
    up = generator.random(len(counts)) < counts / base - below
    return _shown(table, (below + up) * base, base)


def rounded_with_sums(table: Table, base: int, generator: np.random.Generator) -> Table:
    """Round each count to a multiple beside it, so that every sum holds.

    Raises
    ------
    DisclosureError
        A base below 2, a count that is not known, or no such rounding: in three dimensions and more
        there may be none.

    References
    ----------
    Cox (1987), JASA 82: controlled rounding; here as an integer program with random prices.
    """
    counts = _counts(table, base)
    rows = space_of([table]).rows([key(table, cell.codes) for cell in table.cells])
    found = milp(
        generator.normal(size=rows.shape[1]),
        integrality=np.ones(rows.shape[1], dtype=np.intp),
        bounds=Bounds(0, np.inf),
        constraints=LinearConstraint(rows, np.floor(counts / base), np.ceil(counts / base)),
    )
    if found.x is None:
        raise DisclosureError(
            f"{table.name}: no multiples of {base} beside the counts keep all sums; "
            "merge classes, or round each count by itself."
        )
    return _shown(table, np.round(rows @ found.x) * base, base)


def _counts(table: Table, base: int) -> Floats:
    if base < 2:
        raise DisclosureError(f"Counts are rounded to a base of at least 2, not {base}.")
    if any(cell.count is None for cell in table.cells):
        raise DisclosureError(f"{table.name}: a count that is not known cannot be rounded.")
    return np.array([cell.count for cell in table.cells], dtype=np.float64)


def _shown(table: Table, counts: Floats, base: int) -> Table:
    cells = tuple(
        replace(cell, count=int(count), value=None, contributions=())
        for cell, count in zip(table.cells, counts, strict=True)
    )
    return replace(table, cells=cells, slack=base - 1)
