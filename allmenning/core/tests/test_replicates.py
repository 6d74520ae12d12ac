"""Replicate weights; expected values are of R survey 4.1-1 where nothing else is said."""

from dataclasses import replace

import numpy as np
import pytest

from allmenning.core.design.build import build
from allmenning.core.design.domain import subset
from allmenning.core.design.model import DesignError, Lonely
from allmenning.core.estimate.ratio import Ratio
from allmenning.core.estimate.statistic import estimate
from allmenning.core.replicate.balanced import Large, balanced
from allmenning.core.replicate.bootstrap import Resampling, bootstrap
from allmenning.core.replicate.hadamard import hadamard
from allmenning.core.replicate.jackknife import jackknife
from allmenning.core.tests import small_survey as survey
from allmenning.core.weights.post_stratification import post_stratify


def test_the_jackknife_of_a_total_is_the_linearised_error() -> None:
    """A second route to the same answer, 110.390267284, also around the estimate itself."""
    design = survey.design()
    assert survey.total_and_error(jackknife(design)) == pytest.approx((1605, 110.390267284))
    assert survey.total_and_error(jackknife(design, mse=True)) == pytest.approx(
        survey.total_and_error(design),
    )


def test_a_jackknife_by_hand() -> None:
    """Three rows of weight 2: without the first the others weigh 3 each."""
    found = jackknife(build(3, weights=np.full(3, 2.0), populations=[np.full(3, 6.0)]))
    assert found.replicates.tolist() == [[0, 3, 3], [3, 0, 3], [3, 3, 0]]
    assert found.scale == pytest.approx(2 / 3 * 0.5)
    assert found.kind == "JK1"


def test_clusters_without_strata() -> None:
    """JK1 with a population of 60 clusters."""
    design = build(
        24,
        clusters=[survey.CLUSTER],
        weights=survey.WEIGHT,
        populations=[np.full(24, 60.0)],
    )
    assert survey.total_and_error(jackknife(design)) == pytest.approx((1605, 141.312033844))


@pytest.mark.parametrize(
    ("how", "error", "degrees"),
    [
        (Lonely.REMOVE, 115.503246708, 8),
        (Lonely.CERTAINTY, 115.503246708, 8),
        (Lonely.AVERAGE, 120.639206653, 8),
        (Lonely.ADJUST, 394.095507583, 9),
    ],
)
def test_a_lonely_stratum_is_treated_as_asked(how: Lonely, error: float, degrees: float) -> None:
    """The last stratum has one cluster."""
    replicates = jackknife(survey.lonely(how))
    assert survey.total_and_error(replicates) == pytest.approx((1605, error))
    assert survey.use(replicates).degrees == degrees


def test_a_lonely_stratum_is_refused_by_name() -> None:
    """By the jackknife, balanced halves and the bootstrap."""
    design = survey.lonely(Lonely.FAIL)
    with pytest.raises(DesignError, match=r"Stratum \(d\) has only one PSU"):
        jackknife(design)
    with pytest.raises(DesignError, match=r"Stratum \(c\) has 3 clusters"):
        balanced(design)
    with pytest.raises(DesignError, match=r"Stratum \(d\) has only one PSU"):
        bootstrap(design, np.random.default_rng(1))


def test_a_stratum_taken_whole_has_no_replicate() -> None:
    """A full count has no error: the last stratum's four clusters are all there are."""
    population = np.repeat([20.0, 30.0, 4.0], 8)
    design = build(
        24,
        clusters=[survey.CLUSTER],
        strata=[survey.STRATUM],
        weights=survey.WEIGHT,
        populations=[population],
    )
    assert jackknife(design).replicates.shape == (24, 8)
    everybody = build(
        4, weights=np.ones(4), strata=[np.array(list("aabb"))], populations=[np.full(4, 2.0)]
    )
    with pytest.raises(DesignError, match="Every stratum was taken whole"):
        jackknife(everybody)


@pytest.mark.parametrize(
    ("rho", "large", "total", "ratio", "degrees"),
    [
        (0.0, Large.SPLIT, 148.788440411, 0.00488150771316, 6),
        (0.3, Large.SPLIT, 148.788440411, 0.00479295780143, 6),
        (0.0, Large.MERGE, 65.5553201502, 0.000787444430217, 3),
    ],
)
def test_balanced_halves(
    rho: float,
    large: Large,
    total: float,
    ratio: float,
    degrees: float,
) -> None:
    """Four clusters a stratum: split into pairs, or merged into halves; also a ratio."""
    replicates = balanced(survey.design(), rho=rho, large=large)
    use = Ratio(("use",), ("n",), survey.USE[:, None], survey.INHABITANTS[:, None])
    found = estimate(replicates, use)
    assert survey.total_and_error(replicates) == pytest.approx((1605, total))
    assert survey.use(replicates).degrees == degrees
    assert (found.values[0], found.errors[0]) == pytest.approx((0.0944145416042, ratio))


def test_full_balance_is_the_linearised_error_of_a_total() -> None:
    """A second route: two clusters a stratum, no finite population correction."""
    strata = survey.CLUSTER // 2
    design = build(24, clusters=[survey.CLUSTER], strata=[strata], weights=survey.WEIGHT)
    assert survey.total_and_error(balanced(design)) == pytest.approx(survey.total_and_error(design))


def test_halves_that_cannot_be_are_refused_by_stratum() -> None:
    """Three clusters, or four where large strata are not to be touched; a rho that is none."""
    strata = np.array(["a"] * 6 + ["b"] * 18)
    odd = build(24, clusters=[survey.CLUSTER], strata=[strata], weights=survey.WEIGHT)
    with pytest.raises(DesignError, match=r"Stratum \(a\) has 3 clusters"):
        balanced(odd)
    with pytest.raises(DesignError, match=r"Stratum \(a\) has 4 clusters"):
        balanced(survey.design(), large=Large.FAIL)
    with pytest.raises(DesignError, match="rho must be at least 0 and below 1, not 1"):
        balanced(survey.design(), rho=1.0)


@pytest.mark.parametrize("columns", [1, 3, 4, 7, 8, 11, 19, 24, 35, 47, 51, 71, 76, 88, 120, 200])
def test_a_hadamard_matrix_has_columns_at_right_angles(columns: int) -> None:
    """The first row and column are ones, and it is larger than asked for."""
    signs = hadamard(columns).astype(int)
    assert len(signs) > columns
    assert (signs @ signs.T == len(signs) * np.eye(len(signs))).all()
    assert (signs[0] == 1).all()
    assert (signs[:, 0] == 1).all()


def test_hadamard_matrices_are_hardly_larger_than_needed() -> None:
    """Orders of R survey's: 4, 8, 12 ... 48, then 56 for want of 52 known to it."""
    orders = sorted({len(hadamard(columns)) for columns in range(1, 56)})
    assert orders == [4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 56]
    with pytest.raises(ValueError, match="at least 1 column"):
        hadamard(0)


@pytest.mark.parametrize("resampling", list(Resampling))
def test_the_bootstrap_comes_near_the_linearised_error(resampling: Resampling) -> None:
    """Within 6 % at 1,500 replicates; no finite population, equally many clusters a stratum."""
    design = build(24, clusters=[survey.CLUSTER], strata=[survey.STRATUM], weights=survey.WEIGHT)
    generator = np.random.default_rng(20)
    replicates = bootstrap(design, generator, replicates=1500, resampling=resampling)
    expected = survey.total_and_error(design)[1]
    assert survey.total_and_error(replicates)[1] == pytest.approx(expected, rel=0.06)


def test_the_same_seed_makes_the_same_bootstrap() -> None:
    """And each stratum keeps its number of clusters in every replicate, less one."""
    design = survey.design()
    first = bootstrap(design, np.random.default_rng(5), replicates=10)
    again = bootstrap(design, np.random.default_rng(5), replicates=10)
    assert (first.replicates == again.replicates).all()
    factors = first.replicates[::2] / survey.WEIGHT[::2, None]
    assert factors[:4].sum(axis=0) == pytest.approx(np.full(10, 4.0))
    with pytest.raises(DesignError, match="at least 2 replicates"):
        bootstrap(design, np.random.default_rng(5), replicates=1)


def test_a_domain_may_be_taken_before_or_after() -> None:
    """A domain is zeros: the clusters outside keep their place, 157.480263314 either way."""
    inside = survey.FORM == 1
    before = jackknife(subset(survey.design(), inside))
    after = subset(jackknife(survey.design()), inside)
    assert survey.total_and_error(before) == pytest.approx((839.5, 157.480263314))
    assert survey.total_and_error(after) == pytest.approx((839.5, 157.480263314))


def test_replicates_of_fitted_weights_are_refused() -> None:
    """Each replicate must be fitted by itself."""
    fitted = post_stratify(survey.design(), survey.size_margin())
    with pytest.raises(DesignError, match="before the weights are fitted"):
        jackknife(fitted)


def test_replicates_of_unequal_chances_are_refused() -> None:
    """As R survey does: of pairs, and of a population that differs within a stratum."""
    unequal = replace(survey.design(), pairs=np.eye(24))
    with pytest.raises(DesignError, match="chances are unequal"):
        balanced(unequal)
    stage = replace(survey.design().stages[0], population=np.linspace(20, 30, 24))
    with pytest.raises(DesignError, match="chances are unequal"):
        jackknife(replace(survey.design(), stages=(stage,)))


def test_a_single_cluster_cannot_be_left_out() -> None:
    """Nothing is left."""
    with pytest.raises(DesignError, match="a single cluster"):
        jackknife(build(2, clusters=[np.zeros(2, dtype=int)], weights=np.ones(2)))
