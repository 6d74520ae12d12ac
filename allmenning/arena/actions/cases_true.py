"""Is it still true: asked after a year and a half, by those who told it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.actions.cases import NotOutError, target_of
from allmenning.arena.actions.cases_tried import tell_editors
from allmenning.arena.models import Case, Notification, State
from allmenning.arena.queries.cases_due import due_for_reminder


@transaction.atomic
def confirm_case(*, case: Case, by: User | None, at: datetime) -> Case:
    """Say that it is still true; it returns to the lists if it had left them."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.state != State.PUBLISHED:
        raise NotOutError
    case.confirmed_date, case.reminded_at = timezone.localdate(at), None
    case.save()
    write_audit(by=by, at=at, verb="arena.case.confirmed", target=target_of(case), detail={})
    return case


def remind_of_cases(*, by: User | None, at: datetime) -> int:
    """Ask the editors of each case that is due, once; return how many cases there were."""
    due = list(due_for_reminder(at))
    for case in due:
        _remind(case, by, at)
    return len(due)


@transaction.atomic
def _remind(case: Case, by: User | None, at: datetime) -> None:
    day = case.confirmed_date.isoformat()
    tell_editors(case, Notification.Kind.STILL_TRUE, f"still_true:{case.pk}:{day}", at)
    Case.objects.filter(pk=case.pk).update(reminded_at=at)
    write_audit(by=by, at=at, verb="arena.case.reminded", target=target_of(case), detail={})
