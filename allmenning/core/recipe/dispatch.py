"""Which function does what a recipe names: kinds of design, steps, statistics, estimators."""

from collections.abc import Mapping
from types import MappingProxyType

from allmenning.core.recipe.book import Estimator, Kind, Stat, Step
from allmenning.core.recipe.designs.drawn import drawn
from allmenning.core.recipe.stats import degrees, means
from allmenning.core.recipe.steps.define import define
from allmenning.core.recipe.steps.subset import subset

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "drawn": drawn,
    }
)

STEPS: Mapping[str, Step] = MappingProxyType(
    {
        "define": define,
        "subset": subset,
    }
)

STATS: Mapping[str, Stat] = MappingProxyType(
    {
        "degf": degrees.degf,
        "mean": means.mean,
        "total": means.total,
    }
)

ESTIMATORS: Mapping[str, Estimator] = MappingProxyType(
    {
        "mean": means.estimated_mean,
        "total": means.estimated_total,
    }
)
