"""Against a server on 127.0.0.1 that answers, breaks off, dawdles or is not there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web

from allmenning.clients.calls import Answer, MalformedError, NoAnswerError, NotSentError, call

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SHORT = aiohttp.ClientTimeout(total=0.2, sock_connect=0.2)


@asynccontextmanager
async def served(
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    app = web.Application()
    app.router.add_route("*", "/", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        async with aiohttp.ClientSession() as http:
            yield http, f"http://127.0.0.1:{port}/"
    finally:
        await runner.cleanup()


def answered(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Answer:
    async def ask() -> Answer:
        async with served(answer) as (http, address):
            return await call(http, "POST", address, patience=SHORT, largest=100)

    return asyncio.run(ask())


def test_an_answer_is_read_with_its_headers_in_lower_case() -> None:
    async def reply(request: web.Request) -> web.Response:
        del request
        return web.json_response({"id": "7"}, headers={"X-Seen": "yes"})

    answer = answered(reply)

    assert (answer.status, answer.is_good, answer.json()) == (200, True, {"id": "7"})
    assert answer.headers["x-seen"] == "yes"


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    async def reply(request: web.Request) -> web.Response:
        del request
        raise web.HTTPFound("/elsewhere")

    assert answered(reply).status == 302


def test_a_connection_that_breaks_after_the_request_is_no_answer() -> None:
    async def reply(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    with pytest.raises(NoAnswerError):
        answered(reply)


@pytest.mark.slow
def test_an_answer_that_takes_too_long_is_no_answer() -> None:
    async def reply(request: web.Request) -> web.Response:
        del request
        await asyncio.sleep(0.4)
        return web.Response()

    with pytest.raises(NoAnswerError):
        answered(reply)


def test_an_answer_that_is_too_large_is_no_answer() -> None:
    async def reply(request: web.Request) -> web.Response:
        del request
        return web.Response(body=b"x" * 101)

    with pytest.raises(NoAnswerError):
        answered(reply)


def test_the_body_is_left_unread_by_who_needs_the_status_only() -> None:
    async def reply(request: web.Request) -> web.Response:
        del request
        return web.Response(body=b"x" * 1_000_000, status=202)

    async def ask() -> Answer:
        async with served(reply) as (http, address):
            return await call(http, "POST", address, patience=SHORT, largest=0)

    answer = asyncio.run(ask())

    assert (answer.status, answer.body) == (202, b"")


def test_a_server_that_is_not_there_got_nothing() -> None:
    async def ask() -> None:
        async with aiohttp.ClientSession() as http:
            await call(http, "POST", "http://127.0.0.1:1/?token=hidden", patience=SHORT)

    with pytest.raises(NotSentError, match=r"^unreachable$"):
        asyncio.run(ask())


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        Answer(200, {}, body).json()


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("120", timedelta(minutes=2)),
        ("Mon, 23 Nov 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Mon, 23 Nov 2026 11:00:00 GMT", timedelta()),
        ("999999999999999999", timedelta(days=1)),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(told: str, expected: timedelta | None) -> None:
    assert Answer(429, {"retry-after": told}, b"").pause(NOON) == expected
