"""Distances and lenses: by hand, by scipy as the second route, with unknowns, refusals."""

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from allmenning.core.peers import (
    ATTRIBUTES,
    KINDS,
    Kind,
    Profile,
    Weights,
    distances,
    lens,
    profiles,
    weights_from_mapping,
)
from allmenning.core.peers.profile import Floats

LOM = Profile(
    id="Lom",
    population=2000,
    kostra_group="EKG04",
    centrality=6,
    language="nn",
    county="34",
    staffing=1,
    purposes=frozenset(("news", "crisis")),
)
VAGA = Profile(
    id="Vågå",
    population=2000,
    kostra_group="EKG04",
    centrality=5,
    language="neutral",
    county="34",
)
OSLO = Profile(
    id="Oslo",
    population=720000,
    kostra_group="EKG13",
    centrality=1,
    language="neutral",
    county="03",
    staffing=99,
    purposes=frozenset(("news", "dialogue")),
)


def test_the_distance_from_lom_by_hand() -> None:
    """Vågå: (2 x 0.2 + 1 x 0.5) of 9 known; Oslo: 3 + 2 + 2 + 0.5 + 1 + 1 + 2 x 2/3 of 12."""
    found = distances(profiles([LOM, VAGA, OSLO]), viewpoint="Lom")
    assert found.total[0] == pytest.approx([0, 0.9 / 9, (9.5 + 4 / 3) / 12])
    assert found.known[0] == pytest.approx([1, 9 / 12, 1])


def test_parts_say_what_is_unknown_and_sum_to_the_whole() -> None:
    group = lens(profiles([LOM, VAGA, OSLO]), "Lom", "all")
    near, far = group.peers
    assert near.parts == pytest.approx(
        {"size": 0, "kostra_group": 0, "centrality": 0.4 / 9, "language": 0.5 / 9, "county": 0}
    )
    assert set(far.parts) == set(ATTRIBUTES)
    assert sum(far.parts.values()) == pytest.approx(far.distance)


def test_only_what_the_reader_weighs_counts() -> None:
    only_county = Weights(**{**dict.fromkeys(ATTRIBUTES, 0.0), "county": 0.3})
    found = distances(profiles([LOM, VAGA, OSLO]), only_county, viewpoint="Lom")
    assert found.total[0].tolist() == [0, 0, 1]


def test_nothing_known_of_both_is_no_distance() -> None:
    table = profiles([Profile(id="a", population=10), Profile(id="b", county="34")])
    assert math.isnan(distances(table).total[0, 1])
    (peer,) = lens(table, "a", "all").peers
    assert (peer.distance, peer.parts, peer.known) == (None, {}, 0.0)


def many() -> list[Profile]:
    """Ten municipalities of 1000, 1100 ... 1900 inhabitants in two counties."""
    return [
        Profile(
            id=f"m{i}", population=1000 + 100 * i, county="34" if i < 7 else "46", language="nn"
        )
        for i in range(10)
    ]


def test_size_is_within_a_factor_of_one_and_a_half_nearest_first() -> None:
    group = lens(profiles(many()), "m0", "size")
    assert [peer.id for peer in group.peers] == ["m1", "m2", "m3", "m4", "m5"]
    assert group.widened is None


def test_a_lens_of_fewer_than_five_widens_and_says_so() -> None:
    group = lens(profiles(many()), "m9", "county")
    assert [peer.id for peer in group.peers] == ["m8", "m7", "m6", "m5", "m4"]
    assert [peer.added for peer in group.peers] == [False, False, True, True, True]
    assert group.widened == "few"


def test_a_lens_on_something_unknown_takes_all_attributes_and_says_so() -> None:
    group = lens(profiles(many()), "m0", "staffing", nearest=6)
    assert (len(group.peers), group.widened) == (6, "unknown")
    assert not any(peer.added for peer in group.peers)


def test_there_may_be_fewer_than_five_in_the_whole_country() -> None:
    group = lens(profiles([LOM, VAGA, OSLO]), "Lom", "kostra_group")
    assert [peer.id for peer in group.peers] == ["Vågå", "Oslo"]
    assert group.widened == "few"


def test_those_of_whom_less_than_half_is_known_come_last() -> None:
    table = profiles([LOM, OSLO, Profile(id="unknown", county="34")])
    assert [peer.id for peer in lens(table, "Lom", "all").peers] == ["Oslo", "unknown"]


def test_purposes_are_alike_when_half_of_them_are_shared() -> None:
    rows = [
        Profile(id="a", purposes=frozenset("xy")),
        Profile(id="b", purposes=frozenset("xyz")),
        Profile(id="c", purposes=frozenset("xz")),
        Profile(id="d", purposes=frozenset()),
    ]
    assert [peer.id for peer in lens(profiles(rows), "a", "purposes", fewest=0).peers] == ["b"]
    assert distances(profiles([rows[3], Profile(id="e", purposes=frozenset())])).total[0, 1] == 0


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (Profile(id="a", population=0), "population of a must be 1 or more, not 0"),
        (Profile(id="a", population=math.inf), "population of a"),
        (Profile(id="a", staffing=-1), "staffing of a must be 0 or more"),
        (Profile(id="a", centrality=7), "centrality of a must be a class from 1 to 6"),
        (Profile(id="a", language="se"), "language of a must be nb, nn or neutral"),
    ],
)
def test_a_profile_out_of_range_is_refused(row: Profile, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        profiles([row])


def test_the_same_municipality_twice_and_an_unknown_one_are_refused() -> None:
    with pytest.raises(ValueError, match="the same id"):
        profiles([LOM, LOM])
    with pytest.raises(KeyError, match="Atlantis"):
        lens(profiles([LOM]), "Atlantis", "size")
    with pytest.raises(ValueError, match="colour is not a lens"):
        lens(profiles([LOM]), "Lom", "colour")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"size": -1}, "weight of size must be 0 or more, not -1"),
        ({"size": math.nan}, "weight of size must be 0 or more, not nan"),
        ({"county": math.inf}, "weight of county must be 0 or more, not inf"),
        ({"size": "much"}, "weight of size must be a number, not 'much'"),
        ({"colour": 1}, "no weight for colour"),
        (dict.fromkeys(ATTRIBUTES, 0), "At least one weight"),
    ],
)
def test_weights_that_give_no_distance_are_refused(
    mapping: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        weights_from_mapping(mapping)


def test_only_the_proportion_of_weights_matters_however_great() -> None:
    table = profiles([LOM, VAGA, OSLO])
    plain = distances(table, Weights(size=1, county=2))
    default = Weights()
    huge = {name: getattr(default, name) * 1e307 for name in ATTRIBUTES}
    great = distances(table, Weights(**{**huge, "size": 1e307, "county": 2e307}))
    assert np.allclose(plain.total, great.total)


def test_all_together_meets_scipy_attribute_by_attribute() -> None:
    """Second route: city block over capped positions, mismatch, Jaccard."""
    rows = [LOM, OSLO, replace(LOM, id="x", population=3000, staffing=0)]
    positions = np.array([[math.log10(row.population or 1)] for row in rows])
    staffing = np.log10([[2.0], [100.0], [1.0]])
    sets = np.array([["news" in s, "crisis" in s, "dialogue" in s] for s in _told(rows)])
    expected = (
        3 * np.minimum(cdist(positions, positions), 1)
        + 2 * _mismatch([row.kostra_group for row in rows])
        + 2 * cdist([[6], [1], [6]], [[6], [1], [6]]) / 5
        + cdist([[1], [0.5], [1]], [[1], [0.5], [1]])
        + _mismatch([row.county for row in rows])
        + np.minimum(cdist(staffing, staffing), 1)
        + 2 * cdist(sets, sets, "jaccard")
    ) / 12
    assert np.allclose(distances(profiles(rows)).total, expected)


def _told(rows: list[Profile]) -> list[frozenset[str]]:
    return [row.purposes or frozenset() for row in rows]


def _mismatch(groups: list[str | None]) -> Floats:
    return np.array([[float(one != other) for other in groups] for one in groups])


maybe = st.none()
any_profile: st.SearchStrategy[Profile] = st.builds(
    Profile,
    id=st.just(""),
    population=maybe | st.floats(200, 800000),
    kostra_group=maybe | st.sampled_from("ab"),
    centrality=maybe | st.integers(1, 6),
    language=maybe | st.sampled_from(("nb", "nn", "neutral")),
    county=maybe | st.sampled_from("ab"),
    staffing=maybe | st.floats(0, 50),
    purposes=maybe | st.frozensets(st.sampled_from("xyz")),
)


@given(rows=st.lists(any_profile, min_size=1, max_size=6))
def test_distances_are_symmetric_between_0_and_1_and_zero_to_oneself(
    rows: list[Profile],
) -> None:
    table = profiles([replace(row, id=str(i)) for i, row in enumerate(rows)])
    found = distances(table)
    known = ~np.isnan(found.total)
    assert np.allclose(found.total, found.total.T, equal_nan=True)
    assert np.all((found.total[known] >= 0) & (found.total[known] <= 1 + 1e-9))
    assert np.all(np.nan_to_num(np.diag(found.total)) == 0)
    assert np.allclose(np.nansum(found.parts, axis=0)[known], found.total[known])


@given(rows=st.lists(any_profile, min_size=1, max_size=9), kind=st.sampled_from(KINDS))
def test_a_lens_never_shows_the_viewpoint_or_anyone_twice(rows: list[Profile], kind: Kind) -> None:
    table = profiles([replace(row, id=str(i)) for i, row in enumerate(rows)])
    group = lens(table, "0", kind)
    ids = [peer.id for peer in group.peers]
    assert "0" not in ids
    assert all(one != other for one, other in combinations(ids, 2))
    assert len(ids) >= min(5, len(rows) - 1)
    assert (group.widened is None) <= (len(ids) >= 5)
