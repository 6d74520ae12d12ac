"""Rings that cross themselves, with shapely as the second route to the same answer."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.core.cap import Point, Polygon, check
from allmenning.core.cap.geometry import Patience, crosses_itself, ring, signed_area

from .cap_messages import each_area, own_alert, rings

ENOUGH = 1_000_000
# Whole degrees, so that neither of us rounds, and rings touch and fold often.
CORNERS = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda place: Point(*place))


def corners_of(*places: tuple[float, float]) -> tuple[Point, ...]:
    return ring(Polygon(tuple(Point(*place) for place in places)))


def is_simple(corners: tuple[Point, ...]) -> bool:
    return shapely.LinearRing([(one.longitude, one.latitude) for one in corners]).is_simple


@pytest.mark.slow
@settings(max_examples=400)
@given(st.lists(CORNERS, min_size=3, max_size=9))
def test_small_rings_are_judged_as_shapely_judges_them(points: list[Point]) -> None:
    corners = ring(Polygon((*points, points[0])))
    if len(corners) < 3 or signed_area(corners) == 0:
        return

    assert crosses_itself(corners, Patience(ENOUGH)) is not is_simple(corners)


@pytest.mark.slow
@settings(max_examples=50)
@given(rings())
def test_a_ring_drawn_around_a_place_does_not_cross_itself(polygon: Polygon) -> None:
    assert crosses_itself(ring(polygon), Patience(ENOUGH)) is False


def test_a_bow_tie_crosses_itself() -> None:
    assert crosses_itself(corners_of((0, 0), (1, 1), (1, 0), (0, 1), (0, 0)), Patience(ENOUGH))


def test_a_ring_that_goes_back_the_way_it_came_touches_itself() -> None:
    spike = corners_of((0, 0), (0, 2), (0, 1), (1, 1), (0, 0))

    assert crosses_itself(spike, Patience(ENOUGH))


def test_repeated_points_are_one_corner() -> None:
    assert corners_of((0, 0), (0, 1), (0, 1), (1, 1), (0, 0), (0, 0)) == corners_of(
        (0, 0), (0, 1), (1, 1), (0, 0)
    )


def test_the_area_of_a_square_of_one_degree_is_one() -> None:
    square = corners_of((0, 0), (0, 1), (1, 1), (1, 0), (0, 0))

    assert signed_area(square) == 1
    assert signed_area(tuple(reversed(square))) == -1


@pytest.mark.slow
def test_a_ring_drawn_to_tire_us_is_refused_and_not_looked_through() -> None:
    zigzag = tuple(Point(60 + number / 10_000, 5 + number % 2) for number in range(2_500))
    polygon = Polygon((*zigzag, Point(60.25, 3), Point(60, 3), zigzag[0]))

    remarks = check(each_area(own_alert(), polygons=(polygon,)), "oasis")

    assert {remark.code for remark in remarks} == {"polygon_crossing"}
    assert "too intricate" in remarks[0].message
