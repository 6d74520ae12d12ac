"""What the nearest foretell: by hand, by a second route, and on the register's own facts."""

import csv
from pathlib import Path

import numpy as np
import pytest

from allmenning.core.peers import Profile, profiles
from allmenning.core.peers.foretell import by_group, by_likeness, by_population, gain
from benchmarks.similarity import lines

REGISTER = Path(__file__).resolve().parents[2] / "register/data/municipalities.csv"
THREE = profiles(
    [
        Profile(id="a", population=1000, kostra_group="G1", language="nb"),
        Profile(id="b", population=2000, kostra_group="G1", language="nn"),
        Profile(id="c", population=9000, kostra_group="G2", language="nn"),
    ]
)
TOLD = np.array([1.0, 4.0, 10.0])


def test_population_alone_asks_the_nearest_in_inhabitants() -> None:
    assert by_population(THREE, TOLD, nearest=1).tolist() == [4.0, 1.0, 4.0]


def test_a_group_alone_asks_the_others_in_it_and_everybody_else_where_one_is_alone() -> None:
    assert by_group(THREE.kostra_group, TOLD).tolist() == [4.0, 1.0, 2.5]


def test_an_attribute_that_tells_the_answer_can_be_left_out() -> None:
    found = by_likeness(THREE, TOLD, without=("size", "language"), nearest=1)

    assert found[:2].tolist() == [4.0, 1.0]


def test_who_has_not_told_is_not_asked() -> None:
    told = np.array([np.nan, 4.0, 10.0])

    assert by_population(THREE, told, nearest=1).tolist() == [4.0, 10.0, 4.0]


def test_nobody_near_is_no_number() -> None:
    assert np.isnan(by_population(THREE, np.array([1.0, np.nan, np.nan]), nearest=1)[0])


def test_half_the_error_is_a_gain_of_a_half() -> None:
    actual = np.zeros(4)

    found = gain(actual, np.full(4, 1.0), np.full(4, 2.0), rng=np.random.default_rng(1))

    assert (found.share, found.low, found.high, found.n) == (0.5, 0.5, 0.5, 4)


@pytest.mark.slow
def test_likeness_beats_the_kostra_group_and_population_on_every_indicator_left_out() -> None:
    """The ten nearest are what a list begins with (R03)."""
    rows = list(csv.DictReader(REGISTER.read_text().splitlines()))

    found = lines(rows, nearest=10)

    assert [line.indicator for line in found if line.over_population.low <= 0] == []
    assert [line.indicator for line in found if line.over_group.low <= 0] == []
    assert {line.over_group.n for line in found} == {352, 357}
