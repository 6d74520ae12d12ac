"""Intervals of shares by seven formulas."""

import numpy as np
import pytest
from scipy.stats import beta

from allmenning.core.design.build import build
from allmenning.core.design.model import Design, Floats
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.statistic import estimate
from allmenning.core.interval.estimated import shares_of
from allmenning.core.interval.share import ShareMethod, Shares, share_intervals
from allmenning.core.tests.answers_survey import FORMS
from allmenning.core.tests.small_survey import design


def _shares(given: Design, event: Floats) -> Shares:
    return shares_of(given, estimate(given, Mean(("share",), event[:, None])))


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [
        ("logit", 0.367123604437937, 0.629863557231594),
        ("likelihood", 0.363596763800678, 0.633326231546687),
        ("asin", 0.365532627262033, 0.631347554955351),
        ("beta", 0.365529796301989, 0.631401519239150),
        ("mean", 0.363857277774261, 0.632906476271046),
        ("xlogit", 0.367123604437937, 0.629863557231594),
    ],
)
def test_a_clustered_share_has_the_intervals_of_r_survey(
    method: str, low: float, high: float
) -> None:
    found = share_intervals(_shares(design(), FORMS.astype(float)), method=ShareMethod(method))
    assert [found[0][0], found[1][0]] == pytest.approx([low, high], rel=1e-7)


def test_wilson_is_as_r_survey_4_5_has_it_for_a_rare_share() -> None:
    """Vector ciprop.clus1.wilson."""
    one = np.ones(1)
    shares = Shares(
        values=0.02185792349726776 * one,
        variances=0.02262245086113394**2 * one,
        degrees=14 * one,
        rows=183 * one,
        design_degrees=14 * one,
        logit_variances=one,
        effective=183 * one,
    )
    low, high = share_intervals(shares, method=ShareMethod.WILSON)
    assert [low[0], high[0]] == pytest.approx([0.003178777237786573, 0.1353912851471643])


def test_beta_on_a_simple_sample_is_clopper_and_pearson_but_for_one_answer() -> None:
    event = np.repeat([1.0, 0.0], [6, 34])
    low, high = share_intervals(_shares(build(40), event))
    # The variance has n - 1 below, so 39 answers count.
    assert low[0] == pytest.approx(beta.ppf(0.025, 39 * 0.15, 39 * 0.85 + 1))
    assert high[0] == pytest.approx(beta.ppf(0.975, 39 * 0.15 + 1, 39 * 0.85))


@pytest.mark.parametrize("method", list(ShareMethod))
def test_who_says_no_mirrors_who_says_yes(method: ShareMethod) -> None:
    event = FORMS.astype(float)
    yes = share_intervals(_shares(design(), event), method=method)
    no = share_intervals(_shares(design(), 1 - event), method=method)
    # The likelihood interval is read off a grid, which is not quite the same from both sides.
    assert [1 - no[1][0], 1 - no[0][0]] == pytest.approx([yes[0][0], yes[1][0]], rel=1e-6)


@pytest.mark.parametrize("method", list(ShareMethod))
def test_everybody_asked_leaves_no_width(method: ShareMethod) -> None:
    full = build(10, populations=[np.full(10, 10.0)])
    for event in (np.repeat([1.0, 0.0], [3, 7]), np.zeros(10), np.ones(10)):
        low, high = share_intervals(_shares(full, event), method=method)
        assert low[0] == high[0] == event.mean()


def test_nobody_of_ten_leaves_a_bound_above_zero() -> None:
    low, high = share_intervals(_shares(build(10), np.zeros(10)))
    assert low[0] == 0
    assert high[0] == pytest.approx(0.30849711)  # 1 - 0.025 ** (1 / 10), Clopper and Pearson


def test_a_group_without_degrees_of_freedom_gets_finite_ends() -> None:
    one = np.ones(1)
    shares = Shares(0.6 * one, 0.04 * one, 0 * one, 3 * one, 0 * one, one, 3 * one)
    low, high = share_intervals(shares)
    assert 0 < low[0] < 0.6 < high[0] < 1


def test_a_level_of_95_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1, not 95"):
        share_intervals(_shares(build(4), np.array([0.0, 1, 1, 0])), level=95)
