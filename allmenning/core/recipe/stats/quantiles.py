"""Quantiles of variables with their intervals."""

from enum import StrEnum
from typing import TypeVar

import numpy as np

from allmenning.core.design.model import Floats
from allmenning.core.quantile.estimate import (
    QuantileInterval,
    QuantileMethod,
    Quantiles,
    estimated_quantiles,
)
from allmenning.core.quantile.rules import QuantileRule
from allmenning.core.recipe.answer import listed, plain
from allmenning.core.recipe.book import Book
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec, amount, names, numbers, word
from allmenning.core.recipe.stats.share_intervals import rows_counted
from allmenning.core.recipe.table import RecipeError
from allmenning.core.recipe.usable import usable

Choice = TypeVar("Choice", bound=StrEnum)


def quantile(sample: Sample, spec: Spec, book: Book) -> Result:
    """Answer ``{"op": "quantile", "vars": [...], "probs": [0.5], "qrule": "math"}``.

    ``interval_type`` is one of `QuantileInterval`; ``df`` takes the place of the design's.
    """
    found = found_quantiles(sample, spec, book.level)
    degrees = next(iter(found.values())).degrees
    return {
        "df": plain(degrees),
        "level": book.level,
        "quantiles": [
            {
                "var": name,
                "probs": listed(each.shares),
                "estimate": listed(each.values),
                "lower": listed(each.lower),
                "upper": listed(each.upper),
                "se": listed(each.errors),
            }
            for name, each in found.items()
        ],
    }


def found_quantiles(sample: Sample, spec: Spec, level: float) -> dict[str, Quantiles]:
    """Return the quantiles by variable; each drops only the rows it lacks itself."""
    shares = np.array(numbers(spec, "probs"))
    if not np.all((shares >= 0) & (shares <= 1)):
        raise RecipeError(f"Quantiles are asked for at shares from 0 to 1, not {shares.tolist()}.")
    found: dict[str, Quantiles] = {}
    for variable in names(spec, "vars"):
        ready = usable(sample, {**spec, "vars": [variable]}, "vars")
        method = QuantileMethod(
            rule=_named(QuantileRule, word(spec, "qrule", "math")),
            interval=_named(QuantileInterval, word(spec, "interval_type", "mean")),
            level=level,
            degrees=amount(spec, "df", ready.degrees),
            rows=rows_counted(sample.design),
        )
        column = ready.columns[:, 0]
        found[variable] = (
            _unknown(shares, ready.degrees)
            if np.isnan(column[ready.design.within]).any()
            else estimated_quantiles(ready.design, column, shares, method)
        )
    return found


def _unknown(shares: Floats, degrees: float) -> Quantiles:
    """Return what is known where an answer is missing and nobody said to drop it: nothing."""
    nothing = np.full(len(shares), np.nan)
    return Quantiles(shares, nothing, nothing, nothing, nothing, degrees)


def _named(choices: type[Choice], name: str) -> Choice:
    try:
        return choices(name)
    except ValueError:
        raise RecipeError(f"There is no {name!r} here; there are {', '.join(choices)}.") from None
