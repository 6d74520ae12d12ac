"""What a county sees of a survey: who has answered and who has nobody named, never an answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet

from allmenning.accounts.models import User
from allmenning.register.models import Body, BodyRole
from allmenning.surveys.models import Contact, FrameUnit, Response, Stage, Survey

HELPED = (Stage.MAPPING, Stage.FIELDING)


class Standing(StrEnum):
    ANSWERED = "answered"
    NOT_ANSWERED = "not_answered"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Municipality:
    unit: FrameUnit
    standing: Standing


@dataclass(frozen=True)
class Helped:
    """One survey in one county."""

    survey: Survey
    rows: list[Municipality]

    def count(self, standing: Standing) -> int:
        return sum(one.standing == standing for one in self.rows)

    @property
    def answered(self) -> int:
        return self.count(Standing.ANSWERED)

    @property
    def not_answered(self) -> int:
        return self.count(Standing.NOT_ANSWERED)

    @property
    def nobody(self) -> int:
        return self.count(Standing.NOBODY)


def counties_of(person: User, at: datetime) -> QuerySet[Body]:
    """List the counties that the person may edit for."""
    roles = [one for one in BodyRole if one.includes(BodyRole.EDITOR)]
    mine = person.memberships.filter(role__in=roles, expires_at__gt=at)
    return Body.objects.filter(
        kind=Body.Kind.COUNTY, pk__in=mine.order_by().values("body")
    ).order_by("name", "pk")


def units_in(county: Body) -> QuerySet[FrameUnit]:
    """Give the drawn municipalities of the county in surveys that look for or await answers."""
    named = Contact.objects.filter(
        unit=OuterRef("pk"), ended_at=None, wiped_at=None, bounced_at=None
    )
    done = Response.objects.filter(
        unit=OuterRef("pk"), submitted_at__isnull=False, set_aside_at=None
    )
    rows = FrameUnit.objects.filter(
        body__county=county, survey__stage__in=HELPED, is_drawn=True, left_out=""
    )
    return (
        rows.annotate(is_named=Exists(named), is_answered=Exists(done))
        .select_related("survey__owner")
        .order_by("-survey__frame_date", "survey", "name", "pk")
    )


def helped_by(county: Body) -> list[Helped]:
    """List the surveys with the municipalities of the county."""
    found: dict[int, Helped] = {}
    for unit in units_in(county):
        helped = found.setdefault(unit.survey_id, Helped(unit.survey, []))
        helped.rows.append(Municipality(unit, _standing(unit)))
    return list(found.values())


def _standing(unit: FrameUnit) -> Standing:
    """Read what `units_in` found out."""
    if getattr(unit, "is_answered", False):
        return Standing.ANSWERED
    return Standing.NOT_ANSWERED if getattr(unit, "is_named", False) else Standing.NOBODY


def without_contact(county: Body, survey: str, pk: int) -> FrameUnit | None:
    """Find a municipality of the county that nobody is named for in this survey."""
    unit = units_in(county).filter(survey__slug=survey, pk=pk).first()
    return unit if unit and _standing(unit) == Standing.NOBODY else None
