"""What every fake of an outside service shares: faults to order, and a record of what it did.

A fake is written to the service's own documentation. It listens on 127.0.0.1 only, in the running
loop (`async with fake:`) or in a thread of its own (`with fake.in_thread():`).
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from aiohttp import web

Kind = Literal["status", "throttle", "delay", "drop_before", "drop_after", "lie"]
Answers = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Fault:
    """What goes wrong with the next `times` requests that match.

    `status` answers so without acting, `throttle` as the service does when it has enough; `delay`
    waits and then acts; `drop_before` breaks the connection without acting, `drop_after` once it
    has acted; `lie` acts and says that it failed.
    """

    kind: Kind
    times: int = 1
    method: str = "POST"
    path: str = ""
    seconds: float = 0.0
    status: int = 500
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def matches(self, request: web.Request) -> bool:
        return (
            self.times > 0
            and self.method in ("*", request.method)
            and request.path.startswith(self.path)
        )


@dataclass(frozen=True)
class Seen:
    """One request that arrived."""

    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = b""


class FakeServer:
    """A service on 127.0.0.1; subclasses name their `routes` and append to `effects`.

    `effects` holds what inhabitants would see, one entry a post; `requests` all that arrived.
    """

    def __init__(self) -> None:
        self.effects: list[Any] = []
        self.requests: list[Seen] = []
        self.faults: list[Fault] = []
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    def throttled(self) -> web.Response:
        """Answer as the service does when it has enough."""
        return web.json_response({}, status=429, headers={"Retry-After": "60"})

    def fail(self, kind: Kind, **details: Any) -> Self:
        """Order a fault; several are taken in the order they were given."""
        self.faults.append(Fault(kind, **details))
        return self

    async def start(self) -> None:
        app = web.Application(middlewares=[self._faulty])
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *problem: object) -> None:
        await self.stop()

    @contextmanager
    def in_thread(self) -> Iterator[Self]:
        """Serve from a thread of its own, for tests that run no loop."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self.start(), loop).result(5)
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(self.stop(), loop).result(5)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    @web.middleware
    async def _faulty(self, request: web.Request, handler: Answers) -> web.StreamResponse:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append(Seen(request.method, request.path_qs, headers, body))
        fault = next((fault for fault in self.faults if fault.matches(request)), None)
        if fault is None:
            return await handler(request)
        fault.times -= 1
        return await self._failed(fault, request, handler)

    async def _failed(self, fault: Fault, request: web.Request, act: Answers) -> web.StreamResponse:
        if fault.kind == "throttle":
            return self.throttled()
        if fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
            return await act(request)
        if fault.kind in ("drop_after", "lie"):
            await act(request)
        if fault.kind in ("drop_before", "drop_after") and request.transport:
            request.transport.abort()
        return web.json_response(fault.body, status=fault.status, headers=fault.headers)


@asynccontextmanager
async def serving(*fakes: FakeServer) -> AsyncIterator[None]:
    """Start several fakes, and stop them all."""
    for fake in fakes:
        await fake.start()
    try:
        yield
    finally:
        for fake in fakes:
            await fake.stop()
