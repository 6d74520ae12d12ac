"""The weights themselves: how many, their sum, their spread and what it costs."""

import numpy as np

from allmenning.core.recipe.book import Book
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec, numbers
from allmenning.core.weights.design_effect import effective_n, weights_design_effect


def weights(sample: Sample, spec: Spec, _book: Book) -> Result:
    """Describe the weights of the domain; ``at`` are rows, counted from 1, whose weight is shown.

    Without ``at``: the first three and the last.
    """
    held = sample.design.weights[sample.design.within]
    at = _rows(spec, len(held))
    return {
        "n": len(held),
        "sum": float(held.sum()),
        "sum_sq": float(held @ held),
        "min": float(held.min()),
        "max": float(held.max()),
        "kish_deff": weights_design_effect(held),
        "effective_n": effective_n(held),
        "at": at,
        "values": [float(held[row - 1]) for row in at],
    }


def _rows(spec: Spec, n: int) -> list[int]:
    if spec.get("at") is not None:
        return [int(row) for row in numbers(spec, "at") if 1 <= row <= n]
    return [int(row) for row in np.unique(np.minimum([1, 2, 3, n], n))]
