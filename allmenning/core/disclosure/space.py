"""The unknowns that several tables have in common, and every cell as a sum of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from allmenning.core.disclosure.table import Dimension, DisclosureError, Table

Matrix = sp.csr_array
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LARGEST = 400_000
OTHER = "\N{HORIZONTAL ELLIPSIS}"
"""What a variable has beside the one code that a filter names."""


@dataclass(frozen=True, eq=False)
class Space:
    """All variables of some tables, crossed; an atom is one combination of finest codes.

    Attributes
    ----------
    variables : tuple of Dimension
    members : dict
        For each variable a matrix of codes by finest codes, 1 where the code holds it.
    """

    variables: tuple[Dimension, ...]
    members: dict[str, Matrix] = field(repr=False)
    places: dict[str, dict[str, int]] = field(repr=False)

    @property
    def size(self) -> int:
        """How many atoms."""
        return int(np.prod([len(one.leaves) for one in self.variables], dtype=np.int64))

    def rows(self, wanted: Sequence[Mapping[str, str]]) -> Matrix:
        """Return cells, named by variable and code, as sums of atoms (cells, atoms)."""
        parts = []
        for variable in self.variables:
            whole = len(variable.parts)
            places = self.places[variable.name]
            picked = [
                places[cell[variable.name]] if variable.name in cell else whole for cell in wanted
            ]
            parts.append(_with_total(self.members[variable.name])[picked])
        return reduce(_row_by_row, parts)


def key(table: Table, codes: tuple[str, ...]) -> dict[str, str]:
    """Return a cell's name across tables: variable and code, also of the table's filters."""
    named = {one.name: code for one, code in zip(table.dimensions, codes, strict=True)}
    return {**dict(table.filters), **named}


def space_of(tables: Iterable[Table], extra: Iterable[Mapping[str, str]] = ()) -> Space:
    """Return the space in which all the tables lie.

    Raises
    ------
    DisclosureError
        A variable is cut in two ways that do not fit, or the combinations are too many.
    """
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    tables = tuple(tables)
    for table in tables:
        for dimension in (*table.dimensions, *table.groups):
            _merge(found.setdefault(dimension.name, {}), dimension, table)
    named = [pair for table in tables for pair in table.filters]
    named += [pair for one in extra for pair in one.items()]
    for name, code in named:
        _filtered(found, name, code)
    variables = tuple(Dimension(name, parts) for name, parts in found.items())
    _check_size(variables)
    members = {one.name: _members(one) for one in variables}
    places = {one.name: {code: at for at, code in enumerate(one.parts)} for one in variables}
    return Space(variables, members, places)


def _merge(known: dict[str, tuple[str, ...]], dimension: Dimension, table: Table) -> None:
    for code, parts in dimension.parts.items():
        before = known.get(code, ())
        if before and parts and set(before) != set(parts):
            raise DisclosureError(
                f"{table.name}: {dimension.name} {code} is the sum of {', '.join(parts)}, "
                f"but elsewhere of {', '.join(before)}; give both in codes they have in common."
            )
        known[code] = before or parts


def _filtered(found: dict[str, dict[str, tuple[str, ...]]], name: str, code: str) -> None:
    if name not in found:
        found[name] = {OTHER: ()}
    if code not in found[name]:
        if OTHER not in found[name]:
            raise DisclosureError(
                f"A table is about {name} {code}, which is no code of {name} in the others."
            )
        found[name][code] = ()


def _check_size(variables: tuple[Dimension, ...]) -> None:
    size = 1
    for variable in variables:
        size *= len(variable.leaves)
    if size > LARGEST:
        names = " × ".join(f"{one.name} ({len(one.leaves)})" for one in variables)
        raise DisclosureError(
            f"{names} make {size} combinations; at most {LARGEST} can be looked through together."
        )


def _members(variable: Dimension) -> Matrix:
    place = {code: at for at, code in enumerate(variable.leaves)}
    codes = list(variable.parts)
    pairs = [
        (row, place[leaf]) for row, code in enumerate(codes) for leaf in variable.leaves_of[code]
    ]
    rows, columns = np.array(pairs).T
    shape = (len(codes), len(place))
    return sp.csr_array((np.ones(len(pairs)), (rows, columns)), shape=shape)


def _with_total(members: Matrix) -> Matrix:
    whole = sp.csr_array(np.ones((1, members.shape[1])))
    return sp.csr_array(sp.vstack([members, whole], format="csr"))


def _row_by_row(left: Matrix, right: Matrix) -> Matrix:
    """Return each row of the left crossed with the same row of the right."""
    wide = right.shape[1]
    a, b = np.diff(left.indptr), np.diff(right.indptr)
    counts = a * b
    row = np.repeat(np.arange(len(counts)), counts)
    at = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    first = left.indices[left.indptr[row] + at // b[row]].astype(np.int64)
    second = right.indices[right.indptr[row] + at % b[row]]
    shape = (left.shape[0], left.shape[1] * wide)
    return sp.csr_array((np.ones(len(row)), (row, first * wide + second)), shape=shape)
