"""Outcomes become states; the rooms above hear of them when they are committed."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from allmenning.delivery.contract import (
    Absent,
    CannotTell,
    Found,
    Outcome,
    Permanent,
    Retry,
    Sent,
    Unknown,
)
from allmenning.delivery.dispatch.attempt import LookedUp, Repeat, Unanswerable
from allmenning.delivery.dispatch.pace import Pace
from allmenning.delivery.dispatch.work import Work
from allmenning.delivery.endings import is_ended
from allmenning.delivery.models import ChannelAccount, Delivery
from allmenning.delivery.reasons import REASONS
from allmenning.delivery.signals import outcome as news

State = Delivery.State
# Reasons that hold for the whole account, not for this one message.
HOLDS_ALL = {"throttled", "quota"}
KEPT_WORDS = 500
# A channel that is asked to wait for longer is one that nobody would wait for.
LONGEST_PAUSE = timedelta(days=1)
MOST_SIGN_INS = 5
CHANGED = [
    "state",
    "due_at",
    "leased_by",
    "leased_until",
    "last_tried_at",
    "settled_at",
    "reason",
    "remote_id",
    "url",
]
log = logging.getLogger("allmenning.delivery")


@dataclass(frozen=True)
class Attempted:
    work: Work
    outcome: Outcome


@dataclass(frozen=True)
class LookedAt:
    work: Work
    told: LookedUp


Result = Attempted | LookedAt


def note_all(results: Sequence[Result], pace: Pace, awake_since: datetime, now: datetime) -> None:
    """Write down what came of several attempts, in one transaction."""
    with transaction.atomic():
        by_key = {result.work.pk: result for result in results}
        rows = list(_fresh(list(by_key)))
        noted = [row for row in rows if _note(row, by_key[row.pk], pace, awake_since, now)]
        for row in noted:
            row.save(update_fields=CHANGED)
    tell_all(noted, now)


def tell_all(rows: Sequence[Delivery], now: datetime) -> None:
    """Tell the rooms above; one that fails to hear holds up neither the others nor us."""
    for row in rows:
        for receiver, answer in news.send_robust(sender=Delivery, delivery=row, at=now):
            if isinstance(answer, Exception):
                name = getattr(receiver, "__qualname__", "")
                log.error(
                    "news failed delivery=%s receiver=%s error=%r", row.pk, name, type(answer)
                )


def tell_of(pks: Sequence[int], now: datetime) -> None:
    if pks:
        rows = Delivery.objects.filter(pk__in=pks).select_related("event", "account")
        tell_all(list(rows.order_by("pk")), now)


def _fresh(pks: list[int]) -> "list[Delivery]":
    rows = Delivery.objects.filter(pk__in=pks).select_related("event", "account")
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _note(row: Delivery, result: Result, pace: Pace, awake_since: datetime, now: datetime) -> bool:
    """Change the row; False when somebody else has taken it up since, so that it is theirs."""
    if row.attempts != result.work.attempt:
        log.error("outcome too late delivery=%s attempt=%s", row.pk, result.work.attempt)
        return False
    if isinstance(result, LookedAt):
        if row.state != State.UNKNOWN:
            return False
        _after_look(row, result.told, pace, awake_since, now)
        return True
    if row.state not in (State.LEASED, State.UNKNOWN):
        return False
    row.leased_by, row.leased_until, row.last_tried_at = "", None, now
    _after_attempt(row, result, pace, now)
    return True


def _after_attempt(row: Delivery, result: Attempted, pace: Pace, now: datetime) -> None:
    match result.outcome:
        case Sent(remote_id, url):
            _sent(row, remote_id, url, now)
        case Permanent("token") if _signed_in_anew(row, result.work):
            row.state, row.reason = State.WAITING, "token"
            row.due_at = now + pace.backoff(row.attempts)
        case Permanent(reason):
            row.state, row.reason, row.settled_at = State.REFUSED, _named(reason), now
        case Retry(reason, after):
            asked = min(after or timedelta(), LONGEST_PAUSE)
            wait = max(asked, pace.backoff(row.attempts))
            row.state, row.reason, row.due_at = State.WAITING, _named(reason), now + wait
            if after is not None or reason in HOLDS_ALL:
                _pause(row.account_id, row.due_at)
        case Unknown(reason):
            row.state, row.reason = State.UNKNOWN, _named(reason)
            row.due_at = now + _until_look(result.work, pace)


def _signed_in_anew(row: Delivery, work: Work) -> bool:
    """Tell whether somebody renewed or changed the sign-in while this attempt used the one before.

    Some channels take a renewal once, so who comes second is refused.
    """
    return row.attempts < MOST_SIGN_INS and row.account.secrets != work.locked


def _until_look(work: Work, pace: Pace) -> timedelta:
    """Wait as for a retry where it will be repeated, and shortly where it is read back."""
    if work.channel is not None and work.channel.capabilities.idempotent_for is not None:
        return pace.backoff(work.attempt)
    return timedelta(seconds=pace.wait_least)


def _after_look(
    row: Delivery, told: LookedUp, pace: Pace, awake_since: datetime, now: datetime
) -> None:
    tried = row.last_tried_at or now
    match told:
        case Found(remote_id, url):
            _sent(row, remote_id, url, now)
        case Repeat() if is_ended(row.pk):
            # It may be out and cannot be read back; what is over is not sent once more to be sure.
            _unresolved(row, now)
        case Repeat():
            row.state, row.due_at = State.WAITING, now
        case Absent():
            believed_at = tried + timedelta(seconds=pace.absent_after)
            row.state = State.WAITING if now >= believed_at else State.UNKNOWN
            row.due_at = max(now, believed_at)
        case CannotTell():
            # Who was asleep has asked nobody, so the time to find out begins when it woke.
            asked_since = max(tried, awake_since)
            if now >= asked_since + timedelta(seconds=pace.unresolved_after):
                _unresolved(row, now)
            else:
                row.due_at = now + _next_look(now - asked_since, pace)
        case Unanswerable():
            _unresolved(row, now)


def _next_look(asked_for: timedelta, pace: Pace) -> timedelta:
    seconds = min(max(asked_for.total_seconds() / 2, pace.wait_least), pace.wait_most)
    return timedelta(seconds=min(seconds, pace.unresolved_after / 4))


def _unresolved(row: Delivery, now: datetime) -> None:
    row.state, row.reason, row.settled_at = State.UNRESOLVED, "not_told", now


def _sent(row: Delivery, remote_id: str, url: str, now: datetime) -> None:
    row.state, row.reason, row.settled_at = State.SENT, "", now
    row.remote_id, row.url = _kept(remote_id), _kept(url)


def _kept(told: object) -> str:
    """Keep what the other side told in a form that every database takes.

    What one channel gives that no database takes would lose the outcomes of all the others.
    """
    # Half a surrogate pair is none that UTF-8 knows.
    whole = str(told or "").encode("utf-8", "replace").decode()
    return whole.replace("\0", "")[:KEPT_WORDS]


def _named(reason: object) -> str:
    return reason if isinstance(reason, str) and reason in REASONS else "malformed"


def _pause(account_pk: int, until: datetime) -> None:
    """Let everything by this account wait, unless it waits longer already."""
    accounts = ChannelAccount.objects.filter(pk=account_pk)
    accounts.exclude(paused_until__gte=until).update(paused_until=until)
