"""Two answers from one body: somebody reads both, chooses one, and says why (R33)."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.surveys.models import FrameUnit, Reconciliation, Response, Unit


class NotOfThisBodyError(Exception):
    """Only an answer that this body has sent in can be chosen."""


class ReasonNeededError(Exception):
    """Why one answer counts and not the other is told to who reads the data."""


@transaction.atomic
def note_second_answer(*, unit: FrameUnit, at: datetime) -> Reconciliation | None:
    """Open a reconciliation where a body has answered twice; persons may be many."""
    if unit.survey.unit != Unit.BODY:
        return None
    sent_in = Response.objects.filter(unit=unit, submitted_at__isnull=False, set_aside_at=None)
    if sent_in.count() < 2:
        return None
    opened, is_new = Reconciliation.objects.get_or_create(unit=unit, defaults={"opened_at": at})
    if not is_new and opened.decided_at:  # A third answer came after the decision.
        opened.decided_at = opened.decided_by = None
        opened.opened_at = at
        opened.save(update_fields=["decided_at", "decided_by", "opened_at"])
    _note(opened, "opened", None, at, {})
    return opened


@transaction.atomic
def choose_answer(
    *,
    reconciliation: Reconciliation,
    chosen: Response,
    reason: str,
    by: User | None,
    at: datetime,
) -> Reconciliation:
    """Let one answer count and set the others of the body aside; nothing is deleted."""
    # Two who decide at once do so one after the other.
    Reconciliation.objects.select_for_update().get(pk=reconciliation.pk)
    answers = Response.objects.filter(
        unit=reconciliation.unit_id, submitted_at__isnull=False
    ).order_by("pk")
    if chosen not in answers:
        raise NotOfThisBodyError
    if not reason.strip():
        raise ReasonNeededError
    answers.exclude(pk=chosen.pk).update(set_aside_at=at)
    answers.filter(pk=chosen.pk).update(set_aside_at=None)
    reconciliation.chosen, reconciliation.reason = chosen, reason.strip()
    reconciliation.decided_by, reconciliation.decided_at = by, at
    reconciliation.save(update_fields=["chosen", "reason", "decided_by", "decided_at"])
    _note(reconciliation, "decided", by, at, {"chosen": chosen.pk})
    return reconciliation


def _note(
    one: Reconciliation, what: str, by: User | None, at: datetime, detail: dict[str, object]
) -> None:
    target = f"surveys.reconciliation:{one.pk}"
    write_audit(by=by, at=at, verb=f"surveys.reconciliation.{what}", target=target, detail=detail)
