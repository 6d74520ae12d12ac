"""Builders of lists, of those who are on them, and of what is handed to them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from allmenning.delivery.contract import Lane, Workspace
from allmenning.delivery.digests import digest
from allmenning.delivery.models import ChannelAccount, Delivery, Event, Subscriber
from allmenning.delivery.secrets import lock, lock_all

# The night of the flood in the examples.
AT = datetime(2026, 11, 23, 1, 40, tzinfo=UTC)


def make_list(kind: str = "email", **changes: Any) -> ChannelAccount:
    values: dict[str, Any] = {
        "owner": "lom",
        "kind": kind,
        "name": f"{kind} til innbyggerne",
        "workspace": Workspace.LIVE,
        "address": f"{kind}-{ChannelAccount.objects.count()}@lom.example",
        "created_at": AT,
    }
    secrets = changes.pop("secrets", {})
    return ChannelAccount.objects.create(**{**values, "secrets": lock_all(secrets), **changes})


def make_delivery(account: ChannelAccount, number: int = 1, **changes: Any) -> Delivery:
    event = Event.objects.create(
        key=f"flom-{account.pk}-{number}",
        stream=f"flom-{account.pk}",
        number=number,
        act="alert",
        workspace=account.workspace,
        lane=Lane.ALERT,
        content={},
        created_at=AT,
        expires_at=AT + timedelta(hours=6),
    )
    values: dict[str, Any] = {
        "event": event,
        "account": account,
        "workspace": account.workspace,
        "lane": Lane.ALERT,
        "stream": event.stream,
        "number": number,
        "expires_at": event.expires_at,
        "due_at": AT,
    }
    return Delivery.objects.create(**{**values, **changes})


def make_subscriber(account: ChannelAccount, address: str, **changes: Any) -> Subscriber:
    data = changes.pop("data", {})
    values: dict[str, Any] = {
        "account": account,
        "digest": digest(account.pk, address),
        "address": lock(address),
        "data": lock_all(data),
        "token": f"token-{address}"[:43],
        "asked_at": AT,
        "confirmed_at": AT,
    }
    return Subscriber.objects.create(**{**values, **changes})
