"""Against a real Bluesky server (PDS) with its directory, behind a relay with faults."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from allmenning.delivery.channels.bluesky.channel import CHANNEL
from allmenning.delivery.channels.bluesky.forms import Form, Settings
from allmenning.delivery.channels.tests.build import (
    LINK,
    Account,
    in_environment,
    make_assignment,
    make_message,
    make_text,
)
from allmenning.delivery.channels.tests.servers import Bluesky, free_port
from allmenning.delivery.contract import (
    Absent,
    Assignment,
    CannotTell,
    Environment,
    Found,
    Outcome,
    Permanent,
    Receipt,
    Retry,
    Sent,
    Unknown,
)
from allmenning.delivery.tests.fakes.relay import Relay

pytestmark = pytest.mark.slow
Result = TypeVar("Result")
PUT = "/xrpc/com.atproto.repo.putRecord"


def account(network: Bluesky, address: str = "", **secrets: str) -> Account:
    kept = {"password": network.password} | secrets
    return Account(Settings(network.handle, address or network.address), kept)


def send(held: Account, assignment: Assignment) -> Outcome:
    return in_environment(lambda env: CHANNEL.send(env, held.connection, assignment))


def find(held: Account, assignment: Assignment) -> object:
    return in_environment(lambda env: CHANNEL.find(env, held.connection, assignment))


def behind_relay(
    network: Bluesky, run: Callable[[Environment, Account, Relay], Awaitable[Result]]
) -> Result:
    relay = Relay(network.address)

    async def ran(environment: Environment) -> Result:
        async with relay:
            return await run(environment, account(network, relay.url), relay)

    return in_environment(ran)


def unique(name: str, **changes: Any) -> Assignment:
    text = make_text(full=f"{name} – æøå 👨‍👩‍👧‍👦\n\nMeir på {LINK}.\n\nVågå kommune")
    return make_assignment(make_message(texts=(text,)), key=f"key-{name}", **changes)


def records(network: Bluesky, name: str) -> list[Any]:
    found = [record["value"] for record in network.posts()]
    return [value for value in found if value["text"].startswith(f"{name} –")]


def test_a_message_becomes_a_post_whose_link_is_marked_by_bytes(bluesky_network: Bluesky) -> None:
    outcome = send(account(bluesky_network), unique("facets"))

    assert isinstance(outcome, Sent)
    (post,) = records(bluesky_network, "facets")
    assert post["langs"] == ["nn"]
    assert post["createdAt"] == "2026-11-23T02:40:00.000Z"
    (facet,) = post["facets"]
    # "facets – æøå " is 18 bytes, the family 25, two line breaks 2, "Meir på " 9: 54 in all.
    assert facet["index"] == {"byteStart": 54, "byteEnd": 54 + len(LINK)}
    assert facet["features"][0]["uri"] == LINK
    assert outcome.url.startswith("https://bsky.app/profile/vaga.test/post/")


def test_the_same_assignment_twice_is_one_post(bluesky_network: Bluesky) -> None:
    held, assignment = account(bluesky_network), unique("twice")

    assert send(held, assignment) == send(held, assignment)
    assert len(records(bluesky_network, "twice")) == 1


def test_messages_of_one_second_are_posts_of_their_own(bluesky_network: Bluesky) -> None:
    held, message = account(bluesky_network), unique("same second").message

    one = send(held, make_assignment(message, key="one"))
    two = send(held, make_assignment(message, key="two"))

    assert one != two
    assert len(records(bluesky_network, "same second")) == 2


def test_an_update_answers_the_warning_and_the_one_before_it(bluesky_network: Bluesky) -> None:
    held = account(bluesky_network)
    sent = [send(held, unique(f"stream {number}")) for number in (1, 2)]
    earlier = tuple(
        Receipt(number, outcome.remote_id, outcome.url)
        for number, outcome in enumerate(sent, 1)
        if isinstance(outcome, Sent)
    )

    send(held, unique("stream 3", earlier=earlier))

    (post,) = records(bluesky_network, "stream 3")
    root, parent = (receipt.remote_id.split(" ") for receipt in earlier)
    assert post["reply"] == {
        "root": {"uri": root[0], "cid": root[1]},
        "parent": {"uri": parent[0], "cid": parent[1]},
    }


def test_an_answer_that_is_lost_is_unknown_and_read_back(bluesky_network: Bluesky) -> None:
    assignment = unique("lost")

    async def run(environment: Environment, held: Account, relay: Relay) -> Any:
        relay.fail("drop_after", path=PUT)
        outcome = await CHANNEL.send(environment, held.connection, assignment)
        return outcome, await CHANNEL.find(environment, held.connection, assignment)

    outcome, found = behind_relay(bluesky_network, run)

    assert outcome == Unknown("no_answer")
    assert isinstance(found, Found)
    assert send(account(bluesky_network), assignment) == Sent(found.remote_id, found.url)
    assert len(records(bluesky_network, "lost")) == 1


def test_a_server_that_says_it_failed_is_not_believed(bluesky_network: Bluesky) -> None:
    async def run(environment: Environment, held: Account, relay: Relay) -> Any:
        relay.fail("lie", status=502, path=PUT)
        return await CHANNEL.send(environment, held.connection, unique("lie"))

    assert behind_relay(bluesky_network, run) == Unknown("server")
    assert len(records(bluesky_network, "lie")) == 1


def test_what_was_not_posted_is_absent(bluesky_network: Bluesky) -> None:
    assert find(account(bluesky_network), unique("never")) == Absent()


def test_a_sign_in_is_kept_and_used_again(bluesky_network: Bluesky) -> None:
    async def run(environment: Environment, held: Account, relay: Relay) -> list[str]:
        for number in range(3):
            await CHANNEL.send(environment, held.connection, unique(f"kept {number}"))
        return [seen.path for seen in relay.requests]

    assert behind_relay(bluesky_network, run) == [
        "/xrpc/com.atproto.server.createSession",
        PUT,
        PUT,
        PUT,
    ]


def test_an_expired_token_is_renewed_once(bluesky_network: Bluesky) -> None:
    async def run(environment: Environment, held: Account, relay: Relay) -> Any:
        await CHANNEL.send(environment, held.connection, unique("expiry 1"))
        before, relay.requests[:] = held.secrets["refresh"], []
        relay.fail("status", status=400, body={"error": "ExpiredToken"}, path=PUT)
        outcome = await CHANNEL.send(environment, held.connection, unique("expiry 2"))
        return outcome, before != held.secrets["refresh"], [seen.path for seen in relay.requests]

    outcome, is_new, paths = behind_relay(bluesky_network, run)

    assert isinstance(outcome, Sent)
    assert is_new
    assert paths == [PUT, "/xrpc/com.atproto.server.refreshSession", PUT]


def test_tokens_that_no_longer_hold_lead_to_a_new_sign_in(bluesky_network: Bluesky) -> None:
    held = account(bluesky_network)
    assert isinstance(send(held, unique("broken 1")), Sent)
    held.secrets |= {"access": "broken", "refresh": "broken"}

    assert isinstance(send(held, unique("broken 2")), Sent)
    assert held.secrets["access"] != "broken"


def test_a_new_password_ends_the_kept_sign_in(bluesky_network: Bluesky) -> None:
    held = account(bluesky_network)
    assert isinstance(send(held, unique("password 1")), Sent)
    held.secrets["password"] = "another"

    assert send(held, unique("password 2")) == Permanent("token")


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, {"error": "InvalidRequest"}, Permanent("content")),
        (401, {"error": "AccountTakedown"}, Permanent("permission")),
        (403, {"error": "Forbidden"}, Permanent("permission")),
        (413, {"error": "PayloadTooLarge"}, Permanent("too_long")),
        (302, {}, Permanent("settings")),
        (500, {"error": "InternalServerError"}, Unknown("server")),
        (502, {"error": "UpstreamFailure"}, Unknown("server")),
    ],
)
def test_an_error_of_the_server_is_sorted(
    bluesky_network: Bluesky, status: int, body: dict[str, str], expected: Outcome
) -> None:
    async def run(environment: Environment, held: Account, relay: Relay) -> Outcome:
        relay.fail("status", status=status, body=body, path=PUT)
        return await CHANNEL.send(environment, held.connection, unique(f"error {status}"))

    assert behind_relay(bluesky_network, run) == expected


@pytest.mark.parametrize("path", [PUT, "/xrpc/com.atproto.server.createSession"])
def test_a_throttled_account_waits_until_the_reset(bluesky_network: Bluesky, path: str) -> None:
    now = datetime(2026, 11, 23, 2, 40, tzinfo=UTC)
    headers = {"ratelimit-reset": str(int(now.timestamp()) + 240)}

    async def run(environment: Environment, held: Account, relay: Relay) -> Outcome:
        relay.fail("status", status=429, headers=headers, path=path)
        then = Environment(environment.http, lambda: now, "")
        return await CHANNEL.send(then, held.connection, unique("throttled"))

    assert behind_relay(bluesky_network, run) == Retry("throttled", timedelta(minutes=4))


def test_a_sign_in_without_an_answer_has_posted_nothing(bluesky_network: Bluesky) -> None:
    async def run(environment: Environment, held: Account, relay: Relay) -> Outcome:
        relay.fail("drop_after", path="/xrpc/com.atproto.server.createSession")
        return await CHANNEL.send(environment, held.connection, unique("sign-in"))

    assert behind_relay(bluesky_network, run) == Retry("no_answer")


def test_a_server_that_is_away_got_nothing(bluesky_network: Bluesky) -> None:
    held = account(bluesky_network, f"http://127.0.0.1:{free_port()}")

    assert send(held, unique("away")) == Retry("unreachable")
    assert find(held, unique("away")) == CannotTell("unreachable")


def test_prepare_proves_the_sign_in_without_a_post(bluesky_network: Bluesky) -> None:
    held, before = account(bluesky_network), len(bluesky_network.posts())

    checks = in_environment(lambda env: CHANNEL.prepare(env, held.connection))

    assert [(check.name, check.good, check.detail) for check in checks] == [
        ("tls", True, ""),
        ("token", True, "@vaga.test"),
    ]
    assert len(bluesky_network.posts()) == before


def test_prepare_tells_a_wrong_password(bluesky_network: Bluesky) -> None:
    held = account(bluesky_network, password="wrong")

    checks = in_environment(lambda env: CHANNEL.prepare(env, held.connection))

    assert [(check.name, check.reason) for check in checks if not check.good] == [
        ("token", "token")
    ]


def test_300_graphemes_are_sent_and_301_are_not(bluesky_network: Bluesky) -> None:
    held = account(bluesky_network)

    def of(length: int) -> Assignment:
        text = make_text(short="å" * length, full="å" * 400)
        return make_assignment(make_message(texts=(text,)), key=f"length {length}")

    assert isinstance(send(held, of(300)), Sent)
    assert send(held, of(301)) == Permanent("too_long")


def test_3000_bytes_are_the_most_however_few_the_graphemes() -> None:
    text = make_text(short="👨‍👩‍👧‍👦" * 121, full="x" * 301)

    rendition = CHANNEL.compose(make_message(texts=(text,)), Settings("vaga.test"))

    assert (rendition.count, rendition.limit, rendition.fits) == (301, 300, False)


def test_the_form_takes_a_handle_as_people_paste_it() -> None:
    form = Form({"handle": "@Vaga.bsky.social", "password": "abcd", "server": "bsky.social"})

    assert form.is_valid()
    assert form.cleaned_data["handle"] == "vaga.bsky.social"
    assert form.cleaned_data["server"] == "https://bsky.social"


def test_the_form_refuses_half_a_handle() -> None:
    form = Form({"handle": "vaga", "password": "abcd", "server": "bsky.social"})

    assert list(form.errors) == ["handle"]
