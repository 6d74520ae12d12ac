"""What is published, as it is stored: the tables after protection, with all that explains them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from allmenning.core.weights.nonresponse import Collapse
from allmenning.surveys.models import Stratification, Survey
from allmenning.surveys.queries.coverage import coverage_by_kind, coverage_of
from allmenning.surveys.queries.data import STRATUM, AnswerData
from allmenning.surveys.queries.frame import county_names
from allmenning.surveys.queries.languages import Text, in_languages
from allmenning.surveys.queries.results import results_of, spec_of
from allmenning.surveys.queries.strata import stratum_label
from allmenning.surveys.queries.tables import (
    PROTECTED,
    Base,
    FigureTable,
    Json,
    Method,
    Row,
    TableSpec,
    stored,
)
from allmenning.surveys.queries.variables import DONT_KNOW, Variable

DECIMALS = 4  # of a share: a hundredth of a percent
Hidden = Mapping[str, Mapping[str, set[str]]]
"""By variable and group, the categories that are not shown; "" is nobody asked or answered."""


def tables_wanted(survey: Survey, data: AnswerData) -> list[TableSpec]:
    """List the tables of the public recipes that the shared answers can give."""
    names = {one.name: one for one in data.variables}
    wanted: dict[TableSpec, None] = {}
    for recipe in survey.recipes.filter(is_public=True).order_by("position", "pk"):
        for told in recipe.spec["tables"]:
            one = TableSpec(**told)
            if one.variable in names and one.by in ("", *data.groupings):
                for base in _bases(names[one.variable]):
                    wanted[TableSpec(one.variable, one.by, base)] = None
    return list(wanted)


def _bases(variable: Variable) -> Sequence[Base]:
    """Give both bases where there is a "don't know", whichever the recipe asked for (R34)."""
    offered = any(one.code == DONT_KNOW for one in variable.categories)
    return ("all", "known") if offered else ("all",)


def method_wanted(survey: Survey) -> Method:
    first = survey.recipes.filter(is_public=True).order_by("position", "pk").first()
    method: Method = first.spec["method"] if first else "small"
    return method


def publication_tables(
    survey: Survey, data: AnswerData, tables: Sequence[TableSpec], hidden: Hidden
) -> Json:
    """Return everything that `Publication.tables` holds; nothing hidden is in it."""
    spec = spec_of(data, tables, method=method_wanted(survey))
    found = results_of(spec, data)
    return {
        "format": 1,
        "survey": survey_facts(survey),
        "counts": _counts(survey, data),
        "classes": [_class(survey, one) for one in data.classes],
        "collapsed": [_collapsed(survey, one) for one in data.collapsed],
        "groupings": [_grouping(survey, data)] if data.groupings else [],
        "variables": [asdict(one) for one in data.variables],
        "spec": spec,
        **stored([protected(one, hidden) for one in found]),
    }


def survey_facts(survey: Survey) -> Json:
    """Tell what a reader must know of the survey, as it was then."""
    return {
        "slug": survey.slug,
        "title": survey.title,
        "lead": survey.lead,
        "purpose": survey.purpose,
        "owner": survey.owner.name,
        "unit": survey.unit,
        "frame_date": survey.frame_date.isoformat(),
        "opens": survey.opens_at.date().isoformat() if survey.opens_at else "",
        "closes": survey.closes_at.date().isoformat() if survey.closes_at else "",
        "kinds": {kind: one.population for kind, one in coverage_by_kind(survey).items()},
        "series": series_of(survey),
        "stratification": survey.stratification,
        "simulated": survey.is_simulated,
        "plan": survey.plan,
        "plan_sha256": survey.plan_sha256,
        "what_was_done": survey.what_was_done,
    }


def series_of(survey: Survey) -> str:
    """Name the series by its first round."""
    first, passed = survey, {survey.pk}
    while first.previous and first.previous.pk not in passed:
        first = first.previous
        passed.add(first.pk)
    return first.slug


def _counts(survey: Survey, data: AnswerData) -> Json:
    counts = coverage_of(survey)
    return {
        "population": data.population,
        "mapped": counts.mapped,
        "drawn": counts.drawn,
        "asked": counts.asked,
        "answered": data.n,
        "response": counts.response,
        "left_out": counts.left_out,
    }


def _label(survey: Survey, strata: Sequence[str]) -> Text:
    counties = county_names(survey)
    return in_languages(
        lambda: " + ".join(stratum_label(survey.stratification, one, counties) for one in strata)
    )


def _class(survey: Survey, one: Any) -> Json:
    return {**asdict(one), "label": _label(survey, one.strata)}


def _collapsed(survey: Survey, one: Collapse) -> Json:
    """Name the strata that were joined as the table of strata names them."""
    return {
        **asdict(one),
        "label": _label(survey, one.name.split(", ")),
        "into_label": _label(survey, one.into.split(", ")),
    }


def _grouping(survey: Survey, data: AnswerData) -> Json:
    by = Stratification(survey.stratification)
    return {
        "code": STRATUM,
        "label": in_languages(lambda: by.label),
        "groups": [{"code": one.code, "label": _label(survey, one.strata)} for one in data.classes],
    }


def protected(table: FigureTable, hidden: Hidden) -> FigureTable:
    """Leave out what is not shown, and round the rest."""
    by_group = hidden.get(table.spec.variable, {})
    rows = [_shown(row, table.spec, by_group.get(row.group, set())) for row in table.rows]
    return FigureTable(table.spec, tuple(_rounded(row) for row in rows))


def _shown(row: Row, spec: TableSpec, hidden: set[str]) -> Row:
    """Hide a figure, and all of a group whose base would give a hidden count away."""
    base_tells = "" in hidden or (spec.base == "known" and DONT_KNOW in hidden)
    if base_tells:
        return Row(row.group, row.category, 0, 0, None, reason=PROTECTED)
    if row.category in hidden:
        return Row(row.group, row.category, 0, row.base_n, None, reason=PROTECTED)
    return row


def _rounded(row: Row) -> Row:
    told = asdict(row)
    for name in ("unweighted", "estimate", "se", "low", "high"):
        if told[name] is not None:
            told[name] = round(told[name], DECIMALS)
    return Row(**told)
