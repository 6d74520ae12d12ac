"""Where an authority's message applies, as a body may say it: never more than the authority did."""

import shapely

from allmenning.alerts.areas import DECIMALS, AreaError, Place, Ring, ring
from allmenning.alerts.models import Incoming
from allmenning.alerts.queries.content import place_of
from allmenning.core import cap
from allmenning.register.models import Body

LONGEST_NAME = 100
# The part of an authority's message is nobody's row; `areas` asks for a number all the same.
NOBODYS = 0


def passed_area(incoming: Incoming, body: Body) -> dict[str, object]:
    """Return the area as `Version.area` keeps it.

    The municipality where the authority named it by number alone; the authority's own polygon,
    cut at how far the municipality reaches; else a part by the authority's words for it, which
    says less than the drawing and never more.
    """
    areas = _areas(incoming)
    if areas is not None and not any(one.polygons or one.circles for one in areas):
        return {"kind": "municipality"}
    drawn = _within(areas or (), place_of(body))
    if drawn is not None:
        return {"kind": "polygon", "polygon": [list(point) for point in drawn]}
    name = _name(incoming)
    return {"kind": "parts", "parts": [NOBODYS], "names": [name], "polygons": [None]}


def _areas(incoming: Incoming) -> tuple[cap.Area, ...] | None:
    """Return the areas of the message, or None where we do not have it whole."""
    alert = cap.read(incoming.document.encode()).alert if incoming.document else None
    return alert.infos[0].areas if alert and alert.infos else None


def _within(areas: tuple[cap.Area, ...], place: Place) -> Ring | None:
    """Cut the one polygon there is; None where it is more than one, or more than we can check."""
    polygons = [polygon for area in areas for polygon in area.polygons]
    if len(polygons) != 1 or place.box is None or any(area.circles for area in areas):
        return None
    whole = shapely.Polygon([(east, north) for north, east in polygons[0].points])
    if not whole.is_valid:
        return None
    part = whole.intersection(shapely.box(*place.box))
    if not isinstance(part, shapely.Polygon) or part.is_empty or part.interiors:
        return None
    points = [[round(y, DECIMALS), round(x, DECIMALS)] for x, y in part.exterior.coords]
    try:
        return ring(points, place)
    except AreaError:
        return None


def _name(incoming: Incoming) -> str:
    told: dict[str, str] = next(iter(incoming.content.values()), {})
    return str(told.get("area") or told.get("event") or incoming.owner)[:LONGEST_NAME]
