"""A message is laid out for sending: all of it or nothing, in the caller's transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.delivery.actions.news import tell
from allmenning.delivery.content import as_json
from allmenning.delivery.contract import Lane, Message
from allmenning.delivery.endings import end_waiting
from allmenning.delivery.models import ChannelAccount, Delivery, Event
from allmenning.delivery.wake import wake

# What is asked of an account; the rest of it is large and not needed here.
ASKED = ("pk", "workspace", "is_on", "removed_at")


class NotPutError(Exception):
    """The message was not laid out, and nothing of it will be sent."""


class NoAccountsError(NotPutError):
    """There is no account to send by."""


class WorkspacesMeetError(NotPutError):
    """An exercise and a live channel may not meet."""


class AccountOffError(NotPutError):
    """The account is switched off or removed."""


class ExpiredMessageError(NotPutError):
    """It would no longer be valid when it came out."""


class OutOfTurnError(NotPutError):
    """The number does not follow the one before it in the stream."""


class AlreadyPutError(NotPutError):
    """A message with this key is laid out already."""


@transaction.atomic
def put(
    *,
    message: Message,
    accounts: Iterable[ChannelAccount],
    lane: Lane,
    by: User | None,
    at: datetime,
) -> Event:
    """Lay out one message for every account, and wake the dispatcher when it is committed.

    What waits of a stream that the message ends is not sent any more.
    """
    named = {account.pk for account in accounts}
    found = list(ChannelAccount.objects.filter(pk__in=named).only(*ASKED).order_by("pk"))
    _require_accounts(message, found, named)
    _require_turn(message, at)
    event = _make_event(message, lane, at)
    for ended in end_waiting(event, at):
        tell(ended, at)
    Delivery.objects.bulk_create(_deliveries(event, found, at))
    write_audit(
        by=by,
        at=at,
        verb="delivery.put",
        target=f"event:{event.key}",
        detail={"act": event.act, "workspace": event.workspace, "accounts": sorted(named)},
    )
    wake()
    return event


def _require_accounts(message: Message, found: Sequence[ChannelAccount], named: set[int]) -> None:
    if not named:
        raise NoAccountsError(f"Message {message.key} names no account to be sent by.")
    if missing := named - {account.pk for account in found}:
        raise AccountOffError(f"There is no account {min(missing)}.")
    for account in found:
        if account.workspace != message.workspace:
            raise WorkspacesMeetError(
                f"Message {message.key} is {message.workspace}, and account {account.pk} is "
                f"{account.workspace}; they may not meet."
            )
        if not account.is_on or account.removed_at is not None:
            raise AccountOffError(f"Account {account.pk} is switched off.")


def _require_turn(message: Message, at: datetime) -> None:
    if message.expires_at <= at:
        raise ExpiredMessageError(f"Message {message.key} expired at {message.expires_at}.")
    # One question for both, since each is a way there and back in a crisis.
    near = Event.objects.filter(Q(key=message.key) | Q(stream=message.stream))
    known = list(near.only("key", "stream", "number", "workspace").order_by("-number", "-pk"))
    if any(event.key == message.key for event in known):
        raise AlreadyPutError(f"Message {message.key} is laid out already.")
    newest = next((event for event in known if event.stream == message.stream), None)
    expected = newest.number + 1 if newest else 1
    if message.number != expected:
        raise OutOfTurnError(
            f"Message {message.key} has number {message.number} in its stream; "
            f"{expected} is the next."
        )
    if newest and newest.workspace != message.workspace:
        raise WorkspacesMeetError(
            f"Stream {message.stream} is {newest.workspace}, and message {message.key} is "
            f"{message.workspace}; they may not meet."
        )


def _make_event(message: Message, lane: Lane, at: datetime) -> Event:
    return Event.objects.create(
        key=message.key,
        stream=message.stream,
        number=message.number,
        act=message.act,
        workspace=message.workspace,
        lane=lane,
        content=as_json(message),
        created_at=at,
        expires_at=message.expires_at,
    )


def _deliveries(event: Event, accounts: Sequence[ChannelAccount], at: datetime) -> list[Delivery]:
    return [
        Delivery(
            event=event,
            account=account,
            workspace=event.workspace,
            lane=event.lane,
            stream=event.stream,
            number=event.number,
            expires_at=event.expires_at,
            due_at=at,
        )
        for account in accounts
    ]
