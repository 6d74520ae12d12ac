"""How results stand on a page: one table for each question, each figure with a link to its page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from allmenning.surveys.queries.report_words import answer_of, base_words
from allmenning.surveys.queries.tables import FigureTable, Json, Row
from allmenning.surveys.queries.variables import DONT_KNOW, Variable
from allmenning.surveys.queries.words import language_of, said
from allmenning.ui.charts import Chart, Dot, dots
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import interval, number, percent

Address = Callable[[int, int], str]
"""Gives the page of a figure by the places of its table and its row; empty where there is none."""


@dataclass(frozen=True)
class Placed:
    """A row where it stands."""

    row: Row
    address: str
    group: str
    answer: str


@dataclass(frozen=True)
class Shown:
    """A table on a page, with the words around it."""

    variable: Variable
    title: str
    language: str
    part: str
    base: str
    table: Table

    @property
    def is_by_group(self) -> bool:
        return self.table.columns[0].key == "group"


def words_of_row(variable: Variable, row: Row) -> str:
    """Name what the figure is of."""
    if variable.is_number:
        return pgettext("statistic", "Mean")
    if row.category == DONT_KNOW:
        return _("Don't know")
    return answer_of(variable, row.category)


def reason_words(reason: str) -> str:
    """Say why there is no figure."""
    return {
        "protected": _("Not shown: too few, or it would give away another that is"),
        "no_answers": _("Nobody answered"),
    }.get(reason, "")


def value_of(variable: Variable, value: float | None) -> str:
    if value is None:
        return "–"
    return number(value, 1) if variable.is_number else percent(value, 1)


def interval_of(variable: Variable, row: Row) -> str:
    if row.low is None or row.high is None:
        return "–"
    if variable.is_number:
        return f"{number(row.low, 1)}–{number(row.high, 1)}"
    return interval(row.low, row.high)


def shown_tables(
    tables: list[FigureTable],
    variables: Mapping[str, Variable],
    groups: Mapping[str, Mapping[str, str]],
    survey: Json,
    address: Address,
) -> Iterator[Shown]:
    """Give every table with its captions; the base and the unit stand in each (R33)."""
    for place, one in enumerate(tables):
        variable = variables.get(one.spec.variable)
        if variable is None:
            continue
        labels = groups.get(one.spec.by, {})
        rows = [
            Placed(
                row,
                address(place, at),
                labels.get(row.group, row.group),
                words_of_row(variable, row),
            )
            for at, row in enumerate(one.rows)
        ]
        base = base_words(survey, variable, one.spec.base)
        yield Shown(
            variable=variable,
            title=said(variable.wording),
            language=language_of(variable.wording),
            part="" if variable.is_choice else said(variable.part_label),
            base=base,
            table=figure_table(variable, rows, base, f"t{place}", with_group=bool(one.spec.by)),
        )


def figure_table(
    variable: Variable, rows: list[Placed], base: str, identity: str, *, with_group: bool
) -> Table:
    """Make the table: estimate, interval, count and base, weighted and unweighted side by side."""
    columns = [
        Column(
            key="group",
            label=pgettext("table", "Group"),
            cell=lambda one: one.group,
            row_header=True,
        ),
        Column(
            key="answer",
            label=pgettext("table", "Answer"),
            cell=lambda one: one.answer,
            row_header=not with_group,
        ),
        Column(
            key="estimate",
            label=_("Weighted"),
            cell=lambda one: _linked(variable, one),
            numeric=True,
        ),
        Column(
            key="interval",
            label=_("95% interval"),
            cell=lambda one: interval_of(variable, one.row),
            numeric=True,
        ),
        Column(
            key="unweighted",
            label=_("Unweighted"),
            cell=lambda one: value_of(variable, one.row.unweighted),
            numeric=True,
        ),
        Column(key="n", label=pgettext("table", "Answered so"), cell=_count, numeric=True),
        Column(
            key="base",
            label=pgettext("table", "Base"),
            cell=lambda one: number(one.row.base_n) if one.row.base_n else "–",
            numeric=True,
        ),
    ]
    kept = columns if with_group else columns[1:]
    if variable.is_number:
        kept = [one for one in kept if one.key != "n"]
    return Table(caption=base, columns=kept, rows=rows, identity=identity)


def _count(one: Placed) -> str:
    return "–" if one.row.reason else number(one.row.n)


def _linked(variable: Variable, one: Placed) -> object:
    if one.row.reason:
        return reason_words(one.row.reason)
    shown = value_of(variable, one.row.estimate)
    if not one.address:
        return shown
    return format_html(
        '<a href="{}">{}<span class="hidden-text">: {} {}</span></a>',
        one.address,
        shown,
        one.answer,
        one.group,
    )


def figure_chart(title: str, variable: Variable, rows: list[Any], identity: str) -> Chart | None:
    """Draw the shares of one table with their intervals."""
    if variable.is_number or not any(one.row.estimate is not None for one in rows):
        return None
    drawn = [
        Dot(
            label=" – ".join(part for part in (one.group, one.answer) if part),
            value=one.row.estimate,
            low=one.row.low,
            high=one.row.high,
            shown=value_of(variable, one.row.estimate),
            reason=reason_words(one.row.reason),
            base=number(one.row.base_n) if one.row.base_n else "",
        )
        for one in rows
    ]
    return dots(title, drawn, identity=identity)
