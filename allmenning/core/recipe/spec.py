"""Fields of a recipe, read with their types or refused in a sentence."""

import math
from collections.abc import Mapping, Sequence

from allmenning.core.recipe.table import RecipeError

Spec = Mapping[str, object]
Result = dict[str, object]
RECIPE = frozenset({"design", "steps", "stat", "id", "level"})
"""Fields of the recipe itself."""


def names(spec: Spec, field: str) -> tuple[str, ...]:
    """Return a name or a list of names as a tuple.

    Raises
    ------
    RecipeError
        The field is missing or empty, or holds something else.
    """
    given = spec.get(field)
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list | tuple) or not listed:
        raise RecipeError(_sentence(f"{_of(spec)} needs {field!r}: a name, or a list of names."))
    if not all(isinstance(name, str) for name in listed):
        raise RecipeError(f"{field!r} of {_of(spec)} must hold names, not {listed!r}.")
    return tuple(listed)


def word(spec: Spec, field: str, default: str | None = None) -> str:
    """Return a text."""
    given = spec.get(field, default)
    if not isinstance(given, str):
        raise RecipeError(_sentence(f"{_of(spec)} needs {field!r}: a text, not {given!r}."))
    return given


def flag(spec: Spec, field: str, *, default: bool = False) -> bool:
    """Return a truth."""
    given = spec.get(field, default)
    if not isinstance(given, bool):
        raise RecipeError(f"{field!r} of {_of(spec)} must be true or false, not {given!r}.")
    return given


def amount(spec: Spec, field: str, default: float | None = None) -> float:
    """Return a number; "Inf" is one."""
    return as_number(spec.get(field, default), f"{field!r} of {_of(spec)}")


def numbers(spec: Spec, field: str) -> tuple[float, ...]:
    """Return a number or a list of numbers as a tuple."""
    given = spec.get(field)
    listed = given if isinstance(given, list | tuple) else [given]
    return tuple(as_number(value, f"{field!r} of {_of(spec)}") for value in listed)


def inner(spec: Spec, field: str) -> Spec:
    """Return the object in a field."""
    given = spec.get(field)
    if not isinstance(given, Mapping):
        raise RecipeError(_sentence(f"{_of(spec)} needs {field!r}: an object, not {given!r}."))
    return given


def objects(spec: Spec, field: str) -> Sequence[Spec]:
    """Return the list of objects in a field; none where it is missing."""
    given = spec.get(field) or []
    if not isinstance(given, list | tuple) or not all(isinstance(x, Mapping) for x in given):
        raise RecipeError(f"{field!r} must be a list of objects.")
    return given


def as_number(value: object, what: str) -> float:
    """Return a value of JSON as a number; the texts "Inf", "-Inf" and "NaN" are numbers."""
    known = {"Inf": math.inf, "-Inf": -math.inf, "NaN": math.nan}
    if isinstance(value, str) and value in known:
        return known[value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RecipeError(f"{what} must be a number, not {value!r}.")
    return float(value)


def _of(spec: Spec) -> str:
    operation = spec.get("op")
    if operation:
        return f"the operation {operation!r}"
    return "the recipe" if spec.keys() & RECIPE else "the design"


def _sentence(said: str) -> str:
    return said[0].upper() + said[1:]
