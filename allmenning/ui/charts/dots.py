"""Dots with intervals: how sure a figure is, before how high it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from allmenning.ui.charts.bars import summary
from allmenning.ui.charts.chart import (
    LINE,
    Chart,
    Scale,
    label_lines,
    mark,
    picture,
    rule,
    series_class,
    words,
    wrapped,
)
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import interval, percent, slugify

WIDTH = 82
ROW = 16
GAP = 18
AXIS = 26


@dataclass(frozen=True, kw_only=True)
class Dot:
    """Without low and high the interval is unknown, and only the dot is drawn."""

    label: object
    value: float | None
    low: float | None = None
    high: float | None = None
    shown: str = ""
    base: object = ""
    reason: object = ""
    series: int = 0
    strong: bool = False

    @property
    def written(self) -> object:
        return self.reason if self.value is None else self.shown or percent(self.value)

    @property
    def written_interval(self) -> str:
        if self.low is None or self.high is None:
            return _("unknown")
        return interval(self.low, self.high)


def dots(
    title: object,
    rows: Sequence[Dot],
    *,
    low: float = 0,
    high: float = 1,
    note: object = "",
    legend: Sequence[tuple[int, object]] = (),
    csv: str = "",
    identity: str = "",
) -> Chart:
    """Draw each figure as a dot on its interval, all on one scale."""
    identity = identity or slugify(str(title)) or "chart"
    described = summary([(row.label, row.value, row.written) for row in rows])
    shapes, height = _shapes(rows, Scale(low, high, 1, WIDTH))
    return Chart(
        svg=picture(shapes, height=height, identity=identity, title=title, description=described),
        title=title,
        description=described,
        table=_table(title, rows, identity, csv),
        note=note,
        legend=legend,
        identity=identity,
    )


def _shapes(rows: Sequence[Dot], scale: Scale) -> tuple[list[str], int]:
    marks: list[str] = []
    y = 0
    for row in rows:
        middle = y + LINE * len(wrapped(row.label)) + 2 + ROW // 2
        marks += label_lines(row.label, y + 15, "label strong" if row.strong else "label")
        marks += _dot(row, middle, scale)
        y = middle + ROW // 2 + GAP
    return [*_axis(scale, y - GAP + 8), *marks], y - GAP + 8 + AXIS


def _axis(scale: Scale, bottom: int) -> list[str]:
    shapes = []
    for step in range(5):
        value = scale.low + (scale.high - scale.low) * step / 4
        x = scale(value)
        shapes.append(rule(x, 0, x, bottom, "grid"))
        anchor = "start" if step == 0 else "middle"
        shapes.append(words(x, bottom + 17, percent(value), "tick", anchor=anchor))
    return shapes


def _dot(row: Dot, y: int, scale: Scale) -> list[str]:
    if row.value is None:
        return [words(0, y + 5, row.reason, "reason")]
    x = scale(row.value)
    shapes = [mark(x, y, row.series)]
    after = x
    if row.low is not None and row.high is not None:
        ends = scale(row.low), scale(row.high)
        shapes.insert(0, rule(ends[0], y, ends[1], y, series_class("interval", row.series)))
        after = max(x, ends[1])
    return [*shapes, words(after, y + 5, row.written, "value", dx=12)]


def _table(title: object, rows: Sequence[Dot], identity: str, csv: str) -> Table:
    columns = [
        Column(key="label", label=_("What"), cell=lambda row: row.label, row_header=True),
        Column(key="value", label=_("Value"), cell=lambda row: row.written, numeric=True),
        Column(
            key="interval",
            label=_("95% interval"),
            cell=lambda row: row.written_interval,
            numeric=True,
        ),
    ]
    if any(row.base for row in rows):
        columns.append(Column(key="base", label=_("Base"), cell=lambda row: row.base))
    return Table(
        caption=title,
        columns=columns,
        rows=rows,
        identity=f"{identity}-table",
        csv=csv,
        caption_hidden=True,
    )
