"""Ranking of letters, held against figures worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.core.letter import MOST, PER_OWNER, Weighed, choose, scores


def weighed(**changes: list[float] | list[bool]) -> Weighed:
    n = len(next(iter(changes.values())))
    told: dict[str, object] = {
        "likeness": [1.0] * n,
        "theme": [1.0] * n,
        "age": [0.0] * n,
        "weight": [1.0] * n,
        "first": [False] * n,
    }
    return Weighed(**{name: np.array(value) for name, value in (told | changes).items()})


def test_the_score_is_a_product_and_novelty_halves_in_a_week() -> None:
    things = weighed(likeness=[0.8, 0.8], theme=[0.5, 0.5], age=[0.0, 7.0], weight=[1.0, 0.5])
    assert scores(things).tolist() == pytest.approx([0.4, 0.1])


def test_unknown_likeness_counts_half() -> None:
    assert scores(weighed(likeness=[float("nan")])).tolist() == [0.5]


def test_what_concerns_the_reader_alone_stands_first() -> None:
    things = weighed(likeness=[0.9, 0.1], first=[False, True])
    assert choose(things, np.array([1, 2]), np.array([True, True])) == [1, 0]


def test_the_third_of_one_owner_gives_way_to_others() -> None:
    things = weighed(likeness=[0.9, 0.8, 0.7, 0.1])
    assert choose(things, np.array([5, 5, 5, 6]), np.ones(4, dtype=bool)) == [0, 1, 3]


def test_equal_things_stand_as_they_stood_and_what_does_not_suit_is_left_out() -> None:
    things = weighed(likeness=[0.5, 0.5, 0.5])
    assert choose(things, np.array([3, 2, 1]), np.array([True, False, True])) == [0, 2]


@given(st.data())
@settings(max_examples=50)
def test_the_limits_hold_whatever_there_is(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 30))
    many = st.lists(st.floats(0, 1), min_size=n, max_size=n)
    owners = np.array(data.draw(st.lists(st.integers(1, 5), min_size=n, max_size=n)))
    suits = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    chosen = choose(weighed(likeness=data.draw(many), theme=data.draw(many)), owners, suits)
    assert len(chosen) <= MOST
    assert len(set(chosen)) == len(chosen)
    assert all(suits[row] for row in chosen)
    counts = [sum(owners[row] == owner for row in chosen) for owner in set(owners.tolist())]
    assert max(counts) <= PER_OWNER
