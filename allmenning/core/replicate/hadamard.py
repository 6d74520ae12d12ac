"""Hadamard matrices: plus and minus ones with all columns at right angles to each other."""

import numpy as np
from numpy.typing import NDArray

Signs = NDArray[np.int8]

_CONFERENCE = {28: 13, 36: 17}
"""Orders that neither a prime of the form 4k + 3 nor a doubling reaches, with their prime."""


def hadamard(columns: int) -> Signs:
    """Return a Hadamard matrix of an order above `columns`, the first row and column of ones.

    Parameters
    ----------
    columns : int
        At least 1; strata to be balanced beside the column of ones.

    Returns
    -------
    Signs
        (m, m); m is the least multiple of 4 above `columns` where we know one, else a little more.

    Raises
    ------
    ValueError
        No column is asked for.

    References
    ----------
    Sylvester (1867); Paley (1933), Journal of Mathematics and Physics 12: his first construction,
    and his second for the orders 28 and 36.
    """
    if columns < 1:
        raise ValueError(f"A Hadamard matrix is needed for at least 1 column, not {columns}.")
    order = columns - columns % 4 + 4
    exact = _exact(order)
    if exact is not None:
        return exact
    prime = next(p for p in range(order - 1, 4 * order, 4) if _is_prime(p))
    doubled = hadamard(columns // 2)
    return _doubled(doubled) if 2 * len(doubled) < prime + 1 else _paley(prime)


def _exact(order: int) -> Signs | None:
    """Return a matrix of just this order, or None where we know none."""
    if order in {1, 2}:
        return np.ones((1, 1), dtype=np.int8) if order == 1 else _doubled(_one())
    if order % 4:
        return None
    if order in _CONFERENCE:
        return _second_paley(_CONFERENCE[order])
    half = _exact(order // 2)
    if half is not None:
        return _doubled(half)
    return _paley(order - 1) if _is_prime(order - 1) else None


def _one() -> Signs:
    return np.ones((1, 1), dtype=np.int8)


def _doubled(half: Signs) -> Signs:
    return np.kron(np.array([[1, 1], [1, -1]], dtype=np.int8), half)


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))


def _squares(prime: int) -> Signs:
    """Return 1 for squares modulo a prime, -1 for the others, 0 for zero."""
    character = np.full(prime, -1, dtype=np.int8)
    character[np.arange(1, prime) ** 2 % prime] = 1
    character[0] = 0
    return character


def _paley(prime: int) -> Signs:
    """Paley's first construction, of order p + 1 for p = 3 modulo 4."""
    places = np.arange(prime)
    core = -_squares(prime)[(places[:, None] + places) % prime]
    matrix = np.ones((prime + 1, prime + 1), dtype=np.int8)
    matrix[1:, 1:] = np.where(core == 0, -1, core)
    return matrix


def _second_paley(prime: int) -> Signs:
    """Paley's second construction, of order 2(p + 1) for p = 1 modulo 4."""
    places = np.arange(prime)
    conference = np.ones((prime + 1, prime + 1), dtype=np.int8)
    conference[1:, 1:] = _squares(prime)[(places[:, None] - places) % prime]
    conference[0, 0] = 0
    unit = np.eye(prime + 1, dtype=np.int8)
    matrix = np.block(
        [[conference + unit, conference - unit], [conference - unit, -conference - unit]],
    ).astype(np.int8)
    matrix *= matrix[:, :1]
    matrix *= matrix[:1]
    return matrix
