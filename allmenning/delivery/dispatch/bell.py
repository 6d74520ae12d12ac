"""What wakes the dispatcher: a datagram on this machine, or NOTIFY from PostgreSQL."""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection

from allmenning.delivery.wake import CHANNEL

AGAIN = 1.0
log = logging.getLogger("allmenning.delivery")


@contextlib.asynccontextmanager
async def listening(bell: asyncio.Event) -> AsyncIterator[None]:
    """Let the bell ring whenever something was put into the outbox, while the context lasts."""
    if connection.vendor == "postgresql":
        async with _listening_to_postgresql(bell):
            yield
    else:
        with _listening_to_socket(bell):
            yield


@contextlib.contextmanager
def _listening_to_socket(bell: asyncio.Event) -> Iterator[None]:
    path = Path(settings.DATA_DIR) / f"dispatch-{os.getpid()}-{secrets.token_hex(3)}.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.setblocking(False)
        try:
            receiver.bind(str(path))
        except OSError as error:
            # A path of over 100 characters is one way there; polling does it then.
            log.warning("bell missing error=%s", error.strerror or error)
            yield
            return
        path.chmod(0o600)
        loop = asyncio.get_running_loop()
        loop.add_reader(receiver, _heard, receiver, bell)
        try:
            yield
        finally:
            loop.remove_reader(receiver)
            path.unlink(missing_ok=True)


def _heard(receiver: socket.socket, bell: asyncio.Event) -> None:
    with contextlib.suppress(BlockingIOError):
        while True:
            receiver.recv(1)
            bell.set()


@contextlib.asynccontextmanager
async def _listening_to_postgresql(bell: asyncio.Event) -> AsyncIterator[None]:
    task = asyncio.create_task(_listen(bell))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _listen(bell: asyncio.Event) -> None:
    while True:
        try:
            await _listen_once(bell)
        except psycopg.Error as error:
            log.warning("bell lost error=%s", type(error).__name__)
        await asyncio.sleep(AGAIN)


async def _listen_once(bell: asyncio.Event) -> None:
    given = connection.get_connection_params()
    for own in ("cursor_factory", "context"):  # Django's, for its own cursors
        given.pop(own, None)
    async with await psycopg.AsyncConnection.connect(**given, autocommit=True) as listener:
        await listener.execute(f"LISTEN {CHANNEL}")
        bell.set()  # for what was put while nobody listened
        async for _notice in listener.notifies():
            bell.set()
