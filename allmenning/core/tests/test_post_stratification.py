"""Post-stratification; expected values are of R survey 4.1-1 where nothing else is said."""

import numpy as np
import pytest

from allmenning.core.design.domain import subset
from allmenning.core.design.model import DesignError
from allmenning.core.replicate.jackknife import jackknife
from allmenning.core.tests import small_survey as survey
from allmenning.core.weights.margin import Margin
from allmenning.core.weights.post_stratification import post_stratify


def test_the_weights_of_every_class_sum_to_its_total() -> None:
    """120, 110 and 90."""
    weights = post_stratify(survey.design(), survey.size_margin()).weights
    assert np.bincount(survey.SIZE, weights=weights) == pytest.approx([120, 110, 90])


def test_what_the_classes_explain_is_no_variance() -> None:
    """110.39 before, 55.38 after."""
    before = survey.total_and_error(survey.design())
    after = survey.total_and_error(post_stratify(survey.design(), survey.size_margin()))
    assert before == pytest.approx((1605, 110.390267284))
    assert after == pytest.approx((1662.93414711, 55.3789762363))


def test_a_domain_of_a_post_stratified_design_keeps_the_projection() -> None:
    """Rows outside the domain weigh nothing but stay in their class."""
    design = subset(post_stratify(survey.design(), survey.size_margin()), survey.FORM == 1)
    assert survey.total_and_error(design) == pytest.approx((869.912824447, 115.828838694))
    assert survey.use(design).degrees == 8


def test_every_replicate_is_post_stratified_by_itself() -> None:
    """JKn, then post-stratified."""
    replicates = post_stratify(jackknife(survey.design()), survey.size_margin())
    assert survey.total_and_error(replicates) == pytest.approx((1662.93414711, 62.4039909057))
    assert survey.use(replicates).degrees == 11
    sums = replicates.replicates[survey.SIZE == 2].sum(axis=0)
    assert sums == pytest.approx(np.full(12, 90.0))


def test_a_total_of_the_classes_themselves_has_no_error() -> None:
    """A property: it is known."""
    design = post_stratify(survey.design(), survey.size_margin())
    indicator = (survey.SIZE == 1)[:, None] * design.weights[:, None]
    assert design.projections[0].residuals(indicator) == pytest.approx(0, abs=1e-12)


def test_start_weights_of_any_scale_give_the_same() -> None:
    """A property: only proportions within a class count."""
    design = survey.design()
    scaled = subset(design, np.ones(24, dtype=bool))
    scaled.weights[:] *= 1000
    margin = survey.size_margin()
    assert post_stratify(scaled, margin).weights == pytest.approx(
        post_stratify(design, margin).weights,
    )


def test_a_class_that_nobody_is_in_is_refused_unless_totals_are_partial() -> None:
    """Named in the sentence."""
    margin = survey.margin(survey.SIZE, [120.0, 110.0, 90.0, 40.0])
    with pytest.raises(DesignError, match="Nobody in the data is in 3 of the margin size"):
        post_stratify(survey.design(), margin)
    weights = post_stratify(survey.design(), margin, partial=True).weights
    assert weights.sum() == pytest.approx(320)


def test_impossible_margins_are_refused_by_name() -> None:
    """A class without a total, one that is said to be empty, totals that are none, other rows."""
    design = survey.design()
    missing = np.where(survey.SIZE == 2, -1, survey.SIZE)
    with pytest.raises(DesignError, match="7 rows are in no class of the margin size"):
        post_stratify(design, survey.margin(missing, [120.0, 110.0]))
    with pytest.raises(DesignError, match="nobody is in 1, but the data hold rows"):
        post_stratify(design, survey.margin(survey.SIZE, [120.0, 0.0, 90.0]))
    with pytest.raises(DesignError, match="0 or more for each class; not so for 1"):
        survey.margin(survey.SIZE, [120.0, -1.0, 90.0])
    with pytest.raises(DesignError, match="2 rows for a design of 24"):
        post_stratify(design, survey.margin(np.array([0, 1]), [1.0, 2.0]))


def test_many_classes_are_named_by_the_first_five() -> None:
    """So that a sentence stays one."""
    labels = tuple("abcdefgh")
    margin = Margin(np.zeros(24, dtype=np.intp), np.ones(8), labels, "letter")
    with pytest.raises(DesignError, match="b, c, d, e, f and 2 more"):
        post_stratify(survey.design(), margin)
