"""A WebSub hub, written to the W3C Recommendation (23 January 2018).

Subscriptions are verified by a challenge (5.3); when a publisher tells of a topic, the hub fetches
it and hands it on as it is, with links to hub and topic and, where a secret was given, a signature
(sections 7 and 8).
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from allmenning.delivery.tests.fakes.server import FakeServer


@dataclass(frozen=True)
class Subscription:
    topic: str
    callback: str
    secret: str = field(default="", repr=False)


class FakeHub(FakeServer):
    """`effects` holds (topic, callback) for each distribution."""

    def __init__(self) -> None:
        super().__init__()
        self.subscriptions: list[Subscription] = []

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/", self._asked)]

    async def _asked(self, request: web.Request) -> web.Response:
        told = await request.post()
        mode = str(told.get("hub.mode", ""))
        if mode == "subscribe":
            return await self._subscribe(
                Subscription(
                    str(told["hub.topic"]),
                    str(told["hub.callback"]),
                    str(told.get("hub.secret", "")),
                )
            )
        if mode == "publish" and told.get("hub.url"):
            await self._distribute(str(told["hub.url"]))
            return web.Response(status=204)
        return web.Response(status=400, text="hub.mode or hub.url is missing")

    async def _subscribe(self, asked: Subscription) -> web.Response:
        challenge = secrets.token_hex(16)
        query = {
            "hub.mode": "subscribe",
            "hub.topic": asked.topic,
            "hub.challenge": challenge,
            "hub.lease_seconds": "864000",
        }
        async with aiohttp.ClientSession() as http, http.get(asked.callback, params=query) as said:
            if said.status != 200 or await said.text() != challenge:
                return web.Response(status=403)
        self.subscriptions.append(asked)
        return web.Response(status=202)

    async def _distribute(self, topic: str) -> None:
        async with aiohttp.ClientSession() as http:
            async with http.get(topic) as fetched:
                body, kind = await fetched.read(), fetched.headers["Content-Type"]
            for one in self.subscriptions:
                if one.topic != topic:
                    continue
                headers = {
                    "Content-Type": kind,
                    "Link": f'<{self.url}/>; rel="hub", <{topic}>; rel="self"',
                }
                if one.secret:
                    digest = hmac.new(one.secret.encode(), body, hashlib.sha256).hexdigest()
                    headers["X-Hub-Signature"] = f"sha256={digest}"
                async with http.post(one.callback, data=body, headers=headers) as taken:
                    if taken.status < 300:
                        self.effects.append((topic, one.callback))
