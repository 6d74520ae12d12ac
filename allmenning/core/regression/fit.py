"""Weighted fit of a generalised linear model by Fisher scoring.

Source: McCullagh and Nelder (1989), section 2.5; iterated until the predictor stands still, so that
standard errors belong to the estimates. R's glm with its own setting stops earlier and reports
those of the step before: set its epsilon to 1e-12 to compare.
"""

from dataclasses import dataclass

import numpy as np

from allmenning.core.design.model import DesignError, Flags, Floats
from allmenning.core.regression.family import Family

MOST_STEPS = 100
STILL = 1e-11
"""Largest change of the predictor, relative to its size, that counts as none."""
CORRECTIONS = 3
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
        (m,), the weights of the last step (so at the predictor before it), without those of rows.
    scores : Floats
        (m,), working residual times `working`: what a row pulls its predictor by.
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
    coefficients = start
    for _ in range(MOST_STEPS):
        working = _working(family, eta)
        found = _step(problem, scaled * working, eta)
        before = eta
        eta, coefficients = _stable(problem, scaled, found, coefficients)
        if np.max(np.abs(eta - before)) <= STILL * (1 + np.max(np.abs(eta))):
            return _described(problem, eta, coefficients, working)
    raise DesignError(
        f"The model did not settle in {MOST_STEPS} steps. A column may foretell the answers fully;"
        " merge categories, or leave it out."
    )


def _working(family: Family, eta: Floats) -> Floats:
    return np.asarray(family.link.slope(eta) ** 2 / family.variance(family.link.mean(eta)))


def _step(problem: Problem, weights: Floats, eta: Floats) -> Floats:
    """Return the coefficients of one weighted least squares fit."""
    link = problem.family.link
    response = eta - problem.offset + (problem.answers - link.mean(eta)) / link.slope(eta)
    return least_squares(problem.columns, response, weights)


def least_squares(columns: Floats, response: Floats, weights: Floats) -> Floats:
    """Return weighted least squares coefficients (p,).

    Normal equations in columns of length 1, corrected by what they leave over: as exact as an
    orthogonal decomposition for a fraction of its time.
    """
    lengths = np.sqrt(np.einsum("ij,ij,i->j", columns, columns, weights))
    weighted = columns * weights[:, None]
    products = (weighted.T @ columns) / np.outer(lengths, lengths)
    found = np.zeros(columns.shape[1])
    for _ in range(CORRECTIONS):
        left = weighted.T @ (response - columns @ found) / lengths
        found = found + np.linalg.solve(products, left) / lengths
    return found


def _stable(
    problem: Problem, weights: Floats, found: Floats, last: Floats | None
) -> tuple[Floats, Floats]:
    """Return predictor and coefficients, halving the step while the means cannot be."""
    family = problem.family
    for _ in range(MOST_STEPS):
        eta = problem.columns @ found + problem.offset
        mean = family.link.mean(eta)
        if family.allowed(mean[weights > 0]):
            return eta, found
        if last is None:
            break
        found = (found + last) / 2
    raise DesignError(
        f"The link {family.link.name} gives means that {family.name} cannot have. Take another"
        " link, or start nearer."
    )


def _described(problem: Problem, eta: Floats, coefficients: Floats, working: Floats) -> Fit:
    link = problem.family.link
    mean = link.mean(eta)
    scores = (problem.answers - mean) / link.slope(eta) * working
    return Fit(coefficients, mean, working, scores)
