"""A message and a connection as a channel meets them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import aiohttp

from allmenning.delivery.contract import (
    Act,
    Assignment,
    Connection,
    Environment,
    Message,
    Receipt,
    Text,
    Workspace,
)

NOW = datetime(2026, 11, 23, 2, 40, tzinfo=UTC)
LINK = "https://vaga.kommune.no/varsel/kokevarsel"
Result = TypeVar("Result")


def make_text(language: str = "nn", **changes: Any) -> Text:
    words = {
        "headline": "Kok drikkevatnet i Vågåmo",
        "short": f"Kok drikkevatnet i Vågåmo. Meir på {LINK}",
        "full": (
            "Kok drikkevatnet i Vågåmo.\n\nDet er funne bakteriar i vatnet. Kok alt vatn du skal "
            f"drikke. Ny melding kl. 06.00.\n\nMeir på {LINK} og NRK P1.\n\nVågå kommune"
        ),
        "link": LINK,
    }
    return Text(language=language, **(words | changes))


def make_message(**changes: Any) -> Message:
    values: dict[str, Any] = {
        "key": "alert-1-1",
        "stream": "alert-1",
        "number": 1,
        "act": Act.ALERT,
        "workspace": Workspace.LIVE,
        "texts": (make_text(),),
        "sender": "Vågå kommune",
        "severity": "Severe",
        "sent_at": NOW,
        "expires_at": NOW + timedelta(hours=12),
    }
    return Message(**(values | changes))


def make_assignment(
    message: Message | None = None,
    *,
    key: str = "alert-1-1-account-7",
    attempt: int = 1,
    first_tried_at: datetime | None = None,
    earlier: tuple[Receipt, ...] = (),
) -> Assignment:
    return Assignment(key, message or make_message(), attempt, first_tried_at, earlier)


@dataclass
class Account:
    """An account's secrets, as the database would keep them."""

    settings: Any
    secrets: dict[str, str] = field(default_factory=dict)
    workspace: Workspace = Workspace.LIVE

    @property
    def connection(self) -> Connection:
        async def keep(secrets: Mapping[str, str]) -> None:
            self.secrets |= secrets

        return Connection(
            pk=7,
            owner="vaga",
            name="Vågå",
            workspace=self.workspace,
            settings=self.settings,
            secrets=dict(self.secrets),
            keep_secrets=keep,
        )


def in_environment(
    run: Callable[[Environment], Awaitable[Result]], now: datetime | None = None
) -> Result:
    """Run with a pool of its own and, unless told otherwise, the clock of the test."""

    async def ran() -> Result:
        async with aiohttp.ClientSession() as http:
            clock = (lambda: now) if now else (lambda: datetime.now(UTC))
            return await run(Environment(http, clock, "https://allmenning.example"))

    return asyncio.run(ran())
