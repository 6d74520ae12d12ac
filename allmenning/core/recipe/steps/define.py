"""A new variable from an expression."""

from dataclasses import replace

from allmenning.core.recipe.expression import evaluate
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Spec, word


def define(sample: Sample, spec: Spec) -> Sample:
    """Give the expression ``expr`` the name ``name``."""
    column = evaluate(word(spec, "expr"), sample.table)
    return replace(sample, table=sample.table.plus(word(spec, "name"), column))
