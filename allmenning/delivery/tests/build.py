"""Builders of the outbox's tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from allmenning.delivery.actions import put
from allmenning.delivery.contract import Act, Lane, Message, Text, Workspace
from allmenning.delivery.models import ChannelAccount, Delivery, Event
from allmenning.delivery.secrets import lock_all

NIGHT = datetime(2026, 11, 23, 1, 40, tzinfo=UTC)
numbers = count(1)


def make_account(
    kind: str = "fake", *, workspace: Workspace = Workspace.LIVE, **changes: object
) -> ChannelAccount:
    given: dict[str, object] = {
        "owner": "lom",
        "kind": kind,
        "name": "Lom kommune",
        "workspace": workspace,
        "address": f"{kind}:{next(numbers)}",
        "settings": {},
        "secrets": lock_all({"token": "hemmeleg"}),
        "created_at": NIGHT,
    }
    return ChannelAccount.objects.create(**given | changes)


def make_message(stream: str = "", number: int = 1, **changes: object) -> Message:
    stream = stream or f"stream-{next(numbers)}"
    text = Text(
        "nb", "Flom i Lom", "Flom i Lom.", "Flom i Lom. Gå til høgda.", "https://lom.example"
    )
    message = Message(
        key=f"{stream}/{number}",
        stream=stream,
        number=number,
        act=Act.ALERT if number == 1 else Act.UPDATE,
        workspace=Workspace.LIVE,
        texts=(text,),
        sender="Lom kommune",
        severity="Severe",
        sent_at=NIGHT,
        expires_at=NIGHT + timedelta(hours=6),
    )
    return replace(message, **changes)  # type: ignore[arg-type]


def put_message(
    accounts: Sequence[ChannelAccount],
    message: Message | None = None,
    *,
    lane: Lane = Lane.ALERT,
    at: datetime = NIGHT,
) -> Event:
    return put(message=message or make_message(), accounts=accounts, lane=lane, by=None, at=at)


def only_delivery(event: Event) -> Delivery:
    return Delivery.objects.get(event=event)
