"""A domain: the rows where a condition holds."""

from allmenning.core.recipe.expression import condition
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Spec, word


def subset(sample: Sample, spec: Spec) -> Sample:
    """Keep the rows where ``where`` holds; where it is missing, it does not hold."""
    return sample.domain(condition(word(spec, "where"), sample.table))
