"""Does a ring cross itself, and has it any area: plane geometry in degrees."""

from dataclasses import dataclass

from .model import Point, Polygon

Edge = tuple[Point, Point]


def ring(polygon: Polygon) -> tuple[Point, ...]:
    """Return the corners: without the closing point and without repeated points.

    Parameters
    ----------
    polygon : Polygon
    """
    corners: list[Point] = []
    for point in polygon.points:
        if not corners or corners[-1] != point:
            corners.append(point)
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    return tuple(corners)


def signed_area(corners: tuple[Point, ...]) -> float:
    """Return the area in square degrees, above 0 when counter-clockwise; exact enough for zero."""
    if not corners:
        return 0.0
    x0, y0 = corners[0].longitude, corners[0].latitude
    total = 0.0
    for one, two in zip(corners, (*corners[1:], corners[0]), strict=True):
        total += (one.longitude - x0) * (two.latitude - y0)
        total -= (two.longitude - x0) * (one.latitude - y0)
    return total / 2


@dataclass(slots=True)
class Patience:
    """How many comparisons are left, since a ring can be drawn so that every pair must be seen.

    Attributes
    ----------
    left : int
    """

    left: int


def crosses_itself(corners: tuple[Point, ...], patience: Patience) -> bool | None:
    """Return whether two edges cross, touch or lie on each other where they should not.

    The edges are taken from west to east, and each compared with those it may meet.

    Parameters
    ----------
    corners : tuple of Point
        As `ring` gives them.
    patience : Patience
        Becomes less by the comparisons made.

    Returns
    -------
    bool or None
        None when patience ran out first.
    """
    count = len(corners)
    edges = [(corners[number], corners[(number + 1) % count]) for number in range(count)]
    by_west = sorted(range(count), key=lambda number: _west(edges[number]))
    active: list[int] = []
    for number in by_west:
        west = _west(edges[number])
        active = [other for other in active if _east(edges[other]) >= west]
        patience.left -= len(active)
        if patience.left < 0:
            return None
        if any(_meet(edges, number, other, count) for other in active):
            return True
        active.append(number)
    return False


def _west(edge: Edge) -> float:
    return min(edge[0].longitude, edge[1].longitude)


def _east(edge: Edge) -> float:
    return max(edge[0].longitude, edge[1].longitude)


def _meet(edges: list[Edge], number: int, other: int, count: int) -> bool:
    """Return whether two edges meet; neighbours may share their corner and no more."""
    if (number - other) % count == 1:
        return _folds(edges[other][0], edges[number][0], edges[number][1])
    if (other - number) % count == 1:
        return _folds(edges[number][0], edges[other][0], edges[other][1])
    return _touch(edges[number], edges[other])


def _folds(before: Point, corner: Point, after: Point) -> bool:
    """Return whether the way out of a corner lies on the way in."""
    if _turn(before, corner, after) != 0:
        return False
    back = (before.longitude - corner.longitude) * (after.longitude - corner.longitude)
    back += (before.latitude - corner.latitude) * (after.latitude - corner.latitude)
    return back > 0


def _touch(one: Edge, two: Edge) -> bool:
    """Return whether two edges have a point in common."""
    if max(one[0].latitude, one[1].latitude) < min(two[0].latitude, two[1].latitude):
        return False
    if max(two[0].latitude, two[1].latitude) < min(one[0].latitude, one[1].latitude):
        return False
    turns = (
        _turn(one[0], one[1], two[0]),
        _turn(one[0], one[1], two[1]),
        _turn(two[0], two[1], one[0]),
        _turn(two[0], two[1], one[1]),
    )
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    ends = ((one, two[0]), (one, two[1]), (two, one[0]), (two, one[1]))
    return any(turn == 0 and _within(*end) for turn, end in zip(turns, ends, strict=True))


def _turn(a: Point, b: Point, c: Point) -> float:
    """Return which way one turns at b; 0 is straight on or back."""
    return (b.longitude - a.longitude) * (c.latitude - a.latitude) - (b.latitude - a.latitude) * (
        c.longitude - a.longitude
    )


def _within(edge: Edge, point: Point) -> bool:
    """Return whether a point on the line of an edge lies on the edge."""
    return min(edge[0].longitude, edge[1].longitude) <= point.longitude <= max(
        edge[0].longitude, edge[1].longitude
    ) and min(edge[0].latitude, edge[1].latitude) <= point.latitude <= max(
        edge[0].latitude, edge[1].latitude
    )
