"""Against mastodon_mock, a real server that speaks Mastodon's API, behind a relay with faults."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from allmenning.delivery.channels.mastodon.channel import CHANNEL
from allmenning.delivery.channels.mastodon.forms import Form, Settings
from allmenning.delivery.channels.tests.build import (
    Account,
    in_environment,
    make_assignment,
    make_message,
    make_text,
)
from allmenning.delivery.channels.tests.servers import fetch, free_port
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
TOKEN = {"Authorization": "Bearer mock_token"}


@pytest.fixture(autouse=True)
def _without_faults(mastodon_server: str) -> None:
    fetch("DELETE", f"{mastodon_server}/api/v1/_mock/faults")


def account(server: str, token: str = "", username: str = "testuser") -> Account:
    token = token or "mock_token"
    return Account(Settings(server, username), {"token": token})


def behind_relay(
    target: str, run: Callable[[Environment, Account, Relay], Awaitable[Result]]
) -> tuple[Result, Relay]:
    relay = Relay(target)

    async def ran(environment: Environment) -> Result:
        async with relay:
            return await run(environment, account(relay.url), relay)

    return in_environment(ran), relay


def send(held: Account, assignment: Assignment, now: datetime | None = None) -> Outcome:
    return in_environment(lambda env: CHANNEL.send(env, held.connection, assignment), now)


def fault(server: str, **effect: Any) -> None:
    spec = {"match": {"methods": ["POST"], "path": "/api/v1/statuses"}, "effect": effect}
    fetch("POST", f"{server}/api/v1/_mock/faults", spec | {"count": 1})


def unique(name: str, **changes: Any) -> Assignment:
    text = make_text(full=f"{name} – æøå «kok» 👨‍👩‍👧‍👦\n\nMeir på https://vaga.kommune.no/varsel")
    return make_assignment(make_message(texts=(text,)), key=f"key-{name}", **changes)


def test_a_message_becomes_a_public_post_in_its_language(mastodon_server: str) -> None:
    outcome = send(account(mastodon_server), unique("public"))

    assert isinstance(outcome, Sent)
    post = fetch("GET", f"{mastodon_server}/api/v1/statuses/{outcome.remote_id}", headers=TOKEN)
    assert (post["visibility"], post["language"]) == ("public", "nn")
    assert post["url"] == outcome.url
    assert "vaga.kommune.no/varsel" in post["content"]


def test_the_same_assignment_twice_is_one_post(mastodon_server: str) -> None:
    assignment = unique("twice")

    assert send(account(mastodon_server), assignment) == send(account(mastodon_server), assignment)


def test_an_update_answers_the_newest_post_of_its_stream(mastodon_server: str) -> None:
    held = account(mastodon_server)
    first = send(held, unique("first"))
    assert isinstance(first, Sent)
    receipt = Receipt(1, first.remote_id, first.url)

    second = send(held, unique("second", earlier=(receipt,)))

    assert isinstance(second, Sent)
    post = fetch("GET", f"{mastodon_server}/api/v1/statuses/{second.remote_id}", headers=TOKEN)
    assert post["in_reply_to_id"] == first.remote_id


def test_an_update_of_a_deleted_post_stands_alone(mastodon_server: str) -> None:
    async def run(environment: Environment, held: Account, relay: Relay) -> Outcome:
        relay.fail("status", status=404, path="/api/v1/statuses")
        gone = (Receipt(1, "1", ""),)
        return await CHANNEL.send(environment, held.connection, unique("alone", earlier=gone))

    outcome, relay = behind_relay(mastodon_server, run)

    assert isinstance(outcome, Sent)
    posted = [seen for seen in relay.requests if seen.method == "POST"]
    assert [b"in_reply_to_id" in seen.body for seen in posted] == [True, False]


def test_an_answer_that_is_lost_is_unknown_and_read_back(mastodon_server: str) -> None:
    assignment = unique("lost", first_tried_at=datetime.now(UTC))

    async def run(environment: Environment, held: Account, relay: Relay) -> Any:
        relay.fail("drop_after", path="/api/v1/statuses")
        outcome = await CHANNEL.send(environment, held.connection, assignment)
        return outcome, await CHANNEL.find(environment, held.connection, assignment)

    (outcome, found), _relay = behind_relay(mastodon_server, run)

    assert outcome == Unknown("no_answer")
    assert isinstance(found, Found)
    assert send(account(mastodon_server), assignment) == Sent(found.remote_id, found.url)


def test_what_was_not_posted_is_absent(mastodon_server: str) -> None:
    held, assignment = account(mastodon_server), unique("never", first_tried_at=datetime.now(UTC))

    assert in_environment(lambda env: CHANNEL.find(env, held.connection, assignment)) == Absent()


def test_an_earlier_post_with_the_same_words_is_not_taken_for_this_one(
    mastodon_server: str,
) -> None:
    held, words = account(mastodon_server), unique("same words")
    assert isinstance(send(held, words), Sent)
    later = datetime.now(UTC) + timedelta(minutes=3)
    again = make_assignment(words.message, key="key-again", first_tried_at=later)

    assert in_environment(lambda env: CHANNEL.find(env, held.connection, again)) == Absent()


def test_a_throttled_account_waits_as_long_as_it_is_told(mastodon_server: str) -> None:
    fault(mastodon_server, type="ratelimit")

    outcome = send(account(mastodon_server), unique("throttled"))

    assert outcome == Retry("throttled", timedelta(seconds=300))


def test_mastodons_own_reset_header_is_read(mastodon_server: str) -> None:
    now = datetime(2026, 11, 23, 2, 40, tzinfo=UTC)
    headers = {"X-RateLimit-Reset": "2026-11-23T02:45:00.000000Z"}

    async def run(environment: Environment, held: Account, relay: Relay) -> Outcome:
        relay.fail("status", status=429, headers=headers, path="/api/v1/statuses")
        return await CHANNEL.send(
            Environment(environment.http, lambda: now, ""), held.connection, unique("reset")
        )

    outcome, _relay = behind_relay(mastodon_server, run)

    assert outcome == Retry("throttled", timedelta(minutes=5))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, Permanent("token")),
        (403, Permanent("permission")),
        (422, Permanent("content")),
        (410, Permanent("refused")),
        (302, Permanent("settings")),
        (500, Unknown("server")),
        (503, Unknown("server")),
    ],
)
def test_an_error_of_the_server_is_sorted(
    mastodon_server: str, status: int, expected: Outcome
) -> None:
    fault(mastodon_server, type="status", status=status)

    assert send(account(mastodon_server), unique(f"error {status}")) == expected


def test_an_answer_that_is_no_json_is_unknown(mastodon_server: str) -> None:
    fault(mastodon_server, type="malformed")

    assert send(account(mastodon_server), unique("malformed")) == Unknown("malformed")


def test_a_server_that_is_away_got_nothing() -> None:
    held = account(f"http://127.0.0.1:{free_port()}")

    assert send(held, unique("away")) == Retry("unreachable")
    assert in_environment(
        lambda env: CHANNEL.find(env, held.connection, unique("away"))
    ) == CannotTell("unreachable")


def test_a_token_of_another_account_sends_nothing(mastodon_server: str) -> None:
    held = account(mastodon_server, username="somebody_else")

    assert send(held, unique("wrong account")) == Permanent("other_account")


def test_a_token_that_was_proven_is_not_asked_for_again(mastodon_server: str) -> None:
    async def run(environment: Environment, held: Account, relay: Relay) -> int:
        await CHANNEL.send(environment, held.connection, unique("proven 1"))
        await CHANNEL.send(environment, held.connection, unique("proven 2"))
        return sum(seen.path.endswith("verify_credentials") for seen in relay.requests)

    times, _relay = behind_relay(mastodon_server, run)

    assert times == 1


def test_prepare_proves_token_and_limits_without_a_post(mastodon_server: str) -> None:
    held = account(mastodon_server)

    checks = in_environment(lambda env: CHANNEL.prepare(env, held.connection))

    assert [(check.name, check.good) for check in checks] == [
        ("tls", True),
        ("token", True),
        ("limits", True),
    ]
    assert held.secrets["proof"]


@pytest.mark.parametrize(
    ("token", "username", "reason"),
    [("wrong", "testuser", "token"), ("mock_token", "somebody_else", "other_account")],
)
def test_prepare_tells_a_bad_token(
    mastodon_server: str, token: str, username: str, reason: str
) -> None:
    held = account(mastodon_server, token, username)

    checks = in_environment(lambda env: CHANNEL.prepare(env, held.connection))

    assert [(check.name, check.reason) for check in checks if not check.good] == [("token", reason)]


def test_prepare_tells_a_server_that_is_away() -> None:
    held = account(f"http://127.0.0.1:{free_port()}")

    checks = in_environment(lambda env: CHANNEL.prepare(env, held.connection))

    assert [(check.name, check.good, check.reason) for check in checks] == [
        ("tls", False, "unreachable")
    ]


def test_a_text_of_501_characters_is_not_sent(mastodon_server: str) -> None:
    text = make_text(short="x" * 501, full="x" * 600)
    assignment = make_assignment(make_message(texts=(text,)))

    assert send(account(mastodon_server), assignment) == Permanent("too_long")


def test_an_address_counts_23() -> None:
    text = make_text(full="x" * 476 + " https://vaga.kommune.no/" + "y" * 100)

    rendition = CHANNEL.compose(make_message(texts=(text,)), Settings("https://a.example", "vaga"))

    assert (rendition.count, rendition.unit, rendition.fits) == (500, "characters", True)


def test_the_form_takes_a_server_as_people_paste_it() -> None:
    form = Form({"server": "https://Mastodon.social/@vaga", "username": "Vaga", "token": "t"})

    assert form.is_valid()
    assert form.cleaned_data == {
        "server": "https://mastodon.social",
        "username": "vaga",
        "token": "t",
    }


@pytest.mark.parametrize(
    "server", ["http://mastodon.social", "localhost", "127.0.0.1", "10.0.0.8", "https://a:b@c.no"]
)
def test_the_form_refuses_what_is_no_public_server(server: str) -> None:
    form = Form({"server": server, "username": "vaga", "token": "t"})

    assert "server" in form.errors


def test_the_same_account_has_one_address() -> None:
    settings = Settings("https://mastodon.social", "Vaga")

    assert CHANNEL.address(settings) == "@vaga@mastodon.social"
