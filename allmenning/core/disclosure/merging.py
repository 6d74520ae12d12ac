"""Fewer and larger classes, which is often the better publication than holes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from allmenning.core.disclosure.rules import Rules, sensitive_cells
from allmenning.core.disclosure.table import Dimension, Table, table_of


@dataclass(frozen=True, slots=True)
class Merge:
    """Two neighbouring classes taken together.

    Attributes
    ----------
    dimension : str
    codes : tuple of str
    before, after : int
        Sensitive cells.
    """

    dimension: str
    codes: tuple[str, str]
    before: int
    after: int


def suggested_merge(table: Table, rules: Rules | None = None) -> Merge | None:
    """Return the two neighbouring classes whose merging leaves fewest sensitive cells.

    Among equals the classes with fewest units. Only dimensions whose finest codes lie under one
    total, which are not the answers, and have at least three classes are looked at. None where no
    merge helps, or a count is not known.
    """
    rules = rules or Rules()
    if any(cell.count is None for cell in table.cells):
        return None
    before = len(sensitive_cells(table, rules))
    found = [
        (len(sensitive_cells(merged, rules)), size, dimension.name, codes)
        for dimension, codes, size, merged in _merged(table)
    ]
    if not before or not found or min(found)[0] >= before:
        return None
    after, _, name, codes = min(found)
    return Merge(name, codes, before, after)


def _merged(table: Table) -> Iterator[tuple[Dimension, tuple[str, str], int, Table]]:
    for axis, dimension in enumerate(table.dimensions):
        leaves = dimension.leaves
        is_flat = dimension.total is not None and len(dimension.parts) == len(leaves) + 1
        if dimension.name not in table.answers and is_flat and len(leaves) > 2:
            for one, other in pairwise(leaves):
                yield dimension, (one, other), *_taken_together(table, axis, one, other)


def _taken_together(table: Table, axis: int, one: str, other: str) -> tuple[int, Table]:
    """Return how many units both classes have, and the table where they are one."""
    dimension = table.dimensions[axis]
    total = str(dimension.total)
    kept = tuple(code for code in dimension.leaves if code != other)
    fewer = Dimension(dimension.name, {total: kept, **dict.fromkeys(kept, ())})
    dimensions = (*table.dimensions[:axis], fewer, *table.dimensions[axis + 1 :])
    counts: dict[tuple[str, ...], int] = {}
    size = 0
    finest = [set(one.leaves) for one in table.dimensions]
    for cell in table.cells:
        if all(code in leaves for code, leaves in zip(cell.codes, finest, strict=True)):
            is_moved = cell.codes[axis] == other
            codes = (*cell.codes[:axis], one, *cell.codes[axis + 1 :]) if is_moved else cell.codes
            counts[codes] = counts.get(codes, 0) + (cell.count or 0)
            size += (cell.count or 0) * (cell.codes[axis] in {one, other})
    return size, table_of(table.name, dimensions, counts, answers=table.answers)
