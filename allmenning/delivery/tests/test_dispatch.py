import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from allmenning.delivery import guard
from allmenning.delivery.contract import Lane, Permanent, Receipt, Unknown
from allmenning.delivery.dispatch import attempt, claim
from allmenning.delivery.dispatch.attempt import guarding_trace
from allmenning.delivery.dispatch.database import Database
from allmenning.delivery.dispatch.work import load
from allmenning.delivery.environment import lend, own_session
from allmenning.delivery.models import ChannelAccount, Delivery, Event
from allmenning.delivery.signals import outcome
from allmenning.delivery.tests.build import make_account, make_message, put_message
from allmenning.delivery.tests.fakes.server import serving
from allmenning.delivery.tests.fakes.sink import SinkServer
from allmenning.delivery.tests.outbox import (
    QUICK,
    database,
    dispatching,
    state_of,
    states,
    until,
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_database", "sinks")]


async def connect(own: Database, sink: SinkServer, name: str, kind: str = "sink") -> ChannelAccount:
    return await own.run(make_account, kind, settings={"url": sink.url, "name": name})


async def send(own: Database, accounts: list[ChannelAccount], number: int = 1) -> None:
    now = timezone.now()
    message = make_message("flom", number, expires_at=now + timedelta(hours=1))
    await own.run(put_message, accounts, message, at=now)


def test_when_one_of_four_channels_is_down_three_have_it_and_the_fourth_gets_one_copy_later() -> (
    None
):
    """R07."""

    async def scenario() -> None:
        sinks = [SinkServer() for _ in range(4)]
        async with serving(*sinks), database() as own:
            accounts = [await connect(own, sink, f"a{n}") for n, sink in enumerate(sinks)]
            await sinks[3].stop()
            await send(own, accounts)
            async with dispatching():
                await until(lambda: all(len(sink.effects) == 1 for sink in sinks[:3]))
                await until(lambda: own.run(lambda: states().get("sent") == 3))
                waiting = await own.run(Delivery.objects.get, account=accounts[3])
                assert waiting.state in ("waiting", "leased")
                assert sinks[3].effects == []
                await sinks[3].start()
                await until(lambda: own.run(lambda: states() == {"sent": 4}))
                await asyncio.sleep(0.3)
            assert [len(sink.effects) for sink in sinks] == [1, 1, 1, 1]

    asyncio.run(scenario())


@pytest.mark.parametrize("kind", ["sink", "keyed"])
def test_an_answer_that_is_lost_makes_no_second_copy(kind: str) -> None:
    async def scenario() -> None:
        sink = SinkServer(knows_keys=kind == "keyed").fail("drop_after", times=2)
        async with serving(sink), database() as own:
            account = await connect(own, sink, "lom", kind)
            await send(own, [account])
            async with dispatching():
                await until(lambda: own.run(lambda: states() == {"sent": 1}))
            assert len(sink.effects) == 1
            told = await own.run(Delivery.objects.get)
            assert told.remote_id == "post-1"

    asyncio.run(scenario())


def test_what_was_lost_on_the_way_there_is_sent_again_once_it_is_known_to_be_absent() -> None:
    async def scenario() -> None:
        sink = SinkServer().fail("drop_before")
        async with serving(sink), database() as own:
            account = await connect(own, sink, "lom")
            await send(own, [account])
            async with dispatching():
                await until(lambda: own.run(lambda: states() == {"sent": 1}))
            assert sink.requests[0].method == "POST"
            assert len(sink.effects) == 1

    asyncio.run(scenario())


def test_what_nobody_can_tell_ends_with_a_person_and_lets_the_next_go() -> None:
    async def scenario() -> None:
        sink = SinkServer().fail("drop_after").fail("status", times=99, method="GET", path="/lom/")
        async with serving(sink), database() as own:
            account = await connect(own, sink, "lom")
            await send(own, [account])
            await send(own, [account], number=2)
            async with dispatching():
                await until(lambda: own.run(lambda: state_of(account, 1) == "unresolved"))
                await until(lambda: own.run(lambda: state_of(account, 2) == "sent"))
            assert sink.keys("lom") == [f"flom/1/{account.pk}", f"flom/2/{account.pk}"]

    asyncio.run(scenario())


def test_an_update_never_overtakes_the_alert_before_it() -> None:
    async def scenario() -> None:
        sink = SinkServer().fail("status", times=3, status=503).fail("drop_after", times=1)
        async with serving(sink), database() as own:
            account = await connect(own, sink, "lom", "wide")
            for number in (1, 2, 3):
                await send(own, [account], number)
            async with dispatching():
                await until(lambda: own.run(lambda: states() == {"sent": 3}))
            assert sink.keys("lom") == [f"flom/{n}/{account.pk}" for n in (1, 2, 3)]

    asyncio.run(scenario())


def test_nothing_goes_out_after_it_expired() -> None:
    async def scenario() -> None:
        sink = SinkServer()
        async with serving(sink), database() as own:
            account = await connect(own, sink, "lom")
            now = timezone.now()
            soon = make_message(expires_at=now + timedelta(seconds=0.2))
            await own.run(put_message, [account], soon, at=now)
            await asyncio.sleep(0.25)
            async with dispatching():
                await until(lambda: own.run(lambda: states() == {"expired": 1}))
            assert sink.requests == []

    asyncio.run(scenario())


def test_an_account_gets_no_more_calls_at_once_than_it_stands() -> None:
    async def scenario() -> None:
        sink = SinkServer()
        sink.pause = 0.05
        async with serving(sink), database() as own:
            narrow = await connect(own, sink, "narrow")
            wide = await connect(own, sink, "wide", "wide")
            now = timezone.now()
            for _ in range(8):
                message = make_message(expires_at=now + timedelta(hours=1))
                await own.run(put_message, [narrow, wide], message, at=now)
            async with dispatching(), dispatching():
                await until(lambda: own.run(lambda: states() == {"sent": 16}))
            assert sink.most_at_once == {"narrow": 1, "wide": 4}

    asyncio.run(scenario())


def test_a_warning_overtakes_five_hundred_ordinary_messages() -> None:
    async def scenario() -> None:
        sink = SinkServer()
        async with serving(sink), database() as own:
            account = await connect(own, sink, "lom")
            now = timezone.now()
            later = now + timedelta(hours=1)

            def put_ordinary() -> None:
                for _ in range(500):
                    put_message(
                        [account], make_message(expires_at=later), lane=Lane.ORDINARY, at=now
                    )

            await own.run(put_ordinary)
            async with dispatching():
                await until(lambda: len(sink.effects) >= 3)
                await send(own, [account])
                before = len(sink.effects)
                mine = ("lom", f"flom/1/{account.pk}")
                await until(lambda: mine in sink.effects)
            # Those already under way, and no other, may come before it.
            assert sink.effects.index(mine) <= before + 2

    asyncio.run(scenario())


def test_a_channel_that_asks_us_to_wait_is_left_alone_with_everything() -> None:
    async def scenario() -> None:
        sink = SinkServer().fail("throttle")
        async with serving(sink), database() as own:
            account = await connect(own, sink, "lom")
            other = await connect(own, sink, "skjåk")
            await send(own, [account])
            async with dispatching():
                await until(lambda: len(sink.requests) == 1)
                await until(lambda: own.run(lambda: state_of(account) == "waiting"))
                now = timezone.now()
                second = make_message("ras", expires_at=now + timedelta(hours=1))
                await own.run(put_message, [account, other], second, at=now)
                await until(lambda: sink.keys("skjåk") == [f"ras/1/{other.pk}"])
                await asyncio.sleep(0.5)
                assert sink.keys("lom") == []
                await until(lambda: own.run(lambda: states() == {"sent": 3}))
            assert len(sink.keys("lom")) == 2

    asyncio.run(scenario())


def test_two_dispatchers_on_one_table_never_send_twice() -> None:
    async def scenario() -> None:
        sink = SinkServer()
        async with serving(sink), database() as own:
            accounts = [await connect(own, sink, f"a{n}", "wide") for n in range(10)]
            now = timezone.now()
            async with dispatching(), dispatching():
                for _ in range(20):
                    message = make_message(expires_at=now + timedelta(hours=1))
                    await own.run(put_message, accounts, message, at=now)
                await until(lambda: own.run(lambda: states() == {"sent": 200}), 20)
            assert len(sink.effects) == len(set(sink.effects)) == 200

    asyncio.run(scenario())


def test_a_lease_that_ran_out_is_doubted_and_its_late_outcome_still_counts() -> None:
    async def scenario() -> None:
        sink = SinkServer()
        async with serving(sink), database() as own:
            account = await connect(own, sink, "lom")
            await send(own, [account])
            await own.run(
                Delivery.objects.update,
                state="leased",
                leased_by="gone",
                leased_until=timezone.now() - timedelta(seconds=1),
                attempts=1,
                first_tried_at=timezone.now() - timedelta(seconds=30),
                last_tried_at=timezone.now() - timedelta(seconds=30),
            )
            sink.effects.append(("lom", f"flom/1/{account.pk}"))
            async with dispatching():
                await until(lambda: own.run(lambda: states() == {"sent": 1}))
            assert [seen.method for seen in sink.requests] == ["GET"]

    asyncio.run(scenario())


def test_a_stop_lets_calls_under_way_end() -> None:
    async def scenario() -> None:
        sink = SinkServer()
        sink.pause = 0.3
        async with serving(sink), database() as own:
            account = await connect(own, sink, "lom")
            await send(own, [account])
            async with dispatching():
                await until(lambda: len(sink.requests) == 1)
            assert await own.run(states) == {"sent": 1}

    asyncio.run(scenario())


def test_an_attempt_whose_lease_is_lost_makes_no_further_call() -> None:
    """A machine that slept through its lease must not go on where it was."""

    async def scenario() -> None:
        sink = SinkServer()
        async with serving(sink), database() as own:
            account = await connect(own, sink, "lom")
            await send(own, [account])
            (taken,) = await own.run(
                claim.claim, "me", Lane.ALERT, replace(QUICK, lease=-1), 1, timezone.now()
            )
            (work,) = await own.run(load, [taken])
            async with own_session([guarding_trace()]) as http:
                assert await attempt.send(lend(http), work, QUICK) == Unknown("malformed")
            assert sink.requests == []

    asyncio.run(scenario())


def test_an_account_that_cannot_be_opened_here_waits_without_a_call(
    settings: Settings,
) -> None:
    async def scenario() -> None:
        sink = SinkServer()
        async with serving(sink), database() as own:
            settings.CHANNEL_KEYS = [Fernet.generate_key().decode()]
            account = await connect(own, sink, "lom")
            settings.CHANNEL_KEYS = [Fernet.generate_key().decode()]
            await send(own, [account])
            async with dispatching():
                await until(lambda: own.run(lambda: Delivery.objects.get().reason == "settings"))
            assert await own.run(states) == {"waiting": 1}
            assert sink.requests == []

    asyncio.run(scenario())


def test_an_update_knows_what_the_channel_already_carries() -> None:
    async def scenario() -> None:
        sink = SinkServer()
        async with serving(sink), database() as own:
            account = await connect(own, sink, "lom")
            await send(own, [account])
            async with dispatching():
                await until(lambda: own.run(lambda: states() == {"sent": 1}))
            await send(own, [account], number=2)
            update = await own.run(lambda: Delivery.objects.get(number=2).pk)
            (work,) = await own.run(load, [update])
            assert work.assignment.earlier == (Receipt(1, "post-1", ""),)
            assert work.assignment.key == f"flom/2/{account.pk}"
            assert work.assignment.first_tried_at is None

    asyncio.run(scenario())


def test_an_account_that_was_armed_is_kept_warm() -> None:
    async def scenario() -> None:
        sink = SinkServer()
        async with serving(sink), database() as own:
            await own.run(
                make_account,
                settings={"url": sink.url, "name": "lom"},
                kind="sink",
                checked_at=timezone.now(),
            )
            await connect(own, sink, "never-armed")
            async with dispatching():
                await until(lambda: len(sink.requests) == 1)
            assert [seen.path for seen in sink.requests] == ["/lom"]

    asyncio.run(scenario())


def test_the_rooms_above_hear_and_one_that_fails_holds_up_nobody() -> None:
    heard: list[str] = []

    def hear(delivery: Delivery, **_: object) -> None:
        heard.append(delivery.state)

    def fail(**_: object) -> None:
        raise RuntimeError("not today")

    async def scenario() -> None:
        sink = SinkServer().fail("status", status=503)
        async with serving(sink), database() as own:
            await send(own, [await connect(own, sink, "lom")])
            async with dispatching():
                await until(lambda: own.run(lambda: states() == {"sent": 1}))

    outcome.connect(fail)
    outcome.connect(hear)
    try:
        asyncio.run(scenario())
    finally:
        outcome.disconnect(fail)
        outcome.disconnect(hear)
    assert heard == ["waiting", "sent"]


def test_an_exercise_that_reached_the_wrong_account_is_stopped_before_the_call() -> None:
    """Past action, claim and database: the dispatcher looks itself."""

    async def scenario() -> None:
        sink = SinkServer()
        async with serving(sink), database() as own:
            account = await connect(own, sink, "lom")
            await send(own, [account])
            await own.run(guard.lift, connection)
            await own.run(Event.objects.update, workspace="exercise")
            assert (await own.run(claim.claim, "me", Lane.ALERT, QUICK, 1, timezone.now())) == []
            (work,) = await own.run(load, [await own.run(lambda: Delivery.objects.get().pk)])
            async with own_session() as http:
                assert await attempt.send(lend(http), work, QUICK) == Permanent("workspace")
            assert sink.requests == []
            await own.run(Event.objects.update, workspace="live")
            await own.run(guard.put, connection)

    asyncio.run(scenario())
