"""A dispatcher is killed in the middle of a call; the next one makes no second copy."""

import asyncio
import os
import signal
from datetime import timedelta

import pytest
from django.utils import timezone

from allmenning.delivery.tests import process
from allmenning.delivery.tests.build import make_account, make_message, put_message
from allmenning.delivery.tests.fakes.server import serving
from allmenning.delivery.tests.fakes.sink import SinkServer
from allmenning.delivery.tests.outbox import database, dispatching, states, until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_database", "sinks")]


@pytest.mark.parametrize("kind", ["sink", "keyed"])
def test_a_dispatcher_that_is_killed_in_the_middle_of_a_call_leaves_one_copy(kind: str) -> None:
    async def scenario() -> None:
        sink = SinkServer(knows_keys=kind == "keyed")
        sink.pause = 0.5
        async with serving(sink), database() as own:
            settings = {"url": sink.url, "name": "lom"}
            account = await own.run(make_account, kind, settings=settings)
            now = timezone.now()
            message = make_message("flom", expires_at=now + timedelta(hours=1))
            await own.run(put_message, [account], message, at=now)
            killed = process.start()
            try:
                await until(lambda: len(sink.requests) == 1, 20)
            finally:
                os.kill(killed.pid, signal.SIGKILL)
                killed.wait()
            assert await own.run(states) == {"leased": 1}
            async with dispatching():
                await until(lambda: own.run(lambda: states() == {"sent": 1}))
            assert sink.effects == [("lom", f"flom/1/{account.pk}")]

    asyncio.run(scenario())
