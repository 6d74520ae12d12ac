"""The report of a publication: a section for each question, from the published tables alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from allmenning.surveys.models import Publication, Unit
from allmenning.surveys.queries.report_words import (
    base_words,
    interval_sentence,
    share_sentence,
)
from allmenning.surveys.queries.results_shown import (
    Placed,
    Shown,
    figure_chart,
    figure_table,
    words_of_row,
)
from allmenning.surveys.queries.tables import (
    FigureTable,
    Json,
    Row,
    read_results,
    variables_in,
)
from allmenning.surveys.queries.variables import DONT_KNOW, Variable
from allmenning.surveys.queries.words import language_of, said
from allmenning.ui.charts import Chart
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import number, percent


@dataclass(frozen=True)
class Section:
    """One question: sentences, a chart, and its tables; the first table stands open."""

    code: str
    title: str
    language: str
    sentences: tuple[str, ...]
    charts: tuple[Chart, ...]
    tables: tuple[Shown, ...]


@dataclass(frozen=True)
class Withheld:
    """A question that is not shown, or those of its options and rows that are not."""

    question: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    title: str
    language: str
    lead: str
    lead_language: str
    sections: tuple[Section, ...]
    counts: tuple[tuple[str, str], ...]
    weighting: tuple[str, ...]
    strata: Table | None
    limitations: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    is_simulated: bool


def report_of(publication: Publication) -> Report:
    """Make the report in the language of the page."""
    told = publication.tables
    survey = told["survey"]
    return Report(
        title=said(survey["title"]),
        language=language_of(survey["title"]),
        lead=said(survey["lead"]),
        lead_language=language_of(survey["lead"]),
        sections=tuple(_sections(told)),
        counts=tuple(_counts(told)),
        weighting=tuple(_weighting(told)),
        strata=_strata(told),
        limitations=tuple(_limitations(told)),
        withheld=tuple(_withheld(told)),
        is_simulated=survey["simulated"],
    )


def _sections(told: Json) -> Iterator[Section]:
    variables = variables_in(told)
    tables = read_results(told)
    for question in dict.fromkeys(one.question for one in variables.values()):
        mine = [one for one in tables if variables[one.spec.variable].question == question]
        if mine:
            yield _section(told, question, mine, variables)


def _section(
    told: Json, question: str, tables: Sequence[FigureTable], variables: dict[str, Variable]
) -> Section:
    whole = [one for one in tables if not one.spec.by and one.spec.base == "all"]
    first = variables[tables[0].spec.variable]
    return Section(
        code=first.question,
        title=said(first.wording),
        language=language_of(first.wording),
        sentences=tuple(_sentences(told["survey"], whole, variables)),
        charts=tuple(_charts(told, whole, variables)),
        tables=tuple(_tables(told, question, tables, variables)),
    )


def _sentences(
    survey: Json, tables: Sequence[FigureTable], variables: dict[str, Variable]
) -> Iterator[str]:
    """Say the first of two sides, else what most answered; of options what most chose."""
    said_of = [
        (variable, row)
        for table in tables
        for variable in [variables[table.spec.variable]]
        if (row := _spoken(variable, table.rows))
    ]
    choices = [one for one in said_of if one[0].is_choice]
    if choices:
        said_of = [max(choices, key=lambda one: one[1].estimate or 0)]
    for variable, row in said_of:
        yield f"{share_sentence(survey, variable, row)} {interval_sentence(row)}"


def _spoken(variable: Variable, rows: Sequence[Row]) -> Row | None:
    shown = [row for row in rows if row.estimate is not None and row.category != DONT_KNOW]
    if not shown:
        return None
    if len(variable.known) == 2:
        return shown[0]
    return max(shown, key=lambda row: row.estimate or 0)


def _charts(
    told: Json, tables: Sequence[FigureTable], variables: dict[str, Variable]
) -> Iterator[Chart]:
    """Draw options of one question together, everything else by itself."""
    choices = [one for one in tables if variables[one.spec.variable].is_choice]
    if choices:
        rows = [
            placed
            for table in choices
            for placed in _placed(told, table, variables[table.spec.variable])
            if placed.row.category != DONT_KNOW
        ]
        variable = variables[choices[0].spec.variable]
        drawn = figure_chart(said(variable.wording), variable, rows, f"c-{variable.question}")
        yield from [drawn] if drawn else []
    for table in tables:
        variable = variables[table.spec.variable]
        if not variable.is_choice:
            title = said(variable.part_label) or said(variable.wording)
            rows = _placed(told, table, variable)
            drawn = figure_chart(title, variable, rows, f"c-{variable.name}")
            yield from [drawn] if drawn else []


def _groups(told: Json, by: str) -> dict[str, str]:
    for grouping in told["groupings"]:
        if grouping["code"] == by:
            return {one["code"]: said(one["label"]) for one in grouping["groups"]}
    return {}


def _placed(told: Json, table: FigureTable, variable: Variable) -> list[Placed]:
    groups = _groups(told, table.spec.by)
    return [
        Placed(row, "", groups.get(row.group, row.group), words_of_row(variable, row))
        for row in table.rows
    ]


def _tables(
    told: Json,
    question: str,
    tables: Sequence[FigureTable],
    variables: dict[str, Variable],
) -> Iterator[Shown]:
    """Put the options of a question together; one table for each base and grouping."""
    kinds: dict[tuple[Any, ...], list[FigureTable]] = {}
    for table in tables:
        variable = variables[table.spec.variable]
        part = "" if variable.is_choice else variable.part
        if not all(row.reason for row in table.rows):
            kinds.setdefault((part, table.spec.by, table.spec.base), []).append(table)
    for place, ((_part, by, base), mine) in enumerate(kinds.items()):
        variable = variables[mine[0].spec.variable]
        rows = [
            placed for one in mine for placed in _placed(told, one, variables[one.spec.variable])
        ]
        words = base_words(told["survey"], variable, base)
        yield Shown(
            variable=variable,
            title=_table_title(told, by, base),
            language="",
            part="" if variable.is_choice else said(variable.part_label),
            base=words,
            table=figure_table(variable, rows, words, f"t-{question}-{place}", with_group=bool(by)),
        )


def _table_title(told: Json, by: str, base: str) -> str:
    if not by:
        return _("All answers") if base == "all" else _("Without those who said don't know")
    label = next((said(one["label"]) for one in told["groupings"] if one["code"] == by), by)
    say = (
        _("By group: %(by)s")
        if base == "all"
        else _("By group, without those who said don't know: %(by)s")
    )
    return say % {"by": label}


def _counts(told: Json) -> Iterator[tuple[str, str]]:
    """Give population, mapped, asked and answered apart, and the response rate (R31)."""
    counts = told["counts"]
    yield _("Population"), number(counts["population"])
    yield pgettext("survey", "Mapped"), number(counts["mapped"])
    yield pgettext("survey", "Asked"), number(counts["asked"])
    yield pgettext("survey", "Answered"), number(counts["answered"])
    if counts["response"] is not None:
        yield _("Response rate"), percent(counts["response"], 1)


def _weighting(told: Json) -> Iterator[str]:
    if told["survey"]["unit"] == Unit.PERSON:
        yield _("The answers are not weighted. Persons from one body are counted as a cluster.")
        return
    yield _(
        "Each answer is weighted up to the population of its stratum, so that strata where fewer "
        "answered count as much as they are. The interval takes into account that the population "
        "is small and that many of it answered."
    )
    for one in told["collapsed"]:
        yield ngettext(
            "A stratum with %(n)s answer was joined with its neighbour: %(name)s with %(into)s.",
            "A stratum with %(n)s answers was joined with its neighbour: %(name)s with %(into)s.",
            one["respondents"],
        ) % {
            "n": number(one["respondents"]),
            "name": said(one["label"]) if "label" in one else one["name"],
            "into": said(one["into_label"]) if "label" in one else one["into"],
        }


def _strata(told: Json) -> Table | None:
    if told["survey"]["unit"] == Unit.PERSON:
        return None
    columns = [
        Column(
            key="stratum",
            label=_("Stratum"),
            cell=lambda one: said(one["label"]),
            row_header=True,
        ),
        Column(
            key="population",
            label=_("Population"),
            cell=lambda one: number(one["population"]),
            numeric=True,
        ),
        Column(
            key="answered",
            label=pgettext("survey", "Answered"),
            cell=lambda one: number(one["answered"]),
            numeric=True,
        ),
        Column(
            key="weight",
            label=_("Weight"),
            cell=lambda one: number(one["weight"], 3),
            numeric=True,
        ),
    ]
    caption = _("Population, answers and weight by stratum")
    return Table(caption=caption, columns=columns, rows=told["classes"], identity="strata")


def _limitations(told: Json) -> Iterator[str]:
    if told["survey"]["unit"] == Unit.PERSON:
        yield _(
            "The employees were pointed out and not drawn. The figures are about those who "
            "answered, and never about how large a part of the municipalities."
        )
    else:
        yield _("These are the bodies' own answers. Nobody has checked them.")
        yield _(
            "Those who did not answer may differ from those who did in ways that the weights "
            "do not see."
        )
    yield _(
        "Figures that rest on too few answers are not shown, nor others from which they could be "
        "computed. No single municipality's answer can be read from the tables."
    )
    yield _("Answers in numbers are shown as bands.")


def _withheld(told: Json) -> Iterator[Withheld]:
    """Gather by question what could not be shown."""
    found: dict[str, dict[str, None]] = {}
    for one in told.get("withheld", []):
        parts = found.setdefault(said(one["wording"]), {})
        if part := said(one["part_label"]):
            parts[part] = None
    for question, parts in found.items():
        yield Withheld(question, tuple(parts))
