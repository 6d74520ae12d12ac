"""A chart object cannot be built from figures that may not meet."""

import pytest

from allmenning.core.comparability import (
    Facts,
    NotComparable,
    Point,
    SharedAxis,
    Trend,
    Verdict,
)

from .build import make_facts, make_later_round


def point(key: str, facts: Facts, value: float = 40.0) -> Point:
    return Point(key, facts, value)


def test_two_frame_vintages_get_an_axis_but_no_trend() -> None:
    points = (point("F1", make_facts()), point("F2", make_later_round(frame="2026")))
    assert SharedAxis(points).verdict is Verdict.AXIS
    with pytest.raises(NotComparable, match=r"F1 and F2 .* trend: the guard allows axis \(R08b\)"):
        Trend(points)


def test_a_share_of_another_base_is_refused_on_the_axis() -> None:
    points = (point("F1", make_facts()), point("F2", make_later_round(base="har strategi")))
    with pytest.raises(NotComparable) as refused:
        SharedAxis(points)
    assert refused.value.verdict is Verdict.SIDE
    assert [failure.rule for failure in refused.value.failures] == ["R06"]
    assert refused.value.keys == ("F1", "F2")


def test_one_pair_out_of_three_is_enough_to_refuse() -> None:
    points = (
        point("F1", make_facts()),
        point("F2", make_facts(time=2014)),
        point("F3", make_facts(time=2015, concept="annet")),
    )
    with pytest.raises(NotComparable, match="F1 and F3"):
        SharedAxis(points)


def test_a_withheld_value_is_refused_even_alone() -> None:
    with pytest.raises(NotComparable, match="R15"):
        SharedAxis((point("F1", make_facts(suppressed=True)),))
    assert SharedAxis((point("F1", make_facts()),)).verdict is Verdict.TREND


def test_two_rounds_are_a_trend_and_three_are_connected() -> None:
    rounds = tuple(point(f"F{year}", make_facts(time=year)) for year in (2013, 2014, 2015))
    assert not Trend(rounds[:2]).connected
    assert Trend(rounds).connected


def test_a_trend_of_one_round_or_in_the_wrong_order_is_refused() -> None:
    later, earlier = point("F2", make_later_round()), point("F1", make_facts())
    with pytest.raises(ValueError, match="two rounds or more, not 1"):
        Trend((later,))
    with pytest.raises(ValueError, match="order of time"):
        Trend((later, earlier))
    with pytest.raises(ValueError, match="at least one point"):
        SharedAxis(())


def test_a_crosswalk_opens_the_axis() -> None:
    points = (point("F1", make_facts()), point("F2", make_later_round(indicator="strategi/2")))
    links = {("strategi/1", "strategi/2"): "break"}
    assert SharedAxis(points, crosswalks=links).verdict is Verdict.AXIS
