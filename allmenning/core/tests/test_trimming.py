"""Trimming of weights."""

import numpy as np
import pytest

from allmenning.core.design.build import build
from allmenning.core.design.domain import subset
from allmenning.core.design.model import DesignError
from allmenning.core.replicate.jackknife import jackknife
from allmenning.core.tests import small_survey as survey
from allmenning.core.weights.trimming import trim_weights


def test_what_is_cut_is_shared_out_equally() -> None:
    """By hand: 10 is cut to 6, and the other two get 2 each."""
    design = build(3, weights=np.array([1.0, 10.0, 3.0]))
    assert trim_weights(design, upper=6).weights.tolist() == [3.0, 6.0, 5.0]


def test_strict_cuts_again_until_none_is_outside() -> None:
    """By hand: what 10 loses lifts 3 above 5, and only the first is left to take that."""
    design = build(3, weights=np.array([1.0, 10.0, 3.0]))
    assert trim_weights(design, upper=5.5, strict=True).weights.tolist() == [3.25, 5.5, 5.25]
    assert trim_weights(design, upper=5, strict=True).weights == pytest.approx([4, 5, 5])


def test_totals_and_errors_are_those_of_r() -> None:
    """R survey 4.1-1, once and strictly."""
    once = trim_weights(survey.design(), lower=10, upper=14)
    strictly = trim_weights(survey.design(), lower=10, upper=14, strict=True)
    assert survey.total_and_error(once) == pytest.approx((1602, 114.847048044))
    assert survey.total_and_error(strictly) == pytest.approx((1607.5, 115.988856425))
    assert strictly.weights.max() == 14


def test_the_sum_stays_and_so_does_a_domain() -> None:
    """Rows outside the domain get nothing of what is cut."""
    design = subset(survey.design(), survey.FORM == 1)
    trimmed = trim_weights(design, upper=14)
    assert trimmed.weights.sum() == pytest.approx(design.weights.sum())
    assert not trimmed.weights[survey.FORM == 0].any()


def test_replicates_are_cut_each() -> None:
    """What a replicate leaves out stays out, and its sum stays."""
    design = jackknife(survey.design())
    trimmed = trim_weights(design, upper=15)
    assert trimmed.replicates.sum(axis=0) == pytest.approx(design.replicates.sum(axis=0))
    assert ((trimmed.replicates == 0) == (design.replicates == 0)).all()


def test_ranges_that_cannot_hold_the_weights_are_refused() -> None:
    """Each with a sentence."""
    design = survey.design()
    with pytest.raises(DesignError, match="lower limit 5 must be below the upper limit 5"):
        trim_weights(design, lower=5, upper=5)
    with pytest.raises(DesignError, match="24 weights from -inf to 9 cannot sum to 309"):
        trim_weights(design, upper=9, strict=True)
    with pytest.raises(DesignError, match="Every weight is outside"):
        trim_weights(design, lower=1, upper=2)
