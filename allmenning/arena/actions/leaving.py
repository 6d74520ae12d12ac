"""What goes when an account is closed: everything but what was written, under its pseudonym."""

from datetime import datetime

from django.db import models, transaction
from django.db.models import Q

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.models import (
    Digest,
    DigestItem,
    Experience,
    Follow,
    Notification,
    Profile,
    Routing,
    StudyAuthor,
    Watch,
)

# In this order: what stands in a letter goes before the letter. StudyAuthor is shown to others.
FORGOTTEN: tuple[type[models.Model], ...] = (
    Profile,
    Experience,
    Follow,
    Watch,
    Notification,
    DigestItem,
    Digest,
    StudyAuthor,
)


def forget_closed(*, at: datetime) -> int:
    """Remove what is kept about those who have closed their account; return how many they were."""
    gone = User.objects.filter(closed_at__lte=at)
    kept = Q(routings__isnull=False)
    for one in FORGOTTEN:
        kept |= Q(pk__in=one._default_manager.values("person"))  # noqa: SLF001
    found = gone.filter(kept).distinct().order_by("pk")
    return sum(_forget(person, at) for person in found)


@transaction.atomic
def _forget(person: User, at: datetime) -> bool:
    """Leave how many were asked a question, but not that she was among them."""
    removed = Routing.objects.filter(person=person).update(person=None)
    for one in FORGOTTEN:
        removed += one._default_manager.filter(person=person).delete()[0]  # noqa: SLF001
    if removed:
        target = f"user:{person.pseudonym}"
        write_audit(by=None, at=at, verb="arena.member.forgotten", target=target, detail={})
    return bool(removed)
