"""Means of many variables in many domains: as one by one, and R's numbers."""

import numpy as np
import pytest

from allmenning.core.design.build import build
from allmenning.core.design.domain import subset
from allmenning.core.design.model import Codes, Design, DesignError, Floats
from allmenning.core.estimate.domains import domain_means
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.statistic import estimate


def drawn(rows: int, each: int) -> tuple[Design, Floats, Codes]:
    random = np.random.default_rng(5)
    clusters = random.permutation(np.repeat(np.arange(rows // each), each))
    strata = clusters % 3
    design = build(
        rows,
        strata=[strata],
        clusters=[clusters],
        weights=random.uniform(1, 5, rows),
        populations=[np.choose(strata, [9000.0, 9500.0, 20000.0])],
    )
    return design, random.normal(size=(rows, 4)), random.integers(0, 3, rows)


@pytest.mark.parametrize("each", [1, 4])
def test_all_domains_at_once_are_as_one_by_one(each: int) -> None:
    design, columns, domains = drawn(120, each)
    found = domain_means(design, columns, domains)

    for domain in range(3):
        rows = domains == domain
        alone = estimate(subset(design, rows), Mean(("a", "b", "c", "d"), columns))
        assert found.values[domain] == pytest.approx(alone.values)
        assert found.errors[domain] == pytest.approx(alone.errors)
        assert found.rows[domain] == rows.sum()


def test_rows_as_their_own_clusters_need_no_labels() -> None:
    design, columns, domains = drawn(120, 1)
    strata = design.stages[0].strata
    plain = build(
        120, strata=[strata], weights=design.weights, populations=[design.stages[0].population]
    )

    assert domain_means(plain, columns, domains).errors == pytest.approx(
        domain_means(design, columns, domains).errors
    )


def test_a_share_that_everybody_has_has_no_error() -> None:
    design, _, domains = drawn(120, 4)

    assert domain_means(design, np.ones((120, 1)), domains).errors == pytest.approx(0)


def test_a_domain_without_rows_is_missing_and_the_others_stand() -> None:
    design, columns, domains = drawn(120, 4)
    found = domain_means(design, columns, np.where(domains == 1, 2, domains))

    assert np.isnan(found.values[1]).all()
    assert np.isfinite(found.errors[[0, 2]]).all()


def test_a_lonely_stratum_is_refused() -> None:
    design = build(3, strata=[np.array([1, 1, 2])], weights=np.ones(3))

    with pytest.raises(DesignError, match=r"Stratum \(2\)"):
        domain_means(design, np.eye(3), np.zeros(3, dtype=np.intp))


def test_columns_of_many_rows_go_block_by_block() -> None:
    """More cells than one block holds, and rows enough for two threads."""
    design, columns, domains = drawn(20_000, 2)
    found = domain_means(design, columns, domains)
    alone = estimate(subset(design, domains == 2), Mean(("a", "b", "c", "d"), columns))

    assert found.errors[2] == pytest.approx(alone.errors)
