"""The change between two published shares, told coarsely."""

import math

import numpy as np
import pytest

from allmenning.core.design.build import build
from allmenning.core.estimate.mean import Mean
from allmenning.core.overlap import Overlap, Round, overlap_of
from allmenning.core.told_change import ToldShare, coarse_correlation, told_change

UNITS = [f"unit {number}" for number in range(10)]
# 10 of 20 by hand: 5 yes, and s2 = 2.5 / 9, so (1 - 1/2) / 10 x 2.5 / 9 = 0.0138889; then 6 yes.
BEFORE = ToldShare(0.5, math.sqrt(0.5 / 10 * 2.5 / 9), 9)
NOW = ToldShare(0.6, math.sqrt(0.5 / 10 * 2.4 / 9), 9)


def ten(yes: int) -> Round:
    """The first so many of ten units, drawn from twenty, say yes."""
    design = build(10, weights=np.full(10, 2.0), populations=[np.full(10, 20.0)])
    answers = np.array([1.0] * yes + [0.0] * (10 - yes))[:, None]
    return Round(design, Mean(("yes",), answers), UNITS)


def test_the_covariance_and_what_one_answer_moves_are_those_made_by_hand() -> None:
    """(10 - 10 x 10 / 20) x (5 - 10 x 0.5 x 0.6) / 9 / 100, and (10 - 5) / 9 / 100."""
    found = overlap_of(ten(5), ten(6))
    assert found.covariance == pytest.approx([5 * 2 / 9 / 100])
    assert found.one_answer == pytest.approx(5 / 9 / 100)
    assert found.both == 10


def test_the_interval_is_the_one_made_by_hand() -> None:
    """The correlation is 0.816; an answer moves it 0.408, so there are two levels: 0 and 0.5."""
    found = told_change(BEFORE, NOW, overlap_of(ten(5), ten(6)), least=1)
    assert found.correlation == 0.5
    assert found.difference == pytest.approx(0.1)
    # 2.262157 is t of 9 degrees; 0.0138889 + 0.0133333 - 0.0136083 = 0.0136139.
    assert found.lower == pytest.approx(0.1 - 2.262157 * math.sqrt(0.0136139), abs=1e-5)
    assert found.upper == pytest.approx(0.1 + 2.262157 * math.sqrt(0.0136139), abs=1e-5)


def test_where_few_answers_would_show_the_rounds_count_as_independent() -> None:
    found = told_change(BEFORE, NOW, overlap_of(ten(5), ten(6)), least=3)
    assert found.correlation == 0.0
    assert found.upper == pytest.approx(0.1 + 2.262157 * math.sqrt(0.0138889 + 0.0133333), abs=1e-5)


@pytest.mark.parametrize(
    ("covariance", "expected"),
    [(-0.4, 0.0), (0.0, 0.0), (0.09, 0.0), (0.11, 0.1), (0.99, 0.9), (1.0, 0.9)],
)
def test_levels_are_equally_wide_and_rounded_down(covariance: float, expected: float) -> None:
    overlap = Overlap(np.array([covariance]), 0.02, 100)
    one = ToldShare(0.5, 1.0, 50)
    assert coarse_correlation(one, one, overlap, least=5) == pytest.approx(expected)


def test_a_round_without_error_has_no_correlation() -> None:
    certain = ToldShare(1.0, 0.0, 9)
    assert coarse_correlation(certain, NOW, overlap_of(ten(10), ten(6)), least=1) == 0.0


@pytest.mark.parametrize(("least", "level"), [(0, 0.95), (5, 1.0)])
def test_what_makes_no_sense_is_refused(least: int, level: float) -> None:
    with pytest.raises(ValueError, match="At least 1 answer"):
        told_change(BEFORE, NOW, Overlap(np.zeros(1), 0.0, 0), least=least, level=level)
