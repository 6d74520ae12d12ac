"""Tests on tables: independence and goodness of fit."""

import numpy as np

from allmenning.core.contingency import Crossing, TableTest, goodness_of_fit, independence
from allmenning.core.design.model import Codes, Flags
from allmenning.core.recipe.answer import listed, plain
from allmenning.core.recipe.book import Book
from allmenning.core.recipe.expression import evaluate
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec, names, numbers, word
from allmenning.core.recipe.stats.share_intervals import rows_counted
from allmenning.core.recipe.syntax import parse
from allmenning.core.recipe.table import RecipeError, Table, as_factor, dropped_levels


def chisq(sample: Sample, spec: Spec, _book: Book) -> Result:
    """Answer ``{"op": "chisq", "vars": ["q01", "klass"], "statistic": "F"}``."""
    variables = names(spec, "vars")
    if len(variables) != 2:
        raise RecipeError(f"A table has two variables, not {len(variables)}.")
    rows, columns = (_codes(sample.table, variable) for variable in variables)
    crossing = Crossing(rows, columns, units=rows_counted(sample.design))
    test = _test_named(word(spec, "statistic", "F"))
    found = independence(sample.design, crossing, test=test)
    return {
        "statistic": plain(found.statistic),
        "parameter": listed(found.parameter),
        "p_value": plain(found.p_value),
    }


def _codes(table: Table, variable: str) -> Codes:
    return as_factor(evaluate(parse(variable), table)).values.astype(np.intp)


def _test_named(name: str) -> TableTest:
    try:
        return TableTest(name)
    except ValueError:
        known = ", ".join(TableTest)
        raise RecipeError(
            f"There is no statistic {name!r} for a table; there are {known}."
        ) from None


def gofchisq(sample: Sample, spec: Spec, _book: Book) -> Result:
    """Answer ``{"op": "gofchisq", "vars": ["klass"], "p": [0.25, 0.25, 0.5]}``."""
    codes, levels = _categories(sample.table, names(spec, "vars")[0], sample.design.within)
    shares = np.array(numbers(spec, "p"))
    if len(shares) != levels:
        raise RecipeError(f"{len(shares)} shares are given for {levels} categories.")
    found = goodness_of_fit(sample.design, codes, shares)
    return {
        "statistic": plain(found.statistic),
        "parameter": listed(found.parameter),
        "p_value": plain(found.p_value),
    }


def _categories(table: Table, variable: str, within: Flags) -> tuple[Codes, int]:
    column = as_factor(evaluate(parse(variable), table))
    if within.all():
        return column.values.astype(np.intp), len(column.levels)
    used = dropped_levels(column, within)
    return used.values.astype(np.intp), len(used.levels)
