"""A large whole table, protected by blocks, and what each block proves."""

from dataclasses import dataclass

import numpy as np

from allmenning.core.disclosure.attacker import Knowledge
from allmenning.core.disclosure.moves import Mover, Need, Place, Whole
from allmenning.core.disclosure.rules import Rules, sensitive_cells
from allmenning.core.disclosure.space import Flags, Floats
from allmenning.core.disclosure.table import Cell, Dimension, Table


@dataclass(frozen=True, eq=False)
class Blocked:
    """Which cells are hidden, and between which counts each sensitive one certainly may lie."""

    hidden: Flags
    knowledge: tuple[Knowledge, ...]


def blocked(table: Table, rules: Rules) -> Blocked | None:
    """Protect one table whose cells are all there.

    Parameters
    ----------
    table : Table
    rules : Rules

    Returns
    -------
    Blocked or None
        None where a cell is missing or nothing can be hidden to protect one.
    """
    shape = tuple(len(one.parts) for one in table.dimensions)
    if len(table.cells) != int(np.prod(shape)) or any(cell.count is None for cell in table.cells):
        return None
    flat = _order(table)
    mover = _mover(table, rules, shape, flat)
    mover.run()
    if mover.waiting.any():
        return None
    places = [np.unravel_index(at, shape) for at in flat]
    knowledge = tuple(
        _known(table, cell, tuple(int(k) for k in place), mover)
        for cell, place in zip(table.cells, places, strict=True)
        if mover.sensitive[place]
    )
    return Blocked(np.asarray(mover.hidden.ravel()[flat], dtype=np.bool_), knowledge)


def _order(table: Table) -> Whole:
    """Return where each cell of the table lies in the array of all its codes."""
    at = [{code: k for k, code in enumerate(one.parts)} for one in table.dimensions]
    codes = np.array(
        [[index[code] for index, code in zip(at, cell.codes, strict=True)] for cell in table.cells]
    )
    return np.asarray(np.ravel_multi_index(tuple(codes.T), [len(one) for one in at]))


def _mover(table: Table, rules: Rules, shape: tuple[int, ...], flat: Whole) -> Mover:
    counts, values = np.zeros(len(flat)), np.zeros(len(flat))
    counts[flat] = [cell.count or 0 for cell in table.cells]
    values[flat] = [cell.value or 0.0 for cell in table.cells]
    found = sensitive_cells(table, rules)
    places = flat[[one.place for one in found]]
    margins = np.zeros(len(flat))
    margins[places] = [one.margin for one in found]
    sensitive = np.zeros(len(flat), dtype=np.bool_)
    sensitive[places] = True
    has_values = bool(margins.any())
    return Mover(
        counts.reshape(shape),
        values.reshape(shape) if has_values else None,
        [_members(one) for one in table.dimensions],
        sensitive=sensitive.reshape(shape),
        need=Need(rules.width, margins.reshape(shape) if has_values else None),
    )


def _members(dimension: Dimension) -> Floats:
    return np.array(
        [
            [leaf in dimension.leaves_of[code] for leaf in dimension.leaves]
            for code in dimension.parts
        ],
        dtype=np.float64,
    )


def _known(table: Table, cell: Cell, place: Place, mover: Mover) -> Knowledge:
    block, count = mover.blocks[place], float(cell.count or 0)
    down, up = block.reach(mover.counts)
    change = block.at(place)
    ends = sorted((count - down * change, count + up * change))
    lower, upper = max(0.0, ends[0]), ends[1]
    where = tuple(
        sorted(
            (one.name, code)
            for one, code in zip(table.dimensions, cell.codes, strict=True)
            if code != one.total
        )
    )
    return Knowledge(
        table.name,
        where,
        "count",
        count,
        float(lower),
        float(upper),
        is_inside=False,
        is_exact=False,
    )
