"""Comparisons of columns: numbers with numbers, labels with labels."""

import operator
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allmenning.core.design.model import Floats
from allmenning.core.recipe.table import Column, Kind, RecipeError, as_factor, truth

SIGNS: MappingProxyType[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {
        "==": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
)


def compare(sign: str, left: Column, right: Column) -> Column:
    """Compare two columns; missing where either is.

    Raises
    ------
    RecipeError
        An order is asked of the levels of a factor.
    """
    if Kind.FACTOR in {left.kind, right.kind} and sign not in {"==", "!="}:
        raise RecipeError(f"The levels of a factor have no order, so {sign} cannot be asked.")
    a, b = _comparable(left, right)
    with np.errstate(invalid="ignore"):
        said = SIGNS[sign](a, b).astype(np.float64)
    return truth(np.where(left.missing | right.missing, np.nan, said))


def is_in(left: Column, right: Column) -> Column:
    """Return whether each value is among the others; a missing one only if they hold one."""
    a, b = _comparable(left, right)
    found = np.isin(a, b[~right.missing]) & ~left.missing
    if right.missing.any():
        found |= left.missing
    return truth(found)


def _comparable(left: Column, right: Column) -> tuple[NDArray[Any], NDArray[Any]]:
    if not left.coded and not right.coded:
        return _floats(left), _floats(right)
    one, other = as_factor(left), as_factor(right)
    common = {label: place for place, label in enumerate(sorted({*one.levels, *other.levels}))}
    return _recoded(one, common), _recoded(other, common)


def _floats(column: Column) -> Floats:
    return np.asarray(column.values, dtype=np.float64)


def _recoded(column: Column, common: dict[str, int]) -> NDArray[np.intp]:
    places = np.array([*(common[label] for label in column.levels), -1], dtype=np.intp)
    return places[np.asarray(column.values, dtype=np.intp)]
