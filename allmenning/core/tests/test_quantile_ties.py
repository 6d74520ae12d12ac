"""Quantiles where weights are equal and values tie; what R survey 4.1-1 answers."""

import numpy as np

from allmenning.core.quantile.rules import QuantileRule, ordered, quantiles

TIED = np.array([1, 1, 2, 2, 2, 3, 4, 4, 5, 6, 6, 6, 7, 8, 8, 9], dtype=np.float64)


def test_a_share_is_reached_to_the_last_bit() -> None:
    """Of 200 weights of 30.97, twenty are a hair under a tenth, fifty just a fourth; as in R."""
    data = ordered(np.arange(1.0, 201.0), np.full(200, 6194 / 200))
    found = quantiles(data, np.array([0.05, 0.1, 0.25, 0.5, 0.7, 0.75, 0.9]))
    assert found.tolist() == [11, 21, 50, 100, 140, 150, 181]


def test_the_even_value_is_counted_among_distinct_values() -> None:
    """The rule hf3 on sixteen values of which nine are distinct."""
    found = quantiles(ordered(TIED, np.ones(16)), np.arange(2, 17) / 16, QuantileRule.HF3)
    assert found.tolist() == [2, 2, 2, 2, 4, 4, 4, 6, 6, 6, 6, 8, 8, 8, 9]
