"""One share: published margins, exact intervals by enumeration, recounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from allmenning.core.share import (
    Relation,
    count_interval,
    margin_of_error,
    recount,
    share_interval,
    worst_case_bounds,
)


@pytest.mark.parametrize(
    ("n", "size", "with_fpc", "without"),
    [
        (320, 356, 1.7, 5.5),
        (214, 356, 4.2, 6.7),
        (170, 320, 5.2, 7.5),
        (100, 356, 8.4, 9.8),
        (50, 356, 13.0, 14.0),
    ],
)
def test_the_margins_quoted_in_the_domain_notes(
    n: int, size: int, with_fpc: float, without: float
) -> None:
    assert round(100 * margin_of_error(0.5, n, size), 1) == with_fpc
    assert round(100 * margin_of_error(0.5, n, None), 1) == without


def test_the_margin_of_the_preparedness_survey_of_2019() -> None:
    assert round(100 * margin_of_error(0.5, 402, 422), 2) == 1.07
    assert round(100 * margin_of_error(0.5, 402, None), 2) == 4.89


def test_a_full_count_has_no_margin() -> None:
    assert margin_of_error(0.4, 356, 356) == 0.0
    assert margin_of_error(0.4, 1, 1) == 0.0


@pytest.mark.parametrize(
    ("share", "n", "size", "level", "sentence"),
    [
        (40, 10, 20, 0.95, "share must be from 0 to 1, not 40"),
        (0.4, 21, 20, 0.95, "21 answers from 20 units"),
        (0.4, 0, 20, 0.95, "at least one answer, not 0"),
        (0.4, 1, 20, 0.95, "One answer has no margin"),
        (0.4, 10, 20, 95, "level must be between 0 and 1, not 95"),
    ],
)
def test_a_margin_that_cannot_be_is_refused(
    share: float, n: int, size: int, level: float, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        margin_of_error(share, n, size, level=level)


def test_68_yes_of_170_answers_from_428_can_be_anything_from_16_to_76_percent() -> None:
    low, high = worst_case_bounds(68, 170, 428)
    assert (round(100 * low, 1), round(100 * high, 1)) == (15.9, 76.2)


def test_the_exact_interval_covers_every_possible_count_at_least_95_times_of_100() -> None:
    """By enumeration: 20 units, 8 answers, every number of yes in the population."""
    intervals = [count_interval(x, 8, 20) for x in range(9)]
    for count in range(21):
        covered = sum(
            hypergeom.pmf(x, 20, count, 8)
            for x, (low, high) in enumerate(intervals)
            if low <= count <= high
        )
        assert covered >= 0.95


@given(data=st.data(), size=st.integers(1, 60))
def test_the_exact_interval_stays_within_what_the_answers_leave_open(
    data: st.DataObject, size: int
) -> None:
    n = data.draw(st.integers(1, size))
    x = data.draw(st.integers(0, n))
    low, high = count_interval(x, n, size)
    assert x <= low <= high <= size - (n - x)
    assert low <= round(size * x / n) <= high
    least, most = worst_case_bounds(x, n, size)
    assert least <= share_interval(x, n, size)[0]
    assert share_interval(x, n, size)[1] <= most


def test_a_full_count_is_its_own_interval() -> None:
    assert count_interval(142, 356, 356) == (142, 142)


def test_none_of_ten_of_a_hundred_by_hand() -> None:
    """P(no yes) falls to 2.5 % between 29 and 30 yes in the population of 100."""
    assert hypergeom.pmf(0, 100, 29, 10) > 0.025 > hypergeom.pmf(0, 100, 30, 10)
    assert count_interval(0, 10, 100) == (0, 29)


@pytest.mark.parametrize(
    ("stated", "x", "n", "decimals", "note"),
    [
        (68, 291, 428, 0, "matches"),
        (63, 7, 11, 0, "truncated"),
        (63.6, 7, 11, 1, "matches"),
        (95, 18, 19, 0, "matches"),
        (28, 120, 430, 0, "matches"),
        (50, 1, 2, 0, "matches"),
        (13, 1, 8, 0, "matches"),
        (12, 1, 8, 0, "matches"),
        (41, 405, 1000, 0, "matches"),
        (41, 4045, 10000, 0, "close"),
        (63, 639, 1000, 0, "deviates"),
        (27, 120, 430, 0, "deviates"),
    ],
)
def test_a_stated_share_is_held_against_its_counts(
    stated: float, x: int, n: int, decimals: int, note: str
) -> None:
    found = recount(stated, x, n, decimals=decimals)
    assert found.note == note
    assert found.flagged == (note == "deviates")


@pytest.mark.parametrize(
    ("relation", "stated", "note"),
    [
        ("less than", 25, "deviates"),
        ("less than", 27.5, "close"),
        ("less than", 33, "matches"),
        ("more than", 25, "matches"),
    ],
)
def test_less_than_every_fourth_does_not_fit_120_of_430(
    relation: Relation, stated: float, note: str
) -> None:
    assert recount(stated, 120, 430, relation=relation).note == note


def test_the_deviation_is_in_points() -> None:
    assert recount(25, 120, 430, relation="less than").deviation == pytest.approx(2.907, abs=0.001)
    with pytest.raises(ValueError, match="18 of 17 is no share"):
        recount(95, 18, 17)
    with pytest.raises(ValueError, match="0 to 100 percent, not 101"):
        recount(101, 18, 18)
