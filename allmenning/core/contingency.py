"""Tests on tables of shares: are two variables independent, are the shares as foretold.

Sources: Rao and Scott (1984), Annals of Statistics 12; Thomas and Rao (1987), JASA 82;
Koch, Freeman and Freeman (1975), International Statistical Review 43.
Page: docs/method/chi-square.md.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import chdtrc, fdtrc

from allmenning.core.design.domain import subset
from allmenning.core.design.kernel import degrees_of_freedom
from allmenning.core.design.model import Codes, Design, DesignError, Flags, Floats, Replicates
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.statistic import Estimate, estimate
from allmenning.core.estimate.total import Total
from allmenning.core.mixture import Approximation, upper_tail

NOTHING = 1e-12
"""A design effect below this is rounding: everybody was asked, or the design fixes the shares."""


class TableTest(StrEnum):
    """How the statistic of a two-way table is held against chance."""

    F = "F"
    CHISQ = "Chisq"
    WALD = "Wald"
    ADJUSTED_WALD = "adjWald"
    LINEAR_COMBINATION = "lincom"
    SADDLEPOINT = "saddlepoint"


@dataclass(frozen=True, slots=True)
class TestResult:
    """A test statistic with what it is held against.

    Attributes
    ----------
    statistic : float
    parameter : tuple of float
        Degrees of freedom, or scale and degrees.
    p_value : float
        0 to 1; NaN where the variances are 0, so that nothing is left to chance.
    """

    __test__ = False  # pytest takes the name for a test otherwise

    statistic: float
    parameter: tuple[float, ...]
    p_value: float


@dataclass(frozen=True, eq=False)
class Crossing:
    """Two categorical variables on the rows of a design.

    Attributes
    ----------
    rows, columns : Codes
        (n,), -1 where missing, and every other code from 0 in use somewhere.
    units : int or None
        Rows the statistic counts; None counts the rows of the domain, also those that lack one of
        the variables, as R survey does.
    """

    rows: Codes
    columns: Codes
    units: int | None = None


def independence(
    design: Design | Replicates, crossing: Crossing, *, test: TableTest = TableTest.F
) -> TestResult:
    """Test whether two variables are independent.

    Parameters
    ----------
    design : Design or Replicates
    crossing : Crossing
        Categories without a row in the domain are left out.
    test : TableTest
        The default is Rao and Scott's second-order correction, held against F.

    Raises
    ------
    DesignError
        A variable with fewer than two categories in the domain, or a variance that cannot be.
    """
    known = (crossing.rows >= 0) & (crossing.columns >= 0) & (design.weights != 0)
    answered = subset(design, known)
    shape, cells = _cells(crossing, known)
    degrees = degrees_of_freedom(design)
    if test in {TableTest.WALD, TableTest.ADJUSTED_WALD}:
        counted = estimate(answered, Total(_numbered(cells), cells))
        adjusted = test is TableTest.ADJUSTED_WALD
        return _wald(counted, shape, degrees, adjusted=adjusted)
    shared = estimate(answered, Mean(_numbered(cells), cells))
    table = shared.values.reshape(shape)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    units = int(np.count_nonzero(design.within)) if crossing.units is None else crossing.units
    pearson = float(units * np.sum((table - expected) ** 2 / expected))
    effects = _design_effects(shared.values, shared.covariance * units, shape)
    return _corrected(pearson, effects, degrees, test)


def _cells(crossing: Crossing, known: Flags) -> tuple[tuple[int, int], Floats]:
    """Return the size of the table and 0/1 for each cell (n, R * C), without unused categories."""
    rows, r = _used(crossing.rows, known)
    columns, c = _used(crossing.columns, known)
    if min(r, c) < 2:
        raise DesignError(
            f"The table is {r} by {c}; independence needs two categories or more of both variables."
        )
    cells = np.zeros((len(rows), r * c))
    cells[known, (rows * c + columns)[known]] = 1.0
    return (r, c), cells


def _used(codes: Codes, known: Flags) -> tuple[Codes, int]:
    kept, inverse = np.unique(codes[known], return_inverse=True)
    out = np.full(len(codes), -1, dtype=np.intp)
    out[known] = inverse
    return out, len(kept)


def _numbered(columns: Floats) -> tuple[str, ...]:
    return tuple(str(number) for number in range(columns.shape[1]))


def _interactions(shape: tuple[int, int]) -> Floats:
    """Return an orthonormal basis of tables whose margins are 0, (R * C, (R - 1)(C - 1))."""

    def contrasts(size: int) -> Floats:
        basis, _ = np.linalg.qr(np.eye(size)[:, 1:] - 1 / size)
        return np.asarray(basis)

    return np.asarray(np.kron(contrasts(shape[0]), contrasts(shape[1])))


def _design_effects(shares: Floats, scaled: Floats, shape: tuple[int, int]) -> Floats:
    """Return the generalised design effects: eigenvalues of the interactions' covariance.

    `scaled` is the covariance of the cell shares times the number of rows; a cell nobody is in
    takes no part.
    """
    inverse = np.divide(1.0, shares, out=np.zeros_like(shares), where=shares != 0)
    basis = _interactions(shape) * inverse[:, None]
    plain = basis.T @ (shares[:, None] * basis)
    values = np.linalg.eigvals(np.linalg.solve(plain, basis.T @ scaled @ basis))
    return np.asarray(values.real)


def _corrected(pearson: float, effects: Floats, degrees: float, test: TableTest) -> TestResult:
    total, squares = float(effects.sum()), float((effects**2).sum())
    k = len(effects)
    if test is TableTest.CHISQ:
        size = k * pearson / total if total > NOTHING else float("nan")
        return TestResult(pearson, (float(k),), float(chdtrc(k, size)))
    numerator = total**2 / squares if total > NOTHING else float("nan")
    if test is TableTest.F:
        statistic = pearson / total if total > NOTHING else float("nan")
        second = numerator * degrees
        p = float(fdtrc(numerator, second, statistic))
        return TestResult(statistic, (numerator, second), p)
    how = Approximation.SADDLEPOINT
    if test is TableTest.LINEAR_COMBINATION:
        how = Approximation.INTEGRATION
    p = upper_tail(pearson, effects, degrees=numerator * degrees, approximation=how)
    return TestResult(pearson, (), p)


def _wald(counted: Estimate, shape: tuple[int, int], nu: float, *, adjusted: bool) -> TestResult:
    """Hold counts minus what independence gives against their own covariance."""
    table = counted.values.reshape(shape)
    size = table.sum()
    rows, columns = table.sum(axis=1) / size, table.sum(axis=0) / size
    residual = (table - size * np.outer(rows, columns))[1:, 1:].ravel()
    slope = _residual_slope(rows, columns)
    spread = slope @ counted.covariance @ slope.T
    k = len(residual)
    try:
        statistic = float(residual @ np.linalg.solve(spread, residual)) / k
    except np.linalg.LinAlgError:
        raise DesignError(
            f"The {k} residuals of the table do not vary freely over {nu:g} degrees of freedom, so"
            " there is no Wald test. Use the test F."
        ) from None
    if not adjusted:
        return TestResult(statistic, (float(k), nu), float(fdtrc(k, nu, statistic)))
    left = nu - k + 1
    statistic *= left / nu
    p = float(fdtrc(k, left, statistic)) if left > 0 else float("nan")
    return TestResult(statistic, (float(k), left), p)


def _residual_slope(rows: Floats, columns: Floats) -> Floats:
    """Return the derivative of n_ij - n_i n_j / n by all cells, for i and j from the second."""
    r, c = len(rows), len(columns)
    here = np.eye(r * c).reshape(r, c, r * c)
    of_row = np.kron(np.eye(r), np.ones(c))
    of_column = np.kron(np.ones(r), np.eye(c))
    slope = (
        here
        - of_row[:, None, :] * columns[None, :, None]
        - of_column[None, :, :] * rows[:, None, None]
        + np.outer(rows, columns)[:, :, None]
    )
    return np.asarray(slope[1:, 1:].reshape(-1, r * c))


def goodness_of_fit(design: Design | Replicates, categories: Codes, shares: Floats) -> TestResult:
    """Test whether the shares of a variable's categories are as foretold.

    Parameters
    ----------
    design : Design or Replicates
    categories : Codes
        (n,), 0 to k - 1, -1 where missing.
    shares : Floats
        (k,), above 0; scaled to sum to 1.

    Returns
    -------
    TestResult
        Pearson's statistic on estimated counts; the parameters are Satterthwaite's scale and
        degrees of freedom (NaN where the design leaves no variance).

    Raises
    ------
    DesignError
        Shares that are not above 0, or not as many as the categories.
    """
    if np.any(~(shares > 0)) or categories.max(initial=-1) >= len(shares):
        raise DesignError(
            f"Give one share above 0 for each category; {len(shares)} are given for"
            f" {int(categories.max(initial=-1)) + 1} categories."
        )
    foretold = shares / shares.sum()
    known = (categories >= 0) & (design.weights != 0)
    cells = np.zeros((len(categories), len(shares)))
    cells[known, categories[known]] = 1.0
    answered = subset(design, known)
    counts = answered.weights @ cells
    size = counts.sum()
    statistic = float(np.sum((counts - size * foretold) ** 2 / (size * foretold)))
    # The slope of the statistic lies midway between what is seen and what was foretold.
    midway = (counts / size + foretold) / 2
    moved = estimate(answered, Total(_numbered(cells), cells - midway))
    effects = np.linalg.eigvals(moved.covariance / (size * foretold)[:, None]).real
    total, squares = float(effects.sum()), float((effects**2).sum())
    if not total > NOTHING:
        return TestResult(statistic, (float("nan"), float("nan")), float("nan"))
    scale, degrees = squares / total, total**2 / squares
    return TestResult(statistic, (scale, degrees), float(chdtrc(degrees, statistic / scale)))
