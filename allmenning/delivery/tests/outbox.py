"""A real database that threads and processes share, and a dispatcher at work on it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from django.db import connections

from allmenning.delivery.dispatch import Dispatcher, Pace
from allmenning.delivery.dispatch.database import Database
from allmenning.delivery.models import ChannelAccount, Delivery

# As in earnest, only faster.
QUICK = Pace(
    lease=1.5,
    renew=0.3,
    call_limit=5,
    absent_after=0.3,
    unresolved_after=0.5,
    poll=0.05,
    wait_least=0.05,
    wait_most=0.2,
    stop_within=5,
)


@contextmanager
def file_in_place_of_memory(path: Path) -> Iterator[None]:
    """Let SQLite's database be a file for a while; its migrations are copied, not run again."""
    memory = connections["default"]
    memory.ensure_connection()
    copy = sqlite3.connect(path)
    memory.connection.backup(copy)
    copy.close()
    told = connections.settings["default"]
    name, told["NAME"] = told["NAME"], str(path)
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        told["NAME"] = name
        connections["default"] = memory


@asynccontextmanager
async def dispatching(pace: Pace = QUICK) -> AsyncIterator[Dispatcher]:
    dispatcher = Dispatcher(pace)
    task = asyncio.create_task(dispatcher.run())
    try:
        yield dispatcher
    finally:
        dispatcher.stop()
        await task


@asynccontextmanager
async def database() -> AsyncIterator[Database]:
    own = Database()
    try:
        yield own
    finally:
        await own.close()


async def until(
    is_so: Callable[[], bool] | Callable[[], Awaitable[bool]], seconds: float = 10
) -> None:
    """Wait until it is so, and fail when it never is."""
    async with asyncio.timeout(seconds):
        while True:
            told = is_so()
            if told if isinstance(told, bool) else await told:
                return
            await asyncio.sleep(0.01)


def states() -> dict[str, int]:
    """Count the deliveries by state."""
    found: dict[str, int] = {}
    for state in Delivery.objects.order_by("pk").values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def state_of(account: ChannelAccount, number: int = 1) -> str:
    return Delivery.objects.get(account=account, number=number).state
