"""Answers by day, as a picture with its table."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from allmenning.ui.charts import Chart
from allmenning.ui.charts.chart import picture, rule, series_class, words
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import day, number

BOTTOM, TOP = 150, 16
FOOT = 30
NAMES = 4
IDENTITY = "svar-per-dag"


def answers_chart(days: Sequence[tuple[date, int]]) -> Chart:
    """Draw a column for each day from the first answer to the last."""
    title = _("Answers sent in, by day")
    highest = max(count for _day, count in days)
    total = sum(count for _day, count in days)
    described = _("%(total)s answers in %(days)s days, at most %(most)s in a day.") % {
        "total": number(total),
        "days": number(len(days)),
        "most": number(highest),
    }
    svg = picture(
        [*_columns(days, highest), *_names(days)],
        height=BOTTOM + FOOT,
        identity=IDENTITY,
        title=title,
        description=described,
    )
    return Chart(
        svg=svg, title=title, description=described, table=_table(days, title), identity=IDENTITY
    )


def _columns(days: Sequence[tuple[date, int]], highest: int) -> list[str]:
    shapes = [
        rule(0, TOP, 100, TOP, "grid"),
        words(0, TOP - 4, number(highest), "tick"),
        rule(0, BOTTOM, 100, BOTTOM, "axis"),
    ]
    width = 100 / len(days)
    kind = series_class("bar", 0)
    for place, (_day, count) in enumerate(days):
        height = (BOTTOM - TOP) * count / highest
        shapes.append(
            f'<rect class="{kind}" x="{place * width:g}%" y="{BOTTOM - height:g}"'
            f' width="{min(width * 0.8, 12):g}%" height="{height:g}"/>'
        )
    return shapes


def _names(days: Sequence[tuple[date, int]]) -> list[str]:
    """Name a few of the days under the axis."""
    step = max(1, -(-len(days) // NAMES))
    width = 100 / len(days)
    return [
        words(place * width, BOTTOM + 20, date_format(days[place][0], "j.n."), "tick")
        for place in range(0, len(days), step)
    ]


def _table(days: Sequence[tuple[date, int]], title: str) -> Table:
    return Table(
        caption=title,
        columns=[
            Column(key="day", label=_("Day"), cell=lambda row: day(row[0]), row_header=True),
            Column(
                key="answers", label=_("Answers"), cell=lambda row: number(row[1]), numeric=True
            ),
        ],
        rows=days,
        identity=f"{IDENTITY}-table",
        caption_hidden=True,
    )
