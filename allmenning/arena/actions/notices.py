"""What somebody outside says is unlawful here, and the answer (R80)."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.actions.gate import tell_moderators
from allmenning.arena.actions.moderation import NotNowError
from allmenning.arena.models import Ground, Notice


@transaction.atomic
def receive_notice(
    *,
    address: str,
    ground: Ground,
    text: str,
    name: str,
    email: str,
    language: str,
    by: User | None,
    at: datetime,
) -> Notice:
    """Take it down; its token is the address of the receipt."""
    notice = Notice.objects.create(
        address=address,
        ground=ground,
        text=text,
        name=name,
        email=email,
        language=language,
        at=at,
    )
    _write(notice, "received", by, at)
    tell_moderators(at=at)
    return notice


@transaction.atomic
def answer_notice(
    *, notice: Notice, state: Notice.State, answer: str, by: User, at: datetime
) -> Notice:
    """Answer once.

    Raises
    ------
    NotNowError
        Somebody else has answered.
    """
    answered = Notice.objects.filter(pk=notice.pk, state=Notice.State.OPEN).update(
        state=state, answer=answer, answered_by=by, answered_at=at
    )
    if not answered:
        raise NotNowError
    notice.refresh_from_db()
    _write(notice, str(state), by, at)
    return notice


def _write(notice: Notice, what: str, by: User | None, at: datetime) -> None:
    write_audit(
        by=by,
        at=at,
        verb=f"arena.notice.{what}",
        target=f"arena.notice:{notice.pk}",
        detail={"ground": str(notice.ground)},
    )
