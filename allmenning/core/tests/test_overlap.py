"""The change between two weighted rounds with overlap."""

import math

import numpy as np
import pytest

from allmenning.core.change import Rounds, difference_variance
from allmenning.core.design.build import build
from allmenning.core.design.model import Codes, Design, DesignError, Floats
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.statistic import estimate
from allmenning.core.overlap import Round, WeightedChange, change_with_overlap
from allmenning.core.tests import small_survey as survey
from allmenning.core.weights.post_stratification import post_stratify

KEYS = [str(number) for number in range(400)]


def simple(answers: list[int], units: list[int], size: float) -> Round:
    """A simple random sample of shares."""
    n = len(answers)
    design = build(n, weights=np.full(n, size / n), populations=[np.full(n, size)])
    values = np.array(answers, dtype=np.float64)[:, None]
    return Round(design, Mean(("yes",), values), [KEYS[unit] for unit in units])


def small(values: Floats, design: Design | None = None) -> Round:
    """The small survey with other answers."""
    keys = [f"k{number}" for number in survey.CLUSTER]
    return Round(design or survey.design(), Mean(("use",), values[:, None]), keys)


def test_simple_samples_give_the_formula_of_shares() -> None:
    """A second route: core.change on the same counts, with 60 of 100 and 80 of 120 from 200."""
    first = simple([1] * 60 + [0] * 40, list(range(100)), 200)
    second = simple([1] * 50 + [0] * 10 + [1] * 30 + [0] * 30, list(range(20, 140)), 200)
    # Of units 20 to 99: 40 yes both times, 10 + 30 minus the overlap below.
    counts = Rounds(
        x1=60, n1=100, x2=80, n2=120, N=200, n12=80, x11=40, x1_overlap=40, x2_overlap=70
    )
    found = change_with_overlap(first, second)
    assert found.both == 80
    assert found.difference == pytest.approx([80 / 120 - 0.6])
    assert found.error == pytest.approx([math.sqrt(difference_variance(counts))])


def test_the_same_units_give_the_paired_difference() -> None:
    """A second route: both answers in one design, stratified and clustered."""
    later = survey.USE + (survey.INHABITANTS > 50)
    both = Mean(("before", "after"), np.column_stack([survey.USE, later]))
    joint = estimate(survey.design(), both).covariance
    found = change_with_overlap(small(survey.USE), small(later))
    expected = joint[0, 0] + joint[1, 1] - 2 * joint[0, 1]
    assert found.error == pytest.approx([math.sqrt(expected)])
    assert found.both == 12
    assert found.correlation == pytest.approx([joint[0, 1] / math.sqrt(joint[0, 0] * joint[1, 1])])


def test_the_same_answers_of_the_same_units_are_no_change() -> None:
    """A property: no difference and no error."""
    found = change_with_overlap(small(survey.USE), small(survey.USE))
    assert found.difference == pytest.approx([0])
    assert found.error == pytest.approx([0], abs=1e-8)


def test_post_stratified_rounds_take_the_residuals() -> None:
    """Both rounds fitted to the same totals: the paired difference of the fitted design."""
    design = post_stratify(survey.design(), survey.size_margin())
    later = survey.USE + (survey.FORM == 1)
    joint = estimate(design, Mean(("a", "b"), np.column_stack([survey.USE, later]))).covariance
    found = change_with_overlap(small(survey.USE, design), small(later, design))
    expected = joint[0, 0] + joint[1, 1] - 2 * joint[0, 1]
    assert found.error == pytest.approx([math.sqrt(expected)])


def test_without_overlap_the_variances_add() -> None:
    """No unit in both."""
    first = simple([1] * 10 + [0] * 20, list(range(30)), 1e9)
    second = simple([1] * 15 + [0] * 15, list(range(30, 60)), 1e9)
    errors = [estimate(one.design, one.statistic).errors[0] for one in (first, second)]
    found = change_with_overlap(first, second)
    assert (found.both, found.correlation[0]) == (0, 0.0)
    assert found.error[0] == pytest.approx(math.hypot(*errors))


def test_a_full_count_covaries_with_nothing() -> None:
    """Everybody in the first round: the error is the second's alone; both full: none."""
    answers = [1, 0] * 20
    everybody = simple(answers, list(range(40)), 40)
    some = simple(answers[:20], list(range(20)), 40)
    alone = estimate(some.design, some.statistic).errors
    assert change_with_overlap(everybody, some).error == pytest.approx(alone)
    assert change_with_overlap(everybody, everybody).error.tolist() == [0]


def test_units_that_moved_stratum_count_as_drawn_again() -> None:
    """By hand: 4 of 8 in A, then the same of 16 in B: (4 - 4 / 2) S over 4 (1 - f) S of each."""
    values = np.array([1.0, 2, 3, 5])

    def stratified(name: str, size: float) -> Round:
        strata = [np.array([name] * 4)]
        design = build(4, weights=np.ones(4), strata=strata, populations=[np.full(4, size)])
        return Round(design, Mean(("x",), values[:, None]), list("abcd"))

    moved = change_with_overlap(stratified("A", 8), stratified("B", 16))
    assert moved.correlation == pytest.approx([0.5 / math.sqrt(0.5 * 0.75)])


@pytest.mark.slow
def test_the_interval_holds_the_true_change_as_often_as_it_says() -> None:
    """400 pairs of samples of 60 and 60 from 120, half of them in both: within 92 to 98 %."""
    generator = np.random.default_rng(11)
    before = (generator.random(120) < 0.5).astype(int)
    after = np.where(generator.random(120) < 0.8, before, 1 - before)
    truth = after.mean() - before.mean()
    hits = 0
    for _ in range(400):
        order = generator.permutation(120)
        one, other = order[:60], order[30:90]
        found = _changed(before, after, one, other)
        hits += bool(found.lower[0] <= truth <= found.upper[0])
    assert 0.92 <= hits / 400 <= 0.98


def _changed(before: Codes, after: Codes, one: Codes, other: Codes) -> WeightedChange:
    first = simple(before[one].tolist(), one.tolist(), 120)
    return change_with_overlap(first, simple(after[other].tolist(), other.tolist(), 120))


def test_rounds_that_do_not_fit_are_refused() -> None:
    """Other figures, too few keys, a unit in two clusters, a level that is none."""
    one = small(survey.USE)
    other = Round(one.design, Mean(("else",), survey.USE[:, None]), one.keys)
    with pytest.raises(DesignError, match="the same figures"):
        change_with_overlap(one, other)
    with pytest.raises(DesignError, match="1 keys for 24 rows"):
        change_with_overlap(one, Round(one.design, one.statistic, ["a"]))
    with pytest.raises(DesignError, match="in two clusters"):
        change_with_overlap(one, Round(one.design, one.statistic, ["a"] * 24))
    with pytest.raises(ValueError, match="confidence level"):
        change_with_overlap(one, one, level=1.0)
