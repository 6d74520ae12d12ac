"""What the outbox and the accounts can be asked."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Count, QuerySet

from allmenning.delivery import registry
from allmenning.delivery.content import from_json
from allmenning.delivery.contract import Connection, Message, Recipients, Workspace
from allmenning.delivery.identities import ConnectedElsewhereError
from allmenning.delivery.joining import Joining, joining_of
from allmenning.delivery.models import ChannelAccount, Delivery, Event, Handover, Subscriber
from allmenning.delivery.secrets import opens, store, unlock_account

PAUSES = (0.2, 1.0, 5.0)
Keep = Callable[[Mapping[str, str]], Awaitable[None]]


def accounts_of(owner: str, workspace: Workspace) -> QuerySet[ChannelAccount]:
    """Return the accounts of a body that are connected, those switched off included."""
    return ChannelAccount.objects.filter(
        owner=owner, workspace=workspace, removed_at=None
    ).order_by("kind", "name", "pk")


def deliveries_of(stream: str) -> QuerySet[Delivery]:
    """Return every delivery of a stream, oldest message first, then by account."""
    return (
        Delivery.objects.filter(stream=stream)
        .select_related("account", "event")
        .order_by("number", "account__kind", "account__name", "pk")
    )


def open_deliveries(owner: str, workspace: Workspace) -> QuerySet[Delivery]:
    """Return what is not settled yet for the accounts of a body."""
    return (
        Delivery.objects.filter(
            account__owner=owner, account__workspace=workspace, state__in=Delivery.OPEN
        )
        .select_related("account", "event")
        .order_by("lane", "due_at", "pk")
    )


def unresolved_deliveries(owner: str, workspace: Workspace) -> QuerySet[Delivery]:
    """Return what a person must look after: nobody can tell whether it came through."""
    return (
        Delivery.objects.filter(
            account__owner=owner,
            account__workspace=workspace,
            state=Delivery.State.UNRESOLVED,
        )
        .select_related("account", "event")
        .order_by("last_tried_at", "pk")
    )


def message_of(event: Event) -> Message:
    return from_json(event.content)


def last_number(stream: str) -> int:
    """Return the number of the newest message in the stream, 0 when there is none."""
    newest = Event.objects.filter(stream=stream).order_by("-number").first()
    return newest.number if newest else 0


def open_connection(
    account: ChannelAccount,
    *,
    keep_secrets: Keep | None = None,
    recipients: Recipients | None = None,
) -> Connection:
    """Open an account for use; what the channel renews on the way is kept at once."""

    async def keep(values: Mapping[str, str]) -> None:
        await _kept(account.pk, values)

    return Connection(
        pk=account.pk,
        owner=account.owner,
        name=account.name,
        workspace=Workspace(account.workspace),
        settings=settings_of(account),
        secrets=unlock_account(account.secrets),
        keep_secrets=keep_secrets or keep,
        recipients=recipients,
    )


async def _kept(account_pk: int, values: Mapping[str, str]) -> None:
    """Store what was renewed, again when the database is away: the old token may have ended."""
    for pause in PAUSES:
        try:
            return await sync_to_async(_stored, thread_sensitive=False)(account_pk, values)
        except (OperationalError, InterfaceError):
            await asyncio.sleep(pause)
    return await sync_to_async(_stored, thread_sensitive=False)(account_pk, values)


def _stored(account_pk: int, values: Mapping[str, str]) -> None:
    # Some thread of the loop's: it is given a connection of its own, and leaves none behind.
    try:
        if not store(account_pk, values):
            raise ConnectedElsewhereError
    finally:
        connection.close()


def settings_of(account: ChannelAccount) -> Any:
    """Return the settings as the dataclass of the account's kind."""
    kept = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in account.settings.items()
    }
    return registry.channel(account.kind).settings(**kept)


def closed_accounts() -> int:
    """Count the accounts whose secrets no key of this installation opens."""
    return sum(not opens(account.secrets) for account in ChannelAccount.objects.order_by("pk"))


def paused(account: ChannelAccount, at: datetime) -> bool:
    """Tell whether the channel has asked us to wait."""
    return account.paused_until is not None and account.paused_until > at


@dataclass(frozen=True)
class PublicList:
    """A list that inhabitants can join, and what its page must know; `facts` names the sender."""

    account: ChannelAccount
    name: str
    joining: Joining
    facts: Mapping[str, str]


def public_lists(owner: str) -> list[PublicList]:
    """Return the lists of a body that anybody may join: live ones that are switched on."""
    rows = accounts_of(owner, Workspace.LIVE).filter(is_on=True)
    return [found for account in rows if (found := _public(account)) is not None]


def public_list(account_pk: int) -> PublicList | None:
    rows = ChannelAccount.objects.filter(
        pk=account_pk, workspace=Workspace.LIVE, is_on=True, removed_at=None
    )
    account = rows.first()
    return _public(account) if account else None


def subscription(token: str) -> PublicList | None:
    """Return the list that a subscriber's link belongs to, of an exercise too."""
    found = Subscriber.objects.select_related("account").filter(token=token).first()
    return _public(found.account) if found else None


@dataclass(frozen=True)
class HandedOver:
    """How far a delivery to a list has come: a number of recipients for each state."""

    sent: int
    refused: int
    again: int
    unknown: int


def handed_over(delivery: Delivery) -> HandedOver:
    """Count those a delivery was handed to; who is in hand right now is among the unknown."""
    rows = delivery.handovers.values_list("state").annotate(number=Count("pk")).order_by("state")
    counts = dict(rows)
    state = Handover.State
    return HandedOver(
        sent=counts.get(state.SENT, 0),
        refused=counts.get(state.REFUSED, 0),
        again=counts.get(state.AGAIN, 0),
        unknown=counts.get(state.UNKNOWN, 0) + counts.get(state.TRIED, 0),
    )


def _public(account: ChannelAccount) -> PublicList | None:
    channel = registry.channel(account.kind)
    joining = joining_of(channel)
    facts = joining.facts(account) if joining else None
    return PublicList(account, str(channel.name), joining, facts) if joining and facts else None
