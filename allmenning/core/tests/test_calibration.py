"""Calibration; expected values are of R survey 4.1-1 where nothing else is said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.core.design.domain import subset
from allmenning.core.design.model import DesignError
from allmenning.core.replicate.jackknife import jackknife
from allmenning.core.tests import small_survey as survey
from allmenning.core.weights.calibration import Calibration, Known, calibrate
from allmenning.core.weights.distance import Bounds, Distance
from allmenning.core.weights.post_stratification import post_stratify

KNOWN = Known(
    survey.columns(),
    np.array([320.0, 18000.0, 150.0]),
    ("(Intercept)", "inhabitants", "form1"),
)


def bounds(low: float, high: float) -> Bounds:
    """The same bounds on every row."""
    return Bounds(np.full(24, low), np.full(24, high))


@pytest.mark.parametrize(
    ("how", "total", "error"),
    [
        (Calibration(), 1696.90099898, 49.7130388003),
        (Calibration(distance=Distance.RAKING), 1696.56695959, 49.5791490397),
        (
            Calibration(distance=Distance.LOGIT, bounds=bounds(0.7, 1.6)),
            1696.39180871,
            49.5220971133,
        ),
        (Calibration(bounds=bounds(0.9, 1.3)), 1696.14090201, 49.6115933141),
        (
            Calibration(bounds=bounds(9.2, 18), bounds_on_weights=True),
            1696.04470539,
            49.825654192,
        ),
        (Calibration(groups=survey.CLUSTER), 1699.63014902, 45.1035264979),
        (
            Calibration(bounds=bounds(-10, 10), trim=(1.0, 1.1)),
            1673.91169593,
            50.0972296294,
        ),
    ],
    ids=["linear", "raking", "logit", "bounded", "weights bounded", "shared", "trimmed"],
)
def test_totals_and_errors_are_those_of_r(how: Calibration, total: float, error: float) -> None:
    """Each distance and option on the same answers."""
    design = calibrate(survey.design(), KNOWN, how)
    assert survey.total_and_error(design) == pytest.approx((total, error))
    # Where weights differ within a cluster, shared factors meet the totals of mean weights only.
    if how.trim is None and how.groups is None:
        assert KNOWN.columns.T @ design.weights == pytest.approx(KNOWN.totals)


def test_a_variance_that_grows_with_size_is_the_ratio_estimate() -> None:
    """By hand: the known total times use per inhabitant."""
    known = Known(survey.INHABITANTS[:, None], np.array([18000.0]), ("inhabitants",))
    design = calibrate(survey.design(), known, Calibration(variance=survey.INHABITANTS))
    start = survey.WEIGHT
    ratio = 18000 * (start @ survey.USE) / (start @ survey.INHABITANTS)
    assert survey.total_and_error(design) == pytest.approx((1699.46174887, 58.3577140122))
    assert survey.use(design).values[0] == pytest.approx(ratio)


def test_calibration_on_classes_is_post_stratification() -> None:
    """A second route to the same estimate and error."""
    columns = (survey.SIZE[:, None] == np.arange(3)).astype(float)
    known = Known(columns, np.array([120.0, 110.0, 90.0]), ("0", "1", "2"))
    one = survey.total_and_error(calibrate(survey.design(), known))
    other = survey.total_and_error(post_stratify(survey.design(), survey.size_margin()))
    assert one == pytest.approx(other)


def test_columns_that_repeat_each_other_do_no_harm() -> None:
    """All three size classes beside the intercept, where two would say it all."""
    classes = (survey.SIZE[:, None] == np.arange(3)).astype(float)
    columns = np.column_stack([np.ones(24), classes])
    known = Known(columns, np.array([320.0, 120, 110, 90]), ("(Intercept)", "0", "1", "2"))
    one = survey.total_and_error(calibrate(survey.design(), known))
    other = survey.total_and_error(post_stratify(survey.design(), survey.size_margin()))
    assert one == pytest.approx(other)


@pytest.mark.parametrize(
    ("how", "total", "error", "degrees"),
    [
        (Calibration(), 1696.90099898, 54.0930201357, 11),
        (Calibration(distance=Distance.RAKING), 1696.56695959, 53.4805493477, 9),
        (Calibration(groups=survey.CLUSTER), 1699.63014902, 59.5552032283, 9),
    ],
    ids=["linear", "raking", "shared"],
)
def test_every_replicate_is_calibrated_by_itself(
    how: Calibration,
    total: float,
    error: float,
    degrees: float,
) -> None:
    """JKn, then calibrated."""
    design = calibrate(jackknife(survey.design()), KNOWN, how)
    assert survey.total_and_error(design) == pytest.approx((total, error))
    assert survey.use(design).degrees == degrees


def test_a_domain_is_calibrated_on_its_own_rows() -> None:
    """R survey gives 836.575686771 and 57.559453026 for the domain of a jackknife by raking."""
    domain = subset(jackknife(survey.design()), survey.FORM == 1)
    known = Known(survey.columns()[:, :2], np.array([150.0, 9000.0]), ("(Intercept)", "inh"))
    design = calibrate(domain, known, Calibration(distance=Distance.RAKING))
    assert survey.total_and_error(design) == pytest.approx((836.575686771, 57.559453026))
    assert not design.weights[survey.FORM == 0].any()


@settings(max_examples=30, deadline=None)
@given(
    st.floats(300, 340),
    st.floats(0.97, 1.08),
    st.sampled_from([Distance.LINEAR, Distance.RAKING]),
    st.floats(0.01, 100),
)
def test_totals_are_met_and_the_unit_of_a_column_does_not_matter(
    size: float,
    growth: float,
    distance: Distance,
    unit: float,
) -> None:
    """Properties, near the totals of the sample."""
    start = survey.design()
    columns = survey.columns()[:, :2]
    inhabitants = growth * size / 320 * 18000
    how = Calibration(distance=distance)
    known = Known(columns, np.array([size, inhabitants]), ("n", "inhabitants"))
    other = Known(columns * [1, unit], np.array([size, unit * inhabitants]), ("n", "inhabitants"))
    weights = calibrate(start, known, how).weights
    assert columns.T @ weights == pytest.approx(known.totals, rel=1e-9)
    assert calibrate(start, other, how).weights == pytest.approx(weights, rel=1e-6)


def test_bounds_that_cannot_be_met_are_refused_by_total_unless_forced() -> None:
    """The nearest that can be reached is said."""
    tight = Calibration(bounds=bounds(0.999, 1.001))
    with pytest.raises(DesignError, match="cannot be met within the bounds"):
        calibrate(survey.design(), KNOWN, tight)
    forced = Calibration(bounds=bounds(0.999, 1.001), force=True)
    factors = calibrate(survey.design(), KNOWN, forced).weights / survey.WEIGHT
    assert factors.min() >= 0.999 - 1e-12
    assert factors.max() <= 1.001 + 1e-12


def test_what_does_not_fit_together_is_refused() -> None:
    """Each with a sentence."""
    design, ones = survey.design(), np.ones((24, 1))
    with pytest.raises(DesignError, match="2 columns and 1 totals"):
        Known(np.ones((24, 2)), np.array([1.0]), ("a",))
    with pytest.raises(DesignError, match="The total of a must be a number"):
        Known(ones, np.array([np.nan]), ("a",))
    with pytest.raises(DesignError, match="a is missing on some rows"):
        Known(ones * np.nan, np.array([1.0]), ("a",))
    with pytest.raises(DesignError, match="2 rows of columns for a design of 24"):
        calibrate(design, Known(np.ones((2, 1)), np.array([1.0]), ("a",)))
    with pytest.raises(DesignError, match="The total of a is 5, but it is 0 on every row"):
        calibrate(design, Known(0 * ones, np.array([5.0]), ("a",)))
    with pytest.raises(DesignError, match="variance of the calibration must be above 0"):
        calibrate(design, KNOWN, Calibration(variance=np.zeros(24)))
    with pytest.raises(DesignError, match="needs both bounds"):
        calibrate(design, KNOWN, Calibration(distance=Distance.LOGIT))
    with pytest.raises(DesignError, match="on either side of 1"):
        calibrate(
            design,
            KNOWN,
            Calibration(distance=Distance.LOGIT, bounds=bounds(1.1, 2.0)),
        )
    with pytest.raises(DesignError, match="must be below its upper bound"):
        bounds(2.0, 1.0)
    with pytest.raises(DesignError, match="Every factor is outside"):
        calibrate(design, KNOWN, Calibration(trim=(5.0, 6.0)))
