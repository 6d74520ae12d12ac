import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from allmenning.core.lowest import Vector, lowest


def bowl(point: Vector) -> tuple[float, Vector]:
    """A bowl whose bottom is worked out by hand: (3, -2), four times as steep one way."""
    x, y = point
    return float((x - 3) ** 2 + 4 * (y + 2) ** 2), np.array([2 * (x - 3), 8 * (y + 2)])


def test_the_bottom_of_a_bowl_is_found() -> None:
    start = np.zeros(2)
    assert np.allclose(lowest(bowl, start, slope=1e-8), [3, -2])
    assert np.array_equal(start, np.zeros(2))


def test_who_stands_at_the_bottom_stays() -> None:
    assert np.array_equal(lowest(bowl, np.array([3.0, -2.0])), [3, -2])


@given(st.integers(0, 10_000))
@settings(max_examples=30)
def test_another_route_to_the_same_answer(seed: int) -> None:
    """Logistic loss with a prior on random data, against scipy's L-BFGS-B."""
    chance = np.random.default_rng(seed)
    table, kinds = chance.normal(size=(40, 6)), chance.choice([-1.0, 1.0], 40)

    def loss(weights: Vector) -> tuple[float, Vector]:
        margins = kinds * (table @ weights)
        value = np.logaddexp(0, -margins).sum() + weights @ weights / 2
        return float(value), table.T @ (-kinds / (1 + np.exp(margins))) + weights

    found = lowest(loss, np.zeros(6), slope=1e-6)
    theirs = minimize(loss, np.zeros(6), jac=True, method="L-BFGS-B", options={"gtol": 1e-8}).x
    assert np.allclose(found, theirs, atol=1e-4)
