"""Sharing a sample out between strata, and drawing it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.core.sampling import Coordination, draw, neyman, permanent_numbers, proportional

SIZES = {"S": 98, "M": 75, "L": 142, "XL": 42}
KEYS = [f"{number:04}" for number in range(357)]
STRATA = [name for name, size in SIZES.items() for _ in range(size)]


def test_a_proportional_sample_follows_the_sizes() -> None:
    """100 of 357: 27.45, 21.01, 39.78 and 11.76, so L and XL get the two left over."""
    assert proportional(SIZES, 100) == {"S": 27, "M": 21, "L": 40, "XL": 12}


def test_neyman_takes_a_stratum_whole_and_shares_the_rest_again() -> None:
    """300 : 100 : 800 would give C 67 of its 40; the 60 left are shared 3 : 1."""
    sizes = {"A": 300, "B": 100, "C": 40}
    assert neyman(sizes, {"A": 1.0, "B": 1.0, "C": 20.0}, 100) == {"A": 45, "B": 15, "C": 40}


def test_neyman_with_equal_deviations_is_proportional() -> None:
    """A second route: then the measures are the sizes."""
    assert neyman(SIZES, dict.fromkeys(SIZES, 0.5), 120) == proportional(SIZES, 120)


def test_neyman_has_no_more_variance_than_any_neighbouring_allocation() -> None:
    """Moving one unit between any two strata lowers it by 0.05 % at most (whole units)."""
    deviations = {"S": 0.3, "M": 0.5, "L": 0.4, "XL": 0.45}
    best = neyman(SIZES, deviations, 90)

    def variance(allocation: dict[str, int]) -> float:
        parts = ((SIZES[s] * deviations[s]) ** 2 / allocation[s] for s in SIZES)
        return sum(parts)

    for one in SIZES:
        for other in SIZES:
            moved = {**best}
            moved[one] -= 1
            moved[other] += 1
            assert variance(best) <= variance(moved) * 1.0005


def test_a_minimum_and_strata_taken_whole_are_kept() -> None:
    """XL whole is 42; M would get 17 of the 73 left."""
    allocation = proportional(SIZES, 115, minimum=20, take_all=["XL"])
    assert allocation == {"S": 22, "M": 20, "L": 31, "XL": 42}


def test_strata_without_variance_take_what_the_others_cannot() -> None:
    """Everybody in A is 10; B has no variance but fills the sample."""
    assert neyman({"A": 10, "B": 50}, {"A": 1.0, "B": 0.0}, 20) == {"A": 10, "B": 10}


@pytest.mark.parametrize(("n", "minimum"), [(358, 0), (10, 5), (-1, 0)])
def test_a_sample_that_cannot_be_is_refused(n: int, minimum: int) -> None:
    """More than all, less than the minimums, less than none."""
    with pytest.raises(ValueError, match="cannot be"):
        proportional(SIZES, n, minimum=minimum)


def test_unknown_strata_are_refused() -> None:
    """Named in the sentence."""
    with pytest.raises(ValueError, match="XXL"):
        proportional(SIZES, 10, take_all=["XXL"])
    with pytest.raises(ValueError, match="deviation"):
        neyman(SIZES, {"S": 1.0}, 10)


@settings(max_examples=50)
@given(
    sizes=st.lists(st.integers(0, 200), min_size=1, max_size=8),
    part=st.floats(0, 1),
    minimum=st.integers(0, 3),
)
def test_an_allocation_sums_and_keeps_its_bounds(
    sizes: list[int],
    part: float,
    minimum: int,
) -> None:
    """Whatever the strata are."""
    named = {str(index): size for index, size in enumerate(sizes)}
    least = sum(min(size, minimum) for size in sizes)
    n = least + round(part * (sum(sizes) - least))
    allocation = proportional(named, n, minimum=minimum)
    assert sum(allocation.values()) == n
    assert all(min(named[s], minimum) <= count <= named[s] for s, count in allocation.items())


def test_the_same_seed_draws_the_same_units_in_any_order() -> None:
    """The rows are shuffled between the two draws."""
    allocation = proportional(SIZES, 100)
    first = draw(KEYS, STRATA, allocation, permanent_numbers(KEYS, np.random.default_rng(2026)))
    order = np.random.default_rng(1).permutation(len(KEYS))
    keys, strata = [KEYS[i] for i in order], [STRATA[i] for i in order]
    again = draw(keys, strata, allocation, permanent_numbers(keys, np.random.default_rng(2026)))
    assert again.drawn.tolist() == first.drawn[order].tolist()


def test_weights_of_the_drawn_sum_to_the_frame() -> None:
    """In every stratum n of N are drawn, each standing for N / n."""
    numbers = permanent_numbers(KEYS, np.random.default_rng(7))
    drawing = draw(KEYS, STRATA, {"S": 20, "M": 30, "L": 10, "XL": 42}, numbers)
    assert drawing.drawn.sum() == 102
    assert drawing.weights.sum() == pytest.approx(357)
    assert drawing.inclusion[-1] == 1.0
    assert drawing.weights[-1] == 1.0


def test_a_new_unit_changes_no_number_of_the_others() -> None:
    """A merged municipality gets a new number; the others keep theirs."""
    before = permanent_numbers(["a", "c"], np.random.default_rng(1))
    earlier = dict(zip(["a", "c"], before.tolist(), strict=True))
    after = permanent_numbers(["a", "b", "c"], np.random.default_rng(2), earlier)
    assert after[[0, 2]].tolist() == before.tolist()


def test_positive_coordination_asks_the_same_and_negative_as_few_as_possible() -> None:
    """60 of 98 twice: at least 22 must be asked again, and no more are."""
    numbers = permanent_numbers(KEYS, np.random.default_rng(3))
    first = draw(KEYS, STRATA, {"S": 60}, numbers)
    same = draw(KEYS, STRATA, {"S": 70}, numbers)
    other = draw(KEYS, STRATA, {"S": 60}, numbers, coordination=Coordination.NEGATIVE)
    assert (first.drawn & same.drawn).sum() == 60
    assert (first.drawn & other.drawn).sum() == 22


def test_a_moved_start_asks_others() -> None:
    """Half the circle on, a small sample meets none of the first."""
    numbers = permanent_numbers(KEYS, np.random.default_rng(3))
    first = draw(KEYS, STRATA, {"L": 20}, numbers)
    moved = draw(KEYS, STRATA, {"L": 20}, numbers, start=0.5)
    assert not (first.drawn & moved.drawn).any()


def test_every_unit_is_drawn_as_often_as_its_probability_says() -> None:
    """2 of 5, 2,000 seeds: within four standard errors of 800."""
    keys = list("abcde")
    counts = np.zeros(5)
    for seed in range(2000):
        numbers = permanent_numbers(keys, np.random.default_rng(seed))
        counts += draw(keys, ["x"] * 5, {"x": 2}, numbers).drawn
    assert np.abs(counts - 800).max() < 4 * np.sqrt(2000 * 0.4 * 0.6)


def test_what_the_frame_cannot_give_is_refused() -> None:
    """Too many, an unknown stratum, a unit twice, a number that is none."""
    numbers = np.array([0.1, 0.2])
    with pytest.raises(ValueError, match="From the 2 units of x, 3 cannot be drawn"):
        draw(["a", "b"], ["x", "x"], {"x": 3}, numbers)
    with pytest.raises(ValueError, match="The stratum y has no units"):
        draw(["a", "b"], ["x", "x"], {"y": 1}, numbers)
    with pytest.raises(ValueError, match="one entry per unit"):
        draw(["a"], ["x", "x"], {"x": 1}, numbers)
    with pytest.raises(ValueError, match="more than once: \\['a'\\]"):
        permanent_numbers(["a", "a"], np.random.default_rng(1))
    with pytest.raises(ValueError, match="from 0 to 1"):
        permanent_numbers(["a"], np.random.default_rng(1), {"a": 1.5})
