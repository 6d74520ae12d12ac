"""Variances and covariances of variables."""

import numpy as np

from allmenning.core.design.model import Design
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
    """Estimate variances and covariances.

    As in R survey the divisor of a linearised design counts the rows that lack an answer too; that
    of replicates does not.
    """
    ready = usable(sample, spec, "vars")
    whole = isinstance(sample.design, Design)
    counted = int(np.count_nonzero(sample.design.weights)) if whole else None
    return ready.estimated(Variance(ready.names, ready.columns, counted))
