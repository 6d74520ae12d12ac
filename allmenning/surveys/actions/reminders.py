"""Reminders: on a schedule or at once, to some strata or all, never to who has answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.surveys.actions.letters import queue_many
from allmenning.surveys.models import LetterKind, Reminder, Survey
from allmenning.surveys.queries.letters import due_reminders, to_remind


class AlreadyQueuedError(Exception):
    """The letters of this reminder are on their way."""


class AfterClosingError(Exception):
    """A reminder comes while one can still answer."""


@transaction.atomic
def plan_reminder(
    *,
    survey: Survey,
    when: datetime,
    strata: Sequence[str] = (),
    text: Mapping[str, str] | None = None,
    by: User | None,
    at: datetime,
) -> Reminder:
    """Put a reminder on the schedule; the numbers follow the order in which they were planned."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if survey.closes_at and when >= survey.closes_at:
        raise AfterClosingError
    last = survey.reminders.aggregate(last=Max("number"))["last"] or 0
    told = {"strata": sorted(strata), "text": dict(text or {})}
    reminder = Reminder.objects.create(survey=survey, number=last + 1, at=when, **told)
    _note(reminder, "planned", by, at, {"strata": sorted(strata), "when": when.isoformat()})
    return reminder


@transaction.atomic
def drop_reminder(*, reminder: Reminder, by: User | None, at: datetime) -> None:
    """Take a reminder off the schedule before its day."""
    stored = Reminder.objects.select_for_update().get(pk=reminder.pk)
    if stored.queued_at:
        raise AlreadyQueuedError
    _note(stored, "dropped", by, at, {})
    stored.delete()


@transaction.atomic
def queue_reminder(*, reminder: Reminder, by: User | None, at: datetime) -> int:
    """Write to those who have not answered today; whoever answers before it goes gets none."""
    stored = Reminder.objects.select_for_update().get(pk=reminder.pk)
    if stored.queued_at:
        raise AlreadyQueuedError
    stored.queued_at = at
    stored.save(update_fields=["queued_at"])
    return queue_many(
        contacts=to_remind(stored.survey, stored.strata),
        kind=LetterKind.REMINDER,
        number=stored.number,
        survey=stored.survey,
        by=by,
        at=at,
    )


@transaction.atomic
def remind_now(
    *, survey: Survey, strata: Sequence[str], text: Mapping[str, str], by: User | None, at: datetime
) -> int:
    """Remind at once; return how many letters were queued."""
    reminder = plan_reminder(survey=survey, when=at, strata=strata, text=text, by=by, at=at)
    return queue_reminder(reminder=reminder, by=by, at=at)


@transaction.atomic
def queue_due_reminders(*, at: datetime) -> int:
    """Queue the reminders whose day has come."""
    return sum(queue_reminder(reminder=one, by=None, at=at) for one in due_reminders(at))


def _note(
    one: Reminder, what: str, by: User | None, at: datetime, detail: dict[str, object]
) -> None:
    target = f"surveys.survey:{one.survey_id}"
    told = detail | {"number": one.number}
    write_audit(by=by, at=at, verb=f"surveys.reminder.{what}", target=target, detail=told)
