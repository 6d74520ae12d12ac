"""Charts drawn on the server: fluid in width, coloured by the style sheet, with text and table."""

from allmenning.ui.charts.bars import Bar, bars
from allmenning.ui.charts.chart import Chart
from allmenning.ui.charts.dot_map import Place, dot_map
from allmenning.ui.charts.dots import Dot, dots
from allmenning.ui.charts.line import Round, Series, line

__all__ = [
    "Bar",
    "Chart",
    "Dot",
    "Place",
    "Round",
    "Series",
    "bars",
    "dot_map",
    "dots",
    "line",
]
