"""Known totals of a recipe, matched with the classes of the rows."""

from collections.abc import Sequence

import numpy as np

from allmenning.core.design.model import Codes
from allmenning.core.recipe.expression import evaluate
from allmenning.core.recipe.spec import Spec, as_number, inner, names
from allmenning.core.recipe.table import RecipeError, Table, as_factor, number_label
from allmenning.core.weights.margin import Margin

FREQUENCY = "Freq"
MOST_CELLS = 10_000_000


def margin(spec: Spec, table: Table) -> Margin:
    """Read ``by`` and ``counts``: columns of classes, and their totals under ``Freq``.

    Raises
    ------
    RecipeError
        Columns missing or of unlike length, a class given twice.
    """
    by = [name.removeprefix("~") for name in names(spec, "by")]
    counts = inner(spec, "counts")
    title = " by ".join(by)
    given = [_labels(counts, name, title) for name in by]
    totals = np.array([as_number(total, f"A total of {title}") for total in _totals(counts, title)])
    if any(len(column) != len(totals) for column in given):
        raise RecipeError(f"The counts of {title} must give each class and its total.")
    codes = _coded(by, given, table, title)
    labels = tuple(" and ".join(parts) for parts in zip(*given, strict=True))
    return Margin(codes, totals, labels, title)


def _labels(counts: Spec, name: str, title: str) -> list[str]:
    column = counts.get(name)
    if not isinstance(column, list | tuple):
        raise RecipeError(f"The counts of {title} need the classes of {name!r} as a list.")
    return [_label(value) for value in column]


def _label(value: object) -> str:
    """Return a class of JSON as a factor's level is called."""
    if isinstance(value, bool):
        return str(value).upper()
    return number_label(float(value)) if isinstance(value, int | float) else str(value)


def _totals(counts: Spec, title: str) -> Sequence[object]:
    totals = counts.get(FREQUENCY)
    if not isinstance(totals, list | tuple):
        raise RecipeError(f"The counts of {title} need their totals under {FREQUENCY!r}.")
    return totals


def _coded(by: Sequence[str], given: Sequence[list[str]], table: Table, title: str) -> Codes:
    """Return for every row the place of its class among the counts, -1 where it has none."""
    levels = [{label: code for code, label in enumerate(dict.fromkeys(column))} for column in given]
    shape = [len(known) for known in levels]
    if int(np.prod(shape)) > MOST_CELLS:
        raise RecipeError(f"The counts of {title} cross too many classes.")
    places = np.full((*shape, 1), -1, dtype=np.intp)
    for place, cell in enumerate(zip(*given, strict=True)):
        index = (*(known[label] for known, label in zip(levels, cell, strict=True)), 0)
        if places[index] >= 0:
            raise RecipeError(f"The counts of {title} give {' and '.join(cell)} twice.")
        places[index] = place
    found = [_codes(name, known, table) for name, known in zip(by, levels, strict=True)]
    inside = np.all([codes >= 0 for codes in found], axis=0)
    held = places[(*(np.maximum(codes, 0) for codes in found), 0)]
    return np.where(inside, held, -1)


def _codes(name: str, known: dict[str, int], table: Table) -> Codes:
    column = as_factor(evaluate(name, table))
    translated = np.array([*(known.get(level, -1) for level in column.levels), -1], dtype=np.intp)
    return translated[np.asarray(column.values, dtype=np.intp)]
