"""t tests: the mean of a group against another, or against 0."""

import numpy as np
from scipy.special import stdtr

from allmenning.core.design.kernel import degrees_of_freedom
from allmenning.core.design.model import Floats
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.statistic import estimate
from allmenning.core.interval.share import t_quantile
from allmenning.core.recipe.answer import plain
from allmenning.core.recipe.book import Book
from allmenning.core.recipe.expression import evaluate
from allmenning.core.recipe.formula import read_formula
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec, word
from allmenning.core.recipe.stats.models import answers_of
from allmenning.core.recipe.syntax import written
from allmenning.core.recipe.table import Column, RecipeError, dropped_levels
from allmenning.core.regression.family import family
from allmenning.core.regression.model import Specification, model


def ttest(sample: Sample, spec: Spec, book: Book) -> Result:
    """Answer ``{"op": "ttest", "formula": "likert ~ q01"}``; ``y ~ 0`` holds a mean against 0."""
    formula = read_formula(word(spec, "formula"))
    if formula.response is None or len(formula.variables) > 1:
        raise RecipeError("A t test has one variable and one group: write likert ~ q01.")
    answers = answers_of(evaluate(formula.response, sample.table))
    if not formula.variables:
        return _one_sample(sample, answers, book.level)
    group = _binary(evaluate(formula.variables[0], sample.table), sample)
    columns = np.column_stack([np.ones(len(group)), group])
    complete = ~np.isnan(answers) & ~np.isnan(group)
    given = Specification(
        ("mean", "difference"), np.nan_to_num(columns), answers, complete, family("gaussian")
    )
    fitted = model(sample.design, given)
    if fitted.aliased:
        raise RecipeError(
            f"{written(formula.variables[0])} has one group only; a t test needs two."
        )
    found = fitted.estimate
    return _t_result(
        float(found.values[1]), float(found.errors[1]), fitted.residual_degrees, book.level
    )


def _one_sample(sample: Sample, answers: Floats, level: float) -> Result:
    used = sample.domain(~np.isnan(answers)).design
    column = np.nan_to_num(answers)[:, None]
    found = estimate(used, Mean(("mean",), column))
    # R takes one degree of freedom less than the design has.
    degrees = degrees_of_freedom(used) - 1
    return _t_result(float(found.values[0]), float(found.errors[0]), degrees, level)


def _t_result(value: float, error: float, degrees: float, level: float) -> Result:
    t = value / error if error > 0 else float("nan")
    half = error * float(t_quantile(np.array([degrees]), level)[0])
    p = 2 * float(stdtr(degrees, -abs(t))) if degrees > 0 else float("nan")
    return {
        "estimate": plain(value),
        "t": plain(t),
        "df": plain(degrees),
        "p_value": plain(p),
        "ci": [plain(value - half), plain(value + half)],
    }


def _binary(column: Column, sample: Sample) -> Floats:
    """Return 0 and 1 of a variable that has two values in the domain."""
    within = sample.design.within
    if column.coded:
        used = dropped_levels(column, within)
        if len(used.levels) != 2:
            raise RecipeError(f"A t test needs two groups; there are {len(used.levels)}.")
        codes = np.asarray(used.values, dtype=np.float64)
        return np.where(codes < 0, np.nan, codes)
    values = np.asarray(column.values, dtype=np.float64)
    found = np.unique(values[within & ~np.isnan(values)])
    if len(found) != 2:
        raise RecipeError(f"A t test needs two groups; there are {len(found)}.")
    return np.where(np.isnan(values), np.nan, (values == found[1]).astype(np.float64))
