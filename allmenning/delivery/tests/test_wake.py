"""The dispatcher is woken by the commit, long before it would look by itself."""

import asyncio
import socket
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from allmenning.delivery.tests.build import make_account, make_message, put_message
from allmenning.delivery.tests.fakes.server import serving
from allmenning.delivery.tests.fakes.sink import SinkServer
from allmenning.delivery.tests.outbox import QUICK, database, dispatching, until
from allmenning.delivery.wake import ring

SLEEPY = replace(QUICK, poll=30)


@pytest.mark.slow
@pytest.mark.usefixtures("own_database", "sinks")
def test_a_commit_wakes_the_dispatcher() -> None:
    async def scenario() -> None:
        sink = SinkServer()
        async with serving(sink), database() as own:
            settings = {"url": sink.url, "name": "lom"}
            account = await own.run(make_account, "sink", settings=settings)
            async with dispatching(SLEEPY):
                await asyncio.sleep(1)
                now = timezone.now()
                message = make_message(expires_at=now + timedelta(hours=1))
                await own.run(put_message, [account], message, at=now)
                await until(lambda: len(sink.effects) == 1, 5)

    started = time.monotonic()
    asyncio.run(scenario())
    assert time.monotonic() - started < 15


def test_the_socket_of_a_dispatcher_that_was_killed_is_cleared_away(tmp_path: Path) -> None:
    dead = tmp_path / "dispatch-1-dead.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as gone:
        gone.bind(str(dead))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as alive:
        alive.bind(str(tmp_path / "dispatch-2-alive.sock"))
        alive.settimeout(1)
        ring()
        assert alive.recv(1) == b""
    assert not dead.exists()


@pytest.mark.slow
@pytest.mark.usefixtures("own_database")
def test_a_stopped_dispatcher_leaves_no_socket(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with dispatching():
            if connection.vendor == "sqlite":
                await until(lambda: any(tmp_path.glob("dispatch-*.sock")))

    asyncio.run(scenario())
    assert not list(tmp_path.glob("dispatch-*.sock"))
