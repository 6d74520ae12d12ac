"""Replicate weights that others have made; scales are those of R survey 4.1-1."""

import numpy as np
import pytest

from allmenning.core.design.model import DesignError
from allmenning.core.estimate.ratio import Ratio
from allmenning.core.estimate.statistic import estimate
from allmenning.core.replicate.given import Given, from_given

ALIVE = np.array([25.0, 24, 30, 49, 80, 70])
ARRESTS = np.array([120.0, 78, 185, 228, 670, 530])
# Levy and Lemeshow, Sampling of Populations: balanced halves of three strata of two ambulances.
HALVES = 2.0 * np.array(
    [[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 0, 1], [0, 1, 1, 0]],
)
WHOLE = np.array([[1.0, 2, 3], [2.0, 2, 1]])


def test_the_balanced_halves_of_levy_and_lemeshow() -> None:
    """Cardiac arrests that were survived: the ratio and its error."""
    given = Given(HALVES, kind="BRR", combined=False)
    survived = Ratio(("alive",), ("arrests",), ALIVE[:, None], ARRESTS[:, None])
    found = estimate(from_given(given), survived)
    assert found.values[0] == pytest.approx(0.15350635008282718)
    assert found.errors[0] == pytest.approx(0.009418400669918494)


@pytest.mark.parametrize(
    ("given", "scale", "rscales"),
    [
        (Given(WHOLE), 1 / 3, [1, 1, 1]),
        (Given(WHOLE, kind="Fay", rho=0.3), 1 / (3 * 0.49), [1, 1, 1]),
        (Given(WHOLE, kind="JK1"), 2 / 3, [1, 1, 1]),
        (Given(WHOLE, kind="JK1", scale=0.1), 0.1, [1, 1, 1]),
        (Given(WHOLE, kind="JK1", combined=False), 1 / 2, [1, 1, 1]),
        (Given(WHOLE, kind="JKn", combined=False), 1.0, [1 / 2, 1 / 2, 1 / 3]),
        (Given(WHOLE, kind="JKn", rscales=np.array([0.5, 1, 1])), 1.0, [0.5, 1, 1]),
        (Given(WHOLE, kind="JK2", scale=9.0), 1.0, [1, 1, 1]),
        (Given(WHOLE, kind="ACS"), 4 / 3, [1, 1, 1]),
        (Given(WHOLE, kind="bootstrap"), 1 / 2, [1, 1, 1]),
        (Given(WHOLE, kind="bootstrap", averaged=5), 5 / 2, [1, 1, 1]),
        (Given(WHOLE, kind="other", left=np.array([0.9])), 1.0, [0.9, 0.9, 0.9]),
    ],
)
def test_each_kind_has_its_scale(given: Given, scale: float, rscales: list[float]) -> None:
    """Given, or what the kind says."""
    found = from_given(given)
    assert found.scale == pytest.approx(scale)
    assert found.rscales == pytest.approx(rscales)


def test_factors_are_multiplied_by_the_weights() -> None:
    """Unless they hold them already."""
    weights = np.array([10.0, 20.0])
    assert from_given(Given(WHOLE, weights, combined=False)).replicates[1].tolist() == [40, 40, 20]
    assert from_given(Given(WHOLE, weights)).replicates[1].tolist() == [2, 2, 1]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (Given(WHOLE, kind="BBR"), "There is no kind of replicates 'BBR'"),
        (Given(WHOLE, kind="Fay"), "Fay replicates need their rho"),
        (Given(WHOLE, kind="JKn"), "need rscales"),
        (Given(WHOLE, rscales=np.ones(2)), "3 replicates and 2 rscales"),
        (Given(WHOLE, left=np.ones(3)), "not for BRR replicates"),
        (Given(WHOLE, kind="JK1", left=np.ones(2)), "3 replicates and 2 corrections"),
        (Given(WHOLE[:, :1]), "at least 2 replicates, not 1"),
        (Given(WHOLE, np.ones(3)), "3 weights and 2 rows"),
        (Given(WHOLE, np.array([1, np.nan])), "is missing; all must be numbers"),
    ],
)
def test_what_is_lacking_is_said(given: Given, sentence: str) -> None:
    """Refused, with what would be right."""
    with pytest.raises(DesignError, match=sentence):
        from_given(given)
