"""Tests of several coefficients at once: Wald, working Wald and working likelihood ratio.

Source: Rao and Scott (1984), Annals of Statistics 12; Lumley and Scott (2014), Tests for regression
models fitted to survey data, Australian and New Zealand Journal of Statistics 56.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from scipy.special import chdtrc, fdtrc

from allmenning.core.design.model import DesignError, Flags, Floats
from allmenning.core.mixture import Approximation, upper_tail
from allmenning.core.regression.fit import fit
from allmenning.core.regression.model import Model


class TermMethod(StrEnum):
    """What is held against chance."""

    WALD = "Wald"
    WORKING_WALD = "WorkingWald"
    LIKELIHOOD_RATIO = "LRT"


@dataclass(frozen=True, slots=True)
class TermTest:
    """A test of q coefficients.

    Attributes
    ----------
    method : TermMethod
    statistic : float
        An F for `WALD`, otherwise a weighted sum of chi-squares.
    degrees : int
        q.
    denominator : float
        Degrees of freedom left to the model.
    p_value : float
    effects : tuple of float
        Generalised design effects, the weights of the chi-squares; none for `WALD`.
    """

    method: TermMethod
    statistic: float
    degrees: int
    denominator: float
    p_value: float
    effects: tuple[float, ...] = ()


def term_test(
    fitted: Model,
    tested: Flags,
    *,
    method: TermMethod = TermMethod.WALD,
    denominator: float | None = None,
    approximation: Approximation = Approximation.SADDLEPOINT,
) -> TermTest:
    """Test whether coefficients are all 0.

    Parameters
    ----------
    fitted : Model
    tested : Flags
        (p,), which coefficients of `fitted.estimate`.
    method : TermMethod
    denominator : float, optional
        Degrees of freedom; otherwise those left to the model. Infinite is the chi-square.
    approximation : Approximation
        Of the weighted sum.

    Raises
    ------
    DesignError
        No coefficient is tested, or their covariance is singular.
    """
    q = int(np.count_nonzero(tested))
    if not q:
        raise DesignError("No coefficient belongs to the tested terms; name terms of the model.")
    nu = fitted.residual_degrees if denominator is None else denominator
    values = fitted.estimate.values[tested]
    spread = fitted.estimate.covariance[np.ix_(tested, tested)]
    if method is TermMethod.WALD:
        statistic = float(values @ _solved(spread, values)) / q
        return TermTest(method, statistic, q, nu, _tail_of_f(statistic, q, nu))
    naive = fitted.naive_covariance[np.ix_(tested, tested)]
    effects: Floats = np.linalg.eigvals(_solved(naive, spread)).real.astype(np.float64)
    if method is TermMethod.WORKING_WALD:
        statistic = float(values @ _solved(naive, values))
    else:
        statistic = _without(fitted, tested) - fitted.deviance
    p = upper_tail(statistic, effects, degrees=nu, approximation=approximation)
    ordered = tuple(sorted(effects.tolist(), reverse=True))
    return TermTest(method, statistic, q, nu, p, ordered)


def _solved(matrix: Floats, right: Floats) -> Floats:
    try:
        return np.linalg.solve(matrix, right).astype(np.float64)
    except np.linalg.LinAlgError:
        raise DesignError(
            "The coefficients do not vary freely under this design, so they cannot be tested"
            " together. Test fewer."
        ) from None


def _tail_of_f(statistic: float, q: int, nu: float) -> float:
    if np.isinf(nu):
        return float(chdtrc(q, statistic * q))
    return float(fdtrc(q, nu, statistic)) if nu > 0 else float("nan")


def _without(fitted: Model, tested: Flags) -> float:
    """Return the deviance of the model without the tested coefficients."""
    smaller = replace(fitted.problem, columns=fitted.problem.columns[:, ~tested])
    less = replace(fitted, problem=smaller, fit=fit(smaller, fitted.weights))
    return less.deviance
