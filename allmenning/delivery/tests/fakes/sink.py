"""A channel of no real service: it posts to a server on 127.0.0.1 that keeps what it is given."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
from aiohttp import web
from django import forms

from allmenning.delivery import registry
from allmenning.delivery.contract import (
    Absent,
    Assignment,
    CannotTell,
    Capabilities,
    Channel,
    Check,
    Connection,
    Environment,
    Found,
    Message,
    Outcome,
    Permanent,
    ReadBack,
    Rendition,
    Retry,
    Sent,
    Unknown,
)
from allmenning.delivery.tests.fakes.server import FakeServer


class SinkServer(FakeServer):
    """Keeps every post as (account, key); one that knows keys keeps each once."""

    def __init__(self, *, knows_keys: bool = False) -> None:
        super().__init__()
        self.knows_keys = knows_keys
        self.at_once: dict[str, int] = {}
        self.most_at_once: dict[str, int] = {}
        self.pause = 0.0

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/{account}", self.post),
            web.get("/{account}", self.ready),
            web.get("/{account}/{key:.*}", self.ask),
        ]

    def throttled(self) -> web.Response:
        return web.json_response({}, status=429, headers={"Retry-After": "2"})

    async def post(self, request: web.Request) -> web.Response:
        account = request.match_info["account"]
        post = (account, request.headers["Key"])
        self.at_once[account] = self.at_once.get(account, 0) + 1
        self.most_at_once[account] = max(self.most_at_once.get(account, 0), self.at_once[account])
        await asyncio.sleep(self.pause)
        self.at_once[account] -= 1
        if not (self.knows_keys and post in self.effects):
            self.effects.append(post)
        return web.json_response({"id": f"post-{self.effects.index(post) + 1}"})

    async def ready(self, _request: web.Request) -> web.Response:
        return web.Response()

    async def ask(self, request: web.Request) -> web.Response:
        post = (request.match_info["account"], request.match_info["key"])
        if post not in self.effects:
            return web.Response(status=404)
        return web.json_response({"id": f"post-{self.effects.index(post) + 1}"})

    def keys(self, account: str) -> list[str]:
        return [key for name, key in self.effects if name == account]


@dataclass(frozen=True)
class SinkSettings:
    url: str
    name: str


class SinkForm(forms.Form):
    url = forms.URLField(assume_scheme="https")
    name = forms.CharField()


@dataclass(frozen=True)
class SinkChannel:
    """Each behaviour of a channel is a kind of its own, as in the registry."""

    kind: str = "sink"
    name: Any = "Sink"
    settings: type[Any] = SinkSettings
    secrets: tuple[str, ...] = ("token",)
    form: type[forms.Form] = SinkForm
    capabilities: Capabilities = field(default_factory=lambda: Capabilities(reads_back=True))

    def address(self, settings: SinkSettings) -> str:
        return f"{settings.url}/{settings.name}"

    def compose(self, message: Message, _settings: SinkSettings) -> Rendition:
        return Rendition(message.text.short, len(message.text.short), 500, "characters")

    async def prepare(self, environment: Environment, connection: Connection) -> list[Check]:
        address = self.address(connection.settings)
        async with environment.http.get(address) as answer:
            return [Check("tls", good=answer.status == 200)]

    async def send(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome:
        address = self.address(connection.settings)
        headers = {"Key": assignment.key}
        try:
            async with environment.http.post(address, headers=headers) as answer:
                return _outcome(answer.status, answer.headers, await answer.json())
        except aiohttp.ClientConnectorError:
            return Retry("unreachable")
        except (aiohttp.ClientError, TimeoutError):
            return Unknown("no_answer")

    async def find(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> ReadBack:
        address = f"{self.address(connection.settings)}/{assignment.key}"
        try:
            async with environment.http.get(address) as answer:
                if answer.status == 404:
                    return Absent()
                if answer.status != 200:
                    return CannotTell("server")
                return Found((await answer.json())["id"])
        except (aiohttp.ClientError, TimeoutError):
            return CannotTell("unreachable")


def _outcome(status: int, headers: Mapping[str, str], body: Mapping[str, Any]) -> Outcome:
    if status == 200:
        return Sent(body["id"])
    if status == 429:
        return Retry("throttled", timedelta(seconds=int(headers["Retry-After"])))
    if status == 403:
        return Permanent("permission")
    return Retry("server")


READS_BACK = SinkChannel()
KNOWS_KEYS = SinkChannel(kind="keyed", capabilities=Capabilities(idempotent_for=timedelta(hours=1)))
WIDE = SinkChannel(kind="wide", capabilities=Capabilities(reads_back=True, parallel=4))
SINKS: tuple[Channel, ...] = (READS_BACK, KNOWS_KEYS, WIDE)


@contextmanager
def registered(*channels: Channel) -> Iterator[None]:
    """Let these be the only kinds there are."""
    ours = registry.OURS
    registry.OURS = channels
    registry.channels.cache_clear()
    try:
        yield
    finally:
        registry.OURS = ours
        registry.channels.cache_clear()
