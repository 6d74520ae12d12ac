"""Bars: one share a row, each with its label above and its value at the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from allmenning.ui.charts.chart import (
    LINE,
    Chart,
    Scale,
    label_lines,
    picture,
    series_class,
    words,
    wrapped,
)
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import percent, slugify

# The value stands after the bar, so the longest bar leaves room for it.
WIDTH = 82
THICKNESS = 14
GAP = 18


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A value of None is a figure that may not be shown; reason says why."""

    label: object
    value: float | None
    shown: str = ""
    base: object = ""
    reason: object = ""
    series: int = 0
    strong: bool = False

    @property
    def written(self) -> object:
        return self.reason if self.value is None else self.shown or percent(self.value)


def bars(
    title: object,
    rows: Sequence[Bar],
    *,
    high: float = 1,
    note: object = "",
    value_label: object = "",
    legend: Sequence[tuple[int, object]] = (),
    csv: str = "",
    identity: str = "",
) -> Chart:
    """Draw values from zero to `high`; a bar always starts at zero."""
    identity = identity or slugify(str(title)) or "chart"
    described = summary([(row.label, row.value, row.written) for row in rows])
    shapes, height = _shapes(rows, Scale(0, high, 0, WIDTH))
    return Chart(
        svg=picture(shapes, height=height, identity=identity, title=title, description=described),
        title=title,
        description=described,
        table=_table(title, rows, value_label or _("Value"), identity, csv),
        note=note,
        legend=legend,
        identity=identity,
    )


def summary(rows: Sequence[tuple[object, float | None, object]]) -> str:
    """Say in one sentence what the picture shows."""
    known = sorted((r for r in rows if r[1] is not None), key=lambda r: float(r[1] or 0))
    if not known:
        return _("None of the figures may be shown.")
    if len(known) == 1:
        return _("%(label)s: %(value)s.") % {"label": known[0][0], "value": known[0][2]}
    return _(
        "%(count)s figures, from %(low)s (%(low_label)s) to %(high)s (%(high_label)s). "
        "All of them stand in the table."
    ) % {
        "count": len(known),
        "low": known[0][2],
        "low_label": known[0][0],
        "high": known[-1][2],
        "high_label": known[-1][0],
    }


def _shapes(rows: Sequence[Bar], scale: Scale) -> tuple[list[str], int]:
    shapes: list[str] = []
    y = 0
    for row in rows:
        top = y + LINE * len(wrapped(row.label)) + 2
        shapes += label_lines(row.label, y + 15, "label strong" if row.strong else "label")
        shapes += _bar(row, top, scale)
        y = top + THICKNESS + GAP
    return shapes, max(y - GAP + 4, 1)


def _bar(row: Bar, top: int, scale: Scale) -> list[str]:
    if row.value is None:
        return [words(0, top + 12, row.reason, "reason")]
    end = scale(row.value)
    kind = series_class("bar", row.series)
    return [
        f'<rect class="{kind}" y="{top}" width="{end:g}%" height="{THICKNESS}" rx="2"/>',
        words(end, top + 12.5, row.written, "value", dx=8),
    ]


def _table(title: object, rows: Sequence[Bar], value: object, identity: str, csv: str) -> Table:
    columns = [
        Column(key="label", label=_("What"), cell=lambda row: row.label, row_header=True),
        Column(key="value", label=value, cell=lambda row: row.written, numeric=True),
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
