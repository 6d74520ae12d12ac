"""Nonresponse weights by class, and what they cost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.core.share import margin_of_error
from allmenning.core.weights.design_effect import effective_n, weights_design_effect
from allmenning.core.weights.nonresponse import (
    nonresponse_weights,
    relative_weights,
    side_by_side,
)

# DSB Kommuneundersøkelsen 2019: percent of all municipalities and of those who answered, by size.
DSB_POPULATION = np.array([22.5, 29.6, 20.9, 13.0, 10.2, 3.8])
DSB_RESPONDENTS = np.array([21.4, 28.9, 21.9, 13.4, 10.4, 4.0])
DSB_WEIGHTS = [1.051, 1.024, 0.954, 0.970, 0.981, 0.950]


def test_the_weights_of_the_dsb_survey_2019_are_reproduced() -> None:
    """Published percentages give the weights of the fixture within 0.001."""
    assert relative_weights(DSB_POPULATION, DSB_RESPONDENTS) == pytest.approx(DSB_WEIGHTS, abs=1e-3)


@pytest.mark.parametrize(("n", "size", "points"), [(320, 356, 1.7), (170, 320, 5.2), (356, 356, 0)])
def test_margins_of_a_survey_of_municipalities(n: int, size: int, points: float) -> None:
    """Of DOMAIN.md: with finite population correction, at 50 %."""
    assert 100 * margin_of_error(0.5, n, size) == pytest.approx(points, abs=0.05)


def test_counts_give_weight_and_expansion() -> None:
    """90 of 100 and 30 of 60: 100/160 over 90/120, and 60/30."""
    found = nonresponse_weights({"small": 100, "large": 60}, {"small": 90, "large": 30})
    assert [one.weight for one in found.classes] == pytest.approx([5 / 6, 1.5])
    assert [one.expansion for one in found.classes] == pytest.approx([10 / 9, 2.0])
    assert found.warnings == ()


def test_an_empty_class_is_joined_with_its_smaller_neighbour_and_says_so() -> None:
    """Nobody of 16 answered; the class before has 42 units, there is none after."""
    population = {"S": 98, "L": 42, "XL": 16}
    found = nonresponse_weights(population, {"S": 49, "L": 29})
    assert [one.names for one in found.classes] == [("S",), ("L", "XL")]
    assert found.classes[1].expansion == pytest.approx(2.0)
    assert [str(warning) for warning in found.warnings] == [
        "The class XL (0 of 16 answered) was joined with L: no answers.",
    ]


def test_classes_are_joined_until_each_has_enough() -> None:
    """B with 1 goes to A (10 units, not 40), and the two with 4 answers to C."""
    population = {"A": 10, "B": 8, "C": 40, "D": 100}
    found = nonresponse_weights(population, {"A": 3, "B": 1, "C": 20, "D": 50}, least=5)
    assert [one.names for one in found.classes] == [("A", "B", "C"), ("D",)]
    assert [warning.reason for warning in found.warnings] == ["too few answers"] * 2
    assert [warning.into for warning in found.warnings] == ["A", "C"]


def test_a_class_is_not_joined_with_a_neighbour_that_was_drawn_with_another_chance() -> None:
    """Who was taken whole must not stand for those of whom one in ten was drawn."""
    population = {"small": 98, "medium": 48, "large": 21, "counties": 15}
    found = nonresponse_weights(
        population,
        {"small": 9, "medium": 6, "large": 19, "counties": 2},
        least=5,
        chances={"small": 0.112, "medium": 0.104, "large": 1.0, "counties": 0.133},
    )
    assert [one.names for one in found.classes] == [
        ("small",),
        ("medium", "counties"),
        ("large",),
    ]
    assert [one.expansion for one in found.classes] == pytest.approx([98 / 9, 63 / 8, 21 / 19])


def test_an_empty_class_of_an_empty_frame_needs_no_neighbour() -> None:
    """A class without units is left out, without a warning."""
    found = nonresponse_weights({"S": 10, "none": 0}, {"S": 5})
    assert [one.names for one in found.classes] == [("S",)]


def test_impossible_counts_are_refused_by_class() -> None:
    """More answers than units, an unknown class, no answers at all."""
    with pytest.raises(ValueError, match="11 answers in the class S, which has 10 units"):
        nonresponse_weights({"S": 10}, {"S": 11})
    with pytest.raises(ValueError, match="class M, which has 0 units"):
        nonresponse_weights({"S": 10}, {"M": 1})
    with pytest.raises(ValueError, match="fewer than 1 answers"):
        nonresponse_weights({"S": 10}, {})
    with pytest.raises(ValueError, match="at least one answer"):
        nonresponse_weights({"S": 10}, {"S": 1}, least=0)
    with pytest.raises(ValueError, match="join an empty class"):
        relative_weights(np.array([1.0]), np.array([0.0]))
    with pytest.raises(ValueError, match="one entry per class"):
        relative_weights(np.array([]), np.array([]))
    with pytest.raises(ValueError, match=r"not in the frame: \['XL'\]"):
        nonresponse_weights({"S": 10}, {"S": 5}).expand(["XL"])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 150), st.integers(0, 150)), min_size=1, max_size=8))
def test_expansions_sum_to_the_frame_and_relative_weights_to_the_answers(
    counts: list[tuple[int, int]],
) -> None:
    """Whatever the response is, and however classes had to be joined."""
    population = {str(index): size for index, (size, _) in enumerate(counts)}
    respondents = {str(index): min(size, n) for index, (size, n) in enumerate(counts)}
    classes = [name for name, n in respondents.items() for _ in range(n)]
    if not classes:
        return
    found = nonresponse_weights(population, respondents)
    assert found.expand(classes).sum() == pytest.approx(sum(population.values()))
    assert found.relative(classes).mean() == pytest.approx(1.0)


def test_figures_stand_side_by_side() -> None:
    """Yes from 2 of 3 weighs 2 + 1 of 2 + 1 + 1; a missing answer is out of its own base."""
    values = np.array([[1.0, np.nan], [1.0, 0.0], [0.0, 1.0]])
    found = side_by_side(values, np.array([2.0, 1.0, 1.0]))
    assert found.unweighted == pytest.approx([2 / 3, 0.5])
    assert found.weighted == pytest.approx([0.75, 0.5])
    assert found.difference == pytest.approx([1 / 12, 0.0])
    assert found.n.tolist() == [3, 2]


def test_side_by_side_refuses_unlike_lengths() -> None:
    """One weight per row."""
    with pytest.raises(ValueError, match="one weight"):
        side_by_side(np.ones((3, 1)), np.ones(2))


def test_equal_weights_cost_nothing_and_unequal_do() -> None:
    """Kish by hand: weights 1, 1, 2 give 3 * 6 / 16."""
    assert weights_design_effect(np.full(7, 3.2)) == pytest.approx(1.0)
    assert weights_design_effect(np.array([1.0, 1.0, 2.0])) == pytest.approx(1.125)
    assert effective_n(np.array([1.0, 1.0, 2.0])) == pytest.approx(3 / 1.125)


def test_the_design_effect_is_one_plus_the_squared_coefficient_of_variation() -> None:
    """A second route, and no matter what unit the weights are in."""
    weights = np.random.default_rng(4).gamma(2, size=200)
    expected = 1 + (weights.std() / weights.mean()) ** 2
    assert weights_design_effect(weights) == pytest.approx(expected)
    assert weights_design_effect(1000 * weights) == pytest.approx(expected)


@pytest.mark.parametrize("weights", [[], [0.0, 0.0], [-2.0, 1.0]])
def test_weights_that_are_none_have_no_design_effect(weights: list[float]) -> None:
    """None, all zero, a negative sum."""
    with pytest.raises(ValueError, match="needs weights"):
        weights_design_effect(np.array(weights))
