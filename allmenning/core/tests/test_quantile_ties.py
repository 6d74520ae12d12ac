"""Quantiles where weights are equal and values tie; what R survey 4.1-1 answers."""

import numpy as np

from allmenning.core.quantile.rules import QuantileRule, ordered, quantiles

TIED = np.array([1, 1, 2, 2, 2, 3, 4, 4, 5, 6, 6, 6, 7, 8, 8, 9], dtype=np.float64)


def test_a_share_is_reached_to_the_last_bit() -> None:
    """Nine of 20 weights of 30.97 are a hair under 45 %, so the tenth value is taken; as in R."""
    data = ordered(np.arange(1.0, 21.0), np.full(20, 30.97))
    found = quantiles(data, np.arange(1, 20) / 20)
    assert found.tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 10, 10, 12, 12, 13, 14, 15, 16, 18, 19, 19]


def test_the_even_value_is_counted_among_distinct_values() -> None:
    """The rule hf3 on sixteen values of which nine are distinct."""
    found = quantiles(ordered(TIED, np.ones(16)), np.arange(2, 17) / 16, QuantileRule.HF3)
    assert found.tolist() == [2, 2, 2, 2, 4, 4, 4, 6, 6, 6, 6, 8, 8, 8, 9]
