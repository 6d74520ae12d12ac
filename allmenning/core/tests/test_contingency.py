"""Tests on tables."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2_contingency, chisquare

from allmenning.core.contingency import (
    Crossing,
    TableTest,
    goodness_of_fit,
    independence,
)
from allmenning.core.design.build import build
from allmenning.core.design.model import DesignError
from allmenning.core.tests.answers_survey import FORMS, SIZES
from allmenning.core.tests.small_survey import design


@pytest.mark.parametrize(
    ("test", "statistic", "parameter", "p"),
    [
        ("F", 0.035397080723937, [1.881207449202712, 16.930867042824403], 0.959131839083223),
        ("Chisq", 0.051247901821233, [2], 0.965222069074767),
        ("Wald", 0.044885357596905, [2, 9], 0.956319726328322),
        ("adjWald", 0.039898095641694, [2, 8], 0.961077309097638),
        ("saddlepoint", 0.051247901821233, [], 0.965412089338037),
    ],
)
def test_a_clustered_table_is_judged_as_by_r_survey(
    test: str, statistic: float, parameter: list[float], p: float
) -> None:
    found = independence(design(), Crossing(SIZES, FORMS), test=TableTest(test))
    assert found.statistic == pytest.approx(statistic)
    assert list(found.parameter) == pytest.approx(parameter)
    assert found.p_value == pytest.approx(p)


def test_a_simple_sample_has_pearson_with_n_for_n_minus_1() -> None:
    table = np.array([[20, 15, 5], [10, 25, 25]])
    rows, columns = (np.repeat(part.ravel(), table.ravel()) for part in np.indices(table.shape))
    found = independence(build(100), Crossing(rows, columns), test=TableTest.CHISQ)
    wanted = chi2_contingency(table, correction=False)
    assert found.statistic == pytest.approx(wanted.statistic)
    # The effects are n / (n - 1) under the model; they use the shares seen, so only nearly.
    assert np.log10(found.p_value) == pytest.approx(np.log10(wanted.pvalue), rel=0.15)


def test_foretold_shares_are_judged_as_by_r_survey() -> None:
    found = goodness_of_fit(design(), SIZES, np.array([0.4, 0.3, 0.3]))
    assert found.statistic == pytest.approx(4.35423408845739)
    assert found.parameter == pytest.approx((11.23837411463530, 1.92933973803266))
    assert found.p_value == pytest.approx(0.81030756730087)


def test_foretold_shares_of_a_simple_sample_have_pearson() -> None:
    codes = np.repeat([0, 1, 2], [30, 45, 25])
    found = goodness_of_fit(build(100), codes, np.array([2.0, 1, 1]))
    assert found.statistic == pytest.approx(chisquare([30, 45, 25], [50, 25, 25]).statistic)


def test_the_order_of_categories_does_not_matter() -> None:
    first = independence(design(), Crossing(SIZES, FORMS))
    other = independence(design(), Crossing(1 - FORMS, 2 - SIZES))
    assert other.p_value == pytest.approx(first.p_value)


def test_categories_that_nobody_is_in_are_left_out() -> None:
    plain = independence(design(), Crossing(SIZES, FORMS))
    gaps = independence(design(), Crossing(2 * SIZES, 3 * FORMS))
    assert gaps == plain


def test_rows_that_lack_a_variable_count_in_the_size_only() -> None:
    missing = np.where(np.arange(24) == 5, -1, FORMS)
    found = independence(design(), Crossing(SIZES, missing), test=TableTest.CHISQ)
    fewer = independence(design(), Crossing(SIZES, missing, units=23), test=TableTest.CHISQ)
    assert found.statistic == pytest.approx(fewer.statistic * 24 / 23)
    assert found.p_value == pytest.approx(fewer.p_value)


def test_shares_that_the_design_fixes_cannot_be_tested() -> None:
    strata = np.repeat([0, 1], 4)
    both = build(8, strata=[strata], populations=[np.full(8, 8.0)])
    found = goodness_of_fit(both, strata, np.array([0.4, 0.6]))
    assert np.isnan(found.p_value)


def test_one_category_is_refused() -> None:
    small = design()
    inside = FORMS == 1
    only = replace(small, weights=small.weights * inside, within=inside)
    with pytest.raises(DesignError, match="3 by 1"):
        independence(only, Crossing(SIZES, FORMS))


def test_too_few_shares_are_refused() -> None:
    with pytest.raises(DesignError, match="2 are given for 3"):
        goodness_of_fit(design(), SIZES, np.array([0.5, 0.5]))
