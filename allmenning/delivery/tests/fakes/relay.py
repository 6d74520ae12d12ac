"""Stands before a real counterpart and passes requests on, so that it too can drop its answer."""

import aiohttp
from aiohttp import web

from allmenning.delivery.tests.fakes.server import FakeServer

_OWN = {"transfer-encoding", "content-length", "content-encoding", "date", "server", "connection"}


class Relay(FakeServer):
    """Passes everything on to `target`; `effects` holds (method, path, status) of what it did."""

    def __init__(self, target: str) -> None:
        super().__init__()
        self.target = target

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/{path:.*}", self._pass_on)]

    async def _pass_on(self, request: web.Request) -> web.Response:
        headers = {name: value for name, value in request.headers.items() if name != "Host"}
        async with (
            aiohttp.ClientSession() as http,
            http.request(
                request.method,
                self.target + request.path_qs,
                headers=headers,
                data=await request.read(),
                allow_redirects=False,
            ) as answer,
        ):
            body = await answer.read()
            self.effects.append((request.method, request.path, answer.status))
            kept = {
                name: value for name, value in answer.headers.items() if name.lower() not in _OWN
            }
            return web.Response(status=answer.status, body=body, headers=kept)
