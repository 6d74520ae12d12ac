"""Post-stratification and raking to known totals."""

from dataclasses import replace

from allmenning.core.recipe.margins import margin
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Spec, flag, objects
from allmenning.core.weights.post_stratification import post_stratify as post_stratified
from allmenning.core.weights.raking import rake as raked


def post_stratify(sample: Sample, spec: Spec) -> Sample:
    """Meet the ``counts`` of the classes ``by``; ``partial`` leaves classes without rows out."""
    known = margin(spec, sample.table)
    partial = flag(spec, "partial")
    return replace(sample, design=post_stratified(sample.design, known, partial=partial))


def rake(sample: Sample, spec: Spec) -> Sample:
    """Meet each of the ``margins``, a list of ``by`` and ``counts``."""
    margins = [margin(one, sample.table) for one in objects(spec, "margins")]
    return replace(sample, design=raked(sample.design, margins))
