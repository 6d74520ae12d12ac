"""Which codes were valid on a day, and which body of today a code leads to."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from allmenning.register.models import Body, CodePart, CodeVersion

FIRST_DAY = date(2013, 1, 1)
OSLO = "03"


class OutsideRegisterError(ValueError):
    """The register is not complete on that day."""


@dataclass(frozen=True)
class CodeAnswer:
    """Where a code leads: one body, or several parts where its area was divided."""

    code: str
    versions: tuple[CodeVersion, ...]
    body: Body | None
    parts: tuple[CodePart, ...]

    @property
    def latest(self) -> CodeVersion:
        return self.versions[-1]

    @property
    def is_divided(self) -> bool:
        return self.body is None


def municipalities_on(day: date) -> QuerySet[CodeVersion]:
    """Codes of the municipalities that existed on the day."""
    return _valid_on(day, Body.Kind.MUNICIPALITY)


def counties_on(day: date, *, with_oslo: bool) -> QuerySet[CodeVersion]:
    """Codes of the counties on the day; whether Oslo counts is the caller's to say."""
    counties = _valid_on(day, Body.Kind.COUNTY)
    return counties if with_oslo else counties.exclude(code=OSLO)


def _valid_on(day: date, kind: Body.Kind) -> QuerySet[CodeVersion]:
    if day < FIRST_DAY:
        raise OutsideRegisterError(
            f"The register knows every code from {FIRST_DAY}, but was asked about {day}."
        )
    return CodeVersion.objects.filter(valid_on(day), kind=kind)


def valid_on(day: date) -> Q:
    """Tell which versions hold on the day: from the first one to the day before `valid_to`."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def body_of_code(code: str, *, on: date | None = None) -> CodeAnswer | None:
    """Lead a code, of the day or of any day, to the body of today.

    The newest version decides where a code had several. None is an unknown code.
    """
    if len(code) not in {2, 4} or not (code.isascii() and code.isdigit()):
        return None
    parts = CodePart.objects.select_related("body").order_by("body__code")
    versions = (
        CodeVersion.objects.filter(code=code)
        .select_related("body")
        .prefetch_related(Prefetch("parts", parts))
        .order_by("valid_from", "pk")
    )
    found = tuple(versions.filter(valid_on(on)) if on else versions)
    if not found:
        return None
    return CodeAnswer(code, found, found[-1].body, tuple(found[-1].parts.all()))
