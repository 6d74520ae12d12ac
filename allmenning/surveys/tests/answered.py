"""A small survey that has been answered: two strata of six and four municipalities."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from allmenning.register.models import Body
from allmenning.register.tests.build import make_municipality
from allmenning.surveys.models import (
    Aspect,
    FrameUnit,
    Item,
    ItemVersion,
    Kind,
    Publication,
    Question,
    Response,
    Stage,
    Survey,
)
from allmenning.surveys.queries.data import data_of
from allmenning.surveys.queries.publication import Hidden, protected, publication_tables
from allmenning.surveys.queries.results import Columns, categories_of, columns_of, counted
from allmenning.surveys.queries.tables import FigureTable, Row, TableSpec, stored
from allmenning.surveys.queries.variables import Variable

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
YES_NO = [
    {"code": "yes", "label": {"nb": "Ja", "nn": "Ja", "en": "Yes"}},
    {"code": "no", "label": {"nb": "Nei", "nn": "Nei", "en": "No"}},
]
CHANNELS = [
    {"code": "facebook", "label": {"nb": "Facebook", "nn": "Facebook", "en": "Facebook"}},
    {"code": "instagram", "label": {"nb": "Instagram", "nn": "Instagram", "en": "Instagram"}},
]


def make_survey(owner: Body | None = None, **changes: Any) -> Survey:
    told: dict[str, Any] = {
        "slug": "sosiale-kommuner",
        "title": {
            "nb": "Sosiale kommuner",
            "nn": "Sosiale kommunar",
            "en": "Social municipalities",
        },
        "owner": owner or Body.objects.filter(slug="lom").first() or make_municipality(),
        "stage": Stage.CLOSED,
        "frame_date": date(2026, 1, 1),
        "created_at": AT,
        "changed_at": AT,
        "opens_at": datetime(2026, 9, 1, 6, tzinfo=UTC),
        "closes_at": datetime(2026, 10, 1, 6, tzinfo=UTC),
    }
    return Survey.objects.create(**(told | changes))


def make_question(survey: Survey, code: str, kind: Kind = Kind.SINGLE, **changes: Any) -> Question:
    """Put an item of this code in the questionnaire; `changes` are the wording's."""
    told: dict[str, Any] = {
        "number": 1,
        "kind": kind,
        "aspect": Aspect.STATE,
        "wording": {
            "nb": f"Har dere {code}?",
            "nn": f"Har de {code}?",
            "en": f"Do you have {code}?",
        },
        "options": YES_NO if kind in (Kind.SINGLE, Kind.MATRIX) else [],
        "digest": f"{code:0<64}"[:64],
        "created_at": AT,
    } | changes
    item, _ = Item.objects.get_or_create(code=code, defaults={"topic": "strategy"})
    version, _ = ItemVersion.objects.get_or_create(
        item=item, number=told.pop("number"), defaults=told
    )
    place = survey.questions.count() + 1
    return Question.objects.create(
        survey=survey, version=version, code=code, page=1, position=place
    )


def make_unit(survey: Survey, number: int, stratum: str = "0-1999", **changes: Any) -> FrameUnit:
    told: dict[str, Any] = {
        "kind": Body.Kind.MUNICIPALITY,
        "code": f"{4000 + number}",
        "name": f"Kommune {number}",
        "county_code": "34",
        "facts": {"size_class": stratum, "county": "Innlandet", "language_form": "nn"},
        "stratum": stratum,
        "is_drawn": True,
        "probability": 1.0,
    } | changes
    return FrameUnit.objects.create(survey=survey, **told)


def answer(unit: FrameUnit, **values: Any) -> Response:
    """Send in; question codes are written with an underscore for each hyphen."""
    return Response.objects.create(
        unit=unit,
        values={code.replace("_", "-"): value for code, value in values.items()},
        started_at=AT,
        saved_at=AT,
        submitted_at=AT,
    )


def make_answered(**changes: Any) -> Survey:
    """Six small and four larger municipalities; four of the small and three of the larger answer.

    A strategy: yes, yes, no, don't know; yes, yes, no. Weights 1.5 and 4/3.
    """
    survey = make_survey(**changes)
    make_question(survey, "strategy")
    make_question(survey, "channels", Kind.MULTIPLE, options=CHANNELS)
    make_question(survey, "staff", Kind.NUMBER)
    small = [make_unit(survey, number) for number in range(1, 7)]
    large = [make_unit(survey, number, "2000-4999") for number in range(11, 15)]
    answer(small[0], strategy="yes", channels=["facebook"], staff=1)
    answer(small[1], strategy="yes", channels=["facebook", "instagram"], staff=2)
    answer(small[2], strategy="no", channels=["facebook"], staff=3)
    answer(small[3], strategy="dont_know", channels="dont_know", staff="dont_know")
    answer(large[0], strategy="yes", channels=["instagram"], staff=4)
    answer(large[1], strategy="yes", channels=["facebook"], staff=5)
    answer(large[2], strategy="no", channels=[])
    return survey


def make_publication(survey: Survey, *, hidden: Hidden | None = None) -> Publication:
    """Publish without the weights and intervals that only the core can make."""
    data = data_of(survey)
    columns = columns_of(data)
    tables = [TableSpec(one.name) for one in data.variables if not one.is_number]
    told = publication_tables(survey, data, [], {})
    found = [
        FigureTable(table, tuple(_plain(table, variable, category, columns) for category in shown))
        for table in tables
        if (variable := data.variable(table.variable))
        for shown in [categories_of(variable, "all")]
    ]
    told |= stored([protected(one, hidden or {}) for one in found])
    return Publication.objects.create(
        survey=survey,
        number=survey.publications.count() + 1,
        tables=told,
        data_sha256=data.digest,
        at=AT,
    )


def _plain(table: TableSpec, variable: Variable, category: str, columns: Columns) -> Row:
    row = counted(table, variable, category, "", columns)
    share = row.unweighted or 0
    return replace(row, estimate=share, se=0.1, low=share / 2, high=(share + 1) / 2, method="logit")
