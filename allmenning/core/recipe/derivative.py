"""Expressions of estimates with their derivatives, carried forward together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from allmenning.core.design.model import Floats
from allmenning.core.recipe.syntax import Call, Name, Node, Number, written
from allmenning.core.recipe.table import RecipeError


@dataclass(frozen=True, eq=False)
class Slope:
    """A value and its derivatives (k,) by the estimates."""

    value: float
    slope: Floats


def _chain(
    outer: Callable[[float], float], slope: Callable[[float], float]
) -> Callable[[Slope], Slope]:
    return lambda x: Slope(float(outer(x.value)), slope(x.value) * x.slope)


FUNCTIONS: Mapping[str, Callable[[Slope], Slope]] = MappingProxyType(
    {
        "(": lambda x: x,
        "I": lambda x: x,
        "+": lambda x: x,
        "-": lambda x: Slope(-x.value, -x.slope),
        "log": _chain(np.log, lambda x: 1 / x),
        "log2": _chain(np.log2, lambda x: 1 / (x * np.log(2))),
        "log10": _chain(np.log10, lambda x: 1 / (x * np.log(10))),
        "log1p": _chain(np.log1p, lambda x: 1 / (1 + x)),
        "exp": _chain(np.exp, np.exp),
        "expm1": _chain(np.expm1, np.exp),
        "sqrt": _chain(np.sqrt, lambda x: 0.5 / np.sqrt(x)),
        "sin": _chain(np.sin, np.cos),
        "cos": _chain(np.cos, lambda x: -np.sin(x)),
        "abs": _chain(np.abs, np.sign),
    }
)


def derived(node: Node, estimates: Mapping[str, float]) -> Slope:
    """Return an expression's value and its derivatives by the estimates, in their order.

    Raises
    ------
    RecipeError
        A name that is no estimate, a function without a known derivative.
    """
    size = len(estimates)
    match node:
        case Number(value):
            return Slope(value, np.zeros(size))
        case Name("pi"):
            return Slope(float(np.pi), np.zeros(size))
        case Name(name):
            if name not in estimates:
                known = ", ".join(estimates)
                raise RecipeError(f"There is no estimate {name!r}; there are {known}.")
            return Slope(estimates[name], np.eye(size)[list(estimates).index(name)])
        case Call(function, (only,)) if function in FUNCTIONS:
            return FUNCTIONS[function](derived(only, estimates))
        case Call(sign, (left, right)):
            return _joined(sign, derived(left, estimates), derived(right, estimates))
    raise RecipeError(f"{written(node)} has no derivative that a contrast knows.")


def _joined(sign: str, a: Slope, b: Slope) -> Slope:
    match sign:
        case "+":
            return Slope(a.value + b.value, a.slope + b.slope)
        case "-":
            return Slope(a.value - b.value, a.slope - b.slope)
        case "*":
            return Slope(a.value * b.value, a.slope * b.value + a.value * b.slope)
        case "/":
            value = a.value / b.value
            return Slope(value, (a.slope - value * b.slope) / b.value)
        case "^":
            return _power(a, b)
    raise RecipeError(f"{sign} has no derivative that a contrast knows.")


def _power(a: Slope, b: Slope) -> Slope:
    value = a.value**b.value
    slope = b.value * a.value ** (b.value - 1) * a.slope
    if b.slope.any():
        slope = slope + value * np.log(a.value) * b.slope
    return Slope(value, slope)
