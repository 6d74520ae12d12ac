"""Which cases nobody has confirmed for a year and a half."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from allmenning.arena.models import Case, State

REMIND_AFTER_DAYS = 548  # a year and a half


def due_for_reminder(at: datetime) -> QuerySet[Case]:
    """List published cases that are due, and that we have not asked about since."""
    day = timezone.localdate(at) - timedelta(days=REMIND_AFTER_DAYS)
    due = Case.objects.filter(
        state=State.PUBLISHED, confirmed_date__lte=day, reminded_at__isnull=True
    )
    return due.select_related("owner").order_by("pk")


def is_due(case: Case, at: datetime) -> bool:
    """Tell whether to offer the button that says it is still true."""
    return case.confirmed_date <= timezone.localdate(at) - timedelta(days=REMIND_AFTER_DAYS)
