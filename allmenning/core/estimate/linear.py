"""Functions of estimates: linear contrasts, and others by the delta method."""

import numpy as np

from allmenning.core.design.model import Floats
from allmenning.core.estimate.statistic import Estimate


def combined(
    estimate: Estimate, names: tuple[str, ...], values: Floats, gradient: Floats
) -> Estimate:
    """Return functions of estimates with their covariance (docs/method/contrasts.md).

    Parameters
    ----------
    estimate : Estimate
        Of k numbers.
    names : tuple of str
        m names.
    values : Floats
        (m,), the functions at the estimates.
    gradient : Floats
        (m, k), their derivatives there; of linear contrasts the coefficients.
    """
    used = np.flatnonzero(gradient.any(axis=0))
    slopes = gradient[:, used]
    covariance = slopes @ estimate.covariance[np.ix_(used, used)] @ slopes.T
    influence = None if estimate.influence is None else estimate.influence[:, used] @ slopes.T
    return Estimate(names, values, np.asarray(covariance), estimate.degrees, influence=influence)


def contrasts(estimate: Estimate, names: tuple[str, ...], coefficients: Floats) -> Estimate:
    """Return linear contrasts, coefficients (m, k)."""
    return combined(estimate, names, np.asarray(coefficients @ estimate.values), coefficients)
