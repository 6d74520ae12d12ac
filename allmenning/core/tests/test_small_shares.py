"""The interval of a share that the room shows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from allmenning.core.design.build import build
from allmenning.core.design.model import Design, DesignError
from allmenning.core.interval.small import ShareInterval, share_interval
from allmenning.core.share import worst_case_bounds
from allmenning.core.tests.small_survey import design


def _simple(answers: int, population: int) -> Design:
    return build(answers, populations=[np.full(answers, float(population))])


def _yes(events: int, answers: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.repeat([1.0, 0.0], [events, answers - events])


def test_half_of_320_in_356_is_known_to_less_than_two_points() -> None:
    """The margin of the preparedness survey of 2019 is 1.7 points (fixture of DOMAIN.md)."""
    found = share_interval(_simple(320, 356), _yes(160, 320))
    assert found.lower == pytest.approx(0.4826, abs=5e-4)
    assert found.upper == pytest.approx(0.5174, abs=5e-4)


def test_it_is_wilson_with_the_answers_that_count() -> None:
    """Equal weights of 118 / 40: both variances by hand, 40 and 39 times 118 / 78; t on 156."""
    found = share_interval(_simple(40, 118), _yes(2, 40))
    assert found.effective == pytest.approx(2 / (78 / 118 / 40 + 78 / 118 / 39))
    assert [found.lower, found.upper] == pytest.approx([0.01698, 0.13819], abs=1e-5)


def test_everybody_asked_and_answering_leaves_no_width() -> None:
    assert share_interval(_simple(16, 16), _yes(5, 16)) == ShareInterval(
        0.3125, 0.3125, 0.3125, 16, float("inf")
    )


def test_a_class_that_answered_in_full_adds_no_width() -> None:
    strata = np.repeat([0, 1], [4, 4])
    both = build(8, strata=[strata], populations=[np.repeat([4.0, 40.0], 4)])
    event = np.array([1.0, 1, 0, 0, 1, 0, 0, 0])
    full = share_interval(both, event, strata == 0)
    assert (full.lower, full.upper) == (0.5, 0.5)


def test_nobody_still_has_an_upper_end() -> None:
    found = share_interval(_simple(20, 30), np.zeros(20))
    assert found.lower == 0
    assert 0.01 < (found.upper or 0) <= 10 / 30


@pytest.mark.parametrize(
    ("event", "reason", "answers"),
    [([np.nan, np.nan, np.nan], "no answers", 0), ([1.0, np.nan, np.nan], "one answer", 1)],
)
def test_too_few_answers_have_no_interval(event: list[float], reason: str, answers: int) -> None:
    found = share_interval(_simple(3, 30), np.array(event))
    assert (found.lower, found.reason, found.answers) == (None, reason, answers)


def test_clusters_are_believed_more_than_weights() -> None:
    event = np.tile([1.0, 1.0, 0.0, 0.0], 6)
    found = share_interval(design(), event)
    assert found.effective < 24


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(some.integers(2, 40), some.integers(0, 60), some.data())
def test_the_interval_holds_the_share_and_stays_within_what_can_be(
    answers: int, unheard: int, data: some.DataObject
) -> None:
    events = data.draw(some.integers(0, answers))
    population = answers + unheard
    found = share_interval(_simple(answers, population), _yes(events, answers))
    least, most = worst_case_bounds(events, answers, population)
    assert found.lower is not None
    assert found.upper is not None
    assert least - 1e-12 <= found.lower <= events / answers + 1e-12
    assert events / answers - 1e-12 <= found.upper <= most + 1e-12


def test_an_event_of_two_is_refused() -> None:
    with pytest.raises(ValueError, match="1, 0 or missing"):
        share_interval(_simple(2, 4), np.array([2.0, 0.0]))


def test_a_stratum_with_one_answer_is_named() -> None:
    lonely = build(3, strata=[np.array(["Oslo", "rest", "rest"])], populations=[np.full(3, 9.0)])
    with pytest.raises(DesignError, match="Oslo"):
        share_interval(lonely, np.array([1.0, 0.0, 1.0]))
