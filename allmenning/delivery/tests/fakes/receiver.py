"""A server that takes our webhooks, as our own README asks of receivers."""

import json
from typing import Any

from aiohttp import web

from allmenning.clients.webhook import signature
from allmenning.delivery.tests.fakes.server import FakeServer

SECRET = "whsec_" + "YWxsbWVubmluZy1hbGxtZW5uaW5nLWFsbG1lbm5pbmc="


class FakeReceiver(FakeServer):
    """Checks the signature and knows a repeat by its id; `effects` is what it told on."""

    def __init__(self) -> None:
        super().__init__()
        self.known: set[str] = set()
        self.pings = 0

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/hook", self.take)]

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        identity = request.headers["webhook-id"]
        timestamp = int(request.headers["webhook-timestamp"])
        if request.headers["webhook-signature"] != signature(SECRET, identity, timestamp, body):
            return web.Response(status=401)
        content: dict[str, Any] = json.loads(body)
        if content["type"] == "ping":
            self.pings += 1
        elif identity not in self.known:
            self.known.add(identity)
            self.effects.append(content)
        return web.Response(status=204)
