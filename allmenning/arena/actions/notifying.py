"""Telling a member something, once; and what she has read of it.

Reading is nobody else's business, so it leaves no trace in the audit log.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.models import Notification, Post, Profile, Thread

# A letter that the mail server did not take, or whose fate nobody knows, is tried again then.
TRY_AGAIN = timedelta(minutes=15)


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
def choose_mail(*, person: User, is_on: bool, by: User | None, at: datetime) -> Profile:
    """Say whether what comes to the inbox is mailed too."""
    profile, _made = Profile.objects.update_or_create(
        person=person, defaults={"mail_at_once": is_on}
    )
    verb = "arena.profile.mail_begun" if is_on else "arena.profile.mail_ended"
    write_audit(by=by, at=at, verb=verb, target=f"user:{person.pseudonym}", detail={})
    return profile


@transaction.atomic
def begin_mail(*, keys: Iterable[int], at: datetime) -> list[int]:
    """Take what is to be mailed, and let nobody else take it for a while; return what is ours."""
    free = Q(mail_tried_at__isnull=True) | Q(mail_tried_at__lte=at - TRY_AGAIN)
    waits = Notification.objects.filter(free, pk__in=list(keys), mailed_at__isnull=True)
    ours = list(waits.select_for_update().order_by("pk").values_list("pk", flat=True))
    Notification.objects.filter(pk__in=ours).update(mail_tried_at=at)
    return ours


@transaction.atomic
def end_mail(*, keys: Iterable[int], at: datetime) -> int:
    """Note that it has been mailed, or need not be; it is never mailed after that."""
    return Notification.objects.filter(pk__in=list(keys)).update(mailed_at=at)
