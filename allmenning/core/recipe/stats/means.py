"""Means and totals of variables; a factor becomes the share or count of each level."""

import numpy as np

from allmenning.core.design.model import Floats
from allmenning.core.estimate.deff import simple_variance
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.statistic import Estimate
from allmenning.core.estimate.total import Total
from allmenning.core.recipe.answer import described, listed
from allmenning.core.recipe.book import Book
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec
from allmenning.core.recipe.usable import Usable, usable

ROUNDING = 1e-13
"""A standard error this small beside its estimate is the arithmetic's."""


def mean(sample: Sample, spec: Spec, book: Book) -> Result:
    """Answer ``{"op": "mean", "vars": [...], "na_rm": bool, "deff": bool | "replace"}``."""
    ready = usable(sample, spec, "vars")
    estimate = ready.estimated(Mean(ready.names, ready.columns))
    return _answer(ready, estimate, spec, book.level)


def total(sample: Sample, spec: Spec, book: Book) -> Result:
    """Answer ``{"op": "total", "vars": [...], "na_rm": bool, "deff": bool | "replace"}``."""
    ready = usable(sample, spec, "vars")
    estimate = ready.estimated(Total(ready.names, ready.columns))
    return _answer(ready, estimate, spec, book.level)


def estimated_mean(sample: Sample, spec: Spec, _: Book) -> Estimate:
    """Estimate means."""
    ready = usable(sample, spec, "vars")
    return ready.estimated(Mean(ready.names, ready.columns))


def estimated_total(sample: Sample, spec: Spec, _: Book) -> Estimate:
    """Estimate totals."""
    ready = usable(sample, spec, "vars")
    return ready.estimated(Total(ready.names, ready.columns))


def _answer(ready: Usable, estimate: Estimate, spec: Spec, level: float) -> Result:
    answer = described(estimate, spec, level)
    with np.errstate(all="ignore"):
        answer["cv"] = listed(estimate.errors / estimate.values)
        if spec.get("deff"):
            answer["deff"] = listed(_variances(estimate) / _simple(ready, spec))
    return answer


def _variances(estimate: Estimate) -> Floats:
    """Return the variances (k,), those that are rounding only as 0."""
    found = np.diag(estimate.covariance)
    return np.asarray(np.where(found < (ROUNDING * estimate.values) ** 2, 0.0, found))


def _simple(ready: Usable, spec: Spec) -> Floats:
    return simple_variance(
        ready.design,
        ready.columns,
        of_total=spec["op"] == "total",
        replacement=spec["deff"] == "replace",
    )
