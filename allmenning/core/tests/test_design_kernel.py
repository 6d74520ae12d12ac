"""The variance kernel: textbook cases, R's numbers, properties and refusals."""

import numpy as np
import pytest

from allmenning.core.design.build import build
from allmenning.core.design.domain import subset
from allmenning.core.design.kernel import covariance, degrees_of_freedom
from allmenning.core.design.model import Design, DesignError, Floats, Lonely
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.statistic import estimate
from allmenning.core.estimate.total import Total

STRATA = np.array([1, 1, 1, 2, 2, 3])
VALUES = np.array([1.0, 2, 4, 3, 7, 5])
WEIGHTS = np.array([2.0, 2, 2, 3, 3, 4])


def lonely_design(lonely: Lonely) -> Design:
    return build(6, strata=[STRATA], weights=WEIGHTS, lonely=lonely)


def column(values: Floats) -> Floats:
    return values[:, None]


def test_simple_random_sampling_is_the_textbook_formula() -> None:
    """n = 4 of N = 10, values 1, 2, 3, 6: variance of the mean (1 - 0.4) * (14 / 3) / 4 = 0.7."""
    design = build(4, populations=[np.full(4, 10.0)])
    mean = estimate(design, Mean(("x",), column(np.array([1.0, 2, 3, 6]))))

    assert mean.values == pytest.approx([3.0])
    assert mean.covariance == pytest.approx(np.array([[0.7]]))
    assert mean.degrees == 3


@pytest.mark.parametrize(
    ("lonely", "total", "mean"),
    [
        ("remove", 172, 0.671875),
        ("certainty", 172, 0.671875),
        ("adjust", 259 + 1 / 9, 0.734375),
        ("average", 258, 1.0078125),
    ],
)
def test_a_lonely_stratum_adds_what_r_says(lonely: str, total: float, mean: float) -> None:
    """Expected values by R survey 4.1-1; the total of "adjust" by hand, as survey 4.5 does.

    The weighted values are 2, 4, 8, 9, 21, 20: 3 * var(2, 4, 8) + 2 * var(9, 21) = 172, and
    (20 - 64 / 6) ** 2 is 87.11.
    """
    design = lonely_design(Lonely(lonely))

    assert estimate(design, Total(("x",), column(VALUES))).covariance[0, 0] == pytest.approx(total)
    assert estimate(design, Mean(("x",), column(VALUES))).covariance[0, 0] == pytest.approx(mean)


def test_a_lonely_stratum_is_refused_by_name() -> None:
    with pytest.raises(DesignError, match=r"Stratum \(3\) has only one PSU at stage 1"):
        covariance(lonely_design(Lonely.FAIL), column(VALUES))


def test_a_stratum_taken_whole_may_have_one_cluster() -> None:
    design = build(6, strata=[STRATA], populations=[np.array([6.0, 6, 6, 6, 6, 1])])

    assert degrees_of_freedom(design) == 3
    assert covariance(design, column(design.weights * VALUES))[0, 0] > 0


def test_a_full_count_has_no_variance() -> None:
    design = build(6, strata=[STRATA], populations=[np.array([3.0, 3, 3, 2, 2, 1])])

    assert covariance(design, column(VALUES)) == pytest.approx(np.zeros((1, 1)))


def test_two_stages_add_the_variance_within_clusters() -> None:
    """Two clusters of four, two rows of three in each; by hand.

    Stage 1: totals 4.5 and 13.5 in each drawn cluster times 2; stage 2: 3 * 3 * (1 - 2 / 3) / 2
    times the variances 0.5 and 0.5, times 4 / 2.
    """
    design = build(
        4,
        clusters=[np.array([1, 1, 2, 2]), np.array([1, 2, 1, 2])],
        populations=[np.full(4, 4.0), np.full(4, 3.0)],
    )
    total = estimate(design, Total(("x",), column(np.array([1.0, 2, 4, 5]))))

    between = 4**2 * (1 - 2 / 4) / 2 * ((13.5 - 4.5) ** 2 / 2)
    within = 4 / 2 * 2 * (3**2 * (1 - 2 / 3) / 2 * 0.5)
    assert total.values == pytest.approx([36.0])
    assert total.covariance[0, 0] == pytest.approx(between + within)


def test_a_domain_is_zeros_and_not_a_smaller_sample() -> None:
    """Second route: the total of a domain is the total of x times the indicator."""
    design = build(6, strata=[STRATA], populations=[np.array([9.0, 9, 9, 8, 8, 1])])
    rows = np.array([True, True, False, True, False, False])
    of_domain = estimate(subset(design, rows), Total(("x",), column(VALUES)))
    of_zeros = estimate(design, Total(("x",), column(VALUES * rows)))

    assert of_domain.values == pytest.approx(of_zeros.values)
    assert of_domain.covariance == pytest.approx(of_zeros.covariance)
    assert of_domain.degrees == 1
    assert of_zeros.degrees == 3


def test_the_order_of_rows_and_the_unit_do_not_matter() -> None:
    order = np.array([5, 0, 3, 1, 4, 2])
    plain = estimate(lonely_design(Lonely.AVERAGE), Mean(("x",), column(VALUES)))
    shuffled = build(6, strata=[STRATA[order]], weights=WEIGHTS[order] * 7, lonely=Lonely.AVERAGE)
    mean = estimate(shuffled, Mean(("x",), column(VALUES[order] * 100)))

    assert mean.values == pytest.approx(plain.values * 100)
    assert mean.errors == pytest.approx(plain.errors * 100)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"clusters": [np.array([1, 1, 2, 2, 3, 3])]}, "in stratum 1 and in another"),
        ({"populations": [np.array([2.0, 2, 2, 5, 5, 4])]}, "Stratum 1 holds 3 drawn"),
        ({"populations": [np.array([5.0, 5, 6, 5, 5, 4])]}, "Stratum 1 has two populations"),
        ({"populations": [np.array([0.5, 0.5, 0.5, 5, 5, 4])]}, "mix sizes and fractions"),
        ({"weights": np.array([1.0, np.nan, 1, 1, 1, 1])}, "weight is missing"),
    ],
)
def test_a_design_that_cannot_be_is_refused(changes: dict[str, object], sentence: str) -> None:
    arguments: dict[str, object] = {"strata": [STRATA], **changes}
    with pytest.raises(DesignError, match=sentence):
        build(6, **arguments)  # type: ignore[arg-type]


def test_equal_labels_in_two_strata_may_be_two_clusters() -> None:
    design = build(
        6, strata=[STRATA], clusters=[np.array([1, 2, 3, 1, 2, 1])], nest=True, weights=WEIGHTS
    )

    assert degrees_of_freedom(design) == 3


def test_fractions_say_the_same_as_sizes() -> None:
    sizes = build(6, strata=[STRATA], populations=[np.array([6.0, 6, 6, 8, 8, 1])])
    fractions = build(6, strata=[STRATA], populations=[np.array([0.5, 0.5, 0.5, 0.25, 0.25, 1])])

    values = column(VALUES)
    assert sizes.weights == pytest.approx(fractions.weights)
    assert covariance(sizes, values) == pytest.approx(covariance(fractions, values))
