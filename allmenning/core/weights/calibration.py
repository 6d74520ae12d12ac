"""Weights that make totals of any variables known (generalised regression, calibration)."""

from dataclasses import dataclass, replace
from typing import overload

import numpy as np

from allmenning.core.design.model import Codes, Design, DesignError, Flags, Floats, Replicates
from allmenning.core.weights.distance import Bounds, Distance, check_bounds, factors
from allmenning.core.weights.margin import class_sums

MOST_STEPS = 50
MOST_HALVINGS = 30
MET = 1e-7
"""Greatest misfit of a total, over 1 plus the total, that counts as met."""
RANK = 1e-11


@dataclass(frozen=True, eq=False)
class Regression:
    """What is left when a weighted regression on the known columns is taken away.

    Attributes
    ----------
    columns : Floats
        (n, p), as calibrated on (means of clusters where they share a factor).
    importance : Floats
        (n,), the weight of the row in the regression.
    weights : Floats
        (n,), what influence values are divided by to become scores.
    """

    columns: Floats
    importance: Floats
    weights: Floats

    def residuals(self, influence: Floats) -> Floats:
        """Return influence (n, k) less its regression on the columns."""
        seen = self.weights != 0
        left = influence / np.where(seen, self.weights, 1.0)[:, None]
        left[~seen] = 0
        heavy = self.columns * self.importance[:, None]
        inverse = _inverse(heavy.T @ self.columns)
        for _ in range(2):  # The second time takes away what rounding left of the first.
            left -= self.columns @ (inverse @ (heavy.T @ left))
        left *= self.weights[:, None]
        return left


@dataclass(frozen=True, eq=False)
class Known:
    """Totals of the population, and the columns they are totals of.

    Attributes
    ----------
    columns : Floats
        (n, p).
    totals : Floats
        (p,).
    names : tuple of str
        p, for messages.
    """

    columns: Floats
    totals: Floats
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        if self.columns.shape[1:] != self.totals.shape or len(self.names) != len(self.totals):
            raise DesignError(
                f"Calibration has {self.columns.shape[1]} columns and {len(self.totals)} totals:"
                " each column needs one.",
            )
        for name, column, total in zip(self.names, self.columns.T, self.totals, strict=True):
            if not np.isfinite(total):
                raise DesignError(f"The total of {name} must be a number, not {total}.")
            if not np.isfinite(column).all():
                raise DesignError(f"{name} is missing on some rows; calibration needs it on all.")


@dataclass(frozen=True, eq=False)
class Calibration:
    """How to calibrate.

    Attributes
    ----------
    distance : Distance
    bounds : Bounds or None
        Of the factors, or of the weights themselves with `bounds_on_weights`.
    variance : Floats or None
        (n,), what the variance of the regression is proportional to; constant without.
    groups : Codes or None
        (n,), rows that must share a factor, such as the rows of a cluster.
    trim : tuple of float or None
        Cut factors to these after calibration within wider bounds; what is cut is shared out.
    epsilon : float
        Greatest misfit of a total, over 1 plus the total, that counts as met.
    force : bool
        Take weights that do not meet the totals, instead of refusing.
    """

    distance: Distance = Distance.LINEAR
    bounds: Bounds | None = None
    bounds_on_weights: bool = False
    variance: Floats | None = None
    groups: Codes | None = None
    trim: tuple[float, float] | None = None
    epsilon: float = MET
    force: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is linear and without bounds.

        R survey then counts the degrees of freedom of replicates anew, and keeps them otherwise.
        """
        return self.distance is Distance.LINEAR and self.bounds is None


@overload
def calibrate(design: Design, known: Known, how: Calibration = ...) -> Design: ...
@overload
def calibrate(design: Replicates, known: Known, how: Calibration = ...) -> Replicates: ...
def calibrate(
    design: Design | Replicates,
    known: Known,
    how: Calibration | None = None,
) -> Design | Replicates:
    """Change the weights as little as possible so that the totals are met.

    Parameters
    ----------
    design : Design or Replicates
        Replicates are each calibrated by themselves; one that cannot be keeps what comes nearest.
    known : Known
    how : Calibration, optional

    Raises
    ------
    DesignError
        Totals that cannot be met, or not within the bounds; the sentence names the total.

    References
    ----------
    Deville and Särndal (1992), JASA 87; Deville, Särndal and Sautory (1993), JASA 88; Vanderhoeft
    (2001) for factors shared within clusters; docs/method/calibration.md.
    """
    how = how or Calibration()
    problem = _problem(known, how, design.weights)
    fitted = problem.solve(design.weights)
    problem.check_met(design.weights, fitted)
    fitted = problem.trimmed(design.weights, fitted)
    weights = design.weights * fitted
    if isinstance(design, Design):
        start = problem.start(design.weights)
        regression = Regression(problem.columns, start / problem.variance, start * fitted)
        made = (*design.projections, regression)
        return replace(design, weights=weights, projections=made)
    replicates = design.replicates.copy()
    for place, column in enumerate(design.replicates.T):
        replicates[:, place] *= problem.trimmed(column, problem.solve(column))
    degrees = None if how.plain else design.degrees
    return replace(design, weights=weights, replicates=replicates, degrees=degrees)


def _problem(known: Known, how: Calibration, weights: Floats) -> "_Problem":
    """Check what is given and put zeros outside the domain."""
    inside = weights != 0
    if len(known.columns) != len(inside):
        raise DesignError(f"{len(known.columns)} rows of columns for a design of {len(inside)}.")
    columns = np.where(inside[:, None], known.columns, 0.0)
    empty = ~columns.any(axis=0)
    if (asked := np.flatnonzero(empty & (known.totals != 0))).size:
        raise DesignError(
            f"The total of {known.names[asked[0]]} is {known.totals[asked[0]]:.10g}, but it is 0 on"
            " every row: no weights can meet it. Join the class with another.",
        )
    if how.groups is not None:
        columns = _group_means(columns, how.groups, inside)
    variance = np.ones(len(inside)) if how.variance is None else how.variance
    if not np.all(variance[inside] > 0):
        raise DesignError("The variance of the calibration must be above 0 on every row.")
    return _Problem(columns, known.totals, known.names, np.where(inside, variance, 1.0), how)


def _group_means(values: Floats, groups: Codes, inside: Flags) -> Floats:
    """Give every row inside the mean of its group's rows inside."""
    classes = int(groups.max(initial=-1)) + 1
    n = np.maximum(class_sums(groups, inside.astype(np.float64), classes), 1.0)
    sums = class_sums(groups, values, classes)
    means = (sums.T / n).T[groups]
    means[~inside] = 0
    return np.asarray(means)


@dataclass(frozen=True, eq=False)
class _Problem:
    """Totals to meet with given columns, for one set of weights after the other."""

    columns: Floats
    totals: Floats
    names: tuple[str, ...]
    variance: Floats
    how: Calibration

    def start(self, weights: Floats) -> Floats:
        """Return the weights (n,) that the factors are worked out from."""
        if self.how.groups is None:
            return weights
        return _group_means(weights, self.how.groups, weights != 0)

    def bounds(self, weights: Floats) -> Bounds:
        """Return the bounds of the factors (n,)."""
        given = self.how.bounds
        if given is None:
            return Bounds(np.full(len(weights), -np.inf), np.full(len(weights), np.inf))
        if not self.how.bounds_on_weights:
            return given
        size = np.where(weights != 0, weights, 1.0)
        return Bounds(given.low / size, given.high / size)

    def misfit(self, weights: Floats, fitted: Floats) -> Floats:
        """Return how far each total is off (p,), over 1 plus the total."""
        off = self.totals - self.columns.T @ (weights * fitted)
        return np.asarray(off / (1 + np.abs(self.totals)))

    def solve(self, weights: Floats) -> Floats:
        """Return the factors (n,) that meet the totals, or come as near as Newton's method does."""
        start, bounds = self.start(weights), self.bounds(weights)
        check_bounds(self.how.distance, bounds)
        pull = np.zeros(len(self.totals))
        fitted, slope = self._factors(pull, bounds)
        off = self.misfit(start, fitted)
        for _ in range(MOST_STEPS):
            pull = pull + self._step(start, slope, off)
            tried, slope = self._factors(pull, bounds)
            before, off = np.abs(off).max(), self.misfit(start, tried)
            if before <= self.how.epsilon and not np.abs(off).max() < before:
                return fitted  # As near as rounding lets it come.
            fitted = tried
        return fitted if np.abs(off).max() <= self.how.epsilon else self._searched(start, bounds)

    def _step(self, start: Floats, slope: Floats, off: Floats) -> Floats:
        """Return Newton's step (p,)."""
        heavy = self.columns * (start * slope / self.variance)[:, None]
        return np.asarray(_inverse(heavy.T @ self.columns) @ (off * (1 + np.abs(self.totals))))

    def _searched(self, start: Floats, bounds: Bounds) -> Floats:
        """Return factors by Newton's method with steps cut until the totals come nearer."""
        pull = np.zeros(len(self.totals))
        fitted, slope = self._factors(pull, bounds)
        off = self.misfit(start, fitted)
        for _ in range(MOST_STEPS):
            step, before = self._step(start, slope, off), np.abs(off).max()
            for halving in range(MOST_HALVINGS):
                tried, slope = self._factors(pull + step / 2**halving, bounds)
                off = self.misfit(start, tried)
                if np.abs(off).max() < before:
                    break
            else:
                return fitted
            pull, fitted = pull + step / 2**halving, tried
            if np.abs(off).max() <= self.how.epsilon:
                break
        return fitted

    def _factors(self, pull: Floats, bounds: Bounds) -> tuple[Floats, Floats]:
        return factors(self.how.distance, self.columns @ pull / self.variance, bounds)

    def trimmed(self, weights: Floats, fitted: Floats) -> Floats:
        """Cut factors to the range asked for and share what is cut out among the others."""
        if self.how.trim is None:
            return fitted
        cut = np.clip(fitted, *self.how.trim)
        others = (cut == fitted) & (weights != 0)
        if not others.any():
            raise DesignError("Every factor is outside the range to trim to; ask for a wider one.")
        excess = weights @ (fitted - cut)
        return np.where(others, cut + excess / weights[others].sum(), cut)

    def check_met(self, weights: Floats, fitted: Floats) -> None:
        """Refuse totals that are not met."""
        off = np.abs(self.misfit(self.start(weights), fitted))
        worst = int(off.argmax())
        if off[worst] <= self.how.epsilon or self.how.force:
            return
        reached = self.columns[:, worst] @ (self.start(weights) * fitted)
        within = "" if self.how.bounds is None else " within the bounds"
        raise DesignError(
            f"The total of {self.names[worst]} cannot be met{within}: {self.totals[worst]:.10g} is"
            f" asked for and the nearest is {reached:.10g}. Widen the bounds or leave a total out.",
        )


def _inverse(crossed: Floats) -> Floats:
    """Return the inverse (p, p) of a matrix of crossproducts; what has no rank is left out."""
    size = np.sqrt(np.diag(crossed))
    size = np.where(size > 0, size, 1.0)
    roots, axes = np.linalg.eigh(crossed / np.outer(size, size))
    kept = roots > RANK * max(float(roots.max(initial=0.0)), 1e-300)
    inverse = (axes[:, kept] / roots[kept]) @ axes[:, kept].T
    return np.asarray(inverse / np.outer(size, size))
