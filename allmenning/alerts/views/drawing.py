"""Drawing an area without a script: each click on the picture comes here as two numbers."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from allmenning.alerts.areas import MOST_POINTS, AreaError, Point, points_of
from allmenning.alerts.drawing import (
    SIZE,
    Named,
    Shape,
    Sheet,
    picture,
    read_sheet,
    sheet_around,
    sheet_of,
)
from allmenning.alerts.queries.content import place_of
from allmenning.delivery.contract import Workspace
from allmenning.register.access import requires_body_role
from allmenning.register.models import Body, BodyRole
from allmenning.register.queries import snapshot
from allmenning.ui import parameters

LONGEST_ADDRESS = 4000
NEARER, FURTHER = 0.5, 2.0


@requires_body_role(BodyRole.EDITOR)
@cache_control(private=True, max_age=300)
def map_sheet(request: HttpRequest, workspace: Workspace, slug: str) -> HttpResponse:  # noqa: ARG001 -- the address has it
    body = get_object_or_404(Body, slug=slug)
    usual = sheet_for(body)
    drawn = points_in(parameters.text(request.GET, "p", LONGEST_ADDRESS).replace("_", "\n"))
    if usual is None:
        return HttpResponse(status=404)
    svg = picture(
        read_sheet(parameters.text(request.GET, "k", 60), usual),
        title=_("Map of %(name)s") % {"name": body.name},
        places=places_known(),
        shapes=parts_of(body),
        drawn=drawn,
    )
    return HttpResponse(svg, content_type="image/svg+xml")


def sheet_for(body: Body) -> Sheet | None:
    known = body.latitude is not None and body.longitude is not None
    centre = Point(body.latitude or 0, body.longitude or 0) if known else None
    return sheet_of(place_of(body).box, centre)


def sheet_address(workspace: Workspace, body: Body, sheet: Sheet, drawn: list[Point]) -> str:
    told = "_".join(f"{point.latitude},{point.longitude}" for point in drawn)
    query = urlencode({"k": sheet.told} | ({"p": told} if told else {}), safe=",_")
    return f"{reverse('alerts:map', args=[workspace, body.slug])}?{query}"


def drawn_address(workspace: Workspace, body: Body, stored: Mapping[str, object]) -> str:
    """Return where the picture of a drawn area is, or nothing where none is drawn."""
    polygon, usual = stored.get("polygon"), sheet_for(body)
    if not isinstance(polygon, list) or usual is None:
        return ""
    points = [Point(*one) for one in polygon]
    return sheet_address(workspace, body, sheet_around(points, usual), points)


def places_known() -> list[Named]:
    """Name the municipalities on the sheet; what lies outside it is not drawn."""
    return [
        Named(one.name, Point(one.latitude, one.longitude))
        for one in snapshot().municipalities
        if one.latitude is not None and one.longitude is not None
    ]


def parts_of(body: Body) -> list[Shape]:
    parts = body.area_parts.exclude(polygon=None).order_by("name", "pk")
    return [Shape(one.name, [Point(*point) for point in one.polygon or []]) for one in parts]


def points_in(text: str) -> list[Point]:
    """Read what can be read; what is wrong is told when the form is looked over."""
    try:
        return [Point(*point) for point in points_of(text)]
    except AreaError:
        return []


def is_drawing(posted: Mapping[str, object]) -> bool:
    return "map.x" in posted or "map-do" in posted


def drawn_on(posted: QueryDict, usual: Sheet) -> QueryDict:
    """Return what was posted, with one more point, one less, or nearer to it."""
    told = posted.copy()
    sheet = read_sheet(told.get("sheet", ""), usual)
    points = points_in(told.get("points", ""))
    step = told.get("map-do", "")
    if step in {"nearer", "further"}:
        sheet = _turned(sheet, step, points)
    elif step == "undo":
        points = points[:-1]
    elif step == "clear":
        points = []
    else:
        points += _clicked(told, sheet)
    told["sheet"], told["area"] = sheet.told, "polygon"
    # What could not be read is left for the person to put right.
    if points or step in {"undo", "clear"} or not told.get("points", "").strip():
        told["points"] = written(points)
    return told


def _turned(sheet: Sheet, step: str, points: list[Point]) -> Sheet:
    if step == "further":
        return sheet.turned(FURTHER)
    return sheet.turned(NEARER, points[-1] if points else None)


def _clicked(told: QueryDict, sheet: Sheet) -> list[Point]:
    """Read the click. The corner is what a keyboard gives, which points at nothing."""
    x, y = (_pixel(told.get(name, "")) for name in ("map.x", "map.y"))
    return [] if (x, y) == (0, 0) or x is None or y is None else [sheet.point(x, y)]


def _pixel(told: str) -> int | None:
    return int(told) if told.isascii() and told.isdigit() and int(told[:6]) <= SIZE else None


def written(points: list[Point]) -> str:
    return "\n".join(f"{point.latitude}, {point.longitude}" for point in points[:MOST_POINTS])
