"""Making the frame of a survey from the register, and leaving out what is not of it."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.surveys.models import FrameUnit, Stage, Survey
from allmenning.surveys.queries.frame import units_on
from allmenning.surveys.queries.surveys import target_of


class FrameInUseError(Exception):
    """Somebody has been drawn, or has a contact or an answer, so the frame stands."""


class ReasonMissingError(Exception):
    """What is left out is left out for a reason that others can read."""


@transaction.atomic
def build_frame(
    *, survey: Survey, with_counties: bool, by: User | None, at: datetime
) -> list[FrameUnit]:
    """Take all municipalities, and the counties if wanted, that existed on the survey's day."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    _refuse_in_use(survey)
    survey.units.all().delete()
    units = units_on(survey, with_counties=with_counties)
    FrameUnit.objects.bulk_create(units, batch_size=200)
    detail: dict[str, object] = {
        "day": survey.frame_date.isoformat(),
        "units": len(units),
        "stratification": survey.stratification,
    }
    _note(survey, "frame_built", by, at, detail)
    return units


def _refuse_in_use(survey: Survey) -> None:
    used = survey.units.filter(contacts__isnull=False) | survey.units.filter(is_drawn=True)
    if survey.stage not in (Stage.PLANNING, Stage.MAPPING) or used.exists():
        raise FrameInUseError
    if survey.units.filter(responses__isnull=False).exists():
        raise FrameInUseError


@transaction.atomic
def leave_out(*, unit: FrameUnit, reason: str, by: User | None, at: datetime) -> FrameUnit:
    """Take a unit out of the population, for a reason that is shown with the frame."""
    if not reason.strip():
        raise ReasonMissingError
    unit.left_out = reason.strip()[:200]
    unit.save(update_fields=["left_out"])
    _note(unit.survey, "unit_left_out", by, at, {"code": unit.code, "kind": unit.kind})
    return unit


@transaction.atomic
def take_in_again(*, unit: FrameUnit, by: User | None, at: datetime) -> FrameUnit:
    """Let a unit that was left out count again."""
    unit.left_out = ""
    unit.save(update_fields=["left_out"])
    _note(unit.survey, "unit_taken_in", by, at, {"code": unit.code, "kind": unit.kind})
    return unit


def _note(
    survey: Survey, what: str, by: User | None, at: datetime, detail: dict[str, object]
) -> None:
    verb = f"surveys.survey.{what}"
    write_audit(by=by, at=at, verb=verb, target=target_of(survey), detail=detail)
