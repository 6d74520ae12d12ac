"""Weighted sums, whole and by replicates."""

import numpy as np
import pytest

from allmenning.core.estimate.sums import FEW, weighted_sums


def test_sums_by_hand() -> None:
    """1 * 2 + 3 * 4, and the same by two replicates."""
    columns = np.array([[2.0], [4.0]])
    assert weighted_sums(np.array([1.0, 3.0]), columns).tolist() == [14.0]
    assert weighted_sums(np.array([[1.0, 0.0], [3.0, 6.0]]), columns).tolist() == [[14.0], [24.0]]


def test_many_products_give_the_same_as_few() -> None:
    """A second route, on either side of the limit."""
    generator = np.random.default_rng(2)
    weights, columns = generator.random((FEW // 50, 30)), generator.random((FEW // 50, 2))
    parts = weighted_sums(weights[:4000], columns[:4000]) + weights[4000:].T @ columns[4000:]
    assert weighted_sums(weights, columns) == pytest.approx(parts, rel=1e-12)


def test_a_known_total_is_the_same_by_every_replicate() -> None:
    """One tenth a hundred times is ten, in whatever order it is added."""
    weights = np.full((100, 3), 0.1)
    assert weighted_sums(weights, np.ones((100, 1))).tolist() == [[10.0]] * 3
