"""Mastodon, Bluesky and X through the dispatcher: real servers and our fake, with answers lost."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import timezone

from allmenning.delivery.channels.tests import servers
from allmenning.delivery.contract import Act, Workspace
from allmenning.delivery.models import ChannelAccount, Delivery
from allmenning.delivery.secrets import lock_all, unlock_all
from allmenning.delivery.tests.build import make_account, make_message, put_message
from allmenning.delivery.tests.fakes.relay import Relay
from allmenning.delivery.tests.fakes.server import FakeServer, Kind
from allmenning.delivery.tests.fakes.x import FakeX
from allmenning.delivery.tests.outbox import database, dispatching, states, until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_database")]


@dataclass(frozen=True)
class Case:
    """A kind, the path of the call that publishes, and what stands before the server."""

    kind: str
    path: str
    fake: FakeServer
    settings: dict[str, str]
    secrets: dict[str, str]
    posts: Callable[[], int]
    """Counts what inhabitants see on the server itself."""


def posts_on_mastodon(address: str) -> int:
    headers = {"Authorization": "Bearer mock_token"}
    told = servers.fetch("GET", f"{address}/api/v1/accounts/verify_credentials", headers=headers)
    return int(told["statuses_count"])


@pytest.fixture(scope="module")
def mastodon_server() -> Iterator[str]:
    with servers.mastodon_server() as address:
        yield address


@pytest.fixture(scope="module")
def bluesky_network() -> Iterator[servers.Bluesky]:
    if why := servers.node_is_missing():
        pytest.skip(why)
    with servers.bluesky_network() as network:
        yield network


@pytest.fixture(params=["mastodon", "bluesky", "x"])
def case(request: pytest.FixtureRequest) -> Case:
    if request.param == "mastodon":
        address: str = request.getfixturevalue("mastodon_server")
        return Case(
            "mastodon",
            "/api/v1/statuses",
            Relay(address),
            {"username": "testuser"},
            {"token": "mock_token"},
            lambda: posts_on_mastodon(address),
        )
    if request.param == "bluesky":
        network: servers.Bluesky = request.getfixturevalue("bluesky_network")
        return Case(
            "bluesky",
            "/xrpc/com.atproto.repo.putRecord",
            Relay(network.address),
            {"handle": network.handle},
            {"password": network.password},
            lambda: len(network.posts()),
        )
    fake = FakeX()
    named = {"username": "vagakommune", "client_id": "client"}
    held = {"refresh": "refresh-0"}
    return Case("x", "/2/tweets", fake, named, held, lambda: len(fake.effects))


def close() -> None:
    """Close the connection of the thread this runs in, which the bound method would not."""
    connection.close()


def secrets_of(account: ChannelAccount) -> str:
    return ChannelAccount.objects.get(pk=account.pk).secrets


def place(case: Case) -> dict[str, str]:
    return {"base" if case.kind == "x" else "server": case.fake.url}


def delivered(case: Case, numbers: tuple[int, ...] = (1,)) -> tuple[list[Delivery], dict[str, str]]:
    """Put messages of one stream in the outbox, wait until all are sent, and read what is kept."""

    async def scenario() -> Any:
        async with case.fake, database() as own:
            account = await own.run(
                make_account,
                case.kind,
                settings=case.settings | place(case),
                secrets=lock_all(case.secrets),
            )
            now = timezone.now()
            for number in numbers:
                act = Act.ALERT if number == 1 else Act.UPDATE
                ends = now + timedelta(hours=1)
                message = make_message(
                    f"flom-{case.kind}-{now.timestamp()}", number, act=act, expires_at=ends
                )
                await own.run(put_message, [account], message, at=now)
            async with dispatching():
                await until(lambda: own.run(lambda: states() == {"sent": len(numbers)}))
            rows = await own.run(lambda: list(Delivery.objects.order_by("number")))
            kept = await own.run(lambda: ChannelAccount.objects.get(pk=account.pk).secrets)
            # The thread that keeps tokens outlives this test's database.
            await sync_to_async(close)()
            return rows, unlock_all(kept)

    rows, kept = asyncio.run(scenario())
    return rows, kept


@pytest.mark.parametrize("kind", ["drop_after", "drop_before", "lie"])
def test_a_lost_answer_ends_as_sent_with_exactly_one_effect(case: Case, kind: Kind) -> None:
    case.fake.fail(kind, path=case.path)
    before = case.posts()

    (delivery,), _kept = delivered(case)

    assert delivery.remote_id
    assert case.posts() - before == 1


def test_an_update_is_sent_after_what_it_updates(case: Case) -> None:
    case.fake.fail("drop_after", path=case.path)

    (first, second), _kept = delivered(case, (1, 2))

    assert first.remote_id != second.remote_id
    posts = [seen.body.decode() for seen in case.fake.requests if seen.path == case.path]
    assert first.remote_id.split(" ")[0] in posts[-1]


def test_no_exercise_reaches_a_live_account_under_another_name(case: Case) -> None:
    async def scenario() -> Any:
        async with case.fake, database() as own:
            live = await own.run(
                make_account,
                case.kind,
                settings=case.settings | place(case),
                secrets=lock_all(case.secrets),
            )
            now = timezone.now()
            ends = now + timedelta(hours=1)
            await own.run(put_message, [live], make_message(expires_at=ends), at=now)
            async with dispatching():
                await until(lambda: own.run(lambda: states() == {"sent": 1}))
            before = await sync_to_async(case.posts)()
            opened = await own.run(lambda: unlock_all(secrets_of(live)))
            disguised = await own.run(
                make_account,
                case.kind,
                workspace=Workspace.EXERCISE,
                owner="vågå",
                settings=case.settings | place(case),
                secrets=lock_all({name: opened[name] for name in case.secrets}),
            )
            message = make_message(expires_at=ends, workspace=Workspace.EXERCISE)
            await own.run(put_message, [disguised], message, at=now)
            async with dispatching():
                await until(lambda: own.run(lambda: states() == {"sent": 1, "refused": 1}))
            refused = await own.run(lambda: Delivery.objects.get(account=disguised))
            kept = await own.run(lambda: ChannelAccount.objects.get(pk=disguised.pk))
            await sync_to_async(close)()
            return refused.reason, kept.is_on, kept.identity, case.posts() - before

    assert asyncio.run(scenario()) == ("connected_elsewhere", False, "", 0)


def test_what_was_renewed_on_the_way_is_kept(case: Case) -> None:
    _deliveries, kept = delivered(case)

    assert kept["proof"]
    if case.kind == "x":
        assert isinstance(case.fake, FakeX)
        assert kept["refresh"] == case.fake.refresh
