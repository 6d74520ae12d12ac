"""Making a survey, changing what is told of it, and taking it forward."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.surveys.models import Stage, Survey
from allmenning.surveys.queries.stages import missing_before, next_stage
from allmenning.surveys.queries.surveys import target_of
from allmenning.ui.text import slugify

# Addresses beside those of surveys.
TAKEN = frozenset({"ny", "fylke", "metode", "sporsmalsbank"})
LONGEST_SLUG = 70
# What the frame is made of stays as it is while there is a frame.
OF_THE_FRAME = ("frame_date", "stratification", "unit")


class PlanRegisteredError(Exception):
    """A registered plan is not changed; what was done is told beside it."""


class FrameBuiltError(Exception):
    """The frame rests on the day, the strata and the unit; it is removed first."""


class NotReadyError(Exception):
    """Something is missing before the next stage; `missing` says what."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__("; ".join(missing))


def free_slug(title: str) -> str:
    """Make an address of the title that no survey has."""
    base = slugify(title)[:LONGEST_SLUG].strip("-") or "undersokelse"
    slug, number = base, 1
    while slug in TAKEN or Survey.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def start_survey(*, values: Mapping[str, Any], by: User | None, at: datetime) -> Survey:
    """Begin planning a survey; nobody but analysts see it until somebody is asked."""
    title = values["title"]
    survey = Survey.objects.create(
        **values,
        slug=free_slug(title.get("nb") or title.get("nn") or title.get("en", "")),
        created_by=by,
        created_at=at,
        changed_at=at,
    )
    _note(survey, "started", by, at, {"frame_date": survey.frame_date.isoformat()})
    return survey


@transaction.atomic
def change_survey(
    *, survey: Survey, values: Mapping[str, Any], by: User | None, at: datetime
) -> Survey:
    """Change what is told; the log names what was changed."""
    stored = Survey.objects.select_for_update().get(pk=survey.pk)
    changed = [name for name, value in values.items() if getattr(stored, name) != value]
    if "plan" in changed and stored.plan_sha256:
        raise PlanRegisteredError
    if any(name in OF_THE_FRAME for name in changed) and stored.units.exists():
        raise FrameBuiltError
    if not changed:
        return stored
    for name in changed:
        setattr(stored, name, values[name])
    stored.changed_at = at
    stored.save(update_fields=[*changed, "changed_at"])
    _note(stored, "changed", by, at, {"fields": sorted(changed)})
    return stored


@transaction.atomic
def register_plan(*, survey: Survey, by: User | None, at: datetime) -> Survey:
    """Freeze the plan: its SHA-256 and the moment are kept, and stand in the chained log."""
    stored = Survey.objects.select_for_update().get(pk=survey.pk)
    if stored.plan_sha256:
        raise PlanRegisteredError
    if not stored.plan.strip():
        raise NotReadyError(missing_before(stored, Stage.FIELDING))
    stored.plan_sha256 = plan_digest(stored.plan)
    stored.plan_registered_at = stored.changed_at = at
    stored.save(update_fields=["plan_sha256", "plan_registered_at", "changed_at"])
    _note(stored, "plan_registered", by, at, {"sha256": stored.plan_sha256})
    return stored


def plan_digest(plan: str) -> str:
    """Give SHA-256 of the text as UTF-8, so that anybody can check it."""
    return hashlib.sha256(plan.encode()).hexdigest()


@transaction.atomic
def tell_what_was_done(*, survey: Survey, text: str, by: User | None, at: datetime) -> Survey:
    """Say what was done, beside what was planned."""
    return change_survey(survey=survey, values={"what_was_done": text}, by=by, at=at)


@transaction.atomic
def advance_survey(*, survey: Survey, by: User | None, at: datetime) -> Survey:
    """Take the survey to its next stage; it never goes back."""
    stored = Survey.objects.select_for_update().get(pk=survey.pk)
    stage = next_stage(stored)
    if stage is None:
        raise NotReadyError([])
    if missing := missing_before(stored, stage):
        raise NotReadyError(missing)
    stored.stage, stored.changed_at = stage, at
    if stage == Stage.FIELDING and (stored.opens_at is None or stored.opens_at > at):
        stored.opens_at = at
    if stage == Stage.CLOSED and (stored.closes_at is None or stored.closes_at > at):
        stored.closes_at = at
    if stage == Stage.PUBLISHED:
        stored.published_at = stored.published_at or at
    stored.save()
    _note(stored, "advanced", by, at, {"stage": str(stage)})
    return stored


def _note(
    survey: Survey, what: str, by: User | None, at: datetime, detail: dict[str, object]
) -> None:
    verb = f"surveys.survey.{what}"
    write_audit(by=by, at=at, verb=verb, target=target_of(survey), detail=detail)
