"""Whose turn it is to be asked."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.core.routing import Candidate, choose

BLANK = Candidate(
    person=0,
    knowledge=0,
    asked=0,
    asked_this_month=0,
    is_near=False,
    distance=1.0,
    is_own_body=False,
)
candidates = st.builds(
    Candidate,
    person=st.integers(1, 10_000),
    knowledge=st.integers(0, 4),
    asked=st.integers(0, 20),
    asked_this_month=st.integers(0, 8),
    is_near=st.booleans(),
    distance=st.floats(0, 1),
    is_own_body=st.booleans(),
)
crowd = st.lists(candidates, max_size=30, unique_by=lambda one: one.person)


def test_those_who_know_come_before_those_near_and_the_rest_and_her_own_colleagues_last() -> None:
    knows = replace(BLANK, person=4, knowledge=1, asked=3)
    near = replace(BLANK, person=3, is_near=True, distance=0.1)
    willing = replace(BLANK, person=2)
    colleague = replace(BLANK, person=1, knowledge=4, is_own_body=True)

    chosen = choose([colleague, willing, near, knows], most=10, monthly=4)

    assert [one.person for one in chosen] == [4, 3, 2, 1]


def test_among_those_who_know_the_least_asked_comes_first_then_who_knows_most() -> None:
    one, two, three = (
        replace(BLANK, person=1, knowledge=4, asked=1),
        replace(BLANK, person=2, knowledge=1),
        replace(BLANK, person=3, knowledge=2),
    )

    assert [each.person for each in choose([one, two, three], most=3, monthly=4)] == [3, 2, 1]


def test_nobody_is_asked_beyond_the_cap_of_the_month() -> None:
    tired = replace(BLANK, person=1, knowledge=4, asked_this_month=4)

    assert choose([tired], most=10, monthly=4) == []


@settings(max_examples=50)
@given(crowd, st.randoms())
def test_the_order_they_come_in_changes_nothing(people: list[Candidate], dice: object) -> None:
    first = choose(people, most=10, monthly=4)
    dice.shuffle(people)  # type: ignore[attr-defined]

    assert choose(people, most=10, monthly=4) == first


@settings(max_examples=50)
@given(crowd)
def test_somebody_is_asked_whenever_somebody_may_be(people: list[Candidate]) -> None:
    free = [one for one in people if one.asked_this_month < 4]

    assert bool(choose(people, most=10, monthly=4)) == bool(free)


@settings(max_examples=50)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=40), st.integers(1, 30))
def test_the_load_is_spread_so_that_none_is_asked_twice_before_all_are_asked_once(
    knowledge: list[int], questions: int
) -> None:
    asked: Counter[int] = Counter()
    for _ in range(questions):
        pool = [
            replace(BLANK, person=number, knowledge=known, asked=asked[number])
            for number, known in enumerate(knowledge)
        ]
        asked.update(one.person for one in choose(pool, most=10, monthly=1000))
    load = [asked[number] for number in range(len(knowledge))]

    assert max(load) - min(load) <= 1
