"""What stewards have to answer."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Value, When

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
