"""Quantiles of weighted answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from allmenning.core.design.build import build
from allmenning.core.design.model import DesignError, Floats, Replicates
from allmenning.core.quantile.estimate import (
    QuantileInterval,
    QuantileMethod,
    estimated_quantiles,
)
from allmenning.core.quantile.rules import QuantileRule, ordered, quantiles
from allmenning.core.tests.answers_survey import ANSWER
from allmenning.core.tests.small_survey import design


@pytest.mark.parametrize(
    ("rule", "values", "lower", "upper"),
    [
        ("math", [4, 7, 11], [2, 5, 9], [6, 11, 15]),
        ("school", [4, 7, 11], [2, 5, 9], [6, 11, 15]),
        ("hf3", [4, 7, 11], [2, 5, 9], [6, 11, 15]),
        (
            "hf5",
            [4, 6.4615384615385, 10.5061224489796],
            [2, 4.5234416439503, 8],
            [6, 9, 14.339868425761],
        ),
        (
            "hf7",
            [4, 6.5909090909091, 10.3],
            [2.0669606151628, 4.8079882701252, 8],
            [6, 9, 14.145147409122],
        ),
        (
            "hf8",
            [4, 6.4268292682927, 10.5525],
            [2, 4.4450882251486, 8],
            [6, 9, 14.423320290034],
        ),
    ],
)
def test_quantiles_of_a_clustered_survey_are_those_of_r_survey(
    rule: str, values: list[float], lower: list[float], upper: list[float]
) -> None:
    found = estimated_quantiles(
        design(), ANSWER, np.array([0.25, 0.5, 0.8]), QuantileMethod(QuantileRule(rule))
    )
    assert found.values.tolist() == pytest.approx(values)
    assert found.lower.tolist() == pytest.approx(lower)
    assert found.upper.tolist() == pytest.approx(upper)


@pytest.mark.parametrize(
    ("interval", "lower", "upper", "error"),
    [
        ("mean", 5, 11, 1.32616780537437),
        ("beta", 5, 10, 1.105139837812),
        ("xlogit", 5, 10, 1.105139837812),
        ("asin", 5, 10, 1.105139837812),
        ("score", 5, 8, 0.66308390268718),
    ],
)
def test_the_median_has_the_intervals_of_r_survey(
    interval: str, lower: float, upper: float, error: float
) -> None:
    method = QuantileMethod(interval=QuantileInterval(interval))
    found = estimated_quantiles(design(), ANSWER, np.array([0.5]), method)
    assert [found.lower[0], found.upper[0]] == [lower, upper]
    assert found.errors[0] == pytest.approx(error)


@pytest.mark.parametrize(
    ("rule", "theirs"),
    [
        ("hf1", "inverted_cdf"),
        ("hf2", "averaged_inverted_cdf"),
        ("hf4", "interpolated_inverted_cdf"),
        ("hf5", "hazen"),
        ("hf6", "weibull"),
        ("hf7", "linear"),
        ("hf8", "median_unbiased"),
        ("hf9", "normal_unbiased"),
    ],
)
def test_with_equal_weights_the_rules_are_those_of_numpy(rule: str, theirs: str) -> None:
    values = np.array([3.0, 8, 5, 1, 9, 12, 4, 2, 7, 6])
    shares = np.array([0.07, 0.25, 0.5, 0.63, 0.94])
    data = ordered(values, np.full(10, 2.0))
    wanted = [np.quantile(values, share, method=theirs) for share in shares]  # type: ignore[call-overload]
    assert quantiles(data, shares, QuantileRule(rule)).tolist() == pytest.approx(wanted)


@pytest.mark.parametrize("rule", list(QuantileRule))
def test_a_constant_has_itself_as_every_quantile(rule: QuantileRule) -> None:
    data = ordered(np.full(5, 7.0), np.array([1.0, 2, 1, 3, 1]))
    assert quantiles(data, np.array([0.0, 0.3, 1.0]), rule).tolist() == [7, 7, 7]


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(some.sampled_from(list(QuantileRule)), some.floats(0.01, 0.99), some.permutations(range(24)))
def test_rows_may_come_in_any_order_and_units_may_change(
    rule: QuantileRule, share: float, order: list[int]
) -> None:
    values: Floats = np.arange(24).astype(np.float64) * 1.5
    weights: Floats = 1.0 + np.arange(24).astype(np.float64) % 5 / 2
    plain = quantiles(ordered(values, weights), np.array([share]), rule)
    other = quantiles(ordered(100 * values[order], weights[order]), np.array([share]), rule)
    assert other[0] == pytest.approx(100 * plain[0])


def test_everybody_asked_leaves_no_width() -> None:
    full = build(7, populations=[np.full(7, 7.0)])
    found = estimated_quantiles(full, np.arange(7.0), np.array([0.5]))
    assert (found.lower[0], found.upper[0]) == (3, 3)


def test_replicates_repeat_the_quantile_itself() -> None:
    """Two replicates by hand: medians 1 and 3 around 2, half the sum of their squares."""
    weights = np.array([[3.0, 1], [1, 1], [1, 3]])
    given_ = Replicates(np.ones(3), weights, 0.5, np.ones(2), np.ones(3, dtype=bool), mse=True)
    method = QuantileMethod(interval=QuantileInterval.QUANTILE, degrees=5)
    found = estimated_quantiles(given_, np.array([1.0, 2, 3]), np.array([0.5]), method)
    assert (found.values[0], found.errors[0]) == (2, 1)


def test_repeating_without_replicates_is_refused() -> None:
    method = QuantileMethod(interval=QuantileInterval.QUANTILE)
    with pytest.raises(DesignError, match="replicate weights"):
        estimated_quantiles(design(), ANSWER, np.array([0.5]), method)


def test_no_answers_have_no_quantile() -> None:
    with pytest.raises(ValueError, match="at least one"):
        ordered(np.ones(3), np.zeros(3))
