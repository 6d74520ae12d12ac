"""A sheet of map that one draws an area on: a picture from the server, clicked point by point.

It works without a script, and on a phone that has lost most of its network: nothing is fetched
from anybody else. Positions are those of a plane around the middle of the sheet, which over a
municipality differs from the ground by less than a finger on the screen.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from allmenning.alerts.areas import Box, Point

# A click is told in pixels of the screen, so the picture has the same size on every screen.
SIZE = 256
KM_PER_DEGREE = 111.2
CLOSEST_KM, WIDEST_KM = 0.5, 400.0
UNKNOWN_KM = 40.0
ROUND_NUMBERS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
EDGE = 14
AIR = 1.6


@dataclass(frozen=True)
class Named:
    name: str
    point: Point


@dataclass(frozen=True)
class Shape:
    name: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Sheet:
    """A square of `span` kilometres around a point."""

    centre: Point
    span: float

    def place(self, point: Point) -> tuple[float, float]:
        """Tell where a point lies, in pixels from the upper left corner."""
        east = (point.longitude - self.centre.longitude) * self._km_per_longitude
        north = (point.latitude - self.centre.latitude) * KM_PER_DEGREE
        scale = SIZE / self.span
        return round(SIZE / 2 + east * scale, 1), round(SIZE / 2 - north * scale, 1)

    def point(self, x: float, y: float) -> Point:
        scale = self.span / SIZE
        east, north = (x - SIZE / 2) * scale, (SIZE / 2 - y) * scale
        return Point(
            round(self.centre.latitude + north / KM_PER_DEGREE, 5),
            round(self.centre.longitude + east / self._km_per_longitude, 5),
        )

    @property
    def _km_per_longitude(self) -> float:
        return KM_PER_DEGREE * math.cos(math.radians(self.centre.latitude))

    def turned(self, factor: float, around: Point | None = None) -> "Sheet":
        """Go nearer (under 1) or further out (over 1)."""
        span = min(WIDEST_KM, max(CLOSEST_KM, self.span * factor))
        return Sheet(around or self.centre, span)

    @property
    def told(self) -> str:
        return f"{self.centre.latitude:.5f},{self.centre.longitude:.5f},{self.span:.3f}"


def sheet_of(box: Box | None, centre: Point | None) -> Sheet | None:
    """Show the whole municipality, or what lies around its middle."""
    if box is None:
        return Sheet(centre, UNKNOWN_KM) if centre else None
    middle = Point((box.south + box.north) / 2, (box.west + box.east) / 2)
    high = (box.north - box.south) * KM_PER_DEGREE
    wide = (box.east - box.west) * KM_PER_DEGREE * math.cos(math.radians(middle.latitude))
    return Sheet(middle, max(CLOSEST_KM, high, wide))


def sheet_around(points: Sequence[Point], usual: Sheet) -> Sheet:
    """Show what is drawn, with some air around it."""
    if not points:
        return usual
    north = [point.latitude for point in points]
    east = [point.longitude for point in points]
    box = Box(min(east), min(north), max(east), max(north))
    return (sheet_of(box, None) or usual).turned(AIR)


def read_sheet(told: str, usual: Sheet) -> Sheet:
    """Read what a form or an address carries; what makes no sense gives the usual sheet."""
    try:
        latitude, longitude, span = (float(one) for one in told.split(","))
    except ValueError:
        return usual
    if not (abs(latitude) < 85 and abs(longitude) <= 180 and CLOSEST_KM <= span <= WIDEST_KM):
        return usual
    return Sheet(Point(latitude, longitude), span)


def picture(
    sheet: Sheet,
    *,
    title: str,
    places: Iterable[Named] = (),
    shapes: Iterable[Shape] = (),
    drawn: Sequence[Point] = (),
) -> SafeString:
    """Write the sheet as SVG, which stands on its own: it carries its colours."""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" '
        'height="{size}" font-family="system-ui, sans-serif" font-size="11" role="img">'
        "<title>{title}</title>"
        '<rect width="{size}" height="{size}" fill="#f4f2ec"/>{shapes}{places}{drawn}{scale}'
        '<rect x=".5" y=".5" width="{inner}" height="{inner}" fill="none" stroke="#7a7567"/></svg>',
        size=SIZE,
        inner=SIZE - 1,
        title=title,
        shapes=format_html_join("", "{}", ((_shape(sheet, one),) for one in shapes)),
        places=format_html_join("", "{}", ((_named(sheet, one),) for one in places)),
        drawn=_drawn(sheet, drawn),
        scale=_scale(sheet),
    )


def _shape(sheet: Sheet, shape: Shape) -> SafeString:
    placed = [sheet.place(point) for point in shape.points]
    x = sum(one[0] for one in placed) / len(placed)
    y = sum(one[1] for one in placed) / len(placed)
    return format_html(
        '<polygon points="{}" fill="#3f5b8c" fill-opacity=".12" stroke="#3f5b8c"/>'
        '<text x="{}" y="{}" text-anchor="middle" fill="#2b426b">{}</text>',
        _listed(placed),
        round(x, 1),
        round(y, 1),
        shape.name,
    )


def _named(sheet: Sheet, named: Named) -> SafeString:
    x, y = sheet.place(named.point)
    if not (0 <= x <= SIZE and 0 <= y <= SIZE):
        return SafeString()
    left = x > SIZE * 0.7
    return format_html(
        '<circle cx="{x}" cy="{y}" r="3" fill="#514b3f"/><text x="{tx}" y="{ty}" '
        'text-anchor="{anchor}" fill="#2e2b24" stroke="#f4f2ec" stroke-width="3" '
        'paint-order="stroke">{name}</text>',
        x=x,
        y=y,
        tx=round(x - 6 if left else x + 6, 1),
        ty=round(min(max(y + 4, 12), SIZE - EDGE), 1),
        anchor="end" if left else "start",
        name=named.name,
    )


def _drawn(sheet: Sheet, points: Sequence[Point]) -> SafeString:
    placed = [sheet.place(point) for point in points]
    area = (
        format_html(
            '<polygon points="{}" fill="#c01b1b" fill-opacity=".2" stroke="#c01b1b" '
            'stroke-width="2"/>',
            _listed(placed),
        )
        if len(placed) > 1
        else SafeString()
    )
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="8" fill="#c01b1b" stroke="#fff"/>'
        '<text x="{}" y="{}" text-anchor="middle" font-size="10" fill="#fff">{}</text>',
        ((x, y, x, round(y + 3.5, 1), number) for number, (x, y) in enumerate(placed, 1)),
    )
    return format_html("{}{}", area, dots)


def _scale(sheet: Sheet) -> SafeString:
    """Draw a bar of a round number of kilometres, at most a third of the sheet."""
    length = max([one for one in ROUND_NUMBERS if one <= sheet.span / 3] or [ROUND_NUMBERS[0]])
    wide = round(length / sheet.span * SIZE, 1)
    return format_html(
        '<path d="M{x} {y}v5h{wide}v-5" fill="none" stroke="#2e2b24" stroke-width="1.5"/>'
        '<text x="{x}" y="{ty}" fill="#2e2b24" stroke="#f4f2ec" stroke-width="3" '
        'paint-order="stroke">{told}</text>',
        x=10,
        y=SIZE - EDGE,
        wide=wide,
        ty=SIZE - EDGE - 2,
        told=f"{length * 1000:.0f} m" if length < 1 else f"{length:g} km",
    )


def _listed(placed: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in placed)
