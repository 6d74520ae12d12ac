"""What the intervals need, taken from an estimate of shares."""

import numpy as np
from scipy.special import logit

from allmenning.core.design.model import Design, Floats, Replicates
from allmenning.core.estimate.statistic import Estimate, replicate_covariance
from allmenning.core.interval.share import Shares


def shares_of(
    design: Design | Replicates,
    estimate: Estimate,
    *,
    degrees: float | None = None,
    rows: int | None = None,
) -> Shares:
    """Return k shares ready for their intervals.

    Parameters
    ----------
    design : Design or Replicates
        The one the estimate was made on.
    estimate : Estimate
        Of k shares.
    degrees : float, optional
        Of the quantiles of t; those of the estimate otherwise.
    rows : int, optional
        Answers; those of the domain with a weight otherwise.
    """
    k = len(estimate.values)
    weights = design.weights[design.weights != 0]
    counted = len(weights) if rows is None else rows
    variances = np.asarray(np.diag(estimate.covariance))
    return Shares(
        values=estimate.values,
        variances=variances,
        degrees=np.full(k, estimate.degrees if degrees is None else degrees),
        rows=np.full(k, float(counted)),
        design_degrees=np.full(k, estimate.degrees),
        logit_variances=_logit_variances(design, estimate, variances),
        effective=np.full(k, effective_rows(design)),
    )


def effective_rows(design: Design | Replicates) -> float:
    """Return Kish's effective number of answers over what of the population is not asked.

    Where no population sizes are known the population counts as infinite.
    """
    weights = design.weights[design.weights != 0]
    kish = float(weights.sum() ** 2 / np.sum(weights**2))
    if isinstance(design, Replicates) or not np.isfinite(design.stages[0].population).all():
        return kish
    left = 1 - len(weights) / float(weights.sum())
    return kish / left if left > 1e-12 else float("inf")


def _logit_variances(design: Design | Replicates, estimate: Estimate, variances: Floats) -> Floats:
    p = estimate.values
    if isinstance(design, Replicates) and estimate.replicates is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            whole = ((estimate.replicates > 0) & (estimate.replicates < 1)).all(axis=0)
            inside = whole & (p > 0) & (p < 1)
            repeated = np.where(inside, logit(estimate.replicates), 0.0)
            centre = np.where(inside, logit(p), 0.0)
        found = np.diag(replicate_covariance(design, centre, repeated))
        return np.where(inside, found, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(variances / (p * (1 - p)) ** 2)
