"""Weights cut to a range."""

import math
from dataclasses import replace

from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Spec, amount, flag
from allmenning.core.weights.trimming import trim_weights


def trim(sample: Sample, spec: Spec) -> Sample:
    """Cut weights to ``lower`` and ``upper``, again and again if ``strict``."""
    trimmed = trim_weights(
        sample.design,
        lower=amount(spec, "lower", -math.inf),
        upper=amount(spec, "upper", math.inf),
        strict=flag(spec, "strict"),
    )
    return replace(sample, design=trimmed)
