"""Rank tests between groups."""

import numpy as np

from allmenning.core.rank_test import RankScore, rank_test
from allmenning.core.recipe.answer import plain
from allmenning.core.recipe.book import Book
from allmenning.core.recipe.expression import evaluate
from allmenning.core.recipe.formula import read_formula
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec, word
from allmenning.core.recipe.stats.models import answers_of
from allmenning.core.recipe.table import RecipeError, as_factor


def ranktest(sample: Sample, spec: Spec, _book: Book) -> Result:
    """Answer ``{"op": "ranktest", "formula": "likert ~ klass", "test": "wilcoxon"}``.

    With more than two groups R names the degrees of freedom ``statistic`` and the chi-square
    ``parameter``; so does this.
    """
    formula = read_formula(word(spec, "formula"))
    if formula.response is None or len(formula.variables) != 1:
        raise RecipeError("A rank test has one variable and one group: write likert ~ klass.")
    name = word(spec, "test", "wilcoxon")
    if name not in set(RankScore):
        raise RecipeError(f"There is no rank test {name!r}; there are {', '.join(RankScore)}.")
    values = answers_of(evaluate(formula.response, sample.table))
    groups = as_factor(evaluate(formula.variables[0], sample.table)).values.astype(np.intp)
    found = rank_test(sample.design, values, groups, score=RankScore(name))
    if found.difference is None:
        statistic, parameter = float(found.groups_degrees), found.statistic
    else:
        statistic, parameter = found.statistic, found.degrees
    return {
        "statistic": plain(statistic),
        "parameter": [plain(parameter)],
        "estimate": None if found.difference is None else plain(found.difference),
        "p_value": plain(found.p_value),
    }
