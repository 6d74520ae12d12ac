"""Raking; expected values are of R survey 4.1-1 where nothing else is said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.core.design.build import build
from allmenning.core.design.model import DesignError
from allmenning.core.replicate.jackknife import jackknife
from allmenning.core.tests import small_survey as survey
from allmenning.core.weights.calibration import Calibration, Known, calibrate
from allmenning.core.weights.distance import Distance
from allmenning.core.weights.post_stratification import post_stratify
from allmenning.core.weights.raking import rake

MARGINS = [survey.size_margin(), survey.form_margin()]


def test_two_by_two_by_hand() -> None:
    """The fitted table keeps the odds ratio, 2 * 3 / (1 * 4), and meets 6, 4, 5 and 5."""
    design = build(4, weights=np.array([2.0, 1.0, 4.0, 3.0]))
    row = survey.margin(np.array([0, 0, 1, 1]), [6.0, 4.0], "row")
    column = survey.margin(np.array([0, 1, 0, 1]), [5.0, 5.0], "column")
    fitted = rake(design, [row, column]).weights
    assert fitted[0] + fitted[1] == pytest.approx(6)
    assert fitted[0] + fitted[2] == pytest.approx(5)
    assert fitted[0] * fitted[3] / (fitted[1] * fitted[2]) == pytest.approx(1.5)


def test_both_margins_are_met_and_explain_variance() -> None:
    """R takes the margins out of the influence values in ten sweeps."""
    design = rake(survey.design(), MARGINS)
    assert np.bincount(survey.SIZE, weights=design.weights) == pytest.approx([120, 110, 90])
    assert np.bincount(survey.FORM, weights=design.weights) == pytest.approx([170, 150])
    assert survey.total_and_error(design) == pytest.approx((1659.31307593, 50.4152053365))


def test_a_second_route_to_the_same_weights_is_calibration_by_the_raking_distance() -> None:
    """The same weights by Newton's method."""
    columns = np.column_stack([survey.SIZE == 0, survey.SIZE == 1, survey.SIZE == 2, survey.FORM])
    known = Known(columns.astype(float), np.array([120.0, 110, 90, 150]), ("0", "1", "2", "form"))
    other = calibrate(survey.design(), known, Calibration(distance=Distance.RAKING))
    assert rake(survey.design(), MARGINS).weights == pytest.approx(other.weights, rel=1e-10)


def test_a_projection_made_before_is_kept() -> None:
    """Post-stratified by form first: the weights are those of raking, the error is less."""
    design = rake(post_stratify(survey.design(), survey.form_margin()), MARGINS)
    assert survey.total_and_error(design) == pytest.approx((1659.31307593, 50.2872865621))


def test_every_replicate_is_raked_by_itself() -> None:
    """JKn, then raked; R stops each replicate at a tolerance."""
    replicates = rake(jackknife(survey.design()), MARGINS)
    assert survey.total_and_error(replicates) == pytest.approx(
        (1659.31307593, 62.1195928), rel=1e-8
    )
    assert replicates.replicates[survey.FORM == 1].sum(axis=0) == pytest.approx(np.full(12, 150.0))


def test_one_margin_is_post_stratification() -> None:
    """A second route to the weights."""
    margin = survey.size_margin()
    raked = rake(survey.design(), [margin])
    assert raked.weights == pytest.approx(post_stratify(survey.design(), margin).weights)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.floats(0.5, 20), min_size=24, max_size=24),
    st.floats(0.01, 100),
    st.permutations(range(24)),
)
def test_rows_may_be_in_any_order_and_start_weights_of_any_scale(
    weights: list[float],
    scale: float,
    order: list[int],
) -> None:
    """Properties."""
    start = np.array(weights)
    first = rake(build(24, weights=start), MARGINS).weights
    mixed = [
        survey.margin(survey.SIZE[order], [120.0, 110.0, 90.0]),
        survey.margin(survey.FORM[order], [170.0, 150.0], "form"),
    ]
    again = rake(build(24, weights=scale * start[order]), mixed).weights
    assert first.sum() == pytest.approx(320)
    assert again == pytest.approx(first[order], rel=1e-8)


def test_margins_of_unlike_sums_are_refused_by_name() -> None:
    """320 and 300 cannot both be the population."""
    short = survey.margin(survey.FORM, [150.0, 150.0], "form")
    with pytest.raises(DesignError, match="size sums to 320 and form to 300"):
        rake(survey.design(), [survey.size_margin(), short])
    with pytest.raises(DesignError, match="at least one margin"):
        rake(survey.design(), [])


def test_margins_that_no_weights_can_meet_are_refused_by_class() -> None:
    """All of form 1 are of size 1, which is to weigh less than they."""
    design = build(3, weights=np.ones(3))
    size = survey.margin(np.array([0, 1, 1]), [8.0, 2.0])
    form = survey.margin(np.array([0, 0, 1]), [2.0, 8.0], "form")
    with pytest.raises(DesignError, match=r"cannot all be met: .* of (size|form) stays"):
        rake(design, [size, form])
