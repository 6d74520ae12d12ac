"""The answers of a survey as columns: one row for each answer that counts, with its weight."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from allmenning.core.weights.nonresponse import Collapse, nonresponse_weights
from allmenning.surveys.models import (
    Coding,
    FrameUnit,
    Response,
    Stratification,
    Survey,
    Unit,
)
from allmenning.surveys.queries.frame import county_names
from allmenning.surveys.queries.strata import in_order, stratum_label, stratum_of
from allmenning.surveys.queries.variables import Cell, Variable, measured

FEWEST_IN_CLASS = 2  # one answer alone has no variance
STRATUM = "stratum"
GROUPINGS = (
    Stratification.SIZE,
    Stratification.KOSTRA,
    Stratification.CENTRALITY,
    Stratification.LANGUAGE,
    Stratification.COUNTY,
)


class NoAnswersError(Exception):
    """Fewer than two answers count; nothing can be estimated."""


@dataclass(frozen=True)
class WeightClass:
    """Strata that share a weight: usually one, several where one had too few answers."""

    code: str
    label: str
    strata: tuple[str, ...]
    population: int
    drawn: int
    answered: int
    weight: float

    @property
    def base_weight(self) -> float:
        """Units that each drawn unit stands for."""
        return self.population / self.drawn if self.drawn else 1.0

    @property
    def nonresponse_weight(self) -> float:
        """What the base weight is multiplied with for those who did not answer."""
        return self.weight / self.base_weight


@dataclass(frozen=True)
class Grouping:
    """Something to break figures down by, with the words for its groups in their order."""

    code: str
    label: str
    groups: dict[str, str]


@dataclass(frozen=True)
class AnswerData:
    """Everything a figure is made of.

    `columns` has one list per variable and grouping, beside `stratum`, `population`, `base_weight`
    and `weight`; each has one entry per row, and None where nobody was asked or nobody answered.
    """

    unit: str
    responses: tuple[int, ...]
    variables: tuple[Variable, ...]
    columns: dict[str, list[Cell]]
    classes: tuple[WeightClass, ...]
    groupings: dict[str, Grouping]
    collapsed: tuple[Collapse, ...] = ()
    digest: str = field(default="")

    @property
    def n(self) -> int:
        return len(self.responses)

    @property
    def population(self) -> int:
        return sum(one.population for one in self.classes)

    @property
    def is_of_bodies(self) -> bool:
        return self.unit == Unit.BODY

    def variable(self, name: str) -> Variable | None:
        return next((one for one in self.variables if one.name == name), None)


def answers_that_count(survey: Survey) -> list[Response]:
    """List what was sent in and not set aside, of drawn units, in the order of the frame."""
    rows = Response.objects.filter(
        unit__survey=survey,
        unit__left_out="",
        submitted_at__isnull=False,
        set_aside_at__isnull=True,
    )
    if survey.units.filter(is_drawn=True).exists():
        rows = rows.filter(unit__is_drawn=True)
    return list(rows.select_related("unit").order_by("unit__kind", "unit__code", "pk"))


def data_of(survey: Survey, *, least: int = FEWEST_IN_CLASS) -> AnswerData:
    """Read the answers of the survey; raises `NoAnswersError`.

    A stratum with fewer than `least` answers shares a weight with its neighbour.
    """
    responses = answers_that_count(survey)
    if survey.unit == Unit.BODY:
        # Two answers of one body wait for somebody to choose; until then the first one counts.
        responses = list({one.unit_id: one for one in reversed(responses)}.values())[::-1]
    if len({one.unit_id for one in responses}) < least:
        raise NoAnswersError
    classes, collapsed = _classes(survey, responses, least)
    columns = _design_columns(survey, responses, classes)
    groupings = _groupings(survey, responses, classes)
    for code in groupings:
        columns[code] = [_group(one.unit, code, classes) for one in responses]
    found = measured(survey)
    codes = _codes(responses)
    for one in found:
        columns[one.variable.name] = [
            one.read(response.values.get(one.variable.question), codes[response.pk])
            for response in responses
        ]
    return AnswerData(
        unit=survey.unit,
        responses=tuple(one.pk for one in responses),
        variables=tuple(one.variable for one in found),
        columns=columns,
        classes=classes,
        groupings=groupings,
        collapsed=collapsed,
        digest=_digest(columns),
    )


def _codes(responses: Sequence[Response]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {one.pk: set() for one in responses}
    rows = Coding.objects.filter(response__in=list(found)).values_list("response_id", "code__code")
    for response, code in rows.order_by("response_id", "code__code"):
        found[response].add(code)
    return {pk: frozenset(codes) for pk, codes in found.items()}


def _classes(
    survey: Survey, responses: Sequence[Response], least: int
) -> tuple[tuple[WeightClass, ...], tuple[Collapse, ...]]:
    """Weight the answers up to the frame, stratum by stratum."""
    units = list(survey.units.filter(left_out="").order_by("kind", "code", "pk"))
    order = in_order(survey.stratification, (one.stratum for one in units))
    size = Counter(one.stratum for one in units)
    drawn = Counter(one.stratum for one in units if one.is_drawn) or size
    answering = {one.unit_id: one.unit.stratum for one in responses}
    answered = Counter(answering.values())
    population = {stratum: size[stratum] for stratum in order}
    chances = {stratum: drawn[stratum] / size[stratum] for stratum in order}
    weighted = nonresponse_weights(population, answered, least=least, chances=chances)
    counties = county_names(survey)

    def label(strata: Sequence[str]) -> str:
        return " + ".join(stratum_label(survey.stratification, one, counties) for one in strata)

    classes = tuple(
        WeightClass(
            code="+".join(one.names),
            label=label(one.names),
            strata=one.names,
            population=one.population,
            drawn=sum(drawn[name] for name in one.names),
            answered=one.respondents,
            weight=one.expansion,
        )
        for one in weighted.classes
    )
    return classes, weighted.warnings


def _class_of(unit: FrameUnit, classes: Sequence[WeightClass]) -> WeightClass:
    return next(one for one in classes if unit.stratum in one.strata)


def _design_columns(
    survey: Survey, responses: Sequence[Response], classes: Sequence[WeightClass]
) -> dict[str, list[Cell]]:
    """Give what the variance is made of; persons of one body are a cluster, each of weight 1."""
    found = [_class_of(one.unit, classes) for one in responses]
    columns: dict[str, list[Cell]] = {STRATUM: [one.code for one in found]}
    if survey.unit == Unit.PERSON:
        columns["cluster"] = [one.unit.code for one in responses]
        columns["weight"] = [1.0 for _ in responses]
        return columns
    columns["population"] = [float(one.population) for one in found]
    columns["base_weight"] = [one.base_weight for one in found]
    columns["weight"] = [one.weight for one in found]
    return columns


def _group(unit: FrameUnit, by: str, classes: Sequence[WeightClass]) -> str:
    return _class_of(unit, classes).code if by == STRATUM else stratum_of(unit, by)


def _groupings(
    survey: Survey, responses: Sequence[Response], classes: Sequence[WeightClass]
) -> dict[str, Grouping]:
    """List what figures can be broken down by: the strata first, then facts of the frame."""
    counties = county_names(survey)
    own = Stratification(survey.stratification)
    found: dict[str, Grouping] = {}
    if own != Stratification.NONE and len(classes) > 1:
        groups = {one.code: one.label for one in classes}
        found[STRATUM] = Grouping(STRATUM, str(own.label), groups)
    for by in GROUPINGS:
        present = {stratum_of(one.unit, by) for one in responses}
        if by != own and len(present) > 1:
            groups = {one: stratum_label(by, one, counties) for one in in_order(by, present)}
            found[by] = Grouping(by, str(by.label), groups)
    return found


def _digest(columns: Mapping[str, list[Cell]]) -> str:
    told = json.dumps(columns, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()
