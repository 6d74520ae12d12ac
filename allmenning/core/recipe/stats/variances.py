"""Variances and covariances of variables."""

from allmenning.core.estimate.statistic import Estimate
from allmenning.core.estimate.variance import Variance
from allmenning.core.recipe.answer import described
from allmenning.core.recipe.book import Book
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec
from allmenning.core.recipe.usable import usable


def variance(sample: Sample, spec: Spec, book: Book) -> Result:
    """Answer ``{"op": "var", "vars": [...], "na_rm": bool}``."""
    return described(estimated_variance(sample, spec, book), spec, book.level)


def estimated_variance(sample: Sample, spec: Spec, _: Book) -> Estimate:
    """Estimate variances and covariances."""
    ready = usable(sample, spec, "vars")
    return ready.estimated(Variance(ready.names, ready.columns))
