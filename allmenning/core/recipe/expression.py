"""What an expression says about each row of a table, with R's rules for missing values."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from allmenning.core.design.model import Flags, Floats
from allmenning.core.recipe.comparison import compare, is_in
from allmenning.core.recipe.functions import FUNCTIONS
from allmenning.core.recipe.syntax import Call, Name, Node, Number, Text, parse
from allmenning.core.recipe.table import Column, RecipeError, Table, number, text, truth

CONSTANTS = {
    "TRUE": truth(np.ones(1)),
    "T": truth(np.ones(1)),
    "FALSE": truth(np.zeros(1)),
    "F": truth(np.zeros(1)),
    "NA": truth(np.full(1, np.nan)),
    "NaN": number(np.full(1, np.nan)),
    "Inf": number(np.full(1, np.inf)),
    "pi": number(np.full(1, np.pi)),
}
ARITHMETIC: Mapping[str, Callable[[Floats, Floats], Floats]] = MappingProxyType(
    {
        "+": np.add,
        "-": np.subtract,
        "*": np.multiply,
        "/": np.divide,
        "^": np.power,
        "%%": np.mod,
        "%/%": np.floor_divide,
    }
)
LONGEST_SPAN = 1_000_000
COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


def evaluate(source: str | Node, table: Table) -> Column:
    """Return what an expression is worth on every row.

    Parameters
    ----------
    source : str or Node
        Such as ``api99 > 600 & !is.na(meals)`` or ``log(folketall)``.
    table : Table

    Raises
    ------
    RecipeError
        What is not understood, not among the data or not of the kind that is asked for.
    """
    column = _value(read(source, table) if isinstance(source, str) else source, table)
    if len(column) == table.rows:
        return column
    if len(column) != 1:
        raise RecipeError(
            f"An expression gives {len(column)} values where the data have {table.rows} rows."
        )
    everywhere = np.zeros(table.rows, dtype=np.intp)
    return Column(column.kind, column.values[everywhere], column.levels)


def read(source: str, table: Table) -> Node:
    """Read an expression; what is a variable's whole name is that variable, spaces and all."""
    return Name(source) if source in table.columns else parse(source)


def condition(source: str | Node, table: Table) -> Flags:
    """Return the rows where a condition holds; where it is missing, it does not hold.

    Raises
    ------
    RecipeError
        As `evaluate`, or the expression is no condition.
    """
    column = evaluate(source, table)
    if column.coded:
        raise RecipeError("A condition must be true or false; a text or factor is neither.")
    with np.errstate(invalid="ignore"):
        return np.asarray(~np.isnan(column.values) & (column.values != 0))


def _value(node: Node, table: Table) -> Column:
    match node:
        case Number(value):
            return number(np.array([value]))
        case Text(value):
            return text([value])
        case Name(name):
            if name in table.columns:
                return table[name]
            return CONSTANTS[name] if name in CONSTANTS else table[name]
        case Call("~", _):
            raise RecipeError("A formula stands where one expression is asked for.")
        case Call(function, arguments, options):
            values = [_value(argument, table) for argument in arguments]
            named = {name: _value(value, table) for name, value in options}
            return _called(function, values, named)


def _called(function: str, values: list[Column], named: dict[str, Column]) -> Column:
    if function in COMPARISONS:
        return compare(function, *_pair(function, values))
    if function == "%in%":
        return is_in(*_pair(function, values))
    if function in {"&", "&&", "|", "||"}:
        return _joined(function[0], *map(_numbers, _pair(function, values)))
    if function == "!":
        known = _numbers(values[0])
        return truth(np.where(np.isnan(known), np.nan, known == 0))
    if function in FUNCTIONS:
        return FUNCTIONS[function](values, named)
    return _arithmetic(function, values)


def _pair(sign: str, values: list[Column]) -> tuple[Column, Column]:
    if len(values) != 2:
        raise RecipeError(f"{sign} stands between two values, not {len(values)}.")
    return values[0], values[1]


def _numbers(column: Column) -> Floats:
    if column.coded:
        raise RecipeError("A text or a factor cannot be counted with; compare it, or say factor().")
    return np.asarray(column.values, dtype=np.float64)


def _joined(sign: str, left: Floats, right: Floats) -> Column:
    """Join truths by three-valued logic."""
    decisive = 0.0 if sign == "&" else 1.0
    a, b = (np.where(np.isnan(side), np.nan, side != 0) for side in (left, right))
    either = (a == decisive) | (b == decisive)
    return truth(np.where(either, decisive, np.where(np.isnan(a + b), np.nan, 1 - decisive)))


def _arithmetic(sign: str, columns: list[Column]) -> Column:
    if sign not in ARITHMETIC and sign != ":":
        raise RecipeError(f"{sign} is no function that a recipe knows.")
    values = [_numbers(column) for column in columns]
    with np.errstate(all="ignore"):
        match sign, values:
            case "+", [only]:
                return number(only)
            case "-", [only]:
                return number(-only)
            case _, [left, right] if sign in ARITHMETIC:
                return number(ARITHMETIC[sign](left, right))
            case ":", [left, right] if len(left) == len(right) == 1:
                return number(_span(float(left[0]), float(right[0])))
    raise RecipeError(f"{sign} does not stand between what is given.")


def _span(first: float, last: float) -> Floats:
    """Return the whole steps from one number to another."""
    if not abs(last - first) <= LONGEST_SPAN:
        raise RecipeError(f"From {first:g} to {last:g} is too far; at most {LONGEST_SPAN:,} steps.")
    return np.arange(first, last + 1e-10)
