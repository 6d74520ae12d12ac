"""A gateway for SMS, with LINK's ways and Twilio's, that can be told to fail in each way."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from threading import Thread
from typing import Any

from aiohttp import web


@dataclass
class SmsGateway:
    """What came in, and how to misbehave. `by_number` maps a number onto status and JSON."""

    url: str = ""
    texts: list[dict[str, Any]] = field(default_factory=list)
    by_number: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    drop_after_acting: set[str] = field(default_factory=set)
    throttled_after: int = 10**9
    delay: float = 0
    asked: int = 0
    tokens: int = 0
    authorization: str = ""

    @property
    def numbers(self) -> list[str]:
        return sorted(text["to"] for text in self.texts)

    async def link(self, request: web.Request) -> web.Response:
        told = await request.json()
        self.authorization = request.headers.get("Authorization", "")
        if "sendRequestMessages" in told:
            return web.json_response({"resultCode": 4003, "description": "Empty"}, status=400)
        return await self._answer(
            request, told["destination"], told, {"messageId": "Dc1", "resultCode": 1005}, 200
        )

    async def rest(self, request: web.Request) -> web.Response:
        told = {name: str(value) for name, value in (await request.post()).items()}
        self.authorization = request.headers.get("Authorization", "")
        return await self._answer(request, told["To"], told, {"sid": "SM1"}, 201)

    async def listed(self, request: web.Request) -> web.Response:
        to = request.query.get("To", "")
        found = [text for text in self.texts if text["to"] == to]
        return web.json_response({"messages": found})

    async def token(self, request: web.Request) -> web.Response:
        await request.post()
        self.tokens += 1
        return web.json_response({"access_token": "t1", "expires_in": 3600})

    async def _answer(
        self, request: web.Request, to: str, told: dict[str, Any], good: dict[str, Any], status: int
    ) -> web.Response:
        self.asked += 1
        is_too_much = self.asked > self.throttled_after
        await asyncio.sleep(self.delay)
        if is_too_much:
            return web.json_response({"code": 20429}, status=429, headers={"Retry-After": "30"})
        if to in self.by_number:
            refused, answer = self.by_number[to]
            return web.json_response(answer, status=refused)
        body = told.get("userData", told.get("Body"))
        created = format_datetime(datetime.now(UTC))
        self.texts.append({"to": to, "body": body, "date_created": created, "told": told})
        if to in self.drop_after_acting:
            assert request.transport is not None
            request.transport.close()
        return web.Response(body=json.dumps(good), status=status, content_type="application/json")


@contextmanager
def sms_gateway() -> Iterator[SmsGateway]:
    gateway, loop = SmsGateway(), asyncio.new_event_loop()
    application = web.Application()
    application.router.add_post("/sms/send", gateway.link)
    application.router.add_post("/sms/sendbatch", gateway.link)
    application.router.add_post("/Messages.json", gateway.rest)
    application.router.add_get("/Messages.json", gateway.listed)
    application.router.add_post("/token", gateway.token)
    runner = web.AppRunner(application)

    async def start() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()

    loop.run_until_complete(start())
    gateway.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
