"""Telling the stewards when the last who could edit for a body has gone, whatever the reason."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from allmenning.arena.actions.notifying import notify_all
from allmenning.arena.models import Notification
from allmenning.arena.queries.moderation import moderators
from allmenning.register.queries.members import left_by_editors


@transaction.atomic
def tell_of_unedited(*, at: datetime) -> int:
    """Tell each steward of each body once, and anew if it happens again; return how many bodies."""
    went = left_by_editors(at)
    people = list(moderators(at).values_list("pk", flat=True))
    for body, when in sorted(went.items()):
        notify_all(
            people=people,
            kind=Notification.Kind.UNEDITED,
            key=f"unedited:{body}:{timezone.localdate(when)}",
            at=at,
        )
    return len(went)
