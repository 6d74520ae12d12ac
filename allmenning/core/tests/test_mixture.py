"""Weighted sums of chi-squares."""

import numpy as np
import pytest
from scipy.stats import chi2, f

from allmenning.core.mixture import Approximation, upper_tail

WEIGHTS = np.array([1.3, 0.7, 0.2])


@pytest.mark.parametrize(
    ("how", "tails"),
    [
        ("satterthwaite", [0.815192533014120, 0.0980428457974840, 6.44684171983369e-05]),
        ("saddlepoint", [0.838968068726, 0.0922827711, 0.00015720362600094]),
    ],
)
def test_tails_are_those_of_pchisqsum_in_r_survey(how: str, tails: list[float]) -> None:
    found = [upper_tail(x, WEIGHTS, approximation=Approximation(how)) for x in (0.5, 5, 20)]
    assert found == pytest.approx(tails, rel=1e-6)


def test_tails_over_an_f_are_those_of_pfsum_in_r_survey() -> None:
    """R cuts the fraction off degrees of freedom that are not whole, which 20.92 shows."""
    weights = np.array([0.48114644, 1.81811072])
    assert upper_tail(11.940892080745343, weights, degrees=14) == pytest.approx(0.0284814174)
    assert upper_tail(11.940892080745343, weights, degrees=20.9249568879) == pytest.approx(
        0.0264411277
    )


@pytest.mark.parametrize("how", list(Approximation))
def test_equal_weights_are_a_chi_square(how: Approximation) -> None:
    found = upper_tail(9.0, np.full(4, 1.5), approximation=how)
    assert found == pytest.approx(chi2.sf(6, 4), rel=0.01)


@pytest.mark.parametrize("how", list(Approximation))
def test_equal_weights_over_a_chi_square_are_an_f(how: Approximation) -> None:
    found = upper_tail(9.0, np.full(4, 1.5), degrees=12, approximation=how)
    assert found == pytest.approx(f.sf(1.5, 4, 12), rel=0.02)


@pytest.mark.slow
def test_integration_agrees_with_drawing() -> None:
    drawn = np.random.default_rng(1).chisquare(1, (200_000, 3)) @ WEIGHTS
    for value in (0.5, 2.2, 5.0):
        found = upper_tail(value, WEIGHTS, approximation=Approximation.INTEGRATION)
        assert found == pytest.approx(np.mean(drawn > value), abs=0.004)


def test_at_the_mean_two_moments_are_used() -> None:
    assert upper_tail(2.2, WEIGHTS) == pytest.approx(0.373288574782934)


def test_the_unit_does_not_matter() -> None:
    assert upper_tail(500.0, 100 * WEIGHTS) == pytest.approx(upper_tail(5.0, WEIGHTS))


def test_no_weights_have_no_tail() -> None:
    assert np.isnan(upper_tail(1.0, np.zeros(3)))
