"""A generalised linear model as a statistic of weights, estimated under a design.

Source: Binder (1983), International Statistical Review 51; Lumley (2010), Complex Surveys,
chapters 5 and 6. Page: docs/method/glm.md.
"""

from dataclasses import dataclass

import numpy as np

from allmenning.core.design.domain import subset
from allmenning.core.design.kernel import degrees_of_freedom
from allmenning.core.design.model import Design, DesignError, Flags, Floats, Replicates
from allmenning.core.estimate.statistic import Estimate, estimate
from allmenning.core.regression.family import Family
from allmenning.core.regression.fit import Fit, Problem, fit, independent_columns


@dataclass(frozen=True, eq=False)
class Specification:
    """What a model is made of, on all rows of the data.

    Attributes
    ----------
    names : tuple of str
        p names.
    columns : Floats
        (n, p).
    answers : Floats
        (n,).
    complete : Flags
        (n,), rows where nothing is missing.
    family : Family
    offset : Floats or None
        (n,), added to the predictor.
    """

    names: tuple[str, ...]
    columns: Floats
    answers: Floats
    complete: Flags
    family: Family
    offset: Floats | None = None


@dataclass(frozen=True, eq=False)
class Coefficients:
    """The coefficients as a statistic; see `Statistic`.

    Attributes
    ----------
    names : tuple of str
    problem : Problem
        On the rows with a weight.
    rows : Flags
        (n,), which rows those are.
    found : Fit
        With the design's own weights.
    """

    names: tuple[str, ...]
    problem: Problem
    rows: Flags
    found: Fit

    def values(self, weights: Floats) -> Floats:
        """Return the coefficients (p,) of the design's own weights, or of replicates (R, p)."""
        if weights.ndim == 1:
            return self.found.coefficients
        start = self.found.coefficients
        return np.array(
            [fit(self.problem, w, start=start).coefficients for w in weights[self.rows].T]
        )

    def influence(self, weights: Floats) -> Floats:
        """Return scores times the inverse of the information (n, p)."""
        kept = weights[self.rows]
        columns = self.problem.columns
        information = columns.T @ (columns * (kept * self.found.working)[:, None])
        out = np.zeros((len(weights), len(self.names)))
        scores = columns * (kept * self.found.scores)[:, None]
        out[self.rows] = np.linalg.solve(information, scores.T).T
        return out


@dataclass(frozen=True, eq=False)
class Model:
    """A fitted model.

    Attributes
    ----------
    estimate : Estimate
        Coefficients of the columns that are no sum of others; `degrees` are the design's.
    aliased : tuple of str
        Columns that were left out because they are.
    fit : Fit
    problem : Problem
    weights : Floats
        (m,), of the rows of the fit, over the mean of the domain's before incomplete rows went.
    residual_degrees : float
        Of the design, plus 1, minus the coefficients.
    """

    estimate: Estimate
    aliased: tuple[str, ...]
    fit: Fit
    problem: Problem
    weights: Floats
    residual_degrees: float

    @property
    def dispersion(self) -> float:
        """Weighted variance of the Pearson residuals.

        As in R survey: times the mean of `weights`, and over replicates without the correction for
        the mean.
        """
        family = self.problem.family
        pearson = (self.problem.answers - self.fit.means) / np.sqrt(family.variance(self.fit.means))
        n = len(pearson)
        centre = self.weights @ pearson / self.weights.sum()
        spread = float(self.weights @ (pearson - centre) ** 2 / n)
        return spread if self.estimate.influence is None else spread * n / (n - 1)

    @property
    def naive_covariance(self) -> Floats:
        """Covariance (p, p) as if the rows were independent, with unit dispersion."""
        columns = self.problem.columns
        weighted = columns * (self.weights * self.fit.working)[:, None]
        return np.asarray(np.linalg.inv(columns.T @ weighted))

    @property
    def deviance(self) -> float:
        """Weighted by `weights`."""
        each = self.problem.family.deviance(self.problem.answers, self.fit.means)
        return float(self.weights @ each)


def model(design: Design | Replicates, given: Specification) -> Model:
    """Fit a model and estimate its covariance.

    Rows outside the domain, and rows where something is missing, take no part; the degrees of
    freedom are those of the rows that do.

    Raises
    ------
    DesignError
        Answers that the family cannot have, weights below 0, a fit that does not converge.
    """
    used = subset(design, given.complete)
    rows = used.within & (used.weights != 0)
    weights = used.weights[rows]
    if np.any(weights < 0):
        raise DesignError("A model needs weights of 0 or more; bound the calibration.")
    if not given.family.takes(given.answers[rows]):
        raise DesignError(f"The family {given.family.name} cannot have these answers.")
    kept = independent_columns(given.columns[rows], weights)
    offset = np.zeros(len(weights)) if given.offset is None else given.offset[rows]
    problem = Problem(given.columns[rows][:, kept], given.answers[rows], offset, given.family)
    found = fit(problem, weights)
    names = tuple(np.array(given.names)[kept].tolist())
    degrees = degrees_of_freedom(used)
    statistic = Coefficients(names, problem, rows, found)
    return Model(
        estimate=estimate(used, statistic, degrees=degrees),
        aliased=tuple(np.array(given.names)[~kept].tolist()),
        fit=found,
        problem=problem,
        weights=weights / design.weights[design.within].mean(),
        residual_degrees=degrees + 1 - len(names),
    )
