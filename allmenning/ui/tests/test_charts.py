import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from allmenning.ui import charts, tables
from allmenning.ui.charts.chart import Scale
from allmenning.ui.charts.dot_map import projected


def drawn_bars(label: str = "Varsle") -> charts.Chart:
    rows = [charts.Bar(label=label, value=0.5), charts.Bar(label="Verve", value=None, reason="få")]
    return charts.bars("Bruk", rows)


def drawn_dots() -> charts.Chart:
    return charts.dots("Plan", [charts.Dot(label="Alle", value=0.5, low=0.4, high=0.6)])


def drawn_line() -> charts.Chart:
    rounds = [
        charts.Round(at=2013, label="2013", value=0.4),
        charts.Round(at=2014, label="2014", value=0.5),
        charts.Round(at=2018, label="2018", value=0.7, joined=False),
    ]
    return charts.line("Runder", [charts.Series("Side", rounds)])


def drawn_map() -> charts.Chart:
    places = [
        charts.Place(name="Lom", latitude=61.84, longitude=8.57, group=1, chosen=True),
        charts.Place(name="Oslo", latitude=59.91, longitude=10.75),
    ]
    return charts.dot_map("Kart", places, ["Andre", "Like"])


EVERY = [drawn_bars, drawn_dots, drawn_line, drawn_map]


@pytest.mark.parametrize("draw", EVERY)
def test_every_chart_is_an_image_with_a_name_and_a_description(
    draw: Callable[[], charts.Chart],
) -> None:
    chart = draw()
    svg = ET.fromstring(chart.svg)  # noqa: S314 - our own drawing
    assert svg.get("role") == "img"
    ids = {element.get("id"): element.text for element in svg}
    assert [ids[i] for i in (svg.get("aria-labelledby") or "").split()] == [
        str(chart.title),
        str(chart.description),
    ]


@pytest.mark.parametrize("draw", EVERY)
def test_no_chart_carries_a_style_of_its_own(draw: Callable[[], charts.Chart]) -> None:
    assert not re.search(r"style=|<style|fill=|stroke=", draw().svg)


@pytest.mark.parametrize("draw", EVERY)
def test_every_chart_has_its_figures_in_a_table(draw: Callable[[], charts.Chart]) -> None:
    assert "<tbody><tr>" in tables.render(draw().table)


def test_a_bar_starts_at_zero_and_is_as_long_as_its_share() -> None:
    assert 'width="41%"' in drawn_bars().svg


def test_what_may_not_be_shown_is_drawn_as_its_reason() -> None:
    chart = drawn_bars()
    assert chart.svg.count("<rect") == 1
    assert ">få</text>" in chart.svg


def test_a_label_is_escaped_and_broken_into_lines() -> None:
    chart = drawn_bars("<b>Få innspill til planer og budsjett fra innbyggerne")
    assert "<b>" not in chart.svg
    assert "&lt;b&gt;" in chart.svg
    assert chart.svg.count('class="label"') == 3


def test_rounds_that_are_no_trend_are_not_joined() -> None:
    assert drawn_line().svg.count('class="join series-1"') == 1


def test_a_line_without_intervals_has_no_column_of_unknowns() -> None:
    known = charts.Round(at=2019, label="2019", value=0.7, low=0.6, high=0.8)
    with_interval = charts.line("Runder", [charts.Series("Side", [known])])
    headings = [
        [column.key for column in chart.table.columns] for chart in (drawn_line(), with_interval)
    ]
    assert headings == [["series", "round", "value"], ["series", "round", "value", "interval"]]


def test_an_interval_that_nobody_knows_is_not_drawn() -> None:
    unknown = charts.dots("Plan", [charts.Dot(label="Alle", value=0.5)])
    assert 'class="interval' not in unknown.svg
    assert 'class="interval' in drawn_dots().svg


def test_the_description_says_the_ends() -> None:
    with translation.override("nb"):
        rows = [charts.Bar(label=str(v), value=v / 10) for v in (3, 9, 5)]
        assert charts.bars("Bruk", rows).description == (
            "3 tall, fra 30\N{NO-BREAK SPACE}% (3) til 90\N{NO-BREAK SPACE}% (9). "
            "Alle står i tabellen."
        )


def test_a_chart_of_nothing_is_still_a_chart() -> None:
    assert charts.bars("Tomt", []).description
    assert charts.dots("Tomt", []).svg
    assert charts.line("Tomt", []).svg
    assert charts.dot_map("Tomt", [], ["Alle"]).svg


def test_north_is_up_east_is_right_and_the_meridian_is_the_middle() -> None:
    assert projected(60, 15) == pytest.approx((0, 1.0471975512))
    assert projected(60, 20)[0] > 0 > projected(60, 10)[0]
    # Snyder, Map Projections (1987), p. 58: x = atanh(cos 60 * sin 5) on a sphere of radius 1.
    assert projected(60, 20)[0] == pytest.approx(0.0436055, abs=1e-6)


def test_a_value_outside_the_scale_stays_inside_the_picture() -> None:
    scale = Scale(0, 1, 0, 80)
    assert (scale(-1), scale(0.5), scale(7)) == (0, 40, 80)
