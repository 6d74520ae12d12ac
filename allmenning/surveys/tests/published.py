"""A survey large enough to be published: 60 municipalities in three strata, 48 answers."""

from typing import Any

from allmenning.surveys.actions.recipes import make_standard_recipes
from allmenning.surveys.models import FrameUnit, Kind, Response, Survey
from allmenning.surveys.tests.answered import (
    AT,
    CHANNELS,
    YES_NO,
    make_question,
    make_survey,
)

STRATA = {"0-1999": 24, "2000-4999": 20, "5000-9999": 16}
# Six of the smallest, two of the middle and none of the larger have no plan.
PLANLESS = frozenset({0, 3, 6, 9, 12, 15, 20, 30})
ROWS = [
    {"code": "plan", "label": {"nb": "Planen", "nn": "Planen", "en": "The plan"}},
    {"code": "vakt", "label": {"nb": "Vakta", "nn": "Vakta", "en": "The rota"}},
]


def make_publishable(**changes: Any) -> Survey:
    """Every fifth does not answer."""
    survey = make_survey(**({"what_was_done": "Som planlagt."} | changes))
    make_question(survey, "strategy")
    make_question(survey, "channels", Kind.MULTIPLE, options=CHANNELS)
    make_question(survey, "has", Kind.MATRIX, options=YES_NO, rows=ROWS)
    make_question(survey, "staff", Kind.NUMBER)
    make_question(survey, "reviewed")
    survey.questions.filter(code="reviewed").update(condition={"question": "strategy", "is": "yes"})
    units = FrameUnit.objects.bulk_create(_units(survey))
    answering = [one for place, one in enumerate(units) if place % 5]
    Response.objects.bulk_create(
        Response(
            unit=one,
            values=_values(place),
            started_at=AT,
            saved_at=AT,
            submitted_at=AT,
        )
        for place, one in enumerate(answering)
    )
    return survey


def _units(survey: Survey) -> list[FrameUnit]:
    names = [stratum for stratum, size in STRATA.items() for _unit in range(size)]
    return [
        FrameUnit(
            survey=survey,
            kind="municipality",
            code=f"{4100 + place}",
            name=f"Kommune {place}",
            county_code="34",
            facts={"size_class": stratum, "county": "Innlandet"},
            stratum=stratum,
            is_drawn=True,
            probability=1.0,
        )
        for place, stratum in enumerate(names)
    ]


def _values(place: int) -> dict[str, object]:
    strategy = ("yes", "no", "yes", "yes", "no", "dont_know", "no", "yes")[place % 8]
    values: dict[str, object] = {
        "strategy": strategy,
        "channels": [["facebook"], ["facebook", "instagram"], ["instagram"]][place % 3],
        "has": {"plan": "no" if place in PLANLESS else "yes", "vakt": ("yes", "no")[place % 2]},
        "staff": place % 7,
    }
    if strategy == "yes":
        values["reviewed"] = ("yes", "no", "no")[place % 3]
    return values


def make_ready(**changes: Any) -> Survey:
    """With its standard recipes, so that it can be published."""
    survey = make_publishable(**changes)
    make_standard_recipes(survey=survey, by=None, at=AT)
    return survey
