"""The median wait: by hand, by another route, by a property, and refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.core.waiting import median_wait

waits = st.lists(st.integers(0, 1000).map(float), min_size=5, max_size=30)


def test_by_hand() -> None:
    """Six risk sets: 1 of 7 leaves 6/7, 2 of 6 5/7, (3 waits), 4 of 4 15/28, 6 of 3 5/14."""
    assert median_wait([1, 2, 4, 6, 8], [3, 9]) == 6


def test_fewer_than_five_answers_give_no_figure() -> None:
    assert median_wait([1, 2, 3, 4], []) is None


def test_no_figure_where_more_than_half_may_still_wait() -> None:
    assert median_wait([1, 2, 3, 4, 5], [9] * 6) is None


def test_a_wait_is_not_negative() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        median_wait([1, 2, 3, 4, -5], [])


@settings(max_examples=50)
@given(waits)
def test_with_nobody_waiting_it_is_the_lower_median(over: list[float]) -> None:
    assert median_wait(over, []) == sorted(over)[(len(over) - 1) // 2]


@settings(max_examples=50)
@given(waits, st.integers(0, 1000).map(float))
def test_one_more_who_waits_never_makes_it_shorter(over: list[float], wait: float) -> None:
    before, after = median_wait(over, []), median_wait(over, [wait])

    assert before is not None
    assert after is None or after >= before
