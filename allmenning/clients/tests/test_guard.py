import asyncio
import socket

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from allmenning.clients.guard import (
    PublicResolver,
    RefusedAddressError,
    guarded_session,
    is_public,
    require_callable,
)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address to refuse, not to listen on
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "240.0.0.1",
        "168.63.129.16",
        "192.0.0.192",
        "100.100.100.200",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::e000:1",
        "64:ff9b:1::7f00:1",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "no address",
    ],
)
def test_what_is_not_the_open_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example.com/1",
        "https://127.0.0.1/1",
        "https://127.1/1",
        "https://2130706433/1",
        "https://0x7f.1/1",
        "https://[::1]/1",
        "https://kari:passord@push.example.com/1",
        "https:///1",
        "ftp://push.example.com/1",
        "https://push.example.com\\@127.0.0.1/1",
        "https://push.example.com/1 2",
        "https://push.example.com:port/1",
        "file:///etc/passwd",
        "https://[::1",
    ],
)
def test_an_address_that_may_lead_astray_is_refused(address: str) -> None:
    with pytest.raises(RefusedAddressError):
        require_callable(address)


def test_an_ordinary_address_and_an_allowed_host_may_be_called() -> None:
    require_callable("https://push.example.com:8443/1?a=b")
    require_callable("http://127.0.0.1:8090/1", allowed=["127.0.0.1"])


def test_a_name_that_leads_inside_is_refused_when_it_is_resolved() -> None:
    async def resolve() -> None:
        await PublicResolver().resolve("localhost", 443)

    with pytest.raises(RefusedAddressError):
        asyncio.run(resolve())


def call(*, allowed: tuple[str, ...]) -> str:
    async def here(_request: web.Request) -> web.Response:
        return web.Response(text="inside")

    async def run() -> str:
        application = web.Application()
        application.router.add_get("/", here)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        try:
            async with (
                guarded_session(allowed) as http,
                http.get(
                    f"http://localhost:{port}/", timeout=aiohttp.ClientTimeout(total=5)
                ) as answer,
            ):
                return await answer.text()
        finally:
            await runner.cleanup()

    return asyncio.run(run())


def test_the_pool_connects_to_nothing_inside_but_what_is_allowed() -> None:
    with pytest.raises(RefusedAddressError):
        call(allowed=())
    assert call(allowed=("localhost",)) == "inside"


class Rebinding(AbstractResolver):
    """Answers with one address after the other, as a name does that wants to get inside."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = self.addresses.pop(0)
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": family,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
        ]

    async def close(self) -> None: ...


def test_a_name_that_changes_its_answer_is_judged_each_time() -> None:
    resolver = PublicResolver(inner=Rebinding("8.8.8.8", "127.0.0.1"))

    async def resolve() -> list[str]:
        return [found["host"] for found in await resolver.resolve("inside.example", 443)]

    assert asyncio.run(resolve()) == ["8.8.8.8"]
    with pytest.raises(RefusedAddressError):
        asyncio.run(resolve())


def test_what_was_judged_is_what_is_connected_to() -> None:
    """The name exists nowhere, so only the resolver's own answer can lead to the server."""

    async def ask() -> tuple[int, list[str]]:
        async def reply(request: web.Request) -> web.Response:
            del request
            return web.Response(status=204)

        app = web.Application()
        app.router.add_get("/", reply)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        inner = Rebinding("127.0.0.1", "8.8.8.8")
        resolver = PublicResolver(["here.example"], inner)
        connector = aiohttp.TCPConnector(resolver=resolver)
        address = f"http://here.example:{runner.addresses[0][1]}/"
        try:
            async with (
                aiohttp.ClientSession(connector=connector) as http,
                http.get(address) as answer,
            ):
                return answer.status, inner.addresses
        finally:
            await runner.cleanup()

    assert asyncio.run(ask()) == (204, ["8.8.8.8"])
