"""Groups of rows by one or several variables."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from allmenning.core.design.model import Codes, Flags
from allmenning.core.recipe.expression import evaluate
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.table import Column, Kind, as_factor, dropped_levels


@dataclass(frozen=True, eq=False)
class Groups:
    """Combinations of levels, the first variable changing first.

    Attributes
    ----------
    codes : Codes
        (n,), -1 where a variable is missing.
    labels : tuple of tuple of str
        The levels of each combination.
    """

    codes: Codes
    labels: tuple[tuple[str, ...], ...]

    def rows(self, code: int) -> Flags:
        """Return flags of the rows of a group."""
        return np.asarray(self.codes == code)


def factor_of(variable: str, sample: Sample) -> Column:
    """Return a variable as a factor; what is no factor has the levels of the rows present."""
    column = evaluate(variable, sample.table)
    made = as_factor(column)
    if column.kind is Kind.FACTOR:
        return made
    rows = np.ones(len(made), dtype=bool) if sample.present is None else sample.present
    return dropped_levels(made, rows)


def cells(variables: Sequence[str], sample: Sample) -> Groups:
    """Cross variables: all combinations of levels, also those without a row."""
    codes = np.zeros(sample.table.rows, dtype=np.intp)
    missing = np.zeros(sample.table.rows, dtype=bool)
    labels: list[tuple[str, ...]] = [()]
    for variable in variables:
        column = factor_of(variable, sample)
        codes = codes + len(labels) * np.asarray(column.values, dtype=np.intp)
        missing |= column.missing
        labels = [(*known, level) for level in column.levels for known in labels]
    codes[missing] = -1
    return Groups(codes, tuple(labels))


def groups(variables: Sequence[str], sample: Sample) -> Groups:
    """Cross variables: the combinations that occur among rows that weigh something."""
    found = cells(variables, sample)
    counted = sample.design.within & (sample.design.weights != 0)
    used = np.unique(found.codes[counted & (found.codes >= 0)])
    places = np.full(len(found.labels) + 1, -1, dtype=np.intp)
    places[used] = np.arange(len(used))
    return Groups(places[found.codes], tuple(found.labels[code] for code in used))
