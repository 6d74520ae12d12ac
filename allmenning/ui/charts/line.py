"""Rounds along time: joined by a line only where the guard lets them be a trend."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from allmenning.ui.charts.bars import summary
from allmenning.ui.charts.chart import Chart, Scale, mark, picture, rule, series_class, words
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import interval, percent, slugify

TOP = 16
BOTTOM = 230
# Names of rounds that lie close go on rows of their own.
NAME_ROWS = 3
NAME_HEIGHT = 18
# How much of the width a letter takes on the narrowest screen, in percent.
LETTER = 2.9
VALUE_LETTER = 4.1
# Room for the names of the lines to the left, and for the last value to the right.
LEFT = 18
RIGHT = 89


@dataclass(frozen=True, kw_only=True)
class Round:
    """`joined` says that the guard lets this round be compared with the one before as a trend."""

    at: float
    label: object
    value: float
    low: float | None = None
    high: float | None = None
    shown: str = ""
    joined: bool = True

    @property
    def written(self) -> str:
        return self.shown or percent(self.value)


@dataclass(frozen=True)
class Series:
    label: object
    rounds: Sequence[Round]


def line(
    title: object,
    series: Sequence[Series],
    *,
    high: float = 1,
    note: object = "",
    csv: str = "",
    identity: str = "",
) -> Chart:
    """Draw one or a few series over time, from zero."""
    identity = identity or slugify(str(title)) or "chart"
    rows = [(one.label, one_round) for one in series for one_round in one.rounds]
    shapes, height = _shapes(series, high)
    described = summary([(_named(label, r), r.value, r.written) for label, r in rows])
    return Chart(
        svg=picture(
            shapes,
            height=height,
            identity=identity,
            title=title,
            description=described,
        ),
        title=title,
        description=described,
        table=_table(title, rows, identity, csv),
        note=note,
        legend=[(i, one.label) for i, one in enumerate(series)] if len(series) > 1 else (),
        identity=identity,
    )


def _named(label: object, one: Round) -> str:
    return f"{label}, {one.label}"


def _shapes(series: Sequence[Series], high: float) -> tuple[list[str], int]:
    moments = [one.at for each in series for one in each.rounds] or [0]
    across = Scale(min(moments), max(*moments, min(moments) + 1), LEFT, RIGHT)
    down = Scale(0, high, BOTTOM, TOP)
    names, height = _round_names(series, across)
    shapes = [*_grid(high, down), *names]
    for number, each in enumerate(series):
        shapes += _joins(each.rounds, across, down, number)
        shapes += _marks(each.rounds, across, down, number)
    if len(series) == 1:
        shapes += _values(series[0].rounds, across, down)
    return shapes, height


def _grid(high: float, down: Scale) -> list[str]:
    shapes = []
    for step in range(5):
        value = high * step / 4
        y = down(value)
        shapes.append(rule(0, y, 100, y, "grid" if step else "axis"))
        shapes.append(words(0, y - 4, percent(value), "tick"))
    return shapes


def _round_names(series: Sequence[Series], across: Scale) -> tuple[list[str], int]:
    """Write each round's name under the axis, on the first row where it has room."""
    names = {one.at: str(one.label) for each in series for one in each.rounds}
    ends = [0.0] * NAME_ROWS
    shapes = []
    last = 0
    for at, name in sorted(names.items()):
        x, half = across(at), len(name) * LETTER / 2
        row = next((r for r in range(NAME_ROWS) if ends[r] <= x - half), NAME_ROWS - 1)
        ends[row] = x + half + LETTER
        last = max(last, row)
        shapes.append(rule(x, BOTTOM, x, BOTTOM + 8 + row * NAME_HEIGHT, "grid"))
        shapes.append(words(x, BOTTOM + 22 + row * NAME_HEIGHT, name, "tick", anchor="middle"))
    return shapes, BOTTOM + 32 + last * NAME_HEIGHT


def _joins(rounds: Sequence[Round], across: Scale, down: Scale, number: int) -> list[str]:
    kind = series_class("join", number)
    return [
        rule(across(a.at), down(a.value), across(b.at), down(b.value), kind)
        for a, b in pairwise(rounds)
        if b.joined
    ]


def _marks(rounds: Sequence[Round], across: Scale, down: Scale, number: int) -> list[str]:
    shapes = []
    for one in rounds:
        x = across(one.at)
        if one.low is not None and one.high is not None:
            kind = series_class("interval", number)
            shapes.append(rule(x, down(one.low), x, down(one.high), kind))
        shapes.append(mark(x, down(one.value), number))
    return shapes


def _values(rounds: Sequence[Round], across: Scale, down: Scale) -> list[str]:
    """Write each value over its mark, else under it; what has no room stands in the table."""
    shapes = []
    over = under = -100.0
    for first, one in zip([True] + [False] * len(rounds), rounds, strict=False):
        x, width = across(one.at), len(one.written) * VALUE_LETTER
        # The first one leans to the right, away from the names of the lines.
        left, anchor = (x, "start") if first else (x - width / 2, "middle")
        top, foot = (down(v if v is not None else one.value) for v in (one.high, one.low))
        if over <= left:
            over = left + width
            shapes.append(words(x, top - 12, one.written, "value", anchor=anchor, dx=-8 * first))
        elif under <= left and foot + 24 < BOTTOM:
            under = left + width
            shapes.append(words(x, foot + 24, one.written, "value", anchor="middle"))
    return shapes


def _table(title: object, rows: Sequence[tuple[object, Round]], identity: str, csv: str) -> Table:
    columns = [
        Column(key="series", label=_("What"), cell=lambda row: row[0], row_header=True),
        Column(key="round", label=_("Round"), cell=lambda row: row[1].label),
        Column(key="value", label=_("Value"), cell=lambda row: row[1].written, numeric=True),
    ]
    # When everybody is counted there is no interval, and "unknown" all the way down would mislead.
    if any(row[1].low is not None for row in rows):
        columns.append(
            Column(key="interval", label=_("95% interval"), cell=_interval, numeric=True)
        )
    return Table(
        caption=title,
        columns=columns,
        rows=rows,
        identity=f"{identity}-table",
        csv=csv,
        caption_hidden=True,
    )


def _interval(row: tuple[object, Round]) -> str:
    one = row[1]
    return _("unknown") if one.low is None or one.high is None else interval(one.low, one.high)
