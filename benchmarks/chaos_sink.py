"""The channels of `chaos.py`: they act, and then do everything but answer."""

import asyncio
import random

from aiohttp import web

from allmenning.delivery.tests.fakes.sink import SinkServer

LONGEST_DELAY = 0.4


class ChaosServer(SinkServer):
    """Of a hundred calls about half go well. Accounts called `keyed-...` know keys."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    async def post(self, request: web.Request) -> web.Response:
        self.calls += 1
        chance = random.random()  # noqa: S311 - no secret hangs on it
        if chance < 0.05:
            return web.json_response({}, status=503)
        if chance < 0.12:
            return dropped(request)
        if chance < 0.4:
            await asyncio.sleep(random.uniform(0, LONGEST_DELAY))  # noqa: S311
        answer = self.act(request.match_info["account"], request.headers["Key"])
        return dropped(request) if 0.3 < chance < 0.5 else answer

    def act(self, account: str, key: str) -> web.Response:
        post = (account, key)
        if not (account.startswith("keyed") and post in self.effects):
            self.effects.append(post)
        return web.json_response({"id": f"post-{self.effects.index(post) + 1}"})

    async def ask(self, request: web.Request) -> web.Response:
        if request.match_info["account"] == "report":
            return web.json_response({"effects": self.effects, "calls": self.calls})
        chance = random.random()  # noqa: S311
        if chance < 0.1:
            return dropped(request) if chance < 0.05 else web.Response(status=500)
        return await super().ask(request)


def dropped(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()
