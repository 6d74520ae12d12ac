"""Against a fake of the Graph API on 127.0.0.1."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from allmenning.delivery.channels.facebook.channel import CHANNEL
from allmenning.delivery.channels.facebook.forms import Form, Settings
from allmenning.delivery.channels.tests.build import (
    LINK,
    Account,
    Result,
    in_environment,
    make_assignment,
    make_message,
    make_text,
)
from allmenning.delivery.contract import (
    Absent,
    Act,
    Assignment,
    CannotTell,
    Check,
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
from allmenning.delivery.tests.fakes.meta import PAGE, PERSONAL, TOKEN, FakeMeta

FEED = f"/v25.0/{PAGE}/feed"
FIRST = Sent(f"{PAGE}_1", f"https://www.facebook.com/{PAGE}_1")


def account_at(fake: FakeMeta, token: str = TOKEN) -> Account:
    return Account(Settings(page=PAGE, base=fake.url), {"token": token})


def with_fake(
    fake: FakeMeta, run: Callable[[Environment, Account], Awaitable[Result]], token: str = TOKEN
) -> Result:
    async def ran(environment: Environment) -> Result:
        async with fake:
            return await run(environment, account_at(fake, token))

    return in_environment(ran)


def sent(fake: FakeMeta, assignment: Assignment | None = None, token: str = TOKEN) -> Outcome:
    async def run(environment: Environment, account: Account) -> Outcome:
        return await CHANNEL.send(environment, account.connection, assignment or make_assignment())

    return with_fake(fake, run, token)


def sent_and_found(fake: FakeMeta, assignment: Assignment) -> tuple[Outcome, ReadBack]:
    async def run(environment: Environment, account: Account) -> tuple[Outcome, ReadBack]:
        outcome = await CHANNEL.send(environment, account.connection, assignment)
        return outcome, await CHANNEL.find(environment, account.connection, assignment)

    return with_fake(fake, run)


def prepared(fake: FakeMeta, token: str = TOKEN) -> list[Check]:
    async def run(environment: Environment, account: Account) -> list[Check]:
        return await CHANNEL.prepare(environment, account.connection)

    return with_fake(fake, run, token)


def test_a_message_becomes_one_post_with_text_and_link() -> None:
    fake = FakeMeta()

    assert sent(fake) == FIRST
    assert [(post["message"], post["link"]) for post in fake.effects] == [(make_text().full, LINK)]


def test_the_token_stands_in_no_address() -> None:
    fake = FakeMeta()

    sent(fake)

    assert all(TOKEN not in request.path for request in fake.requests)


def test_several_languages_stand_in_one_post() -> None:
    english = make_text("en", full="Boil the drinking water in Vågåmo.")

    rendition = CHANNEL.compose(make_message(texts=(make_text(), english)), Settings(PAGE))

    assert rendition.text == f"{make_text().full}\n\nBoil the drinking water in Vågåmo."
    assert (rendition.count, rendition.limit, rendition.unit) == (223, 63_206, "characters")


def test_a_text_beyond_the_limit_is_refused_before_the_call() -> None:
    long = make_message(texts=(make_text(full="x" * 63_207, short="y" * 63_207),))
    fake = FakeMeta()

    assert sent(fake, make_assignment(long)) == Permanent("too_long")
    assert fake.requests == []


@pytest.mark.parametrize(
    ("act", "line"),
    [
        (Act.UPDATE, "Updates this post: https://www.facebook.com/104729_9"),
        (
            Act.CANCEL,
            "Withdraws this post, which was sent by mistake: https://www.facebook.com/104729_9",
        ),
        (Act.ALL_CLEAR, "Ends the warning in this post: https://www.facebook.com/104729_9"),
    ],
)
def test_what_comes_after_links_to_the_post_before(act: Act, line: str) -> None:
    fake = FakeMeta()
    earlier = Receipt(1, "104729_9", "https://www.facebook.com/104729_9")
    message = make_message(act=act, number=2, texts=(make_text("en"),))

    sent(fake, make_assignment(message, earlier=(earlier,)))

    assert fake.effects[0]["message"] == f"{make_text().full}\n\n{line}"


@pytest.mark.parametrize(
    ("code", "subcode", "outcome"),
    [
        (190, 463, Permanent("token")),
        (190, 460, Permanent("token")),
        (102, 0, Permanent("token")),
        (10, 0, Permanent("permission")),
        (200, 0, Permanent("permission")),
        (299, 0, Permanent("permission")),
        (1404078, 0, Permanent("permission")),
        (100, 1404078, Permanent("permission")),
        (100, 0, Permanent("content")),
        (1609008, 0, Permanent("link")),
        (100, 1609008, Permanent("link")),
        (368, 0, Permanent("refused")),
        (4711, 0, Permanent("refused")),
        (4, 0, Retry("throttled")),
        (17, 0, Retry("throttled")),
        (32, 0, Retry("throttled")),
        (613, 0, Retry("throttled")),
        (80001, 0, Retry("throttled")),
        (80014, 0, Retry("throttled")),
        (100, 1390008, Retry("throttled")),
        (1, 0, Unknown("server")),
        (2, 0, Unknown("server")),
        (100, 1363047, Unknown("server")),
    ],
)
def test_each_error_has_its_outcome(code: int, subcode: int, outcome: Outcome) -> None:
    fake = FakeMeta()
    fake.order(code, subcode, path=FEED)

    assert sent(fake) == outcome
    assert fake.effects == []


def test_what_meta_calls_transient_may_have_acted() -> None:
    fake = FakeMeta().fail(
        "status", path=FEED, status=400, body={"error": {"code": 4711, "is_transient": True}}
    )

    assert sent(fake) == Unknown("server")


def test_throttling_is_waited_out_as_long_as_meta_asks() -> None:
    assert sent(FakeMeta().fail("throttle", path=FEED)) == Retry("throttled", timedelta(minutes=7))


def test_a_wrong_token_is_told_for_good() -> None:
    assert sent(FakeMeta(), token="another") == Permanent("token")


def test_a_page_of_a_gateway_leaves_it_unknown() -> None:
    assert sent(FakeMeta().fail("status", status=502, path=FEED)) == Unknown("malformed")


def test_a_server_that_is_not_there_got_nothing() -> None:
    async def run(environment: Environment) -> Outcome:
        account = Account(Settings(page=PAGE, base="http://127.0.0.1:1"), {"token": TOKEN})
        return await CHANNEL.send(environment, account.connection, make_assignment())

    assert in_environment(run) == Retry("unreachable")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"kind": "drop_after"}, "no_answer"),
        ({"kind": "lie", "status": 500, "body": {}}, "malformed"),
        ({"kind": "lie", "status": 500, "body": {"error": {"code": 2}}}, "server"),
    ],
)
def test_a_lost_answer_is_unknown_and_read_back_as_one_post(
    fault: dict[str, Any], reason: str
) -> None:
    fake = FakeMeta().fail(**fault, path=FEED)
    assignment = make_assignment(first_tried_at=datetime.now(UTC))

    outcome, read_back = sent_and_found(fake, assignment)

    assert outcome == Unknown(reason)
    assert read_back == Found(f"{PAGE}_1", f"https://www.facebook.com/{PAGE}/posts/1")
    assert len(fake.effects) == 1


def test_what_was_dropped_before_the_deed_is_absent() -> None:
    fake = FakeMeta().fail("drop_before", path=FEED)

    outcome, read_back = sent_and_found(fake, make_assignment())

    assert (outcome, read_back, fake.effects) == (Unknown("no_answer"), Absent(), [])


def test_reading_back_that_fails_cannot_tell() -> None:
    fake = FakeMeta().fail("drop_after", path=FEED)
    # Twice, since aiohttp reads once more when a warm connection turns out to be broken.
    fake.fail("drop_before", method="GET", times=2)

    assert sent_and_found(fake, make_assignment())[1] == CannotTell("no_answer")


def test_a_repeat_of_what_is_out_already_counts_as_sent() -> None:
    """506 says that the same text is there; read back, it is our own."""
    fake = FakeMeta()
    sent(fake)

    outcome = sent(fake, make_assignment(attempt=2, first_tried_at=datetime.now(UTC)))

    assert outcome == Sent(f"{PAGE}_1", f"https://www.facebook.com/{PAGE}/posts/1")
    assert len(fake.effects) == 1


def test_the_same_text_in_an_older_post_is_no_delivery() -> None:
    fake = FakeMeta()
    fake.order(506, path=FEED)

    assert sent(fake) == Permanent("duplicate")


def test_a_duplicate_after_an_attempt_that_is_not_found_stays_unknown() -> None:
    fake = FakeMeta()
    fake.order(506, path=FEED)

    assert sent(fake, make_assignment(attempt=2)) == Unknown("duplicate")


def test_an_earlier_post_of_the_stream_is_not_taken_for_this_one() -> None:
    fake = FakeMeta(refuses_duplicates=False)
    sent(fake)
    earlier = Receipt(1, f"{PAGE}_1", "")

    async def run(environment: Environment, account: Account) -> ReadBack:
        assignment = make_assignment(make_message(number=2), earlier=(earlier,))
        return await CHANNEL.find(environment, account.connection, assignment)

    assert with_fake(fake, run) == Absent()


def test_an_old_post_with_the_same_text_is_not_taken_for_this_one() -> None:
    fake = FakeMeta()
    sent(fake)
    fake.effects[0]["created_time"] = "2026-11-01T12:00:00+0000"

    async def run(environment: Environment, account: Account) -> ReadBack:
        return await CHANNEL.find(environment, account.connection, make_assignment())

    assert with_fake(fake, run) == Absent()


def test_readiness_proves_token_page_and_quota() -> None:
    assert prepared(FakeMeta()) == [
        Check("token", good=True),
        Check("tls", good=True, detail="Vågå kommune"),
        Check("quota", good=True, detail="3 %"),
    ]


def test_the_token_of_a_system_user_is_exchanged_for_the_pages_own() -> None:
    async def run(environment: Environment, account: Account) -> tuple[list[Check], Outcome]:
        checks = await CHANNEL.prepare(environment, account.connection)
        return checks, await CHANNEL.send(environment, account.connection, make_assignment())

    checks, outcome = with_fake(FakeMeta(), run, PERSONAL)

    assert [check.good for check in checks] == [True, True, True]
    assert outcome == FIRST
    assert sent(FakeMeta(), token=PERSONAL) == Permanent("permission")


def test_an_app_that_demands_proof_of_its_secret_gets_it() -> None:
    async def run(environment: Environment, account: Account) -> tuple[list[Check], Outcome]:
        account.secrets["app_secret"] = "secret-of-the-app"
        checks = await CHANNEL.prepare(environment, account.connection)
        return checks, await CHANNEL.send(environment, account.connection, make_assignment())

    checks, outcome = with_fake(FakeMeta(app_secret="secret-of-the-app"), run, PERSONAL)

    assert [check.good for check in checks] == [True, True, True]
    assert outcome == FIRST
    assert sent(FakeMeta(app_secret="secret-of-the-app")) == Permanent("content")


def test_readiness_sends_nothing() -> None:
    fake = FakeMeta()

    prepared(fake)

    assert {request.method for request in fake.requests} == {"GET"}


def test_a_token_that_ends_within_a_week_is_red() -> None:
    soon = datetime.now(UTC) + timedelta(days=6)
    fake = FakeMeta(expires_at=int(soon.timestamp()))

    assert prepared(fake)[0] == Check(
        "token", good=False, reason="token", detail=soon.date().isoformat()
    )


def test_a_token_without_permission_to_post_is_red() -> None:
    fake = FakeMeta(scopes=("pages_read_engagement",))

    assert prepared(fake)[0] == Check(
        "token", good=False, reason="permission", detail="pages_manage_posts"
    )


@pytest.mark.parametrize("code", [10, 100])
def test_a_token_that_may_not_look_at_itself_is_proved_by_reading_the_page(code: int) -> None:
    fake = FakeMeta()
    fake.order(code, method="GET", path="/v25.0/debug_token")

    assert prepared(fake)[:2] == [
        Check("token", good=True),
        Check("tls", good=True, detail="Vågå kommune"),
    ]


def test_a_token_that_was_withdrawn_is_red_everywhere() -> None:
    assert prepared(FakeMeta(is_valid=False)) == [
        Check("token", good=False, reason="token"),
        Check("tls", good=False, reason="token"),
    ]


def test_more_than_ninety_percent_of_the_quota_is_red() -> None:
    assert prepared(FakeMeta(usage=90))[2] == Check("quota", good=True, detail="90 %")
    assert prepared(FakeMeta(usage=91))[2] == Check(
        "quota", good=False, reason="quota", detail="91 %"
    )


def test_the_form_takes_an_id_of_digits_only() -> None:
    assert Form({"page": "104729", "token": "t"}).is_valid()
    assert "page" in Form({"page": "vaga.kommune", "token": "t"}).errors


def test_the_account_is_known_by_its_page() -> None:
    assert CHANNEL.address(Settings(page=PAGE)) == PAGE
