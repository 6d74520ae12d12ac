"""A channel in memory: it keeps what it is told, and does as the test says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django import forms

from allmenning.core.lengths import x_weight
from allmenning.delivery import registry
from allmenning.delivery.contract import (
    Absent,
    Assignment,
    Capabilities,
    Check,
    Connection,
    Environment,
    Found,
    Message,
    Outcome,
    ReadBack,
    Rendition,
    Sent,
)

KIND = "fake"
LIMIT = 280


@dataclass(frozen=True)
class FakeSettings:
    """`limit` lets a test make a text too long."""

    name: str
    limit: int = LIMIT


@dataclass(frozen=True)
class Held:
    """What one account was told: the text, and what the message said it was."""

    account: str
    workspace: str
    text: str
    message: Message


@dataclass(frozen=True)
class FakeChannel:
    """As strict as X in length; everything it took is in `held`."""

    held: list[Held] = field(default_factory=list, compare=False)
    public: bool = False
    kind: str = KIND
    name: str = "Fake"
    settings: type[FakeSettings] = FakeSettings
    secrets: tuple[str, ...] = ()
    form: type[forms.Form] = forms.Form

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            idempotent_for=timedelta(hours=1), reads_back=True, public=self.public, parallel=10
        )

    def address(self, settings: Any) -> str:
        return str(settings.name)

    def compose(self, message: Message, settings: Any) -> Rendition:
        text = message.text.short
        return Rendition(text, x_weight(text), settings.limit, "weighted")

    async def prepare(self, environment: Environment, connection: Connection) -> list[Check]:
        del environment, connection
        return [Check("token", good=True)]

    async def send(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome:
        del environment
        return self.take(connection, assignment)

    def take(self, connection: Connection, assignment: Assignment) -> Sent:
        text = self.compose(assignment.message, connection.settings).text
        workspace = connection.workspace.value
        self.held.append(Held(connection.name, workspace, text, assignment.message))
        return Sent(f"{assignment.key}", f"https://fake.example/{len(self.held)}")

    async def find(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> ReadBack:
        del environment
        known = {one.message.key for one in self.held if one.account == connection.name}
        key = assignment.message.key
        return Found(assignment.key) if key in known else Absent()


@contextmanager
def connected(channel: FakeChannel) -> Iterator[FakeChannel]:
    """Let the registry know the channel, and nothing else, for a while."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "OURS", (channel,))
        registry.channels.cache_clear()
        try:
            yield channel
        finally:
            registry.channels.cache_clear()
