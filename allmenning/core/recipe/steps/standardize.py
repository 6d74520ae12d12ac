"""Direct standardization: every group gets the same mix of classes."""

from dataclasses import replace

import numpy as np

from allmenning.core.recipe.expression import evaluate
from allmenning.core.recipe.groups import Groups, cells
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Spec, names, numbers
from allmenning.core.recipe.table import RecipeError
from allmenning.core.weights.margin import Margin
from allmenning.core.weights.post_stratification import post_stratify


def standardize(sample: Sample, spec: Spec) -> Sample:
    """Weigh the classes ``by`` to the ``population`` within every group of ``over``.

    ``excluding_missing`` names variables whose missing rows leave the domain first. The weights are
    post-stratified to the standard mix times the group's own estimated size.

    Source: Lumley (2010), Complex Surveys, section 7.2.
    """
    if spec.get("excluding_missing"):
        for name in names(spec, "excluding_missing"):
            sample = sample.domain(~evaluate(name, sample.table).missing)
    classes = cells(names(spec, "by"), sample)
    over = cells(names(spec, "over"), sample) if spec.get("over") else _whole(sample)
    population = np.array(numbers(spec, "population"))
    if len(population) != len(classes.labels):
        raise RecipeError(
            f"'population' has {len(population)} sizes for {len(classes.labels)} classes."
        )
    known = (classes.codes >= 0) & (over.codes >= 0)
    codes = np.where(known, classes.codes + len(classes.labels) * over.codes, -1)
    sizes = np.bincount(over.codes[known], sample.design.weights[known], len(over.labels))
    totals = np.outer(sizes, population / population.sum()).ravel()
    labels = tuple(".".join((*a, *b)) for b in over.labels for a in classes.labels)
    margin = Margin(codes, totals, labels, " by ".join(names(spec, "by")))
    return replace(sample, design=post_stratify(sample.design, margin, partial=True))


def _whole(sample: Sample) -> Groups:
    return Groups(np.zeros(sample.table.rows, dtype=np.intp), (("all",),))
