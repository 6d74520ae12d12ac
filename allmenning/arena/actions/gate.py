"""Whether a text is published at once or waits for a moderator, and what was let through."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import AuditEntry, Role, User
from allmenning.arena.actions.notifying import notify_all
from allmenning.arena.models import Case, Guidance, Notification, Post, Question, State
from allmenning.arena.queries.moderation import moderators
from allmenning.arena.queries.spam import filter_today

LINK = re.compile(r"(?:https?:)?//|\bwww\.|\]\(", re.IGNORECASE)
# Who has had so many texts published may link.
TRUSTED_AFTER = 3
LINKS = "links"
SPAM = "spam"
ONCE_AN_HOUR = "%Y-%m-%dT%H"


def state_for(*, texts: Sequence[str], by: User, at: datetime) -> tuple[State, list[str]]:
    """Tell whether what somebody writes is published or waits, and why it waits.

    The first posts of a person wait when they carry links; what looks like spam waits whoever
    wrote it. Moderators' own words do not wait for a moderator.
    """
    roles = set(by.grants.filter(expires_at__gt=at).values_list("role", flat=True))
    if Role.STEWARD in roles:
        return State.PUBLISHED, []
    whole = "\n\n".join(text for text in texts if text)
    has_links = LINK.search(whole) is not None
    held = []
    if has_links and Role.AUTHORITY not in roles and not _is_known(by):
        held.append(LINKS)
    if filter_today().is_spam(whole):
        held.append(SPAM)
    return (State.WAITING, held) if held else (State.PUBLISHED, [])


def _is_known(person: User) -> bool:
    """Tell whether three of the person's texts stand already; stops counting when they do."""
    published = 0
    for model in (Post, Case, Question, Guidance):
        rows = model.objects.filter(author=person, state=State.PUBLISHED)
        published += len(rows.order_by().values_list("pk")[: TRUSTED_AFTER - published])
        if published >= TRUSTED_AFTER:
            return True
    return False


@transaction.atomic
def note_overridden(
    *, kinds: Sequence[str], target: str, by: User, at: datetime
) -> AuditEntry | None:
    """Write down that somebody said a number is no personal information; the number is not kept.

    `target` is what was stored, as in the audit log: `arena.post:12`.
    """
    if not kinds:
        return None
    detail: dict[str, object] = {"kinds": list(kinds)}
    return write_audit(by=by, at=at, verb="arena.private.overridden", target=target, detail=detail)


@transaction.atomic
def tell_moderators(*, at: datetime) -> int:
    """Tell moderators that something waits, at most once an hour whatever comes in."""
    return notify_all(
        people=moderators(at).values_list("pk", flat=True),
        kind=Notification.Kind.QUEUE,
        key=f"queue:{at:{ONCE_AN_HOUR}}",
        at=at,
    )
