"""Domains of designs that the swift way does not know: each by itself, with the same answer."""

from dataclasses import replace

import numpy as np
import pytest

from allmenning.core.design.build import build
from allmenning.core.design.domain import subset
from allmenning.core.design.kernel import covariance
from allmenning.core.design.model import Design, DesignError, EmptyDomainError, Lonely, Replicates
from allmenning.core.estimate.domains import domain_means
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.statistic import estimate
from allmenning.core.weights.margin import Margin
from allmenning.core.weights.post_stratification import post_stratify

RANDOM = np.random.default_rng(8)
COLUMNS = RANDOM.normal(size=(24, 2))
DOMAINS = np.tile([0, 1, 2], 8)
NAMES = ("a", "b")


def two_stages() -> Design:
    first = np.repeat(np.arange(6), 4)
    return build(
        24,
        clusters=[first, np.tile(np.arange(4), 6)],
        strata=[first % 2],
        populations=[np.full(24, 12.0), np.full(24, 9.0)],
    )


def weighted() -> Design:
    margin = Margin(np.tile([0, 1], 12), np.array([700.0, 500.0]), ("x", "y"), "sex")
    return post_stratify(two_stages(), margin)


def averaged() -> Design:
    strata = np.where(np.arange(24) == 0, 9, np.arange(24) % 2)
    return build(24, strata=[strata], weights=np.full(24, 2.0), lonely=Lonely.AVERAGE)


@pytest.mark.parametrize("design", [two_stages(), weighted(), averaged()])
def test_every_way_gives_the_same_means_and_errors(design: Design) -> None:
    found = domain_means(design, COLUMNS, DOMAINS)

    for domain in range(3):
        alone = estimate(subset(design, np.equal(DOMAINS, domain)), Mean(NAMES, COLUMNS))
        assert found.values[domain] == pytest.approx(alone.values)
        assert found.errors[domain] == pytest.approx(alone.errors)


def test_a_domain_without_rows_is_missing_in_every_way() -> None:
    found = domain_means(two_stages(), COLUMNS, np.where(DOMAINS == 1, 2, DOMAINS))

    assert np.isnan(found.errors[1]).all()
    assert np.isfinite(found.errors[2]).all()


def test_a_known_total_takes_its_variance_away() -> None:
    design = weighted()
    indicator = (np.arange(24) % 2 == 0).astype(float)[:, None]

    assert covariance(design, indicator * design.weights[:, None]) == pytest.approx(0, abs=1e-9)


def test_where_all_strata_are_lonely_there_is_no_average() -> None:
    design = build(2, strata=[np.arange(2)], weights=np.ones(2), lonely=Lonely.AVERAGE)

    assert np.isnan(covariance(design, COLUMNS[:2])).all()


def test_lonely_clusters_of_a_domain_are_treated_alike_if_asked() -> None:
    """By hand: stratum 0 has one cluster of three in the domain, measured from the mean of all.

    Weighted values 4 | 1, 3, 5: the mean is 13 / 4; stratum 0 adds 3 / 2 times the square of
    4 - 13 / 4 and twice that of 0 - 13 / 4, the others 3 / 2 * 8.
    """
    strata = np.repeat([0, 1], 3)
    design = build(6, strata=[strata], weights=np.ones(6), lonely=Lonely.ADJUST)
    asked = replace(design, adjust_domain_lonely=True)
    rows = np.array([True, False, False, True, True, True])
    values = np.array([4.0, 0, 0, 1, 3, 5])[:, None]

    assert covariance(subset(design, rows), values)[0, 0] == pytest.approx(1.5 * (32 / 3 + 8))
    wanted = 1.5 * (0.75**2 + 2 * 3.25**2 + 8)
    assert covariance(subset(asked, rows), values)[0, 0] == pytest.approx(wanted)


def test_a_domain_of_replicates_weighs_the_others_nothing() -> None:
    design = Replicates(
        weights=np.ones(3),
        replicates=np.ones((3, 2)),
        scale=1.0,
        rscales=np.ones(2),
        within=np.ones(3, dtype=bool),
        degrees=7.0,
    )
    kept = subset(design, np.array([True, False, True]))

    assert kept.replicates.tolist() == [[1, 1], [0, 0], [1, 1]]
    assert kept.degrees is None


def test_a_domain_that_cannot_be_is_refused() -> None:
    with pytest.raises(EmptyDomainError, match="No row is left"):
        subset(averaged(), np.zeros(24, dtype=bool))
    with pytest.raises(DesignError, match="A domain of 3 rows for a design of 24"):
        subset(averaged(), np.ones(3, dtype=bool))
