"""Variables as columns of numbers: a factor becomes one column of ones and zeros per level."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from allmenning.core.design.model import Flags, Floats
from allmenning.core.recipe.expression import evaluate, read
from allmenning.core.recipe.syntax import Name, Node, mentioned, written
from allmenning.core.recipe.table import Column, Kind, Table, as_factor, dropped_levels


@dataclass(frozen=True, eq=False)
class Indicators:
    """Columns of numbers.

    Attributes
    ----------
    names : tuple of str
        k names, those of a factor's levels as ``stypeE``.
    columns : Floats
        (n, k), NaN where missing.
    """

    names: tuple[str, ...]
    columns: Floats

    @property
    def complete(self) -> Flags:
        """Flags (n,) of the rows without a missing value."""
        return np.asarray(~np.isnan(self.columns).any(axis=1))


def indicators(variables: Sequence[str], table: Table, rows: Flags | None = None) -> Indicators:
    """Return variables, or expressions of them, as columns of numbers.

    Parameters
    ----------
    variables : sequence of str
    table : Table
    rows : Flags, optional
        (n,), the domain: levels that an expression makes are those that occur there, and other rows
        are missing. A factor of the table keeps all its levels.

    Raises
    ------
    RecipeError
        A variable that is not among the data.
    """
    names: list[str] = []
    parts: list[Floats] = []
    for variable in variables:
        node = read(variable, table)
        name, seen = written(node), _seen(node, table, rows)
        levels, columns = _expanded(evaluate(node, seen))
        names += [f"{name}{level}" for level in levels]
        if seen is not table and rows is not None:
            everywhere = np.full((table.rows, columns.shape[1]), np.nan)
            everywhere[rows] = columns
            columns = everywhere
        parts.append(columns)
    return Indicators(tuple(names), parts[0] if len(parts) == 1 else np.hstack(parts))


def _seen(node: Node, table: Table, rows: Flags | None) -> Table:
    """Return the table an expression is worked out on: the domain, where levels hang on it."""
    if rows is None or rows.all():
        return table
    if isinstance(node, Name) and node.name in table.columns:
        column = table[node.name]
        if column.kind is not Kind.TEXT:
            return table
    used = {
        name: Column(column.kind, column.values[rows], column.levels)
        for name, column in table.columns.items()
        if name in mentioned(node)
    }
    kept = {n: _occurring(c) if c.kind is Kind.TEXT else c for n, c in used.items()}
    return Table(MappingProxyType(kept), int(rows.sum()))


def _occurring(column: Column) -> Column:
    return dropped_levels(column, np.ones(len(column), dtype=bool))


def _expanded(column: Column) -> tuple[tuple[str, ...], Floats]:
    if column.kind is Kind.NUMBER:
        return ("",), np.asarray(column.values, dtype=np.float64)[:, None]
    found = as_factor(column)
    codes = np.asarray(found.values)
    columns = (codes[:, None] == np.arange(len(found.levels))).astype(np.float64)
    columns[codes < 0] = np.nan
    return found.levels, columns
