"""What the pages of the analysis show."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from allmenning.surveys.models import Recipe, Survey
from allmenning.surveys.queries.data import STRATUM, AnswerData
from allmenning.surveys.queries.publication import survey_facts
from allmenning.surveys.queries.report_words import base_words
from allmenning.surveys.queries.results import figure_recipe
from allmenning.surveys.queries.results_shown import (
    Address,
    Shown,
    interval_of,
    reason_words,
    shown_tables,
    value_of,
    words_of_row,
)
from allmenning.surveys.queries.tables import FigureTable, Row, read_results
from allmenning.surveys.queries.variables import Variable
from allmenning.surveys.queries.words import language_of, said
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import number, percent


@dataclass(frozen=True)
class RecipeRow:
    recipe: Recipe
    title: str
    language: str
    tables: int
    is_stale: bool


@dataclass(frozen=True)
class Told:
    """The answers in short, and what is made of them."""

    n: int
    population: int
    classes: Table
    warnings: tuple[str, ...]
    recipes: tuple[RecipeRow, ...]

    @property
    def has_stale(self) -> bool:
        return any(one.is_stale for one in self.recipes)


def survey_told(survey: Survey, data: AnswerData) -> Told:
    """Tell of the answers, their weights and the recipes."""
    recipes = survey.recipes.order_by("position", "pk")
    return Told(
        n=data.n,
        population=data.population,
        classes=_classes(data),
        warnings=tuple(
            _("%(name)s had too few answers and shares its weight with %(into)s.")
            % {"name": one.name, "into": one.into}
            for one in data.collapsed
        ),
        recipes=tuple(
            RecipeRow(
                one,
                said(one.title),
                language_of(one.title),
                len(one.spec["tables"]),
                one.data_sha256 != data.digest,
            )
            for one in recipes
        ),
    )


def _classes(data: AnswerData) -> Table:
    columns = [
        Column(key="label", label=_("Stratum"), cell=lambda one: one.label, row_header=True),
        Column(
            key="population",
            label=_("Population"),
            cell=lambda one: number(one.population),
            numeric=True,
        ),
        Column(
            key="answered",
            label=pgettext("survey", "Answered"),
            cell=lambda one: number(one.answered),
            numeric=True,
        ),
        Column(
            key="base_weight",
            label=_("Weight of the draw"),
            cell=lambda one: number(one.base_weight, 3),
            numeric=True,
        ),
        Column(
            key="nonresponse",
            label=_("Weight for nonresponse"),
            cell=lambda one: number(one.nonresponse_weight, 3),
            numeric=True,
        ),
    ]
    return Table(caption=_("Weights by stratum"), columns=columns, rows=data.classes)


def labels_of(data: AnswerData) -> dict[str, dict[str, str]]:
    return {code: one.groups for code, one in data.groupings.items()}


def recipe_page(recipe: Recipe, data: AnswerData, address: Address) -> Iterator[Shown]:
    """Give the tables of a recipe as they were when it last ran."""
    if not recipe.result:
        return iter(())
    variables = {one.name: one for one in data.variables}
    facts = survey_facts(recipe.survey)
    tables = read_results(recipe.result)
    return shown_tables(tables, variables, labels_of(data), facts, address)


@dataclass(frozen=True)
class NumberPage:
    """One figure with everything it is."""

    title: str
    language: str
    answer: str
    group: str
    value: str
    facts: tuple[tuple[str, str], ...]
    method: str
    recipe: str


def number_page(recipe: Recipe, data: AnswerData, table: int, row: int) -> NumberPage | None:
    """Open a figure to its count, base, method and recipe; None where there is none."""
    tables = read_results(recipe.result) if recipe.result else []
    if table >= len(tables) or row >= len(tables[table].rows):
        return None
    one, found = tables[table], tables[table].rows[row]
    variable = data.variable(one.spec.variable)
    if variable is None:
        return None
    told = figure_recipe(recipe.spec, one.spec, variable, found)
    return NumberPage(
        title=said(variable.wording),
        language=language_of(variable.wording),
        answer=words_of_row(variable, found),
        group=labels_of(data).get(one.spec.by, {}).get(found.group, found.group),
        value=reason_words(found.reason) or value_of(variable, found.estimate),
        facts=tuple(_facts(recipe, data, one, variable, found)),
        method=found.method,
        recipe=json.dumps(told, ensure_ascii=False, indent=2),
    )


def _facts(
    recipe: Recipe, data: AnswerData, table: FigureTable, variable: Variable, row: Row
) -> Iterator[tuple[str, str]]:
    yield _("95% interval"), interval_of(variable, row)
    if row.se is not None:
        error = number(row.se, 2) if variable.is_number else percent(row.se, 2)
        yield _("Standard error"), error
    yield _("Unweighted"), value_of(variable, row.unweighted)
    if not variable.is_number:
        yield pgettext("table", "Answered so"), number(row.n)
    yield pgettext("table", "Base"), number(row.base_n)
    yield _("Of whom"), base_words(survey_facts(recipe.survey), variable, table.spec.base)
    yield _("Population"), number(data.population)
    if row.degrees is not None:
        yield _("Degrees of freedom"), number(row.degrees)
    yield _("Strata"), number(len(set(data.columns[STRATUM])))
    yield _("Wording"), f"{variable.item} {variable.version}, SHA-256 {variable.digest[:12]}"
