"""The ways through a questionnaire, drawn on the server with a table beside."""

from collections.abc import Mapping, Sequence

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmenning.core.questionnaire import END, START, Page, Routing, Way
from allmenning.surveys.queries.words import said
from allmenning.ui.charts import Chart
from allmenning.ui.charts.chart import picture, words
from allmenning.ui.tables import Column, Table

BOX, GAP, LANE, WIDTH = 44, 30, 11, 62
MIDDLE = WIDTH / 2
LETTERS = 26


def ways_chart(routing: Routing) -> Chart:
    """Draw pages below each other; ways that pass by others run to the right of them."""
    tops = _tops(routing)
    shapes = [*_boxes(routing, tops), *_ways(routing, tops)]
    title = _("Ways through the questionnaire")
    dead = len(routing.dead_ends)
    described = ngettext(
        "%(ways)s ways; %(dead)s page is a dead end.",
        "%(ways)s ways; %(dead)s pages are dead ends.",
        dead,
    ) % {"ways": len(routing.ways), "dead": dead}
    height = int(max(tops.values()) + BOX + 4)
    svg = picture(shapes, height=height, identity="ways", title=title, description=described)
    table = ways_table(routing)
    return Chart(svg=svg, title=title, description=described, table=table, identity="ways")


def _tops(routing: Routing) -> dict[int, float]:
    order = [START, *(page.number for page in routing.pages), END]
    return {number: 2 + place * (BOX + GAP) for place, number in enumerate(order)}


def _boxes(routing: Routing, tops: Mapping[int, float]) -> list[str]:
    shapes = []
    names = names_of(routing)
    for number, top in tops.items():
        is_dead = number in routing.dead_ends
        kind = (
            "ways-box dead" if is_dead else "ways-box end" if number in {START, END} else "ways-box"
        )
        shapes.append(
            f'<rect class="{kind}" x="0" y="{top:g}" width="{WIDTH}%" height="{BOX}" rx="6"/>'
        )
        said_of = _("Dead end: %(name)s") % {"name": names[number]} if is_dead else names[number]
        short = said_of if len(said_of) <= LETTERS else f"{said_of[: LETTERS - 1]}…"
        label = words(0, top + BOX / 2 + 5, short, "label strong" if is_dead else "label", dx=12)
        shapes.append(label)
    return shapes


def names_of(routing: Routing) -> dict[int, str]:
    """Name every page by its number and heading."""
    return {START: _("Start"), END: _("The end")} | {
        page.number: _name(page) for page in routing.pages
    }


def _name(page: Page) -> str:
    heading = said(page.heading)
    if heading:
        return _("%(number)s. %(heading)s") % {"number": page.number, "heading": heading}
    return _("Page %(number)s") % {"number": page.number}


def _ways(routing: Routing, tops: Mapping[int, float]) -> list[str]:
    order = list(tops)
    near = [way for way in routing.ways if order.index(way.end) == order.index(way.start) + 1]
    far = [way for way in routing.ways if way not in near]
    return [_straight(way, tops) for way in near] + _round(far, tops, order)


def _straight(way: Way, tops: Mapping[int, float]) -> str:
    top = tops[way.start] + BOX
    inside = (
        f'<path class="way" d="M0 0V{GAP - 7}"/><path class="way-head" d="M-5 {GAP - 8}h10l-5 8z"/>'
    )
    return f'<svg x="{MIDDLE:g}%" y="{top:g}" overflow="visible">{inside}</svg>'


def _round(ways: Sequence[Way], tops: Mapping[int, float], order: Sequence[int]) -> list[str]:
    """Draw each in the first lane that is free over its whole height; the short ones innermost."""
    lanes: list[list[tuple[int, int]]] = []
    shapes = []
    spans = sorted(
        ((order.index(way.start), order.index(way.end)) for way in ways),
        key=lambda span: (span[1] - span[0], span),
    )
    for low, high in spans:
        free = (n for n, taken in enumerate(lanes) if all(high <= a or low >= b for a, b in taken))
        lane = next(free, len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((low, high))
        start = tops[order[low]] + BOX * 0.7
        fall = tops[order[high]] + BOX * 0.3 - start
        out = LANE * (lane + 1) + 8
        inside = (
            f'<path class="way" d="M0 0H{out}V{fall:g}H7"/>'
            f'<path class="way-head" d="M8 {fall - 5:g}v10l-8-5z"/>'
        )
        shapes.append(f'<svg x="{WIDTH}%" y="{start:g}" overflow="visible">{inside}</svg>')
    return shapes


def ways_table(routing: Routing) -> Table:
    """List every way, and for each page where it leads."""
    names = names_of(routing)
    columns = [
        Column(key="from", label=_("From"), cell=lambda row: row[0], row_header=True),
        Column(key="to", label=_("To"), cell=lambda row: row[1]),
        Column(key="questions", label=_("Questions there"), cell=lambda row: row[2]),
    ]
    asked = {page.number: ", ".join(one.code for one in page.questions) for page in routing.pages}
    rows = [(names[way.start], names[way.end], asked.get(way.end, "–")) for way in routing.ways]
    return Table(
        caption=_("Ways through the questionnaire"),
        columns=columns,
        rows=rows,
        identity="ways-table",
        caption_hidden=True,
        empty=escape(_("No way leads through.")),
    )
