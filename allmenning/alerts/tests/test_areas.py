"""The area fails closed: what is missing or broken is refused, and never becomes a larger one."""

import json
import math
from contextlib import suppress

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from allmenning.alerts.areas import MOST_POINTS, Area, AreaError, Box, Kind, Place, points_of, read
from allmenning.alerts.tests.build import TRIANGLE

LOM = Place("Lom", Box(7.70, 61.50, 8.90, 62.00))
Points = list[list[float]]


def drawn(points: object, place: Place = LOM) -> Area:
    return read({"kind": "polygon", "polygon": points}, place)


def refused(stored: object, place: Place = LOM) -> str:
    with pytest.raises(AreaError) as caught:
        read(stored, place)
    assert caught.value.sentence
    return caught.value.key


def refused_ring(points: object, place: Place = LOM) -> str:
    return refused({"kind": "polygon", "polygon": points}, place)


def refused_text(text: str) -> str:
    with pytest.raises(AreaError) as caught:
        points_of(text)
    assert caught.value.sentence
    return caught.value.key


def test_the_whole_municipality_has_no_ring() -> None:
    assert read({"kind": "municipality"}, LOM) == Area(Kind.MUNICIPALITY)


def test_a_drawn_triangle_is_kept_as_it_is() -> None:
    assert drawn(TRIANGLE).ring == ((61.8, 8.5), (61.9, 8.6), (61.8, 8.7))


def test_a_point_that_closes_the_ring_is_left_out() -> None:
    assert drawn([*TRIANGLE, TRIANGLE[0]]) == drawn(TRIANGLE)


@pytest.mark.parametrize("stored", [None, {}, [], ""])
def test_no_area_is_refused(stored: object) -> None:
    assert refused(stored) == "missing"


@pytest.mark.parametrize(
    "stored",
    [
        "municipality",
        ["municipality"],
        {"kind": "country"},
        {"kind": ""},
        {"kind": None},
        {"polygon": TRIANGLE},
        {"kind": "polygon"},
        {"kind": "polygon", "polygon": None},
        {"kind": "polygon", "polygon": "61.8,8.5"},
        # Los Angeles 2025: what is both must not become the larger of the two.
        {"kind": "municipality", "polygon": TRIANGLE},
        {"kind": "polygon", "polygon": TRIANGLE, "polygons": [TRIANGLE]},
        {"kind": "parts", "parts": [1]},
        {"kind": "parts", "parts": [1], "names": ["Garmo"], "polygons": []},
        {"kind": "parts", "parts": [1, 1], "names": ["Garmo", "Garmo"], "polygons": [None, None]},
        {"kind": "parts", "parts": [1], "names": [""], "polygons": [None]},
        {"kind": "parts", "parts": [True], "names": ["Garmo"], "polygons": [None]},
        {"kind": "parts", "parts": 1, "names": ["Garmo"], "polygons": [None]},
    ],
)
def test_what_cannot_be_understood_is_refused(stored: object) -> None:
    assert refused(stored) == "unknown"


def test_no_part_is_refused() -> None:
    assert refused({"kind": "parts", "parts": [], "names": [], "polygons": []}) == "no_parts"


def test_a_part_is_checked_like_a_drawn_area() -> None:
    stored = {"kind": "parts", "parts": [1], "names": ["Garmo"], "polygons": [TRIANGLE[:2]]}
    assert refused(stored) == "too_few"


def test_parts_keep_their_names_and_rings() -> None:
    stored = {
        "kind": "parts",
        "parts": [3, 1],
        "names": ["Garmo", "Fossbergom"],
        "polygons": [TRIANGLE, None],
    }
    area = read(stored, LOM)
    assert area.names == ("Garmo", "Fossbergom")
    assert area.stored == stored
    assert area.rings == (((61.8, 8.5), (61.9, 8.6), (61.8, 8.7)),)


@pytest.mark.parametrize(
    ("points", "key"),
    [
        ([], "too_few"),
        ([[61.8, 8.5]], "too_few"),
        ([[61.8, 8.5]] * 4, "too_few"),
        ([[61.8, 8.5], [61.9, 8.6], [61.8, 8.5]], "too_few"),
        ([[61.8, 8.5], [61.85, 8.55], [61.9, 8.6]], "no_extent"),
        ([[61.8, 8.5], [61.9, 8.7], [61.9, 8.5], [61.8, 8.7]], "crossing"),
        ([[8.5, 61.8], [8.6, 61.9], [8.7, 61.8]], "swapped"),
        ([[61.8, 8.5], [61.9, 8.6], [62.1, 8.7]], "outside"),
        ([[61.8, 8.5], [61.9, 8.6], [61.8, 10.7]], "outside"),
        ([[61.8, 8.5], [61.9, 8.6], [95.0, 8.7]], "out_of_range"),
        ([[61.8, 8.5], [61.9, 8.6], [61.8, 188.7]], "out_of_range"),
        ([[61.8, 8.5], [61.9, 8.6], [math.nan, 8.7]], "out_of_range"),
        ([[61.8, 8.5], [61.9, 8.6], [61.8, math.inf]], "out_of_range"),
        ([[61.8, 8.5], [61.9, 8.6], [61.8, 10**400]], "out_of_range"),
        ([[61.8, 8.5], [61.9, 8.6], [True, 8.7]], "not_number"),
        ([[61.8, 8.5], [61.9, 8.6], ["61.8", 8.7]], "not_number"),
        ([[61.8, 8.5], [61.9, 8.6], [61.8]], "not_number"),
        ([[61.8, 8.5], [61.9, 8.6], None], "not_number"),
        ([[61.8, 8.5], [61.9, 8.6], "61"], "not_number"),
    ],
)
def test_a_broken_ring_is_refused(points: object, key: str) -> None:
    assert refused_ring(points) == key


def circle(n: int) -> Points:
    turns = [2 * math.pi * one / n for one in range(n)]
    return [[61.75 + 0.1 * math.sin(turn), 8.3 + 0.2 * math.cos(turn)] for turn in turns]


def test_a_hundred_points_are_the_most() -> None:
    assert len(drawn(circle(MOST_POINTS)).ring) == 100
    assert refused_ring(circle(MOST_POINTS + 1)) == "too_many"


def test_size_is_looked_at_before_geometry() -> None:
    assert refused_ring([None] * 100_000) == "too_many"


def test_a_drawn_area_is_refused_where_the_extent_is_not_known() -> None:
    assert refused_ring(TRIANGLE, Place("Ny kommune", None)) == "no_box"


# What people paste.

LINES = [[61.8, 8.5], [61.9, 8.6]]


@pytest.mark.parametrize(
    "text",
    [
        "61.8, 8.5\n61.9, 8.6",
        "61.8,8.5\n61.9,8.6",
        "61.8 8.5\n61.9 8.6",
        "61.8;8.5\n61.9;8.6",
        "61,8; 8,5\n61,9; 8,6",
        "61,8 8,5\n61,9 8,6",
        "  61.8 ,  8.5 \n\n\t61.9, 8.6\n",
        "+61.8, 8.5\r\n61.9, 8.6",
    ],
)
def test_points_are_read_however_they_are_parted(text: str) -> None:
    assert points_of(text) == LINES


def test_the_list_of_cap_is_read() -> None:
    assert points_of("61.8,8.5 61.9,8.6 61.8,8.7") == TRIANGLE


@pytest.mark.parametrize(
    "text",
    ["Lom", "61.8", "61,8,8,5", "61.8, 8.5, 300", "61.8 nord, 8.5", "61.8, 8.5 øst", "1e3, 8"],
)
def test_a_line_with_two_meanings_or_none_is_refused(text: str) -> None:
    assert refused_text(text) == "not_points"


def test_nothing_pasted_is_refused() -> None:
    assert refused_text(" \n ") == "missing"


def test_a_whole_file_pasted_is_refused() -> None:
    assert refused_text("61.8, 8.5\n" * 3000) == "too_large"


RING = [[8.5, 61.8], [8.6, 61.9], [8.7, 61.8], [8.5, 61.8]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}


@pytest.mark.parametrize(
    "told",
    [
        POLYGON,
        {"type": "Feature", "properties": {}, "geometry": POLYGON},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": POLYGON}]},
        {"type": "MultiPolygon", "coordinates": [[RING]]},
        {"type": "Polygon", "coordinates": [[[*point, 380.0] for point in RING]]},
    ],
)
def test_geojson_is_read_with_its_longitude_first(told: object) -> None:
    assert drawn(points_of(json.dumps(told))) == drawn(TRIANGLE)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        "{",
        "[[8.5, 61.8]]",
        '{"type": "Polygon"}',
        '{"type": "Polygon", "coordinates": []}',
        '{"type": "Polygon", "coordinates": 1}',
        '{"type": "Polygon", "coordinates": [7]}',
        '{"type": "Point", "coordinates": [8.5, 61.8]}',
        # A hole would be filled, and the second polygon lost: both are other areas than drawn.
        json.dumps({"type": "Polygon", "coordinates": [RING, RING]}),
        json.dumps({"type": "MultiPolygon", "coordinates": [[RING], [RING]]}),
        json.dumps({"type": "FeatureCollection", "features": [POLYGON, POLYGON]}),
        "[" * 20_000,
        '{"type":' * 2_000,
    ],
)
def test_geojson_with_no_single_polygon_is_refused(text: str) -> None:
    assert refused_text(text) == "not_geojson"


@pytest.mark.parametrize("point", ["[8.5]", "[8.5, 61.8, 1, 2]", "8.5", "null"])
def test_a_point_of_geojson_that_is_none_is_refused(point: str) -> None:
    assert refused_text('{"type": "Polygon", "coordinates": [[' + point + "]]}") == "not_number"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", '"61"', "true", "null"])
def test_a_number_of_geojson_that_is_none_is_refused(number: str) -> None:
    ring = f"[[8.5, 61.8], [8.6, 61.9], [8.7, {number}]]"
    points = points_of('{"type": "Polygon", "coordinates": [' + ring + "]}")
    assert refused_ring(points) in {"not_number", "out_of_range"}


LATITUDES = st.floats(61.0, 62.5) | st.floats()
LONGITUDES = st.floats(7.0, 9.5) | st.floats()


@given(st.lists(st.tuples(LATITUDES, LONGITUDES), max_size=12))
def test_what_is_accepted_is_simple_closed_and_inside(points: list[tuple[float, float]]) -> None:
    try:
        area = drawn(points)
    except AreaError:
        return
    polygon = shapely.Polygon([(point.longitude, point.latitude) for point in area.ring])
    assert polygon.is_valid
    assert polygon.area > 0
    assert shapely.box(7.70, 61.50, 8.90, 62.00).covers(polygon)
    assert len(area.ring) <= len(points)
    assert drawn(area.stored["polygon"]) == area


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from(list(Kind)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(JSON | st.dictionaries(st.sampled_from(["kind", "parts", "names", "polygons"]), JSON))
def test_nothing_that_is_stored_makes_it_fall_over(stored: object) -> None:
    with suppress(AreaError):
        read(stored, LOM)


@given(st.text(max_size=200) | st.text('0123456789.,;[]{}": \n', max_size=200))
def test_nothing_that_is_pasted_makes_it_fall_over(text: str) -> None:
    with suppress(AreaError):
        points_of(text)
