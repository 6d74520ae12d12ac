"""Rules about where: rings that close, corners on the globe, an area that says something."""

from collections.abc import Iterator

from allmenning.core.cap.geometry import Patience, crosses_itself, ring, signed_area
from allmenning.core.cap.model import Alert, Point, Polygon

from .rule import ADVISED, ADVISED_BY_OASIS, EVERYWHERE, Rule, areas, infos

DICTIONARY = "CAP 1.2, section 3.2.4"
FEWEST_POINTS = 4
FEWEST_CORNERS = 3
MOST_POINTS = 5_000
MOST_COMPARISONS = 300_000
"""For all polygons of a message; the longest coast of 6,800 points takes 90,000."""


def _polygons(alert: Alert) -> Iterator[tuple[str, Polygon]]:
    """Give every polygon with its place."""
    for where, area in areas(alert):
        for number, polygon in enumerate(area.polygons, start=1):
            yield f"{where}/polygon[{number}]", polygon


def _on_globe(point: Point) -> bool:
    """Return whether such a place exists; not a number does not."""
    return -90 <= point.latitude <= 90 and -180 <= point.longitude <= 180


def _corners(polygon: Polygon) -> tuple[Point, ...]:
    """Return the corners of a polygon that is well enough to be looked at as a ring."""
    points = polygon.points
    whole = len(points) >= FEWEST_POINTS and points[0] == points[-1]
    return ring(polygon) if whole and all(map(_on_globe, points)) else ()


def _is_flat(corners: tuple[Point, ...]) -> bool:
    """Return whether a ring has no area."""
    return len(corners) < FEWEST_CORNERS or signed_area(corners) == 0


def polygon_points(alert: Alert) -> Iterator[str]:
    """A polygon has at least four points, the first and last alike."""
    for where, polygon in _polygons(alert):
        if len(polygon.points) < FEWEST_POINTS:
            yield f"{where} has {len(polygon.points)} points; at least 4 are needed."


def polygon_open(alert: Alert) -> Iterator[str]:
    """A polygon ends where it began."""
    for where, polygon in _polygons(alert):
        points = polygon.points
        if len(points) >= FEWEST_POINTS and points[0] != points[-1]:
            yield f"{where} is not closed: it ends elsewhere than it begins."


def polygon_range(alert: Alert) -> Iterator[str]:
    """A corner is on the globe."""
    for where, polygon in _polygons(alert):
        for point in polygon.points:
            if not _on_globe(point):
                yield f"{where} has {point.latitude},{point.longitude}, which is no place."
                break


def polygon_flat(alert: Alert) -> Iterator[str]:
    """A polygon has an area."""
    for where, polygon in _polygons(alert):
        corners = _corners(polygon)
        if corners and _is_flat(corners):
            yield f"{where} has no area."


def polygon_crossing(alert: Alert) -> Iterator[str]:
    """A polygon does not cross itself, and is not so intricate that nobody can tell."""
    patience = Patience(MOST_COMPARISONS)
    for where, polygon in _polygons(alert):
        corners = _corners(polygon)
        if not corners or _is_flat(corners):
            continue
        crosses = crosses_itself(corners, patience)
        if crosses is None:
            yield f"{where} is too intricate to be looked through; draw it with fewer points."
        elif crosses:
            yield f"{where} crosses itself."


def polygon_large(alert: Alert) -> Iterator[str]:
    """A polygon has at most 5,000 points, so that phones can draw it."""
    for where, polygon in _polygons(alert):
        if len(polygon.points) > MOST_POINTS:
            yield f"{where} has {len(polygon.points)} points; {MOST_POINTS} is the most."


def shape_repeated(alert: Alert) -> Iterator[str]:
    """An area is not drawn twice."""
    for where, area in areas(alert):
        shapes = (*area.polygons, *area.circles)
        if len(set(shapes)) < len(shapes):
            yield f"{where} has the same shape twice."


def circle_radius(alert: Alert) -> Iterator[str]:
    """A radius is 0 or more, and reaches no further than around the globe."""
    for where, area in areas(alert):
        for circle in area.circles:
            if not 0 <= circle.radius <= 20_100:
                yield f"{where}/circle has the radius {circle.radius} km."


def circle_range(alert: Alert) -> Iterator[str]:
    """The centre of a circle is on the globe."""
    for where, area in areas(alert):
        for circle in area.circles:
            if not _on_globe(circle.centre):
                centre = circle.centre
                yield f"{where}/circle has {centre.latitude},{centre.longitude}, which is no place."


def ceiling_without_altitude(alert: Alert) -> Iterator[str]:
    """A ceiling stands with an altitude."""
    for where, area in areas(alert):
        if area.ceiling is not None and area.altitude is None:
            yield f"{where}/ceiling is {area.ceiling:g}, and altitude is missing."


def ceiling_below_altitude(alert: Alert) -> Iterator[str]:
    """A ceiling is not below the altitude."""
    for where, area in areas(alert):
        if area.ceiling is None or area.altitude is None:
            continue
        if area.ceiling < area.altitude:
            yield f"{where}/ceiling is {area.ceiling:g}, below altitude, {area.altitude:g}."


def area_missing(alert: Alert) -> Iterator[str]:
    """It says where."""
    for where, info in infos(alert):
        if not info.areas:
            yield f"{where} has no area."


def area_only_described(alert: Alert) -> Iterator[str]:
    """An area can be found on a map: it has a shape or a code."""
    for where, area in areas(alert):
        if not (area.polygons or area.circles or area.geocodes):
            yield f"{where} has neither polygon, circle nor geocode."


RULES = (
    Rule("polygon_points", DICTIONARY, EVERYWHERE, polygon_points),
    Rule("polygon_open", DICTIONARY, EVERYWHERE, polygon_open),
    Rule("polygon_range", DICTIONARY, EVERYWHERE, polygon_range),
    Rule("polygon_flat", "Google CAP validator", EVERYWHERE, polygon_flat),
    Rule("polygon_crossing", "Google CAP validator", EVERYWHERE, polygon_crossing),
    Rule("polygon_large", "MET v3, polygon; our limit", ADVISED, polygon_large),
    Rule("shape_repeated", "cap-composer, overlapping areas", ADVISED, shape_repeated),
    Rule("circle_radius", DICTIONARY, EVERYWHERE, circle_radius),
    Rule("circle_range", DICTIONARY, EVERYWHERE, circle_range),
    Rule("ceiling_without_altitude", DICTIONARY, EVERYWHERE, ceiling_without_altitude),
    Rule("ceiling_below_altitude", DICTIONARY, EVERYWHERE, ceiling_below_altitude),
    Rule("area_missing", "IPAWS profile; MET v3, area", ADVISED_BY_OASIS, area_missing),
    Rule("area_only_described", "Google profile", ADVISED_BY_OASIS, area_only_described),
)
