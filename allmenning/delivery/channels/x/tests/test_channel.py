"""Against our own fake of X, which posts, forgets to answer, throttles and lies."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from allmenning.delivery.channels.tests.build import (
    LINK,
    Account,
    in_environment,
    make_assignment,
    make_message,
    make_text,
)
from allmenning.delivery.channels.tests.servers import free_port
from allmenning.delivery.channels.x.channel import CHANNEL
from allmenning.delivery.channels.x.forms import Form, Settings
from allmenning.delivery.contract import (
    Absent,
    Assignment,
    CannotTell,
    Environment,
    Found,
    Outcome,
    Permanent,
    ReadBack,
    Receipt,
    Retry,
    Sent,
    Unknown,
)
from allmenning.delivery.tests.fakes.x import FakeX

Result = TypeVar("Result")
POSTS = "/2/tweets"
TOKENS = "/2/oauth2/token"


def account(fake: FakeX, **secrets: str) -> Account:
    settings = Settings("vagakommune", "client", fake.url)
    return Account(settings, {"refresh": fake.refresh} | secrets)


def tried(name: str = "Kok vatnet", **changes: Any) -> Assignment:
    text = make_text(full=f"{name} & vent <3 minutt>.\n\nMeir på {LINK}. Vågå kommune")
    changes = {"first_tried_at": datetime.now(UTC)} | changes
    return make_assignment(make_message(texts=(text,)), **changes)


def with_x(run: Callable[[Environment, Account, FakeX], Awaitable[Result]]) -> Result:
    fake = FakeX()

    async def ran(environment: Environment) -> Result:
        async with fake:
            return await run(environment, account(fake), fake)

    return in_environment(ran)


def sent_with(order: Callable[[FakeX], object], **changes: Any) -> tuple[Outcome, int]:
    """Send once with a fault ordered, and count what inhabitants see."""

    async def run(environment: Environment, held: Account, fake: FakeX) -> tuple[Outcome, int]:
        order(fake)
        outcome = await CHANNEL.send(environment, held.connection, tried(**changes))
        return outcome, len(fake.effects)

    return with_x(run)


def test_a_message_becomes_a_post_with_a_time_stamp() -> None:
    async def run(environment: Environment, held: Account, fake: FakeX) -> Any:
        return await CHANNEL.send(environment, held.connection, tried()), fake.effects

    outcome, effects = with_x(run)

    assert outcome == Sent(
        "1990000000000000000", "https://x.com/vagakommune/status/1990000000000000000"
    )
    # 02:40 in UTC is 03:40 in Norway in November.
    assert [text for _id, text, _reply in effects] == [
        f"Kok vatnet & vent <3 minutt>.\n\nMeir på {LINK}. Vågå kommune\n\n23.11.2026 03:40:00"
    ]


def test_an_update_answers_the_newest_post_of_its_stream() -> None:
    async def run(environment: Environment, held: Account, fake: FakeX) -> Any:
        first = await CHANNEL.send(environment, held.connection, tried("Ein"))
        assert isinstance(first, Sent)
        receipt = Receipt(1, first.remote_id, first.url)
        update = tried("To", earlier=(receipt,))
        await CHANNEL.send(environment, held.connection, update)
        return fake.effects

    (first, _text, alone), (_id, _update, answered) = with_x(run)

    assert (alone, answered) == ("", first)


def test_an_update_of_a_deleted_post_stands_alone() -> None:
    gone = (Receipt(1, "17", ""),)

    outcome, posts = sent_with(lambda fake: fake.faults.clear(), earlier=gone)

    assert isinstance(outcome, Sent)
    assert posts == 1


def test_an_answer_that_is_lost_is_unknown_and_read_back_by_its_words() -> None:
    assignment = tried()

    async def run(environment: Environment, held: Account, fake: FakeX) -> Any:
        fake.fail("drop_after", path=POSTS)
        outcome = await CHANNEL.send(environment, held.connection, assignment)
        return outcome, await CHANNEL.find(environment, held.connection, assignment), fake.effects

    outcome, found, effects = with_x(run)

    assert outcome == Unknown("no_answer")
    assert isinstance(found, Found)
    assert [identity for identity, *_rest in effects] == [found.remote_id]


@pytest.mark.parametrize("kind", ["lie", "drop_after"])
def test_a_post_that_was_made_in_spite_of_the_answer_is_not_made_twice(kind: Any) -> None:
    assignment = tried()

    async def run(environment: Environment, held: Account, fake: FakeX) -> Any:
        fake.fail(kind, status=503, path=POSTS)
        first = await CHANNEL.send(environment, held.connection, assignment)
        second = await CHANNEL.send(environment, held.connection, assignment)
        return first, second, fake.effects

    first, second, effects = with_x(run)

    assert isinstance(first, Unknown)
    assert isinstance(second, Sent)
    assert [identity for identity, *_rest in effects] == [second.remote_id]


def test_a_connection_that_broke_before_it_posted_leaves_nothing_to_find() -> None:
    async def run(environment: Environment, held: Account, fake: FakeX) -> Any:
        fake.fail("drop_before", path=POSTS)
        outcome = await CHANNEL.send(environment, held.connection, tried())
        return outcome, await CHANNEL.find(environment, held.connection, tried())

    assert with_x(run) == (Unknown("no_answer"), Absent())


def test_another_message_with_other_words_is_not_taken_for_this_one() -> None:
    async def run(environment: Environment, held: Account, fake: FakeX) -> ReadBack:
        del fake
        await CHANNEL.send(environment, held.connection, tried("Noko anna"))
        return await CHANNEL.find(environment, held.connection, tried())

    assert with_x(run) == Absent()


def test_more_posts_than_one_page_are_read_through() -> None:
    async def run(environment: Environment, held: Account, fake: FakeX) -> Any:
        assignment = tried()
        await CHANNEL.send(environment, held.connection, assignment)
        fake.effects += [(str(number), f"nr {number}", "") for number in range(150)]
        fake._made_at += [datetime.now(UTC)] * 150  # noqa: SLF001 - posts made by hand
        return await CHANNEL.find(environment, held.connection, assignment)

    assert isinstance(with_x(run), Found)


@pytest.mark.parametrize(
    ("name", "attempt", "expected"),
    [
        ("forbidden", 1, Retry("permission")),
        ("forbidden", 3, Permanent("permission")),
        ("client-forbidden", 1, Permanent("permission")),
        ("invalid", 1, Permanent("content")),
        ("usage-capped", 1, Retry("quota")),
        ("credits", 1, Retry("quota")),
        ("unavailable", 1, Unknown("server")),
        ("duplicate", 1, Unknown("duplicate")),
        ("duplicate", 3, Permanent("duplicate")),
    ],
)
def test_an_error_of_x_is_sorted(name: str, attempt: int, expected: Outcome) -> None:
    def order(fake: FakeX) -> None:
        fake.refuse(name, path=POSTS)

    assert sent_with(order, attempt=attempt) == (expected, 0)


def test_a_throttled_account_waits_until_the_moment_x_names() -> None:
    outcome, posts = sent_with(lambda fake: fake.fail("throttle", path=POSTS))

    assert isinstance(outcome, Retry)
    assert outcome.reason == "throttled"
    assert outcome.after is not None
    assert timedelta(seconds=290) < outcome.after <= timedelta(seconds=300)
    assert posts == 0


def test_a_limit_of_24_hours_is_waited_for_too() -> None:
    now = datetime(2026, 11, 23, 2, 40, tzinfo=UTC)
    headers = {
        "x-rate-limit-remaining": "99",
        "x-rate-limit-reset": str(int(now.timestamp()) + 900),
        "x-user-limit-24hour-remaining": "0",
        "x-user-limit-24hour-reset": str(int(now.timestamp()) + 7200),
    }

    async def run(environment: Environment, held: Account, fake: FakeX) -> Outcome:
        fake.fail("status", status=429, headers=headers, path=POSTS)
        then = Environment(environment.http, lambda: now, "")
        return await CHANNEL.send(then, held.connection, tried())

    assert with_x(run) == Retry("throttled", timedelta(hours=2))


def test_a_sign_in_is_kept_and_used_again() -> None:
    async def run(environment: Environment, held: Account, fake: FakeX) -> list[str]:
        await CHANNEL.send(environment, held.connection, tried("Ein"))
        await CHANNEL.send(environment, held.connection, tried("To"))
        return [seen.path for seen in fake.requests]

    assert with_x(run) == [TOKENS, "/2/users/me", POSTS, POSTS]


def test_a_token_that_ended_too_early_is_renewed_once() -> None:
    async def run(environment: Environment, held: Account, fake: FakeX) -> Any:
        await CHANNEL.send(environment, held.connection, tried("Ein"))
        fake.requests.clear()
        fake.access = "ended by X"
        outcome = await CHANNEL.send(environment, held.connection, tried("To"))
        return outcome, [seen.path for seen in fake.requests], held.secrets, fake

    outcome, paths, kept, fake = with_x(run)

    assert isinstance(outcome, Sent)
    assert paths == [POSTS, TOKENS, POSTS]
    assert (kept["access"], kept["refresh"]) == (fake.access, fake.refresh)


def test_a_token_is_renewed_before_it_ends() -> None:
    async def run(environment: Environment, held: Account, fake: FakeX) -> list[str]:
        await CHANNEL.send(environment, held.connection, tried("Ein"))
        fake.requests.clear()
        held.secrets["until"] = (datetime.now(UTC) + timedelta(seconds=30)).isoformat()
        await CHANNEL.send(environment, held.connection, tried("To"))
        return [seen.path for seen in fake.requests]

    assert with_x(run) == [TOKENS, POSTS]


@pytest.mark.parametrize(
    ("attempt", "expected"),
    [(1, Retry("token", timedelta(seconds=5))), (3, Permanent("token"))],
)
def test_a_refresh_token_that_was_used_is_tried_again_and_then_given_up(
    attempt: int, expected: Outcome
) -> None:
    def order(fake: FakeX) -> None:
        fake.refresh = "used by somebody else"

    assert sent_with(order, attempt=attempt) == (expected, 0)


@pytest.mark.parametrize(
    ("kind", "expected"), [("drop_before", Retry("no_answer")), ("lie", Retry("server"))]
)
def test_a_renewal_that_fails_has_posted_nothing(kind: Any, expected: Outcome) -> None:
    def order(fake: FakeX) -> None:
        fake.fail(kind, status=500, path=TOKENS)

    assert sent_with(order) == (expected, 0)


def test_a_token_of_another_account_sends_nothing() -> None:
    def order(fake: FakeX) -> None:
        fake.username = "somebody_else"

    assert sent_with(order) == (Permanent("other_account"), 0)


def test_a_server_that_is_away_got_nothing() -> None:
    settings = Settings("vagakommune", "client", f"http://127.0.0.1:{free_port()}")
    held = Account(settings, {"refresh": "refresh"})

    async def run(environment: Environment) -> Any:
        return (
            await CHANNEL.send(environment, held.connection, tried()),
            await CHANNEL.find(environment, held.connection, tried()),
            await CHANNEL.prepare(environment, held.connection),
        )

    outcome, told, checks = in_environment(run)

    assert (outcome, told) == (Retry("unreachable"), CannotTell("unreachable"))
    assert [(check.name, check.good, check.reason) for check in checks] == [
        ("tls", False, "unreachable")
    ]


def test_prepare_proves_the_sign_in_without_a_post() -> None:
    async def run(environment: Environment, held: Account, fake: FakeX) -> Any:
        return await CHANNEL.prepare(environment, held.connection), fake.effects

    checks, effects = with_x(run)

    assert [(check.name, check.good, check.detail) for check in checks] == [
        ("tls", True, ""),
        ("token", True, "@vagakommune"),
    ]
    assert effects == []


@pytest.mark.parametrize(
    ("name", "told"),
    [("credits", ("quota", "quota")), ("unauthorized", ("token", "token"))],
)
def test_prepare_tells_what_is_wrong(name: str, told: tuple[str, str]) -> None:
    async def run(environment: Environment, held: Account, fake: FakeX) -> Any:
        fake.refuse(name, method="GET", path="/2/users/me")
        return await CHANNEL.prepare(environment, held.connection)

    checks = with_x(run)

    assert [(check.name, check.reason) for check in checks if not check.good] == [told]


def test_280_is_the_most_and_the_stamp_is_counted() -> None:
    # The stamp is 19 and the empty line before it 2: 259 are left.
    fits = make_text(short="x" * 259, full="x" * 300)
    too_long = make_text(short="x" * 260, full="x" * 300)
    settings = Settings("vagakommune", "client")

    assert CHANNEL.compose(make_message(texts=(fits,)), settings).count == 280
    assert not CHANNEL.compose(make_message(texts=(too_long,)), settings).fits


def test_the_same_words_a_second_later_are_another_text() -> None:
    settings, message = Settings("vagakommune", "client"), make_message()
    later = make_message(sent_at=message.sent_at + timedelta(seconds=1))

    assert CHANNEL.compose(message, settings).text != CHANNEL.compose(later, settings).text


def test_an_update_of_the_same_second_is_another_text() -> None:
    settings = Settings("vagakommune", "client")

    text = CHANNEL.compose(make_message(number=2), settings).text

    assert text.endswith("\n\n23.11.2026 03:40:00 (2)")


def test_the_form_takes_a_name_with_its_at_sign() -> None:
    form = Form({"username": "@VagaKommune", "client_id": "c", "refresh": "r"})

    assert form.is_valid()
    assert form.cleaned_data["username"] == "vagakommune"


def test_the_form_refuses_an_address_for_a_name() -> None:
    form = Form({"username": "x.com/vaga", "client_id": "c", "refresh": "r"})

    assert list(form.errors) == ["username"]
