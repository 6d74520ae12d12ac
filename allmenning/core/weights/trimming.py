"""Weights cut to a range, with what is cut shared out among the others."""

from dataclasses import replace
from typing import overload

import numpy as np

from allmenning.core.design.model import Design, DesignError, Floats, Replicates

MOST_ROUNDS = 1000


@overload
def trim_weights(
    design: Design,
    *,
    lower: float = ...,
    upper: float = ...,
    strict: bool = ...,
) -> Design: ...
@overload
def trim_weights(
    design: Replicates,
    *,
    lower: float = ...,
    upper: float = ...,
    strict: bool = ...,
) -> Replicates: ...
def trim_weights(
    design: Design | Replicates,
    *,
    lower: float = -np.inf,
    upper: float = np.inf,
    strict: bool = False,
) -> Design | Replicates:
    """Cut weights to a range; the sum stays, in equal parts on the weights that were not cut.

    Parameters
    ----------
    design : Design or Replicates
        Replicate weights are cut in the same rows, and by the same range.
    lower, upper : float
        Least and greatest weight.
    strict : bool
        Cut again until every weight is within; else the shared part may lift some above.

    Returns
    -------
    Design or Replicates
        The variance is that of the weights as they are: trimming makes nothing known.

    Raises
    ------
    DesignError
        A range that leaves no weight to share with, or that cannot hold the sum.

    References
    ----------
    Potter (1990), Proceedings of the ASA Section on Survey Research Methods;
    docs/method/trimming.md.
    """
    if not lower < upper:
        raise DesignError(f"The lower limit {lower:g} must be below the upper limit {upper:g}.")
    inside = design.weights != 0
    weights = np.zeros_like(design.weights)
    weights[inside] = _trimmed(design.weights[inside], lower, upper, strict=strict)
    if isinstance(design, Design):
        return replace(design, weights=weights)
    replicates = np.zeros_like(design.replicates)
    for column, made in zip(design.replicates.T, replicates.T, strict=True):
        held = column != 0
        made[held] = _trimmed(column[held], lower, upper, strict=strict)
    return replace(design, weights=weights, replicates=replicates)


def _trimmed(weights: Floats, lower: float, upper: float, *, strict: bool) -> Floats:
    """Cut once, or until nothing is outside."""
    if strict and not lower * len(weights) <= weights.sum() <= upper * len(weights):
        raise DesignError(
            f"{len(weights)} weights from {lower:g} to {upper:g} cannot sum to"
            f" {weights.sum():.10g}. Widen the range.",
        )
    for _ in range(MOST_ROUNDS if strict else 1):
        outside = (weights < lower) | (weights > upper)
        if not outside.any():
            break
        cut = np.clip(weights, lower, upper)
        if outside.all():
            raise DesignError(
                f"Every weight is outside {lower:g} to {upper:g}, so none can take what is cut.",
            )
        share = (weights - cut).sum() / (~outside).sum()
        weights = np.where(outside, cut, weights + share)
    return weights
