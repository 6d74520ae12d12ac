"""Estimates under the names that the vectors use."""

import math
from collections.abc import Iterable

import numpy as np
from scipy import stats as distributions

from allmenning.core.design.model import Floats
from allmenning.core.estimate.statistic import Estimate
from allmenning.core.recipe.spec import Result, Spec, amount


def described(estimate: Estimate, spec: Spec, level: float) -> Result:
    """Write an estimate: names, estimate, se, vcov, df and interval.

    Parameters
    ----------
    spec : Spec
        Its ``df`` takes the place of the design's degrees of freedom; "Inf" is the normal interval.
    level : float
        0 to 1.
    """
    degrees = amount(spec, "df", estimate.degrees)
    half = estimate.errors * quantile_of_t((1 + level) / 2, degrees)
    return {
        "names": list(estimate.names),
        "estimate": listed(estimate.values),
        "se": listed(estimate.errors),
        "vcov": [listed(row) for row in estimate.covariance],
        "df": plain(degrees),
        "ci": {
            "level": level,
            "df": plain(degrees),
            "lower": listed(estimate.values - half),
            "upper": listed(estimate.values + half),
        },
    }


def quantile_of_t(share: float, degrees: float) -> float:
    """Return the quantile of Student's t, of the normal where the degrees are infinite.

    With no degrees of freedom there is no interval: NaN.
    """
    if math.isinf(degrees):
        return float(distributions.norm.ppf(share))
    return float(distributions.t.ppf(share, degrees)) if degrees > 0 else math.nan


def listed(values: Floats | Iterable[float]) -> list[object]:
    """Return numbers as JSON can hold them."""
    return [plain(value) for value in np.asarray(values, dtype=np.float64).ravel().tolist()]


def plain(value: float) -> object:
    """Return a number as JSON can hold it: whole ones without a point, "NaN" and "Inf" as texts."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Inf" if value > 0 else "-Inf"
    return int(value) if value == int(value) and abs(value) < 2**53 else value
