"""What stewards have to answer."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from allmenning.front.models import Feedback


@dataclass(frozen=True)
class Waiting:
    n_open: int
    n_overdue: int


def inquiries() -> QuerySet[Feedback]:
    """Return all of them: those that wait, the most urgent first, then those answered."""
    is_open = Case(
        When(status=Feedback.Status.OPEN, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return Feedback.objects.order_by(is_open, "due_date", "pk")


def waiting(today: date) -> Waiting:
    left = Feedback.objects.filter(status=Feedback.Status.OPEN)
    return Waiting(left.count(), left.filter(due_date__lt=today).count())


SOON = timedelta(days=3)
A_DAY = timedelta(days=1)


def pressing(at: datetime) -> QuerySet[Feedback]:
    """Return what came in the last day, and what is due within three days or late."""
    is_new = Q(received_at__gt=at - A_DAY)
    is_due = Q(due_date__lte=timezone.localdate(at) + SOON)
    waits = Feedback.objects.filter(status=Feedback.Status.OPEN)
    return waits.filter(is_new | is_due).order_by("due_date", "pk")
