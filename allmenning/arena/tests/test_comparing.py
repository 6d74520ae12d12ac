"""Comparing texts: what differs is told, and no text makes a reader wait."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.arena.queries.cases_difference import difference
from allmenning.arena.queries.comparing import CHANGED, SAME, fits, steps
from allmenning.arena.queries.discussion import differences

# Each of these took from three to twenty seconds.
REPEATED = ("a " * 1000, "a b " * 490)
CYCLE = (
    " ".join(f"{n % 100}" for n in range(1500)),
    " ".join(f"{n % 100} x{n}" for n in range(750)),
)
LINES = ("\n".join("abcdefghij" * 900), "\n".join("jihgfedcba" * 900))
ENOUGH = 0.5


def test_what_stands_between_the_same_ends_is_compared() -> None:
    assert steps(["vi", " ", "to", " ", "svarer"], ["vi", " ", "tre", " ", "svarer"]) == [
        (SAME, "vi ", "vi "),
        (CHANGED, "to", "tre"),
        (SAME, " svarer", " svarer"),
    ]


def test_a_long_text_with_a_small_change_is_still_compared_by_words() -> None:
    before = [str(number) for number in range(5000)]
    assert fits(before, [*before[:2500], "ny", *before[2501:]])
    assert not fits(before, before[::-1])


def test_no_text_makes_a_reader_wait() -> None:
    for before, after in (REPEATED, CYCLE, LINES):
        for compare in (difference, differences):
            began = time.process_time()
            compare(before, after)
            assert time.process_time() - began < ENOUGH


@settings(max_examples=50)
@given(st.lists(st.sampled_from("abc ")), st.lists(st.sampled_from("abc ")), st.booleans())
def test_the_way_leads_from_the_one_to_the_other(
    old: list[str],
    new: list[str],
    finely: bool,  # noqa: FBT001 -- drawn
) -> None:
    found = steps(old, new, finely=finely)
    assert "".join(before for _kind, before, _after in found) == "".join(old)
    assert "".join(after for _kind, _before, after in found) == "".join(new)
    assert all(before == after for kind, before, after in found if kind == SAME)
