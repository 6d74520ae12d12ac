"""Variables as columns of numbers: a factor becomes one column of ones and zeros per level."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from allmenning.core.design.model import Flags, Floats
from allmenning.core.recipe.expression import evaluate
from allmenning.core.recipe.syntax import parse, written
from allmenning.core.recipe.table import Kind, Table, as_factor, dropped_levels


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

    Text has the levels that occur in `rows`, a factor all of its own.

    Raises
    ------
    RecipeError
        A variable that is not among the data.
    """
    names: list[str] = []
    parts: list[Floats] = []
    for variable in variables:
        node = parse(variable)
        column = evaluate(node, table)
        name = written(node)
        if column.kind is Kind.NUMBER:
            names.append(name)
            parts.append(np.asarray(column.values, dtype=np.float64)[:, None])
            continue
        levels = as_factor(column)
        if column.kind is Kind.TEXT and rows is not None:
            levels = dropped_levels(levels, rows)
        names += [f"{name}{level}" for level in levels.levels]
        codes = np.asarray(levels.values)
        columns = (codes[:, None] == np.arange(len(levels.levels))).astype(np.float64)
        columns[codes < 0] = np.nan
        parts.append(columns)
    return Indicators(tuple(names), np.hstack(parts))
