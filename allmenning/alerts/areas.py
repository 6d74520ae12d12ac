"""Where a warning applies. A missing or broken area is refused; it never becomes a larger one."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, radians
from typing import Any, NamedTuple

import shapely
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from allmenning.alerts.refusals import RefusedError

MOST_POINTS = 100
MOST_PARTS = 50
MOST_TEXT = 20_000
DECIMALS = 6  # about 10 cm
SMALLEST = 100.0  # square metres, a house

Stored = Mapping[str, Any]

AREA_REFUSALS: dict[str, str | Promise] = {
    "missing": _("The area is missing. Choose the municipality, parts of it, or draw it."),
    "unknown": _("The area could not be understood. Choose it again."),
    "no_parts": _("No part of the municipality is chosen."),
    "too_large": _("There is too much text for an area: at most %(limit)d characters."),
    "not_points": _("Line %(line)d is not a point. Write latitude and longitude: 61.84, 8.57"),
    "not_geojson": _("The text looks like GeoJSON, but holds no single polygon without holes."),
    "not_number": _("Point %(number)d is not two numbers."),
    "too_many": _("The area has %(count)d points. At most %(limit)d can be used."),
    "too_few": _("An area needs at least three different points."),
    "out_of_range": _(
        "Point %(number)d is nowhere on earth: latitude goes to 90, longitude to 180 degrees."
    ),
    "swapped": _("Latitude and longitude are swapped: latitude comes first."),
    "outside": _("Point %(number)d lies outside %(name)s."),
    "crossing": _("The edge of the area crosses itself. Give the points in order around it."),
    "no_extent": _("The points lie on one line, so there is no area between them."),
    "no_box": _(
        "We do not know how far %(name)s reaches, so a drawn area cannot be checked. "
        "Choose the municipality or parts of it."
    ),
}


class AreaError(RefusedError):
    """The area is missing or broken. `key` is one of `AREA_REFUSALS`."""

    sentences = AREA_REFUSALS


class Kind(StrEnum):
    MUNICIPALITY = "municipality"
    PARTS = "parts"
    POLYGON = "polygon"


class Point(NamedTuple):
    """Degrees of WGS 84, latitude first."""

    latitude: float
    longitude: float


Ring = tuple[Point, ...]


class Box(NamedTuple):
    """How far a municipality reaches, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, point: Point) -> bool:
        return (
            self.south <= point.latitude <= self.north and self.west <= point.longitude <= self.east
        )


@dataclass(frozen=True)
class Place:
    """The municipality an area must lie in, or `anywhere` where that was found out before."""

    name: str
    box: Box | None
    anywhere: bool = False


@dataclass(frozen=True)
class Part:
    """A part by its name, with its open ring of points where somebody has drawn it."""

    key: int
    name: str
    ring: Ring | None


@dataclass(frozen=True)
class Area:
    """A checked area: the municipality, some of its parts, or one drawn ring (open)."""

    kind: Kind
    parts: tuple[Part, ...] = ()
    ring: Ring = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.parts)

    @property
    def rings(self) -> tuple[Ring, ...]:
        """Everything that is drawn."""
        drawn = tuple(part.ring for part in self.parts if part.ring is not None)
        return (*drawn, self.ring) if self.ring else drawn

    @property
    def stored(self) -> dict[str, Any]:
        """As `Version.area` keeps it."""
        if self.kind == Kind.PARTS:
            return {
                "kind": "parts",
                "parts": [part.key for part in self.parts],
                "names": [part.name for part in self.parts],
                "polygons": [_listed(part.ring) for part in self.parts],
            }
        return {"kind": self.kind.value} | (
            {"polygon": _listed(self.ring)} if self.kind == Kind.POLYGON else {}
        )


def _listed(ring: Ring | None) -> list[list[float]] | None:
    return None if ring is None else [list(point) for point in ring]


KEYS = {
    Kind.MUNICIPALITY: {"kind"},
    Kind.PARTS: {"kind", "parts", "names", "polygons"},
    Kind.POLYGON: {"kind", "polygon"},
}


def read(stored: object, place: Place) -> Area:
    """Check an area as `Version.area` keeps it; raises AreaError rather than guess."""
    if not stored:
        raise AreaError("missing")
    kinds = {kind.value: kind for kind in Kind}
    told = stored.get("kind") if isinstance(stored, Mapping) else None
    if not isinstance(stored, Mapping) or not isinstance(told, str) or told not in kinds:
        raise AreaError("unknown")
    kind = kinds[told]
    if set(stored) != KEYS[kind]:  # two areas in one: nobody can tell which was meant
        raise AreaError("unknown")
    if kind == Kind.PARTS:
        return Area(kind, parts=_parts(stored, place))
    if kind == Kind.POLYGON:
        return Area(kind, ring=ring(stored["polygon"], place))
    return Area(kind)


def _parts(stored: Stored, place: Place) -> tuple[Part, ...]:
    keys, names, rings = stored["parts"], stored["names"], stored["polygons"]
    if not all(isinstance(one, list) for one in (keys, names, rings)):
        raise AreaError("unknown")
    if not keys:
        raise AreaError("no_parts")
    if not len(keys) == len(names) == len(rings) == len(set(map(str, keys))) <= MOST_PARTS:
        raise AreaError("unknown")
    return tuple(
        _part(key, name, points, place)
        for key, name, points in zip(keys, names, rings, strict=True)
    )


def _part(key: object, name: object, points: object, place: Place) -> Part:
    if not isinstance(key, int) or isinstance(key, bool):
        raise AreaError("unknown")
    if not isinstance(name, str) or not name.strip():
        raise AreaError("unknown")
    return Part(key, name, None if points is None else ring(points, place))


def ring(points: object, place: Place) -> Ring:
    """Check points around an area, and return them without the closing one."""
    if not isinstance(points, Sequence) or isinstance(points, str):
        raise AreaError("unknown")
    # Before any geometry: a thousand points cost more than they are worth.
    if len(points) > MOST_POINTS + 1:
        raise AreaError("too_many", count=len(points), limit=MOST_POINTS)
    found = _without_closing([_point(one, n) for n, one in enumerate(points, 1)])
    if len(found) > MOST_POINTS:
        raise AreaError("too_many", count=len(found), limit=MOST_POINTS)
    if len(set(found)) < 3:
        raise AreaError("too_few")
    if not place.anywhere:
        _refuse_outside(found, place)
    _refuse_broken(found)
    return tuple(found)


def _point(told: object, number: int) -> Point:
    if not isinstance(told, Sequence) or isinstance(told, str) or len(told) != 2:
        raise AreaError("not_number", number=number)
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in told):
        raise AreaError("not_number", number=number)
    if not all(-180 <= one <= 180 for one in told):  # NaN is not, nor is infinity
        raise AreaError("out_of_range", number=number)
    # Norway's longitudes are latitudes too, so swapped points are found by the box below.
    return Point(round(float(told[0]), DECIMALS), round(float(told[1]), DECIMALS))


def _without_closing(points: list[Point]) -> list[Point]:
    return points[:-1] if len(points) > 1 and points[0] == points[-1] else points


def _refuse_outside(points: list[Point], place: Place) -> None:
    if place.box is None:
        raise AreaError("no_box", name=place.name)
    if all(place.box.holds(Point(point.longitude, point.latitude)) for point in points):
        raise AreaError("swapped")
    for number, point in enumerate(points, 1):
        if abs(point.latitude) > 90:
            raise AreaError("out_of_range", number=number)
        if not place.box.holds(point):
            raise AreaError("outside", number=number, name=place.name)


def _refuse_broken(points: list[Point]) -> None:
    polygon = shapely.Polygon([(point.longitude, point.latitude) for point in points])
    if _square_metres(polygon.convex_hull) < SMALLEST:
        raise AreaError("no_extent")
    if not polygon.is_valid:
        raise AreaError("crossing")
    if _square_metres(polygon) < SMALLEST:
        raise AreaError("no_extent")


def _square_metres(shape: BaseGeometry) -> float:
    """Measure well enough to tell a place from a line; a degree of latitude is 111 km."""
    squeezed = cos(radians(shape.centroid.y)) if not shape.is_empty else 0.0
    return float(shape.area) * 111_320**2 * squeezed


# What people paste.

NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?\Z")


def points_of(text: str) -> list[list[Any]]:
    """Read pasted points: lines of "latitude, longitude", CAP's own list, or GeoJSON."""
    told = text.strip()
    if not told:
        raise AreaError("missing")
    if len(told) > MOST_TEXT:
        raise AreaError("too_large", limit=MOST_TEXT)
    if told.startswith(("{", "[")):
        return _geojson_points(told)
    lines = [line.strip() for line in told.splitlines()]
    if len(lines) == 1 and len(told.split()) > 2:
        lines = told.split()
    return [_line_point(line, number) for number, line in enumerate(lines, 1) if line]


def _line_point(line: str, number: int) -> list[float]:
    """Understand 61.8, 8.5 and 61.8 8.5 and 61,8; 8,5 and 61,8 8,5."""
    halves = _halves(line)
    if len(halves) != 2 or not all(NUMBER.match(half) for half in halves):
        raise AreaError("not_points", line=number)
    return [float(half) for half in halves]


def _halves(line: str) -> list[str]:
    """Split where only one way to read the line is left."""
    if ";" in line:
        return [half.strip().replace(",", ".") for half in line.split(";") if half.strip()]
    words = line.split()
    if len(words) == 2:
        return [word.removesuffix(",").replace(",", ".") for word in words]
    return [half.strip() for half in line.split(",")]


def _geojson_points(text: str) -> list[list[float]]:
    try:
        rings = _rings(json.loads(text))
    except (ValueError, RecursionError):
        raise AreaError("not_geojson") from None
    if len(rings) != 1 or not isinstance(rings[0], list):
        raise AreaError("not_geojson")
    return [_turned(one, number) for number, one in enumerate(rings[0], 1)]


def _rings(told: object, depth: int = 0) -> list[object]:
    """List every ring, so that a second polygon or a hole is seen and refused."""
    if not isinstance(told, dict) or depth > 3:
        return []
    if told.get("type") == "FeatureCollection" and isinstance(told.get("features"), list):
        return [ring for one in told["features"] for ring in _rings(one, depth + 1)]
    if told.get("type") == "Feature":
        return _rings(told.get("geometry"), depth + 1)
    coordinates = told.get("coordinates")
    if not isinstance(coordinates, list):
        return []
    if told.get("type") == "MultiPolygon":
        return [ring for one in coordinates if isinstance(one, list) for ring in one]
    return coordinates if told.get("type") == "Polygon" else []


def _turned(told: object, number: int) -> list[Any]:
    """GeoJSON has longitude first, and may have a height, which a warning has not."""
    if not isinstance(told, list) or len(told) not in {2, 3}:
        raise AreaError("not_number", number=number)
    return [told[1], told[0]]
