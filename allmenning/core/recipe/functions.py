"""Functions an expression may use."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from allmenning.core.design.model import Floats
from allmenning.core.recipe.table import (
    Column,
    Kind,
    RecipeError,
    as_factor,
    dropped_levels,
    number,
    number_label,
    truth,
)

Function = Callable[[Sequence[Column], Mapping[str, Column]], Column]


def _floats(column: Column) -> Floats:
    if column.coded:
        raise RecipeError("A text or a factor cannot be counted with.")
    return np.asarray(column.values, dtype=np.float64)


def _elementwise(function: Callable[[Floats], Floats]) -> Function:
    def apply(values: Sequence[Column], _: Mapping[str, Column]) -> Column:
        if len(values) != 1:
            raise RecipeError("A function of one value is given another number of them.")
        with np.errstate(all="ignore"):
            return number(function(_floats(values[0])))

    return apply


def _log(values: Sequence[Column], named: Mapping[str, Column]) -> Column:
    base = [*values[1:], *named.values()]
    with np.errstate(all="ignore"):
        logarithm = np.log(_floats(values[0]))
        return number(logarithm / np.log(_floats(base[0])) if base else logarithm)


def _round(values: Sequence[Column], named: Mapping[str, Column]) -> Column:
    digits = [*values[1:], *named.values()]
    return number(np.round(_floats(values[0]), int(_floats(digits[0])[0]) if digits else 0))


def _is_na(values: Sequence[Column], _: Mapping[str, Column]) -> Column:
    return truth(values[0].missing)


def _same(values: Sequence[Column], _: Mapping[str, Column]) -> Column:
    return values[0]


def _factor(values: Sequence[Column], named: Mapping[str, Column]) -> Column:
    column = as_factor(values[0])
    levels = named.get("levels", values[1] if len(values) > 1 else None)
    if levels is None:
        column = dropped_levels(column, np.ones(len(column), dtype=bool))
    else:
        column = _relevelled(column, _labels(levels))
    labels = named.get("labels")
    return column if labels is None else Column(Kind.FACTOR, column.values, _labels(labels))


def _labels(column: Column) -> tuple[str, ...]:
    if column.coded:
        return tuple(column.levels[int(code)] for code in column.values)
    if column.kind is Kind.TRUTH:
        return tuple("TRUE" if value else "FALSE" for value in column.values)
    return tuple(number_label(float(value)) for value in column.values)


def _relevelled(column: Column, levels: tuple[str, ...]) -> Column:
    places = {level: code for code, level in enumerate(levels)}
    codes = np.array([*(places.get(level, -1) for level in column.levels), -1], dtype=np.intp)
    return Column(Kind.FACTOR, codes[np.asarray(column.values, dtype=np.intp)], levels)


def _relevel(values: Sequence[Column], named: Mapping[str, Column]) -> Column:
    column = as_factor(values[0])
    first = _labels(named["ref"] if "ref" in named else values[1])
    if first[0] not in column.levels:
        raise RecipeError(f"{first[0]!r} is no level, so it cannot come first.")
    return _relevelled(column, (first[0], *(x for x in column.levels if x != first[0])))


def _interaction(values: Sequence[Column], named: Mapping[str, Column]) -> Column:
    columns = [as_factor(value) for value in values]
    codes = np.zeros(len(columns[0]), dtype=np.intp)
    missing = np.zeros(len(columns[0]), dtype=bool)
    names: tuple[str, ...] = ("",)
    size = 1
    for place, column in enumerate(columns):
        codes = codes + size * np.asarray(column.values, dtype=np.intp)
        missing |= column.missing
        size *= len(column.levels)
        names = tuple(
            f"{name}.{level}" if place else level for level in column.levels for name in names
        )
    codes[missing] = -1
    made = Column(Kind.FACTOR, codes, names)
    drop = named.get("drop")
    if drop is not None and _floats(drop)[0]:
        return dropped_levels(made, np.ones(len(made), dtype=bool))
    return made


def _as_numeric(values: Sequence[Column], _: Mapping[str, Column]) -> Column:
    column = values[0]
    if column.kind is Kind.FACTOR:
        return number(np.where(column.missing, np.nan, column.values + 1.0))
    if column.kind is Kind.TEXT:
        table = np.array([*(_parsed(level) for level in column.levels), np.nan])
        return number(table[np.asarray(column.values, dtype=np.intp)])
    return number(_floats(column))


def _parsed(label: str) -> float:
    try:
        return float(label)
    except ValueError:
        return float("nan")


def _as_integer(values: Sequence[Column], named: Mapping[str, Column]) -> Column:
    return number(np.trunc(_floats(_as_numeric(values, named))))


def _as_character(values: Sequence[Column], _: Mapping[str, Column]) -> Column:
    column = as_factor(values[0])
    order = sorted(column.levels)
    return Column(Kind.TEXT, _relevelled(column, tuple(order)).values, tuple(order))


def _as_logical(values: Sequence[Column], _: Mapping[str, Column]) -> Column:
    known = _floats(values[0])
    return truth(np.where(np.isnan(known), np.nan, known != 0))


def _if_else(values: Sequence[Column], _: Mapping[str, Column]) -> Column:
    if len(values) != 3:
        raise RecipeError("ifelse() takes a condition and two values.")
    asked, yes, no = values
    if yes.coded or no.coded:
        return _if_else_labels(asked, yes, no)
    known = _floats(asked)
    chosen = np.where(known != 0, _floats(yes), _floats(no))
    made = np.where(np.isnan(known), np.nan, chosen)
    return truth(made) if yes.kind is no.kind is Kind.TRUTH else number(made)


def _if_else_labels(asked: Column, yes: Column, no: Column) -> Column:
    known = _floats(asked)
    one, other = as_factor(yes), as_factor(no)
    levels = tuple(sorted({*one.levels, *other.levels}))
    codes = np.where(known != 0, _relevelled(one, levels).values, _relevelled(other, levels).values)
    return Column(Kind.TEXT, np.where(np.isnan(known), -1, codes).astype(np.intp), levels)


def _joined(values: Sequence[Column], _: Mapping[str, Column]) -> Column:
    if any(value.coded for value in values):
        labels = [label for value in values for label in _labels(value)]
        levels = sorted(set(labels))
        places = {label: code for code, label in enumerate(levels)}
        return Column(Kind.TEXT, np.array([places[x] for x in labels], np.intp), tuple(levels))
    return number(np.concatenate([_floats(value) for value in values]))


def _cut(values: Sequence[Column], named: Mapping[str, Column]) -> Column:
    """Cut numbers into classes, open to the left unless ``right = FALSE``."""
    breaks = np.sort(_floats(named["breaks"] if "breaks" in named else values[1]))
    right = "right" not in named or bool(_floats(named["right"])[0])
    lowest = "include.lowest" in named and bool(_floats(named["include.lowest"])[0])
    known = _floats(values[0])
    codes = np.searchsorted(breaks, known, side="left" if right else "right") - 1
    if lowest:
        codes[known == (breaks[0] if right else breaks[-1])] = 0 if right else len(breaks) - 2
    outside = np.isnan(known) | (codes < 0) | (codes > len(breaks) - 2)
    levels = _labels(named["labels"]) if "labels" in named else _classes(breaks, right=right)
    return Column(Kind.FACTOR, np.where(outside, -1, codes).astype(np.intp), levels)


def _classes(breaks: Floats, *, right: bool) -> tuple[str, ...]:
    names = [f"{value:.3g}" if np.isfinite(value) else number_label(value) for value in breaks]
    if len(set(names)) < len(names):
        names = [number_label(float(value)) for value in breaks]
    pairs = itertools.pairwise(names)
    return tuple(f"({a},{b}]" if right else f"[{a},{b})" for a, b in pairs)


def _extreme(function: Callable[[Floats, Floats], Floats]) -> Function:
    def apply(values: Sequence[Column], _: Mapping[str, Column]) -> Column:
        found = _floats(values[0])
        for value in values[1:]:
            found = function(found, _floats(value))
        return number(found)

    return apply


def _over_rows(function: Callable[[Floats], float]) -> Function:
    def apply(values: Sequence[Column], named: Mapping[str, Column]) -> Column:
        known = _floats(values[0])
        if "na.rm" in named and _floats(named["na.rm"])[0]:
            known = known[~np.isnan(known)]
        return number(np.array([function(known)]))

    return apply


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "(": _same,
        "I": _same,
        "identity": _same,
        "c": _joined,
        "is.na": _is_na,
        "log": _log,
        "log2": _elementwise(np.log2),
        "log10": _elementwise(np.log10),
        "log1p": _elementwise(np.log1p),
        "exp": _elementwise(np.exp),
        "expm1": _elementwise(np.expm1),
        "sqrt": _elementwise(np.sqrt),
        "abs": _elementwise(np.abs),
        "floor": _elementwise(np.floor),
        "ceiling": _elementwise(np.ceil),
        "trunc": _elementwise(np.trunc),
        "sign": _elementwise(np.sign),
        "round": _round,
        "factor": _factor,
        "as.factor": lambda values, _: as_factor(values[0]),
        "relevel": _relevel,
        "interaction": _interaction,
        "as.numeric": _as_numeric,
        "as.double": _as_numeric,
        "as.integer": _as_integer,
        "as.character": _as_character,
        "as.logical": _as_logical,
        "ifelse": _if_else,
        "cut": _cut,
        "pmin": _extreme(np.minimum),
        "pmax": _extreme(np.maximum),
        "mean": _over_rows(lambda known: float(known.mean())),
        "sum": _over_rows(lambda known: float(known.sum())),
        "min": _over_rows(lambda known: float(known.min())),
        "max": _over_rows(lambda known: float(known.max())),
        "sd": _over_rows(lambda known: float(known.std(ddof=1))),
        "median": _over_rows(lambda known: float(np.median(known))),
    }
)
