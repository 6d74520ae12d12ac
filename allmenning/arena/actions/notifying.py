"""Telling a member something, once; and what she has read of it.

Reading is nobody else's business, so it leaves no trace in the audit log.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from allmenning.accounts.models import User
from allmenning.arena.models import Notification, Post, Profile, Thread


@transaction.atomic
def notify(
    *,
    person: User,
    kind: Notification.Kind,
    key: str,
    at: datetime,
    thread: Thread | None = None,
    post: Post | None = None,
) -> Notification | None:
    """Put it in the inbox; None when the same news (`key`) is there already, or she has left."""
    if not person.is_active:
        return None
    told, is_new = Notification.objects.get_or_create(
        person=person,
        key=key,
        defaults={"kind": kind, "thread": thread, "post": post, "created_at": at},
    )
    return told if is_new else None


@transaction.atomic
def notify_all(
    *,
    people: Iterable[int],
    kind: Notification.Kind,
    key: str,
    at: datetime,
    thread: Thread | None = None,
    post: Post | None = None,
) -> int:
    """Tell many the same; who has been told is left alone. Return how many there were."""
    rows = [
        Notification(person_id=pk, kind=kind, key=key, thread=thread, post=post, created_at=at)
        for pk in people
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


@transaction.atomic
def mark_read(*, notification: Notification, at: datetime) -> Notification:
    if notification.read_at is None:
        notification.read_at = at
        notification.save(update_fields=["read_at"])
    return notification


@transaction.atomic
def mark_thread_read(*, thread: Thread, by: User, at: datetime) -> int:
    """Note that she has seen the thread itself; the inbox need not say it again."""
    return _unread(by).filter(thread=thread, created_at__lte=at).update(read_at=at)


@transaction.atomic
def mark_all_read(*, by: User, at: datetime) -> int:
    return _unread(by).filter(created_at__lte=at).update(read_at=at)


def _unread(person: User) -> QuerySet[Notification]:
    return Notification.objects.filter(person=person, read_at__isnull=True)


@transaction.atomic
def mail_at_once(*, person: User, is_on: bool) -> Profile:
    """Say whether what lies in the inbox is mailed too."""
    profile, _made = Profile.objects.update_or_create(
        person=person, defaults={"mail_at_once": is_on}
    )
    return profile
