"""Who was there on a day, with the facts of that day."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from allmenning.register.models import Attribute, Body, CodeChange, CodeVersion
from allmenning.register.queries import counties_on, municipalities_on
from allmenning.surveys.models import FrameUnit, Survey
from allmenning.surveys.queries.strata import size_class, stratum_of

Key = Attribute.Key
FACTS = (Key.POPULATION, Key.KOSTRA_GROUP, Key.CENTRALITY_CLASS, Key.LANGUAGE_FORM)
# A new code or name leaves the area, and so the facts, as they were.
SAME_AREA = {CodeChange.Kind.RENAME, CodeChange.Kind.RENUMBER}
Facts = dict[str, Any]


def units_on(survey: Survey, *, with_counties: bool) -> list[FrameUnit]:
    """Make the units of the survey's day, not saved: municipalities, and counties if wanted.

    The body of today, and with it the facts, are given only where it is still the same area. What
    the register does not know of that day is None.
    """
    day = survey.frame_date
    versions = list(municipalities_on(day).order_by("code"))
    counties = list(counties_on(day, with_oslo=True).order_by("code"))
    bodies = _same_bodies([*versions, *counties])
    facts = _facts_on(day, set(bodies.values()))
    names = {county.code: county.name for county in counties}
    wanted = [*versions, *(counties if with_counties else [])]
    return [_unit(survey, one, bodies.get(one.pk), facts, names) for one in wanted]


def _unit(
    survey: Survey,
    version: CodeVersion,
    body: int | None,
    facts: dict[int, Facts],
    counties: dict[str, str],
) -> FrameUnit:
    county = version.code[:2]
    known = facts.get(body, {}) if body else {}
    population = known.get(Key.POPULATION)
    unit = FrameUnit(
        survey=survey,
        body_id=body,
        kind=version.kind,
        code=version.code,
        name=_short(version.name),
        county_code=county,
        facts={
            "population": population,
            "size_class": size_class(population) if version.kind != Body.Kind.COUNTY else None,
            "kostra_group": known.get(Key.KOSTRA_GROUP),
            "centrality_class": known.get(Key.CENTRALITY_CLASS),
            "language_form": known.get(Key.LANGUAGE_FORM),
            "county": counties.get(county, ""),
        },
    )
    unit.stratum = stratum_of(unit, survey.stratification)
    return unit


def _short(name: str) -> str:
    """Leave out the names in other languages, which follow after a dash."""
    return name.split(" - ", maxsplit=1)[0][:100]


def _same_bodies(versions: Iterable[CodeVersion]) -> dict[int, int]:
    """Lead each version to the body of today that has exactly its area."""
    steps: dict[int, list[tuple[int, str]]] = {}
    for old, new, kind in CodeChange.objects.values_list("old_id", "new_id", "kind"):
        steps.setdefault(old, []).append((new, kind))
    standing = set(CodeVersion.objects.filter(valid_to=None).values_list("pk", flat=True))
    return {
        version.pk: version.body_id
        for version in versions
        if version.body_id and _stands(version.pk, steps, standing)
    }


def _stands(version: int, steps: dict[int, list[tuple[int, str]]], standing: set[int]) -> bool:
    while version not in standing:
        onwards = steps.get(version, [])
        if len(onwards) != 1 or onwards[0][1] not in SAME_AREA:
            return False
        version = onwards[0][0]
    return True


def _facts_on(day: date, bodies: Collection[int]) -> dict[int, Facts]:
    """Read the newest facts that held on the day."""
    known = Attribute.objects.filter(body__in=bodies, key__in=FACTS, valid_from__lte=day)
    facts: dict[int, Facts] = {}
    for fact in known.order_by("valid_from", "pk"):
        facts.setdefault(fact.body_id, {})[fact.key] = fact.typed
    return facts


def county_names(survey: Survey) -> dict[str, str]:
    """Name the counties of the survey's day by code."""
    rows = survey.units.order_by("pk").values_list("county_code", "facts__county")
    return {code: name for code, name in rows if name}


def frame_rows(survey: Survey) -> Iterator[dict[str, object]]:
    """Give the frame as open columns; who answers there is not among them."""
    for unit in survey.units.order_by("kind", "code", "pk"):
        yield {
            "kind": unit.kind,
            "code": unit.code,
            "name": unit.name,
            "county_code": unit.county_code,
            **unit.facts,
            "stratum": unit.stratum,
            "drawn": unit.is_drawn,
            "probability": unit.probability,
            "left_out": unit.left_out,
        }
