"""The database work of the dispatcher: short, in one thread of its own, retried when it is away."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection

P = ParamSpec("P")
T = TypeVar("T")
AWAY = 0.2
AWAY_ERRORS = (OperationalError, InterfaceError)
log = logging.getLogger("allmenning.delivery")


class Database:
    """Runs functions one after the other beside the event loop, which they would hold up."""

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="outbox")

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.thread, lambda: _fresh(function, *args, **kwargs))

    async def insist(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run it, again and again while the database is away."""
        while True:
            try:
                return await self.run(function, *args, **kwargs)
            except AWAY_ERRORS as error:
                log.warning("database away error=%s", type(error).__name__)
                await asyncio.sleep(AWAY)

    async def close(self) -> None:
        await self.run(_close)
        self.thread.shutdown()


def _fresh(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run it with a connection that works, and drop one that has failed."""
    try:
        return function(*args, **kwargs)
    except AWAY_ERRORS:
        # Django opens it anew with the next question, if it really is gone.
        connection.close_if_unusable_or_obsolete()
        raise


def _close() -> None:
    """Close the connection of the thread this runs in, which the name alone would not."""
    connection.close()
