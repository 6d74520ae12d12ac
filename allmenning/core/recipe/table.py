"""Columns of a data set: numbers, truths, factors with their levels, and text."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from allmenning.core.design.model import Flags, Floats


class RecipeError(ValueError):
    """A recipe that cannot be followed; the sentence says what is wrong and what would be right."""


class Kind(StrEnum):
    """What the values of a column are."""

    NUMBER = "number"
    TRUTH = "truth"
    FACTOR = "factor"
    TEXT = "text"


@dataclass(frozen=True, eq=False)
class Column:
    """One variable.

    Attributes
    ----------
    kind : Kind
    values : array
        Numbers and truths (1 and 0): floats, NaN where missing. Factors and text: codes into
        `levels`, -1 where missing.
    levels : tuple of str
        Of factors, in their order; of text, sorted.
    """

    kind: Kind
    values: NDArray[np.float64] | NDArray[np.intp]
    levels: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.values)

    @property
    def coded(self) -> bool:
        """Whether the values are codes."""
        return self.kind in {Kind.FACTOR, Kind.TEXT}

    @property
    def missing(self) -> Flags:
        """Flags of the rows without a value."""
        return np.asarray(self.values < 0) if self.coded else np.isnan(self.values)


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length by name."""

    columns: Mapping[str, Column]
    rows: int

    def __getitem__(self, name: str) -> Column:
        if name not in self.columns:
            raise RecipeError(
                f"The data have no variable {name!r}. They have {_some(self.columns)}."
            )
        return self.columns[name]

    def plus(self, name: str, column: Column) -> "Table":
        """Return the table with one more variable, or another in its place."""
        return Table(MappingProxyType({**self.columns, name: column}), self.rows)


def _some(names: Mapping[str, Column]) -> str:
    shown = list(names)[:12]
    return ", ".join(shown) + (", and more" if len(names) > len(shown) else "")


def number(values: Floats) -> Column:
    """Make a column of numbers."""
    return Column(Kind.NUMBER, np.asarray(values, dtype=np.float64))


def truth(values: NDArray[np.float64] | Flags) -> Column:
    """Make a column of truths."""
    return Column(Kind.TRUTH, np.asarray(values, dtype=np.float64))


def text(values: Sequence[str | None]) -> Column:
    """Make a column of text, None where missing."""
    return factor(values, sorted({value for value in values if value is not None}), Kind.TEXT)


def factor(values: Sequence[str | None], levels: Sequence[str], kind: Kind = Kind.FACTOR) -> Column:
    """Make a factor; what is none of the levels is missing."""
    places = {level: code for code, level in enumerate(levels)}
    codes = np.fromiter((places.get(v, -1) if v is not None else -1 for v in values), dtype=np.intp)
    return Column(kind, codes, tuple(levels))


def as_factor(column: Column) -> Column:
    """Return the column as a factor: numbers in order, truths FALSE and TRUE.

    Text becomes a factor of its sorted values.
    """
    if column.kind is Kind.FACTOR:
        return column
    if column.kind is Kind.TEXT:
        return Column(Kind.FACTOR, column.values, column.levels)
    values = np.asarray(column.values, dtype=np.float64)
    missing = np.isnan(values)
    found, inverse = np.unique(values[~missing], return_inverse=True)
    codes = np.full(len(values), -1, dtype=np.intp)
    codes[~missing] = inverse
    names = ("FALSE", "TRUE") if column.kind is Kind.TRUTH else tuple(map(number_label, found))
    if column.kind is Kind.TRUTH:
        codes[~missing] = values[~missing].astype(np.intp)
    return Column(Kind.FACTOR, codes, names)


def dropped_levels(column: Column, rows: Flags) -> Column:
    """Return a factor with the levels that occur in the rows."""
    used = np.unique(column.values[rows & ~column.missing]).astype(np.intp)
    places = np.full(len(column.levels) + 1, -1, dtype=np.intp)
    places[used] = np.arange(len(used))
    codes = places[np.asarray(column.values, dtype=np.intp)]
    return Column(column.kind, codes, tuple(column.levels[code] for code in used))


def number_label(value: float) -> str:
    """Return a number as R writes it: at most 15 significant digits, the shorter of two forms."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Inf" if value > 0 else "-Inf"
    digits = next(d for d in range(1, 18) if d >= 15 or float(f"{value:.{d - 1}e}") == value)
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    scientific = f"{mantissa}e{'-' if int(exponent) < 0 else '+'}{abs(int(exponent)):02d}"
    fixed = f"{value:.{max(0, digits - 1 - int(exponent))}f}"
    return fixed if len(fixed) <= len(scientific) else scientific


def read_table(rows: Sequence[Sequence[str]], types: Mapping[str, Mapping[str, object]]) -> Table:
    """Make a table of the rows of a CSV file, the first of which names the columns.

    Parameters
    ----------
    rows : sequence of sequence of str
    types : mapping
        By column: ``{"type": "int" | "float" | "string" | "factor" | "logical", "levels": [...]}``;
        a column that is not mentioned is of numbers if it can be.

    Raises
    ------
    RecipeError
        No rows, rows of unequal length, two columns of one name, or a column of numbers that holds
        something else.
    """
    if not rows:
        raise RecipeError("The data are empty; the first line must name the columns.")
    names, body = list(rows[0]), rows[1:]
    uneven = next((i for i, row in enumerate(body, start=2) if len(row) != len(names)), None)
    if uneven is not None:
        raise RecipeError(f"Line {uneven} of the data has not {len(names)} values as the first.")
    if twice := next((name for i, name in enumerate(names) if name in names[:i]), None):
        raise RecipeError(f"The data have two columns named {twice!r}.")
    if not body:
        raise RecipeError("The data have names of columns and no rows.")
    columns = {
        name: _column(name, cells, types.get(name))
        for name, cells in zip(names, zip(*body, strict=True), strict=True)
    }
    return Table(MappingProxyType(columns), len(body))


def _column(name: str, cells: Sequence[str], said: Mapping[str, object] | None) -> Column:
    kind = "guess" if said is None else str(said.get("type", "guess"))
    if kind == "factor":
        levels = [str(level) for level in _listed(said)]
        values = [cell if cell in set(levels) or cell not in {"", "NA"} else None for cell in cells]
        return factor(values, levels or sorted({v for v in values if v is not None}))
    if kind in {"string", "text", "character"}:
        return text([None if cell == "NA" else cell for cell in cells])
    if kind in {"logical", "bool"}:
        known = {"TRUE": 1.0, "FALSE": 0.0, "T": 1.0, "F": 0.0, "true": 1.0, "false": 0.0}
        return truth(np.array([known.get(cell, math.nan) for cell in cells]))
    numbers = _numbers(cells)
    if numbers is not None:
        return number(numbers)
    if kind in {"int", "float", "number"}:
        raise RecipeError(f"Variable {name!r} is said to hold numbers, and holds something else.")
    return text([None if cell in {"", "NA"} else cell for cell in cells])


def _listed(said: Mapping[str, object] | None) -> Sequence[object]:
    levels = (said or {}).get("levels", ())
    return levels if isinstance(levels, list | tuple) else ()


def _numbers(cells: Sequence[str]) -> Floats | None:
    try:
        return np.array([math.nan if c in {"", "NA"} else float(c) for c in cells])
    except ValueError:
        return None
