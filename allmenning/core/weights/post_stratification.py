"""Weights that make the population of every class known."""

from dataclasses import dataclass, replace
from typing import overload

import numpy as np

from allmenning.core.design.model import Codes, Design, Floats, Replicates
from allmenning.core.weights.margin import Margin, check_classes, class_sums


@dataclass(frozen=True, eq=False)
class ClassMeans:
    """What is left when every class's weighted mean is taken away.

    Attributes
    ----------
    codes : Codes
        (n,).
    weights : Floats
        (n,), after the post-stratification.
    """

    codes: Codes
    weights: Floats

    def residuals(self, influence: Floats) -> Floats:
        """Return influence (n, k) less each class's mean of it per weight."""
        classes = int(self.codes.max(initial=-1)) + 1
        sums = class_sums(self.codes, influence, classes)
        weights = class_sums(self.codes, self.weights, classes)
        means = sums / np.where(weights > 0, weights, 1.0)[:, None]
        fitted = means[self.codes]
        fitted *= self.weights[:, None]
        return np.subtract(influence, fitted, out=fitted)


@overload
def post_stratify(design: Design, margin: Margin, *, partial: bool = False) -> Design: ...
@overload
def post_stratify(design: Replicates, margin: Margin, *, partial: bool = False) -> Replicates: ...
def post_stratify(
    design: Design | Replicates,
    margin: Margin,
    *,
    partial: bool = False,
) -> Design | Replicates:
    """Scale the weights of every class up or down to its known total.

    Parameters
    ----------
    design : Design or Replicates
        Replicates are each scaled by themselves; a class that a replicate leaves empty stays so.
    margin : Margin
    partial : bool
        Leave known totals of classes that nobody is in out, instead of refusing.

    Returns
    -------
    Design or Replicates
        With the projection that takes the variance between classes out.

    Raises
    ------
    DesignError
        A class without a total or without rows, named in the sentence.

    References
    ----------
    Valliant (1993), JASA 88; docs/method/post-stratification.md.
    """
    check_classes(margin, design.weights != 0, partial=partial)
    codes = np.maximum(margin.codes, 0)
    weights = design.weights * _factors(design.weights, codes, margin.totals)[codes]
    if isinstance(design, Replicates):
        factors = _factors(design.replicates, codes, margin.totals)
        replicates = factors[codes]
        replicates *= design.replicates
        return replace(design, weights=weights, replicates=replicates, degrees=None)
    made = (*design.projections, ClassMeans(codes, weights))
    return replace(design, weights=weights, projections=made)


def _factors(weights: Floats, codes: Codes, totals: Floats) -> Floats:
    """Return known over weighted totals, (C,) or (C, R)."""
    sums = class_sums(codes, weights, len(totals))
    wanted = totals if weights.ndim == 1 else totals[:, None]
    return np.asarray(np.where(sums != 0, wanted / np.where(sums != 0, sums, 1.0), 0.0))
