"""The only writers of this room."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.front.models import Feedback

# Three weeks, as the accessibility statements of public bodies promise (R18).
ANSWERED_WITHIN = timedelta(days=21)
KEPT_AFTER_ANSWER = timedelta(days=365)


class AlreadyAnsweredError(Exception):
    """Somebody else has answered in the meantime."""


@transaction.atomic
def receive_feedback(
    *,
    kind: Feedback.Kind,
    text: str,
    email: str,
    page: str,
    language: str,
    by: User | None,
    at: datetime,
) -> Feedback:
    """Take down what somebody tells us, and when they are to have an answer."""
    received = Feedback.objects.create(
        kind=kind,
        text=text,
        email=email,
        page=page,
        language=language,
        received_at=at,
        due_date=timezone.localdate(at) + ANSWERED_WITHIN,
    )
    _write(received, "received", by, at)
    return received


@transaction.atomic
def answer_feedback(
    *, feedback: Feedback, answer: str, status: Feedback.Status, by: User, at: datetime
) -> Feedback:
    """Answer, or close with the reason; what is answered once stays so."""
    answered = Feedback.objects.filter(pk=feedback.pk, status=Feedback.Status.OPEN).update(
        answer=answer, status=status, answered_by=by, answered_at=at
    )
    if not answered:
        raise AlreadyAnsweredError
    feedback.refresh_from_db()
    _write(feedback, str(status), by, at)
    return feedback


@transaction.atomic
def forget_feedback(*, at: datetime) -> int:
    """Remove what was answered a year ago; the log keeps that it was there."""
    old = Feedback.objects.exclude(status=Feedback.Status.OPEN).filter(
        answered_at__lt=at - KEPT_AFTER_ANSWER
    )
    return old.delete()[0]


def _write(feedback: Feedback, what: str, by: User | None, at: datetime) -> None:
    detail: dict[str, object] = {
        "kind": str(feedback.kind),
        "due_date": feedback.due_date.isoformat(),
    }
    target = f"feedback:{feedback.pk}"
    write_audit(by=by, at=at, verb=f"front.feedback.{what}", target=target, detail=detail)
