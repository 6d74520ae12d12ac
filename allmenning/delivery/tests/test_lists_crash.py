"""Lists by the real dispatcher: killed in the middle, and told to wait in the middle."""

import asyncio
import os
import re
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.utils import timezone

from allmenning.clients.tests.mail_server import Started, mail_server
from allmenning.delivery import handing
from allmenning.delivery.channels.sms.forms import LINK
from allmenning.delivery.channels.sms.forms import Settings as Sms
from allmenning.delivery.models import ChannelAccount, Delivery, Handover
from allmenning.delivery.queries import HandedOver, handed_over
from allmenning.delivery.tests import list_process
from allmenning.delivery.tests.build import make_message, put_message
from allmenning.delivery.tests.build_lists import make_list, make_subscriber
from allmenning.delivery.tests.fakes.sms import sms_gateway
from allmenning.delivery.tests.outbox import database, dispatching, states, until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_database")]
NUMBER = 40


@pytest.fixture(autouse=True)
def _loopback_may_be_called(settings: Any) -> None:
    settings.INTERNAL_HOSTS = ["127.0.0.1"]


def mail_list(server: Started) -> ChannelAccount:
    settings = {"sender_name": "Lom", "sender_address": "varsel@lom.example"}
    return make_list(
        "email",
        settings=settings | {"server": server.host, "port": server.port, "security": "none"},
    )


def lay_out(account: ChannelAccount, address: str, number: int = NUMBER) -> None:
    for each in range(10, 10 + number):
        make_subscriber(account, address.format(each))
    now = timezone.now()
    message = make_message("flom", sent_at=now, expires_at=now + timedelta(hours=1))
    put_message([account], message, at=now)


def told() -> HandedOver:
    return handed_over(Delivery.objects.get())


async def killed_when(is_so: Callable[[], bool]) -> None:
    running = list_process.start()
    try:
        await until(is_so, 30)
    finally:
        os.kill(running.pid, signal.SIGKILL)
        running.wait()


async def finished(own: Any) -> None:
    # The thread that lists ask from outlives a test, and must take no database to the next.
    await sync_to_async(connections.close_all)()
    async with dispatching():
        await until(lambda: own.run(lambda: states() == {"sent": 1}), 30)
    await sync_to_async(connections.close_all)()


def test_a_letter_that_is_sent_again_after_a_crash_is_the_same_letter() -> None:
    async def scenario(server: Started) -> None:
        async with database() as own:
            account = await own.run(mail_list, server)
            await own.run(lay_out, account, "a{}@example.org")
            await killed_when(lambda: len(server.post.letters) >= NUMBER // 2)
            server.post.pause = 0
            await finished(own)
            assert await own.run(told) == HandedOver(sent=NUMBER, refused=0, again=0, unknown=0)

    with mail_server() as server:
        server.post.pause = 0.02
        asyncio.run(scenario(server))
    found = {
        (to, str(re.findall(rb"Message-ID: (\S+)", content)[0]))
        for to, content in server.post.letters
    }
    # Everybody got one, or the same one twice.
    assert len(found) == len({to for to, _ in found}) == NUMBER


def test_an_sms_is_never_sent_again_after_a_crash_and_who_was_in_hand_is_shown() -> None:
    async def scenario() -> None:
        async with database() as own:
            settings = Sms("Lom", "Lom", LINK, gateway.url, "lom", "1", "2")
            account = await own.run(lambda: make_list("sms", settings=asdict(settings)))
            await own.run(lay_out, account, "+47400000{}")
            await killed_when(lambda: len(gateway.texts) >= NUMBER // 2)
            await finished(own)
            counts = await own.run(told)
            assert counts.sent + counts.unknown == NUMBER
            # Eight calls at once.
            assert 0 < counts.unknown <= 8

    with sms_gateway() as gateway:
        gateway.delay = 0.05
        asyncio.run(scenario())
    assert set(Counter(gateway.numbers).values()) == {1}
    assert len(gateway.numbers) >= NUMBER - 8


def test_one_full_mailbox_is_tried_three_times_and_holds_nobody_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Nobody waits five minutes in a test; what holds before is tried with the channel.
    monkeypatch.setattr(handing, "PATIENCE", timedelta(0))

    async def scenario(server: Started) -> None:
        async with database() as own:
            account = await own.run(mail_list, server)
            await own.run(lay_out, account, "a{}@example.org", 12)
            await finished(own)
            assert await own.run(told) == HandedOver(sent=10, refused=2, again=0, unknown=0)
            reasons = await own.run(
                lambda: sorted(
                    Handover.objects.filter(state="refused").values_list("reason", flat=True)
                )
            )
            assert reasons == ["refused", "server"]

    with mail_server() as server:
        server.post.refuse = {"a10@example.org": "452 full", "a11@example.org": "550 no such"}
        asyncio.run(scenario(server))
    assert len(server.post.letters) == 10
