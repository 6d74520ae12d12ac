"""Rank tests, kappa and Cronbach's alpha."""

import numpy as np
import pytest
from scipy.stats import rankdata

from allmenning.core.consistency import cronbach_alpha, kappa
from allmenning.core.design.build import build
from allmenning.core.design.model import DesignError
from allmenning.core.rank_test import RankScore, midranks, rank_test
from allmenning.core.tests.answers_survey import ANSWER, FORMS, SECOND, SIZES
from allmenning.core.tests.small_survey import design


@pytest.mark.parametrize(
    ("score", "difference", "t", "p"),
    [
        ("wilcoxon", 0.017182492795161, 0.208313675053477, 0.840189841055059),
        ("vanderWaerden", 0.13491627541819, 0.50554916571167, 0.62680500420255),
        ("median", 0.10680770842061, 0.51821009138781, 0.61833500938954),
    ],
)
def test_two_groups_are_ranked_as_by_r_survey(
    score: str, difference: float, t: float, p: float
) -> None:
    found = rank_test(design(), ANSWER, FORMS, score=RankScore(score))
    assert found.difference == pytest.approx(difference)
    assert (found.statistic, found.degrees, found.p_value) == pytest.approx((t, 8, p))


def test_three_groups_are_ranked_as_by_r_survey() -> None:
    found = rank_test(design(), ANSWER, SIZES, score=RankScore.KRUSKAL_WALLIS)
    assert found.difference is None
    assert found.statistic == pytest.approx(124.59692144185)
    assert found.p_value == pytest.approx(3.4712275702776e-05)


def test_equal_weights_have_ordinary_midranks() -> None:
    values = np.array([3.0, 1, 4, 1, 5])
    wanted = (rankdata(values) - 0.5) / 5
    assert midranks(values, np.full(5, 7.0)).tolist() == pytest.approx(wanted.tolist())


def test_ranks_do_not_see_the_scale() -> None:
    assert rank_test(design(), np.exp(ANSWER), FORMS) == rank_test(design(), ANSWER, FORMS)


def test_one_group_cannot_be_ranked_against_itself() -> None:
    with pytest.raises(DesignError, match="two groups"):
        rank_test(design(), ANSWER, np.zeros(24, dtype=np.intp))


def test_kappa_is_as_in_r_survey() -> None:
    found = kappa(design(), FORMS, SECOND.astype(np.intp), categories=2)
    assert found.errors[0] == pytest.approx(0.13285253769253)


def test_kappa_of_a_simple_sample_is_cohens() -> None:
    """20 and 15 alike of 50, 5 and 10 not: (0.7 - 0.5) / (1 - 0.5), Cohen's textbook table."""
    first = np.repeat([0, 0, 1, 1], [20, 5, 10, 15])
    second = np.repeat([0, 1, 0, 1], [20, 5, 10, 15])
    assert kappa(build(50), first, second, categories=2).values[0] == pytest.approx(0.4)


def test_full_agreement_is_one() -> None:
    found = kappa(design(), SIZES, SIZES, categories=3)
    assert (found.values[0], found.errors[0]) == pytest.approx((1, 0), abs=1e-8)


def test_one_category_is_no_agreement() -> None:
    with pytest.raises(DesignError, match="chance"):
        kappa(design(), 0 * SIZES, 0 * SIZES, categories=3)


def test_alpha_is_as_in_r_survey() -> None:
    items = np.column_stack([ANSWER, SIZES, FORMS]).astype(np.float64)
    assert cronbach_alpha(design(), items) == pytest.approx(0.3932816360455)


def test_the_same_item_twice_is_one() -> None:
    assert cronbach_alpha(design(), np.column_stack([ANSWER, ANSWER])) == pytest.approx(1)


def test_one_item_is_no_scale() -> None:
    with pytest.raises(DesignError, match="two items"):
        cronbach_alpha(design(), ANSWER[:, None])
