"""Weighted tables, and distribution functions."""

import numpy as np

from allmenning.core.recipe.answer import listed
from allmenning.core.recipe.book import Book
from allmenning.core.recipe.groups import cells
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec, names, numbers
from allmenning.core.recipe.usable import usable


def table(sample: Sample, spec: Spec, _: Book) -> Result:
    """Answer ``{"op": "table", "vars": [...]}``: the weighted count of every cell."""
    variables = names(spec, "vars")
    found = cells(variables, sample)
    rows = found.codes >= 0
    counts = np.bincount(
        found.codes[rows], weights=sample.design.weights[rows], minlength=len(found.labels)
    )
    answer: Result = {
        variable: [label[place] for label in found.labels]
        for place, variable in enumerate(variables)
    }
    return {"cells": {**answer, "Freq": listed(counts)}}


def cdf(sample: Sample, spec: Spec, _: Book) -> Result:
    """Answer ``{"op": "cdf", "vars": [one], "at": [...]}``: the share at or below each value."""
    ready = usable(sample, spec, "vars")
    at = numbers(spec, "at")
    values, weights = ready.columns[:, 0], ready.design.weights
    order = np.argsort(values, kind="stable")
    sums = np.concatenate(([0.0], np.cumsum(weights[order])))
    places = np.searchsorted(values[order], at, side="right")
    return {"at": listed(at), "value": listed(sums[places] / sums[-1])}
