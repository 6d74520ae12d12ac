"""What the dispatcher holds of a delivery while it is at work on it."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from allmenning.delivery import registry
from allmenning.delivery.content import from_json
from allmenning.delivery.contract import Assignment, Channel, Connection, Message, Receipt
from allmenning.delivery.lists import recipients_of
from allmenning.delivery.models import ChannelAccount, Delivery
from allmenning.delivery.queries import open_connection
from allmenning.delivery.secrets import UnreadableSecretError

log = logging.getLogger("allmenning.delivery")


@dataclass
class Lease:
    """How long the row is ours; moved on by the renewal, and in the past once it is lost."""

    until: datetime


@dataclass(frozen=True)
class Work:
    """One attempt. `connection` is None when the account cannot be opened on this machine.

    `locked` is the account's secrets as they lay in the database when it was opened.
    """

    pk: int
    account_pk: int
    kind: str
    attempt: int
    may_go: bool
    expires_at: datetime
    first_tried_at: datetime
    last_tried_at: datetime
    assignment: Assignment
    lease: Lease
    channel: Channel | None
    connection: Connection | None = field(repr=False)
    locked: str = field(repr=False)


def load(pks: Sequence[int]) -> list[Work]:
    """Read all that the attempts need, so that the database is left alone while they call out."""
    rows = list(
        Delivery.objects.filter(pk__in=pks)
        .select_related("event", "account")
        .order_by("lane", "due_at", "pk")
    )
    earlier = _receipts([row for row in rows if row.number > 1])
    messages = {row.event_id: _message(row) for row in rows}
    return [
        _work(row, message, earlier[row.pk]) for row in rows if (message := messages[row.event_id])
    ]


def _message(row: Delivery) -> Message | None:
    """Read the message; one that somebody changed past the application stops no other."""
    try:
        return from_json(row.event.content)
    except (TypeError, KeyError, ValueError):
        log.error("event unreadable event=%s", row.event_id)  # noqa: TRY400 - an error may quote
        return None


def _work(row: Delivery, message: Message, earlier: tuple[Receipt, ...]) -> Work:
    tried = row.first_tried_at or row.due_at
    return Work(
        pk=row.pk,
        account_pk=row.account_id,
        kind=row.account.kind,
        attempt=row.attempts,
        may_go=_may_go(row, message),
        expires_at=row.expires_at,
        first_tried_at=tried,
        last_tried_at=row.last_tried_at or tried,
        assignment=Assignment(
            key=f"{message.key}/{row.account_id}",
            message=message,
            attempt=row.attempts,
            first_tried_at=row.first_tried_at if row.attempts > 1 else None,
            earlier=earlier,
        ),
        lease=Lease(row.leased_until or tried),
        channel=registry.channels().get(row.account.kind),
        connection=_opened(row.account, row.pk),
        locked=row.account.secrets,
    )


def _may_go(row: Delivery, message: Message) -> bool:
    """Look once more, right before the call: no exercise to a live channel, nor the reverse."""
    places = {row.workspace, row.event.workspace, row.account.workspace, str(message.workspace)}
    return len(places) == 1 and row.account.removed_at is None


def _opened(account: ChannelAccount, delivery_pk: int) -> Connection | None:
    channel = registry.channels().get(account.kind)
    if channel is None:
        return None
    recipients = recipients_of(delivery_pk) if channel.capabilities.has_recipients else None
    try:
        return open_connection(account, recipients=recipients)
    except (UnreadableSecretError, TypeError):  # TypeError: settings of another version of the kind
        return None


def _receipts(rows: Sequence[Delivery]) -> defaultdict[int, tuple[Receipt, ...]]:
    """Find what each channel already carries of the streams, oldest first."""
    found: defaultdict[int, tuple[Receipt, ...]] = defaultdict(tuple)
    if not rows:
        return found
    sent = Delivery.objects.filter(
        account__in={row.account_id for row in rows},
        stream__in={row.stream for row in rows},
        state=Delivery.State.SENT,
    ).order_by("number", "pk")
    for told in sent:
        receipt = Receipt(told.number, told.remote_id, told.url)
        for row in rows:
            if (row.account_id, row.stream) == (told.account_id, told.stream):
                found[row.pk] += (receipt,) if told.number < row.number else ()
    return found
