"""Weighted fit of a generalised linear model by Fisher scoring.

Source: McCullagh and Nelder (1989), section 2.5; iterated to convergence, so that standard errors
belong to the estimates (R's glm reports those of the step before).
"""

from dataclasses import dataclass

import numpy as np

from allmenning.core.design.model import DesignError, Flags, Floats
from allmenning.core.regression.family import Family

MOST_STEPS = 60
CLOSE = 1e-13
ALIASED = 1e-7
"""A column left with less than this share of its length by those before it is their sum."""


@dataclass(frozen=True, eq=False)
class Problem:
    """What is to be fitted; the rows are those of the domain with every variable known.

    Attributes
    ----------
    columns : Floats
        (m, p), of full rank.
    answers, offset : Floats
        (m,).
    family : Family
    """

    columns: Floats
    answers: Floats
    offset: Floats
    family: Family


@dataclass(frozen=True, eq=False)
class Fit:
    """Coefficients and what the model says at them.

    Attributes
    ----------
    coefficients : Floats
        (p,).
    means : Floats
        (m,).
    working : Floats
        (m,), the weights of the last step without those of the rows.
    scores : Floats
        (m,), derivative of a row's log-likelihood by its predictor, unit weight and dispersion.
    """

    coefficients: Floats
    means: Floats
    working: Floats
    scores: Floats


def independent_columns(columns: Floats, weights: Floats) -> Flags:
    """Return which columns (p,) are no sum of those before them, over rows with a weight."""
    seen = columns * np.sqrt(weights)[:, None]
    kept = np.zeros(columns.shape[1], dtype=bool)
    basis = np.zeros((len(seen), 0))
    for place, column in enumerate(seen.T):
        left = column - basis @ (basis.T @ column)
        left -= basis @ (basis.T @ left)
        length = np.linalg.norm(left)
        if length > ALIASED * max(float(np.linalg.norm(column)), 1e-300):
            kept[place] = True
            basis = np.column_stack([basis, left / length])
    return kept


def fit(problem: Problem, weights: Floats, *, start: Floats | None = None) -> Fit:
    """Fit.

    Parameters
    ----------
    problem : Problem
    weights : Floats
        (m,), 0 or more.
    start : Floats, optional
        (p,), coefficients to begin at.

    Raises
    ------
    DesignError
        The fit does not converge: a share that one of the columns foretells fully, or means that
        the link cannot reach.
    """
    family = problem.family
    scaled = weights / weights[weights > 0].mean()
    if start is None:
        eta = family.link.predictor(family.start(problem.answers, scaled))
    else:
        eta = problem.columns @ start + problem.offset
    before, coefficients = np.inf, start
    for _ in range(MOST_STEPS):
        found = _step(problem, scaled, eta)
        after, eta, coefficients = _stable(problem, scaled, found, coefficients)
        if abs(after - before) <= CLOSE * (abs(after) + 1e-3):
            return _described(problem, eta, coefficients)
        before = after
    raise DesignError(
        f"The model did not settle in {MOST_STEPS} steps. A column may foretell the answers fully;"
        " merge categories, or leave it out."
    )


def _step(problem: Problem, weights: Floats, eta: Floats) -> Floats:
    """Return the coefficients of one weighted least squares fit."""
    link = problem.family.link
    mean, slope = link.mean(eta), link.slope(eta)
    roots = np.sqrt(weights * slope**2 / problem.family.variance(mean))
    response = eta - problem.offset + (problem.answers - mean) / slope
    solved, *_ = np.linalg.lstsq(problem.columns * roots[:, None], response * roots, rcond=None)
    return np.asarray(solved)


def _stable(
    problem: Problem, weights: Floats, found: Floats, last: Floats | None
) -> tuple[float, Floats, Floats]:
    """Return deviance, predictor and coefficients, halving the step while the means cannot be."""
    family = problem.family
    for _ in range(MOST_STEPS):
        eta = problem.columns @ found + problem.offset
        mean = family.link.mean(eta)
        if family.allowed(mean[weights > 0]):
            total = weights @ np.nan_to_num(family.deviance(problem.answers, mean))
            return float(total), eta, found
        if last is None:
            break
        found = (found + last) / 2
    raise DesignError(
        f"The link {family.link.name} gives means that {family.name} cannot have. Take another"
        " link, or start nearer."
    )


def _described(problem: Problem, eta: Floats, coefficients: Floats) -> Fit:
    family = problem.family
    mean, slope = family.link.mean(eta), family.link.slope(eta)
    variance = family.variance(mean)
    scores = (problem.answers - mean) * slope / variance
    return Fit(coefficients, mean, slope**2 / variance, scores)
