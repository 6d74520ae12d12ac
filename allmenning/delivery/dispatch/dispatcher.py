"""The loop: claim, call, note; renew what is held, doubt what was let go, end what is late."""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from allmenning.delivery.contract import Environment, Lane
from allmenning.delivery.dispatch import claim, note
from allmenning.delivery.dispatch.attempt import guarding_trace, look, send
from allmenning.delivery.dispatch.bell import listening
from allmenning.delivery.dispatch.database import AWAY, AWAY_ERRORS, Database
from allmenning.delivery.dispatch.note import Attempted, LookedAt, Result
from allmenning.delivery.dispatch.pace import Pace
from allmenning.delivery.dispatch.power import doubt_after_power_cut
from allmenning.delivery.dispatch.warm import Warmth
from allmenning.delivery.dispatch.work import Work, load
from allmenning.delivery.environment import lend, own_session

log = logging.getLogger("allmenning.delivery")


class Dispatcher:
    """Sends what is in the outbox until it is stopped. Several may share one outbox."""

    def __init__(self, pace: Pace | None = None, database: Database | None = None) -> None:
        self.pace = pace or Pace()
        self.database = database or Database()
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.bell = asyncio.Event()
        self.stopping = asyncio.Event()
        self.held: dict[int, Work] = {}
        self.calls: set[asyncio.Task[None]] = set()
        self.ordinary = 0
        self.results: list[Result] = []
        self.has_results = asyncio.Event()
        self.noted = asyncio.Event()
        self.awake_since = timezone.now()
        self.swept_at = self.awake_since - timedelta(days=1)

    def stop(self) -> None:
        """Claim nothing more; calls under way get their time to end."""
        self.stopping.set()
        self.bell.set()

    async def run(self) -> None:
        doubted = await self.database.insist(doubt_after_power_cut, self.awake_since)
        log.info("dispatcher up name=%s doubted=%s", self.name, doubted)
        async with own_session([guarding_trace()]) as http, listening(self.bell):
            environment = lend(http)
            besides = [
                asyncio.create_task(self._renew()),
                asyncio.create_task(self._note()),
                asyncio.create_task(Warmth(self.pace, self.database).keep(environment)),
            ]
            try:
                await self._work(environment)
                await self._finish()
            finally:
                await _ended(besides)
        await self.database.close()
        log.info("dispatcher down name=%s", self.name)

    async def _work(self, environment: Environment) -> None:
        while not self.stopping.is_set():
            self.bell.clear()
            try:
                await self._round(environment)
            except AWAY_ERRORS as error:
                log.warning("database away error=%s", type(error).__name__)
                await asyncio.sleep(AWAY)
            except Exception as error:  # the edge of the loop (STYLE 18)
                log.exception("round failed error=%s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.bell.wait(), self.pace.poll)

    async def _round(self, environment: Environment) -> None:
        if await self._claim(environment, Lane.ALERT, self.pace.at_once - len(self.calls)):
            # Our own database work takes turns with the calls; let theirs go out first.
            await asyncio.sleep(self.pace.calls_first)
        room = self.pace.ordinary_at_once - self.ordinary
        await self._claim(
            environment, Lane.ORDINARY, min(room, self.pace.at_once - len(self.calls))
        )
        now = timezone.now()
        if (now - self.swept_at).total_seconds() >= self.pace.poll:
            self.swept_at = now
            await self._sweep(environment)

    async def _claim(self, environment: Environment, lane: Lane, room: int) -> int:
        """Start what may go now; return how much that was."""
        taken = await self.database.run(self._claimed, lane, room) if room > 0 else []
        for work in taken:
            self.held[work.pk] = work
            self.ordinary += lane == Lane.ORDINARY
            self._start(self._attempt(environment, work, lane))
        return len(taken)

    def _claimed(self, lane: Lane, room: int) -> list[Work]:
        taken = claim.claim(self.name, lane, self.pace, room, timezone.now())
        return load(taken) if taken else []

    async def _attempt(self, environment: Environment, work: Work, lane: Lane) -> None:
        try:
            outcome = await send(environment, work, self.pace)
        except asyncio.CancelledError:
            self.held.pop(work.pk)  # Stopped in the middle: doubted once its lease runs out.
            raise
        finally:
            self.ordinary -= lane == Lane.ORDINARY
        self._keep(Attempted(work, outcome))

    async def _sweep(self, environment: Environment) -> None:
        """Take up what others let go of, and end what is no longer valid."""
        for work in await self.database.run(self._swept):
            self._start(self._look(environment, work))

    def _swept(self) -> list[Work]:
        now = timezone.now()
        changed = claim.lapse(now) + claim.expire(now) + claim.end(now)
        note.tell_of(changed, now)
        unknown = claim.look(self.pace, self.pace.at_once, now)
        return load(unknown) if unknown else []

    async def _look(self, environment: Environment, work: Work) -> None:
        self._keep(LookedAt(work, await look(environment, work, self.pace)))

    def _start(self, call: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(call)
        self.calls.add(task)
        task.add_done_callback(self.calls.discard)

    def _keep(self, result: Result) -> None:
        self.results.append(result)
        self.has_results.set()

    async def _note(self) -> None:
        """Write down results, all that have come in since the last time at once."""
        while True:
            await self.has_results.wait()
            self.has_results.clear()
            results, self.results = self.results, []
            try:
                await self.database.insist(self._noted, results)
            except Exception as error:  # the edge of the loop; what is not noted is doubted later
                log.exception("noting failed error=%s", type(error).__name__)
            for result in results:
                self.held.pop(result.work.pk, None)
            self.noted.set()
            # There may be room now, or something in the stream that waited for this.
            self.bell.set()

    def _noted(self, results: list[Result]) -> None:
        note.note_all(results, self.pace, self.awake_since, timezone.now())

    async def _renew(self) -> None:
        """Hold on to the rows under way; a row that is lost gets its lease put in the past."""
        while True:
            await asyncio.sleep(self.pace.renew)
            if not self.held:
                continue
            try:
                ours = await self.database.run(self._renewed)
            except AWAY_ERRORS as error:
                log.warning("database away error=%s", type(error).__name__)
                continue
            for pk, until in ours.items():
                if pk in self.held:
                    self.held[pk].lease.until = until

    def _renewed(self) -> dict[int, datetime]:
        return claim.renew(self.name, self.pace, timezone.now())

    async def _finish(self) -> None:
        """Let calls end within their time; what does not is doubted when its lease runs out."""
        if self.calls:
            await asyncio.wait(self.calls, timeout=self.pace.stop_within)
        await _ended(list(self.calls))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.pace.stop_within):
                while self.results or self.held:
                    self.noted.clear()
                    await self.noted.wait()


async def _ended(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
