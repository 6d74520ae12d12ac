"""Ratios and variances: by hand, by a second route, and what cannot change them."""

import numpy as np
import pytest

from allmenning.core.design.build import build
from allmenning.core.design.model import Design, Floats, Replicates
from allmenning.core.estimate.deff import simple_variance
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.ratio import Ratio
from allmenning.core.estimate.statistic import Estimate, estimate
from allmenning.core.estimate.variance import Variance

Y, X = np.array([[1.0], [2], [3], [6]]), np.array([[2.0], [3], [3], [4]])
SIMPLE = build(4, populations=[np.full(4, 10.0)])


def ratio(design: Design, y: Floats, x: Floats) -> Estimate:
    return estimate(design, Ratio(("y",), ("x",), y, x))


def test_a_ratio_is_the_textbook_formula() -> None:
    """R = 12 / 12 = 1; residuals -1, -1, 0, 2; (1 - 0.4) * (6 / 3) / (4 * 9) = 1 / 30."""
    found = ratio(SIMPLE, Y, X)

    assert found.names == ("y/x",)
    assert found.values == pytest.approx([1.0])
    assert found.covariance == pytest.approx(np.array([[1 / 30]]))


def test_a_ratio_to_ones_is_the_mean() -> None:
    mean = estimate(SIMPLE, Mean(("y",), Y))
    found = ratio(SIMPLE, Y, np.ones((4, 1)))

    assert found.values == pytest.approx(mean.values)
    assert found.covariance == pytest.approx(mean.covariance)


def test_numerators_change_first_and_have_covariances() -> None:
    both = estimate(SIMPLE, Ratio(("y", "x"), ("x", "y"), np.hstack([Y, X]), np.hstack([X, Y])))

    assert both.names == ("y/x", "x/x", "y/y", "x/y")
    assert both.values == pytest.approx([1, 1, 1, 1])
    # y/x and x/y move against each other as much as they vary.
    assert both.covariance[0, 3] == pytest.approx(-both.covariance[0, 0])


def test_the_unit_scales_a_ratio() -> None:
    assert ratio(SIMPLE, Y * 1000, X).errors == pytest.approx(ratio(SIMPLE, Y, X).errors * 1000)


def test_the_variance_of_a_variable_is_numpys() -> None:
    columns = np.hstack([Y, X])
    found = estimate(SIMPLE, Variance(("y", "x"), columns))

    assert found.names == ("y:y", "y:x", "x:y", "x:x")
    assert found.values.reshape(2, 2) == pytest.approx(np.cov(columns.T))


def test_replicates_of_a_variance_are_each_weighted_variance() -> None:
    columns = np.hstack([Y, X])
    weights = np.array([[1.0, 1, 1, 1], [2, 0, 1, 1], [1, 3, 1, 2]]).T
    found = Variance(("y", "x"), columns).values(weights)

    for replicate, own in zip(found, weights.T, strict=True):
        wanted = np.cov(columns.T, aweights=own, ddof=0) * 4 / 3
        assert replicate.reshape(2, 2) == pytest.approx(wanted)


def test_one_row_has_no_variance() -> None:
    weights = np.array([0.0, 1, 0, 0])

    assert np.isnan(Variance(("y",), Y).values(weights)).all()


def test_simple_random_sampling_has_a_design_effect_of_one() -> None:
    found = estimate(SIMPLE, Mean(("y",), Y))
    simple = simple_variance(SIMPLE, Y, of_total=False, replacement=False)

    assert np.diag(found.covariance) / simple == pytest.approx(1)


def test_a_constant_has_no_simple_variance() -> None:
    ones = np.full((4, 1), 0.1)

    assert simple_variance(SIMPLE, ones, of_total=True, replacement=True) == np.array([0.0])


def test_a_replicate_without_an_estimate_is_left_out() -> None:
    """The third replicate weighs nobody; R survey 4.1-1 leaves it out without a factor."""
    weights = np.array([[1.0, 2, 0], [1, 1, 0], [1, 0, 0], [1, 1, 0]])
    design = Replicates(
        weights=np.ones(4),
        replicates=weights,
        scale=0.5,
        rscales=np.ones(3),
        within=np.ones(4, dtype=bool),
        degrees=2.0,
    )
    with np.errstate(invalid="ignore"):
        found = estimate(design, Mean(("y",), Y))

    # Means 3 and 10 / 4 around 2.75, squared, halved.
    assert found.covariance[0, 0] == pytest.approx(0.5 * 2 * 0.25**2)
