"""Places as dots: Norway is recognised by where its municipalities lie, without an outline."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmenning.ui.charts.chart import Chart, series_class
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import number, slugify

MERIDIAN = 15.0
WIDTH = 400
HEIGHT = 500
MARGIN = 14


@dataclass(frozen=True, kw_only=True)
class Place:
    """Group 0 is drawn as land; higher groups stand out more."""

    name: object
    latitude: float
    longitude: float
    group: int = 0
    chosen: bool = False


def dot_map(
    title: object,
    places: Sequence[Place],
    groups: Sequence[object],
    *,
    note: object = "",
    csv: str = "",
    identity: str = "",
) -> Chart:
    """Draw the places, one kind of dot for each group; the table lists all but group 0."""
    identity = identity or slugify(str(title)) or "map"
    described = _description(places, groups)
    return Chart(
        svg=_picture(places, identity, title, described),
        title=title,
        description=described,
        table=_table(title, places, groups, identity, csv),
        note=note,
        legend=[(i - 1, name) for i, name in enumerate(groups)],
        identity=identity,
    )


def projected(latitude: float, longitude: float) -> tuple[float, float]:
    """Project on a transverse Mercator around 15 degrees east, on a sphere of radius 1."""
    turn = math.radians(longitude - MERIDIAN)
    north = math.radians(latitude)
    return math.atanh(math.cos(north) * math.sin(turn)), math.atan2(math.tan(north), math.cos(turn))


# The corners of the mainland, so that every map has the same frame whatever it shows.
WEST, EAST = projected(61.0, 4.4)[0], projected(70.4, 31.2)[0]
SOUTH, NORTH = projected(57.9, 15.0)[1], projected(71.3, 25.0)[1]
SCALE = min((WIDTH - 2 * MARGIN) / (EAST - WEST), (HEIGHT - 2 * MARGIN) / (NORTH - SOUTH))


def _position(place: Place) -> tuple[int, int]:
    x, y = projected(place.latitude, place.longitude)
    return round(MARGIN + (x - WEST) * SCALE), round(HEIGHT - MARGIN - (y - SOUTH) * SCALE)


def _picture(
    places: Sequence[Place], identity: str, title: object, described: object
) -> SafeString:
    groups = sorted({place.group for place in places})
    shapes = [_dots([p for p in places if p.group == group], group) for group in groups]
    shapes += [_chosen(place) for place in places if place.chosen]
    return format_html(
        '<svg class="picture map" role="img" viewBox="0 0 {} {}" focusable="false"'
        ' aria-labelledby="{}-name {}-text"><title id="{}-name">{}</title>'
        '<desc id="{}-text">{}</desc>{}</svg>',
        WIDTH,
        HEIGHT,
        identity,
        identity,
        identity,
        title,
        identity,
        described,
        mark_safe("".join(shapes)),  # noqa: S308 -- numbers and escaped names
    )


def _dots(places: Sequence[Place], group: int) -> str:
    """One path draws all dots of a group: a stroke of no length with round ends is a dot."""
    path = "".join(f"M{x} {y}h0" for x, y in map(_position, places))
    kind = "places land" if group == 0 else series_class("places", group - 1)
    return f'<path class="{kind}" d="{path}"/>'


def _chosen(place: Place) -> str:
    x, y = _position(place)
    left = x > WIDTH / 2
    return format_html(
        '<circle class="chosen" cx="{}" cy="{}" r="9"/>'
        '<text class="place-name" x="{}" y="{}" text-anchor="{}">{}</text>',
        x,
        y,
        x - 14 if left else x + 14,
        y + 5,
        "end" if left else "start",
        place.name,
    )


def _description(places: Sequence[Place], groups: Sequence[object]) -> str:
    counts = [(name, sum(p.group == i for p in places)) for i, name in enumerate(groups)]
    listed = "; ".join(f"{name}: {number(count)}" for name, count in counts)
    return ngettext(
        "A map of Norway with one dot. %(listed)s.",
        "A map of Norway with one dot for each of %(count)s places. %(listed)s.",
        len(places),
    ) % {"count": number(len(places)), "listed": listed}


def _table(
    title: object, places: Sequence[Place], groups: Sequence[object], identity: str, csv: str
) -> Table:
    listed = [p for p in places if p.group] if len(groups) > 1 else list(places)
    columns = [
        Column(key="name", label=_("Place"), cell=lambda place: place.name, row_header=True),
        Column(key="group", label=_("Group"), cell=lambda place: groups[place.group]),
    ]
    return Table(
        caption=title,
        columns=columns,
        rows=listed,
        identity=f"{identity}-table",
        csv=csv,
        caption_hidden=True,
    )
