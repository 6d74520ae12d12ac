"""Which function does what a recipe names: kinds of design, steps, statistics, estimators."""

from collections.abc import Mapping
from types import MappingProxyType

from allmenning.core.recipe.book import Estimator, Kind, Stat, Step
from allmenning.core.recipe.designs.drawn import drawn
from allmenning.core.recipe.designs.given import replicate_given
from allmenning.core.recipe.stats import (
    agreement,
    contrasts,
    cross_tables,
    degrees,
    domains,
    means,
    models,
    quantiles,
    ranks,
    ratios,
    share_intervals,
    t_tests,
    tables,
    variances,
    weights,
)
from allmenning.core.recipe.steps.as_replicate import as_replicate
from allmenning.core.recipe.steps.calibrate import calibrate
from allmenning.core.recipe.steps.define import define
from allmenning.core.recipe.steps.post_stratify import post_stratify, rake
from allmenning.core.recipe.steps.standardize import standardize
from allmenning.core.recipe.steps.subset import subset
from allmenning.core.recipe.steps.trim import trim

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "drawn": drawn,
        "replicate_given": replicate_given,
    }
)

STEPS: Mapping[str, Step] = MappingProxyType(
    {
        "as_replicate": as_replicate,
        "calibrate": calibrate,
        "define": define,
        "postStratify": post_stratify,
        "rake": rake,
        "standardize": standardize,
        "subset": subset,
        "trimWeights": trim,
    }
)

STATS: Mapping[str, Stat] = MappingProxyType(
    {
        "by": domains.by,
        "cdf": cross_tables.cdf,
        "chisq": tables.chisq,
        "ciprop": share_intervals.ciprop,
        "contrast": contrasts.contrast,
        "cralpha": agreement.cralpha,
        "degf": degrees.degf,
        "glm": models.glm,
        "gofchisq": tables.gofchisq,
        "kappa": agreement.kappa_of,
        "mean": means.mean,
        "quantile": quantiles.quantile,
        "ranktest": ranks.ranktest,
        "ratio": ratios.ratio,
        "table": cross_tables.table,
        "total": means.total,
        "ttest": t_tests.ttest,
        "var": variances.variance,
        "weights": weights.weights,
    }
)

ESTIMATORS: Mapping[str, Estimator] = MappingProxyType(
    {
        "by": domains.estimated_by,
        "contrast": contrasts.estimated_contrast,
        "mean": means.estimated_mean,
        "ratio": ratios.estimated_ratio,
        "total": means.estimated_total,
        "var": variances.estimated_variance,
    }
)
