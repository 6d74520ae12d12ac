"""What every chart is, and the few shapes they are made of.

Across, places are percentages of the width, so the text keeps its size on a narrow screen.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from allmenning.ui.tables import Table

LINE = 20
LABEL_LETTERS = 31
SERIES = 4
# Each series has a shape of its own too: colour alone tells some readers nothing.
MARKS = (
    '<circle class="{kind}" r="5.5"/>',
    '<rect class="{kind}" x="-5" y="-5" width="10" height="10"/>',
    '<path class="{kind}" d="M0-7 7 0 0 7-7 0z"/>',
    '<path class="{kind}" d="M0-7 6.500 5h-13z"/>',
)


@dataclass(frozen=True, kw_only=True)
class Chart:
    svg: SafeString
    title: object
    description: object
    table: Table
    note: object = ""
    legend: Sequence[tuple[int, object]] = field(default_factory=tuple)
    identity: str = "chart"


@dataclass(frozen=True)
class Scale:
    """Map values to percent of the width (or to pixels of the height)."""

    low: float
    high: float
    start: float = 0
    end: float = 100

    def __call__(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)
        part = (inside - self.low) / (self.high - self.low)
        return round(self.start + part * (self.end - self.start), 2)


def picture(
    shapes: Sequence[str], *, height: int, identity: str, title: object, description: object
) -> SafeString:
    """Wrap the shapes as one image with a name and a description."""
    return format_html(
        '<svg class="picture" role="img" width="100%" height="{}" focusable="false"'
        ' aria-labelledby="{}-name {}-text"><title id="{}-name">{}</title>'
        '<desc id="{}-text">{}</desc>{}</svg>',
        height,
        identity,
        identity,
        identity,
        title,
        identity,
        description,
        mark_safe("".join(shapes)),  # noqa: S308 -- made of the functions below
    )


def words(x: float, y: float, said: object, kind: str, *, anchor: str = "", dx: int = 0) -> str:
    """Place text; x in percent, y in pixels."""
    turned = f' text-anchor="{anchor}"' if anchor else ""
    moved = f' dx="{dx}"' if dx else ""
    return f'<text class="{kind}" x="{x:g}%" y="{y:g}"{turned}{moved}>{escape(said)}</text>'


def rule(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Draw a straight line; across in percent, down in pixels."""
    return f'<line class="{kind}" x1="{x1:g}%" y1="{y1:g}" x2="{x2:g}%" y2="{y2:g}"/>'


def mark(x: float, y: float, series: int) -> str:
    """Draw one value in the shape and colour of its series."""
    shape = MARKS[series % SERIES].format(kind=series_class("dot", series))
    return f'<svg x="{x:g}%" y="{y:g}" overflow="visible">{shape}</svg>'


def wrapped(label: object) -> list[str]:
    """Break a label into lines that fit a narrow screen."""
    return textwrap.wrap(str(label), LABEL_LETTERS, break_long_words=True) or [""]


def label_lines(label: object, y: float, kind: str = "label") -> list[str]:
    """Write a label over as many lines as it needs, the first one at y."""
    return [words(0, y + i * LINE, said, kind) for i, said in enumerate(wrapped(label))]


def series_class(kind: str, series: int) -> str:
    return f"{kind} series-{series % SERIES + 1}"
