"""Against a fake of LinkedIn on 127.0.0.1."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from allmenning.clients.linkedin import escaped, unescaped
from allmenning.delivery.channels.linkedin.channel import CHANNEL
from allmenning.delivery.channels.linkedin.forms import Form, Settings
from allmenning.delivery.channels.tests.build import (
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
from allmenning.delivery.tests.fakes.linkedin import (
    CLIENT,
    FRESH,
    ORGANIZATION,
    REFRESH,
    SECRET,
    TOKEN,
    FakeLinkedIn,
)

POSTS = "/rest/posts"
URN = "urn:li:share:7000000000000000000"
URL = "https://www.linkedin.com/feed/update/urn:li:share:7000000000000000000/"


def account_at(fake: FakeLinkedIn, **secrets: str) -> Account:
    settings = Settings(ORGANIZATION, CLIENT, base=fake.url, sign_in=fake.url)
    return Account(settings, {"token": TOKEN, "client_secret": SECRET} | secrets)


def with_fake(
    fake: FakeLinkedIn,
    run: Callable[[Environment, Account], Awaitable[Result]],
    **secrets: str,
) -> Result:
    async def ran(environment: Environment) -> Result:
        async with fake:
            return await run(environment, account_at(fake, **secrets))

    return in_environment(ran)


def sent(fake: FakeLinkedIn, assignment: Assignment | None = None, **secrets: str) -> Outcome:
    async def run(environment: Environment, account: Account) -> Outcome:
        return await CHANNEL.send(environment, account.connection, assignment or make_assignment())

    return with_fake(fake, run, **secrets)


def sent_and_found(
    fake: FakeLinkedIn, assignment: Assignment | None = None
) -> tuple[Outcome, ReadBack]:
    what = assignment or make_assignment()

    async def run(environment: Environment, account: Account) -> tuple[Outcome, ReadBack]:
        outcome = await CHANNEL.send(environment, account.connection, what)
        return outcome, await CHANNEL.find(environment, account.connection, what)

    return with_fake(fake, run)


def prepared(fake: FakeLinkedIn, **secrets: str) -> tuple[list[Check], dict[str, str]]:
    async def run(environment: Environment, account: Account) -> tuple[list[Check], dict[str, str]]:
        return await CHANNEL.prepare(environment, account.connection), account.secrets

    return with_fake(fake, run, **secrets)


def test_a_message_becomes_one_post_with_what_every_call_must_carry() -> None:
    fake = FakeLinkedIn()

    assert sent(fake) == Sent(URN, URL)
    assert [post["text"] for post in fake.effects] == [make_text().full]
    headers = fake.requests[0].headers
    assert headers["linkedin-version"] == "202607"
    assert headers["x-restli-protocol-version"] == "2.0.0"


def test_what_is_reserved_is_escaped_so_that_nothing_is_cut() -> None:
    """Unescaped, the fake cuts the text where LinkedIn does: at the parenthesis."""
    text = "Kok vatnet (Lalm) #vatn @alle_ 50 % | <a> [b] {c} *d* ~e \\f"
    fake = FakeLinkedIn()

    sent(fake, make_assignment(make_message(texts=(make_text(full=text),))))

    assert fake.effects[0]["text"] == text


@pytest.mark.parametrize(
    ("plain", "little"),
    [
        ("a_b", r"a\_b"),
        ("(a)", r"\(a\)"),
        ("\\", r"\\"),
        ("100 % & 5 - 3 = 2", "100 % & 5 - 3 = 2"),
    ],
)
def test_the_little_format_is_written_and_read(plain: str, little: str) -> None:
    assert escaped(plain) == little
    assert unescaped(little) == plain


def test_a_hashtag_that_linkedin_made_is_read_as_text() -> None:
    assert unescaped(r"Kok {hashtag|\#|vatn} no") == "Kok #vatn no"


def test_escapes_count() -> None:
    rendition = CHANNEL.compose(
        make_message(texts=(make_text(full="(ab)"),)), Settings(ORGANIZATION, CLIENT)
    )

    assert (rendition.text, rendition.count, rendition.limit) == ("(ab)", 6, 3000)


def test_an_update_links_to_the_post_before_where_there_is_room() -> None:
    fake = FakeLinkedIn(refuses_duplicates=False)
    earlier = (Receipt(1, URN, URL),)
    update = make_message(number=2, act=Act.UPDATE)
    full = make_message(number=2, act=Act.UPDATE, texts=(make_text(full="x" * 3000),))

    sent(fake, make_assignment(update, earlier=earlier))
    sent(fake, make_assignment(full, earlier=earlier))

    assert fake.effects[0]["text"].endswith(f"\n\nOppdaterer dette innlegget: {URL}")
    assert fake.effects[1]["text"] == "x" * 3000


def test_a_text_beyond_the_limit_is_refused_before_the_call() -> None:
    long = make_message(texts=(make_text(full="x" * 3001, short="y" * 3001),))
    fake = FakeLinkedIn()

    assert sent(fake, make_assignment(long)) == Permanent("too_long")
    assert fake.requests == []


@pytest.mark.parametrize(
    ("status", "body", "headers", "outcome"),
    [
        (400, {"message": "Bad"}, {}, Permanent("content")),
        (401, {}, {}, Permanent("token")),
        (403, {}, {}, Permanent("permission")),
        (404, {}, {}, Permanent("settings")),
        (413, {}, {}, Permanent("too_long")),
        (418, {}, {}, Permanent("refused")),
        (422, {"message": "Unprocessable"}, {}, Permanent("content")),
        (426, {"code": "NONEXISTENT_VERSION"}, {}, Permanent("settings")),
        (429, {}, {}, Retry("throttled")),
        (429, {}, {"Retry-After": "90"}, Retry("throttled", timedelta(seconds=90))),
        (409, {}, {}, Unknown("server")),
        (500, {}, {}, Unknown("server")),
        (503, {}, {}, Unknown("server")),
        (400, {"message": "Unable to obtain activity"}, {}, Unknown("server")),
        (201, {}, {}, Unknown("malformed")),
    ],
)
def test_each_error_has_its_outcome(
    status: int, body: dict[str, Any], headers: dict[str, str], outcome: Outcome
) -> None:
    fake = FakeLinkedIn().fail("status", path=POSTS, status=status, body=body, headers=headers)

    assert sent(fake) == outcome
    assert fake.effects == []


def test_a_server_that_is_not_there_got_nothing() -> None:
    async def run(environment: Environment) -> Outcome:
        settings = Settings(ORGANIZATION, CLIENT, base="http://127.0.0.1:1")
        account = Account(settings, {"token": TOKEN})
        return await CHANNEL.send(environment, account.connection, make_assignment())

    assert in_environment(run) == Retry("unreachable")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"kind": "drop_after"}, "no_answer"),
        ({"kind": "lie", "status": 500}, "server"),
        (
            {"kind": "lie", "status": 400, "body": {"message": "Unable to obtain activity"}},
            "server",
        ),
        ({"kind": "lie", "status": 201}, "malformed"),
    ],
)
def test_a_lost_answer_is_unknown_and_read_back_as_one_post(
    fault: dict[str, Any], reason: str
) -> None:
    fake = FakeLinkedIn().fail(**fault, path=POSTS)

    outcome, read_back = sent_and_found(fake)

    assert (outcome, read_back) == (Unknown(reason), Found(URN, URL))
    assert len(fake.effects) == 1


def test_what_was_dropped_before_the_deed_is_absent() -> None:
    outcome, read_back = sent_and_found(FakeLinkedIn().fail("drop_before", path=POSTS))

    assert (outcome, read_back) == (Unknown("no_answer"), Absent())


def test_reading_back_that_fails_cannot_tell() -> None:
    fake = FakeLinkedIn().fail("drop_after", path=POSTS)
    fake.fail("throttle", method="GET")

    assert sent_and_found(fake)[1] == CannotTell("throttled")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"elements": "posts"},
        {"elements": [1]},
        {"elements": [{"id": "urn:li:share:1"}]},
        {"elements": [{"id": "urn:li:share:1", "createdAt": "now"}]},
        {"elements": [{"id": "urn:li:share:1", "createdAt": 1e30}]},
    ],
)
def test_an_answer_that_is_not_as_documented_cannot_tell(body: dict[str, Any]) -> None:
    fake = FakeLinkedIn().fail("status", method="GET", status=200, body=body)

    assert sent_and_found(fake)[1] == CannotTell("malformed")


@pytest.mark.parametrize("body", [{"active": True, "expires_at": 10**30}, {}])
def test_a_token_of_which_nothing_is_told_is_red(body: dict[str, Any]) -> None:
    fake = FakeLinkedIn().fail("status", path="/oauth", status=200, body=body)

    checks, _secrets = prepared(fake)

    assert not checks[0].good


def test_a_repeat_of_what_is_out_already_counts_as_sent() -> None:
    fake = FakeLinkedIn()
    sent(fake)

    assert sent(fake, make_assignment(attempt=2, first_tried_at=datetime.now(UTC))) == Sent(
        URN, URL
    )
    assert len(fake.effects) == 1


def test_the_same_text_in_an_older_post_is_no_delivery() -> None:
    fake = FakeLinkedIn()
    sent(fake)
    fake.effects[0]["createdAt"] -= 3_600_000

    assert sent(fake) == Permanent("duplicate")
    assert sent(fake, make_assignment(attempt=2)) == Unknown("duplicate")


def test_an_earlier_post_of_the_stream_is_not_taken_for_this_one() -> None:
    fake = FakeLinkedIn()
    sent(fake)

    async def run(environment: Environment, account: Account) -> ReadBack:
        assignment = make_assignment(make_message(number=2), earlier=(Receipt(1, URN, URL),))
        return await CHANNEL.find(environment, account.connection, assignment)

    assert with_fake(fake, run) == Absent()


def test_readiness_knows_when_the_token_ends() -> None:
    ends = datetime(2027, 1, 15, tzinfo=UTC)

    checks, _secrets = prepared(FakeLinkedIn(expires_at=int(ends.timestamp())))

    assert checks == [Check("token", good=True, detail="2027-01-15"), Check("tls", good=True)]


def test_a_token_that_ends_within_a_week_is_red() -> None:
    soon = int(time.time()) + 6 * 24 * 3600

    checks, _secrets = prepared(FakeLinkedIn(expires_at=soon))

    until = datetime.fromtimestamp(soon, UTC).date().isoformat()
    assert checks[0] == Check("token", good=False, reason="token", detail=until)


def test_a_token_that_ends_is_renewed_and_kept() -> None:
    soon = int(time.time()) + 24 * 3600

    checks, secrets = prepared(FakeLinkedIn(expires_at=soon), refresh_token=REFRESH)

    assert checks[0].good
    assert secrets == {"token": FRESH, "client_secret": SECRET, "refresh_token": REFRESH}


def test_a_token_that_has_ended_is_renewed() -> None:
    checks, secrets = prepared(FakeLinkedIn(is_active=False), refresh_token=REFRESH)

    assert [check.good for check in checks] == [True]
    assert secrets["token"] == FRESH


def test_a_token_that_cannot_be_renewed_is_red() -> None:
    fake = FakeLinkedIn(is_active=False, can_renew=False)

    checks, secrets = prepared(fake, refresh_token=REFRESH)

    assert checks == [
        Check("token", good=False, reason="token"),
        Check("tls", good=False, reason="token"),
    ]
    assert secrets["token"] == TOKEN


def test_a_token_without_permission_to_post_is_red() -> None:
    checks, _secrets = prepared(FakeLinkedIn(scope="r_organization_social"))

    assert checks[0] == Check(
        "token", good=False, reason="permission", detail="w_organization_social"
    )


def test_a_token_that_ends_in_the_night_is_renewed_and_tried_again() -> None:
    fake = FakeLinkedIn(is_active=False)

    assert sent(fake, refresh_token=REFRESH) == Retry("token", timedelta())
    assert sent(fake, token=FRESH) == Sent(URN, URL)


def test_renewing_is_given_up_after_three_attempts() -> None:
    fake = FakeLinkedIn().fail("status", path=POSTS, status=401)

    assert sent(fake, make_assignment(attempt=4), refresh_token=REFRESH) == Permanent("token")


def test_the_form_takes_a_number_and_may_lack_the_refresh_token() -> None:
    values = {
        "organization": ORGANIZATION,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "token": TOKEN,
    }

    assert Form(values).is_valid()
    assert "organization" in Form(values | {"organization": "vaga-kommune"}).errors


def test_the_account_is_known_by_the_page() -> None:
    assert CHANNEL.address(Settings(ORGANIZATION, CLIENT)) == ORGANIZATION
