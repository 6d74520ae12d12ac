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
HEIGHT = 262
# Room for the names of the lines to the left, and for the last value to the right.
LEFT = 20
RIGHT = 93


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
    described = summary([(_named(label, r), r.value, r.written) for label, r in rows])
    return Chart(
        svg=picture(
            _shapes(series, high),
            height=HEIGHT,
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


def _shapes(series: Sequence[Series], high: float) -> list[str]:
    moments = [one.at for each in series for one in each.rounds] or [0]
    across = Scale(min(moments), max(*moments, min(moments) + 1), LEFT, RIGHT)
    down = Scale(0, high, BOTTOM, TOP)
    few = len(series) == 1
    shapes = [*_grid(high, down), *_round_names(series, across)]
    for number, each in enumerate(series):
        shapes += _joins(each.rounds, across, down, number)
        shapes += [m for one in each.rounds for m in _mark(one, across, down, number, named=few)]
    return shapes


def _grid(high: float, down: Scale) -> list[str]:
    shapes = []
    for step in range(5):
        value = high * step / 4
        y = down(value)
        shapes.append(rule(0, y, 100, y, "grid" if step else "axis"))
        shapes.append(words(0, y - 4, percent(value), "tick"))
    return shapes


def _round_names(series: Sequence[Series], across: Scale) -> list[str]:
    names = {one.at: one.label for each in series for one in each.rounds}
    return [
        words(across(at), BOTTOM + 22, name, "tick", anchor="middle")
        for at, name in sorted(names.items())
    ]


def _joins(rounds: Sequence[Round], across: Scale, down: Scale, number: int) -> list[str]:
    kind = series_class("join", number)
    return [
        rule(across(a.at), down(a.value), across(b.at), down(b.value), kind)
        for a, b in pairwise(rounds)
        if b.joined
    ]


def _mark(one: Round, across: Scale, down: Scale, number: int, *, named: bool) -> list[str]:
    x, y = across(one.at), down(one.value)
    shapes = []
    if one.low is not None and one.high is not None:
        kind = series_class("interval", number)
        shapes.append(rule(x, down(one.low), x, down(one.high), kind))
    shapes.append(mark(x, y, number))
    if named:
        above = down(one.high if one.high is not None else one.value) - 12
        shapes.append(words(x, above, one.written, "value", anchor="middle"))
    return shapes


def _table(title: object, rows: Sequence[tuple[object, Round]], identity: str, csv: str) -> Table:
    columns = [
        Column(key="series", label=_("What"), cell=lambda row: row[0], row_header=True),
        Column(key="round", label=_("Round"), cell=lambda row: row[1].label),
        Column(key="value", label=_("Value"), cell=lambda row: row[1].written, numeric=True),
        Column(key="interval", label=_("95% interval"), cell=_interval, numeric=True),
    ]
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
