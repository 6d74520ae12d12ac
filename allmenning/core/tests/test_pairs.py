"""Draws with unequal probabilities."""

import numpy as np
import pytest

from allmenning.core.design.build import build
from allmenning.core.design.kernel import covariance
from allmenning.core.design.model import DesignError, Floats
from allmenning.core.design.pairs import hartley_rao, of_joint, overton, with_pairs, yates_grundy
from allmenning.core.estimate.statistic import estimate
from allmenning.core.estimate.total import Total
from allmenning.core.tests.survey_vectors import data_set

ONE, ROWS = np.zeros(4, dtype=np.intp), np.arange(4)
VALUES = np.array([[1.0], [2], [3], [6]])
JOINT = np.full((4, 4), 4 * 3 / (10 * 9))
np.fill_diagonal(JOINT, 0.4)


def counties() -> tuple[Floats, Floats]:
    table = data_set("election_pps")
    votes = np.column_stack([table[name].values for name in ("Bush", "Kerry", "Nader")])
    return np.asarray(table["p"].values, dtype=np.float64), votes.astype(np.float64)


def test_equal_probabilities_are_simple_random_sampling() -> None:
    simple = build(4, populations=[np.full(4, 10.0)])
    wanted = covariance(simple, VALUES * 2.5)
    pairs = of_joint(JOINT)

    assert covariance(with_pairs(simple, pairs), VALUES * 2.5) == pytest.approx(wanted)
    again = covariance(with_pairs(simple, yates_grundy(pairs, ROWS)), VALUES * 2.5)
    assert again == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("form", "errors"),
    [
        ("overton", [2939607.849939, 1964631.628742, 104372.835262]),
        ("overton, YG", [2483725.73838, 2489098.14319, 100874.7943]),
        ("HR", [2472752.962789, 2426842.197931, 102595.343523]),
    ],
)
def test_forty_counties_are_as_r_says(form: str, errors: list[float]) -> None:
    """Expected values by R survey 4.1-1 on its own example, the election of 2004."""
    chances, votes = counties()
    design = build(40, probabilities=chances)
    rows, one = np.arange(40), np.zeros(40, dtype=np.intp)
    pairs = (hartley_rao if form == "HR" else overton)(chances, one, rows)
    if "YG" in form:
        pairs = yates_grundy(pairs, rows)
    found = estimate(with_pairs(design, pairs), Total(("a", "b", "c"), votes))

    assert found.errors == pytest.approx(errors)
    assert found.degrees == 39


def test_brewer_takes_each_clusters_own_fraction() -> None:
    """Expected values by R survey 4.1-1 on the same."""
    chances, votes = counties()
    design = build(40, populations=[chances], unequal=True)
    found = estimate(design, Total(("a", "b", "c"), votes))

    assert found.errors == pytest.approx([2447628.888656, 2450786.539082, 102420.243515])


def test_rows_of_a_cluster_count_as_one() -> None:
    clusters = np.array([0, 0, 1, 1])
    chances = np.array([0.4, 0.4, 0.2, 0.2])
    sums = np.array([[VALUES[:2].sum() * 2.5], [VALUES[2:].sum() * 5]])
    together = overton(np.array([0.4, 0.2]), ONE[:2], np.arange(2))
    apart = overton(chances, ONE, clusters)
    z = VALUES / chances[:, None]

    assert z.T @ apart @ z == pytest.approx(sums.T @ together @ sums)


def test_a_pair_that_cannot_be_drawn_together_is_refused() -> None:
    joint = JOINT.copy()
    joint[0, 1] = joint[1, 0] = 0
    with pytest.raises(DesignError, match="A joint probability is 0"):
        of_joint(joint)


def test_a_matrix_of_other_rows_is_refused() -> None:
    with pytest.raises(DesignError, match="for a design of 5 rows"):
        with_pairs(build(5), of_joint(JOINT))


def test_a_single_cluster_has_no_pairs() -> None:
    with pytest.raises(DesignError, match="needs two clusters"):
        overton(np.array([0.5]), ONE[:1], ROWS[:1])
