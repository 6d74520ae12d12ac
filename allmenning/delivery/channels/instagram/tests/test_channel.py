"""Against a fake of the Graph API on 127.0.0.1."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from django.conf import settings

from allmenning.delivery.channels.instagram.channel import CHANNEL, alternative
from allmenning.delivery.channels.instagram.forms import Form, Settings
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
    Workspace,
)
from allmenning.delivery.tests.fakes.meta import INSTAGRAM, TOKEN, FakeMeta

MAKE = f"/v25.0/{INSTAGRAM}/media"
PUBLISH = f"{MAKE}_publish"
FIRST = Sent("18000000000000000", "https://www.instagram.com/p/fake0/")
QUICK = replace(CHANNEL, waits=(0.0, 0.0))


def with_fake(
    fake: FakeMeta, run: Callable[[Environment, Account], Awaitable[Result]], token: str = TOKEN
) -> Result:
    async def ran(environment: Environment) -> Result:
        async with fake:
            account = Account(Settings(account=INSTAGRAM, base=fake.url), {"token": token})
            return await run(environment, account)

    return in_environment(ran)


def sent(fake: FakeMeta, assignment: Assignment | None = None, token: str = TOKEN) -> Outcome:
    async def run(environment: Environment, account: Account) -> Outcome:
        return await QUICK.send(environment, account.connection, assignment or make_assignment())

    return with_fake(fake, run, token)


def sent_and_found(
    fake: FakeMeta, assignment: Assignment | None = None
) -> tuple[Outcome, ReadBack]:
    what = assignment or make_assignment()

    async def run(environment: Environment, account: Account) -> tuple[Outcome, ReadBack]:
        outcome = await QUICK.send(environment, account.connection, what)
        return outcome, await QUICK.find(environment, account.connection, what)

    return with_fake(fake, run)


def prepared(fake: FakeMeta) -> list[Check]:
    async def run(environment: Environment, account: Account) -> list[Check]:
        return await CHANNEL.prepare(environment, account.connection)

    return with_fake(fake, run)


def test_a_message_becomes_one_image_with_caption_and_words_for_who_cannot_see() -> None:
    fake = FakeMeta()

    assert sent(fake) == FIRST
    (post,) = fake.effects
    assert post["caption"] == make_text().full
    assert post["alt_text"] == (
        "VARSEL\nKok drikkevatnet i Vågåmo\n"
        "Det er funne bakteriar i vatnet. Kok alt vatn du skal drikke. Ny melding kl. 06.00.\n"
        "Vågå kommune, 23. november 2026 kl. 03.40\nvaga.kommune.no/varsel/kokevarsel"
    )


def test_instagram_can_fetch_the_card(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeMeta(fetches=True)

    async def run(environment: Environment) -> Outcome:
        app = web.Application()
        folder = settings.DATA_DIR / "public" / "live" / "varsel"
        folder.mkdir(parents=True)
        app.router.add_static("/varsel", folder)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        monkeypatch.setattr(settings, "STATUS_URL", f"http://127.0.0.1:{runner.addresses[0][1]}")
        try:
            async with fake:
                account = Account(Settings(INSTAGRAM, fake.url), {"token": TOKEN})
                return await QUICK.send(environment, account.connection, make_assignment())
        finally:
            await runner.cleanup()

    assert in_environment(run) == FIRST
    assert [image[:3] for image in fake.images] == [b"\xff\xd8\xff"]


def test_a_card_that_instagram_cannot_fetch_is_tried_again() -> None:
    assert sent(FakeMeta(fetches=True)) == Retry("image")


def test_the_card_of_an_exercise_lies_among_the_exercises() -> None:
    fake = FakeMeta()

    sent(fake, make_assignment(make_message(workspace=Workspace.EXERCISE)))

    assert fake.effects[0]["image_url"].startswith(f"{settings.STATUS_URL}/ovelsesvarsel/cards/")


def test_it_is_published_once_the_image_is_there() -> None:
    fake = FakeMeta(statuses=("IN_PROGRESS", "IN_PROGRESS", "FINISHED"))

    assert sent(fake) == FIRST


@pytest.mark.parametrize("status", ["ERROR", "EXPIRED", "IN_PROGRESS"])
def test_a_container_that_comes_to_nothing_is_left_and_made_anew(status: str) -> None:
    fake = FakeMeta(statuses=(status,))

    assert sent(fake) == Retry("image")
    assert fake.effects == []


@pytest.mark.parametrize(
    ("code", "subcode", "outcome"),
    [
        (-2, 2207003, Retry("image")),
        (-2, 2207020, Retry("image")),
        (-1, 2207032, Retry("image")),
        (-1, 2207001, Retry("server")),
        (9004, 2207052, Retry("image")),
        (36000, 2207004, Permanent("image")),
        (36003, 2207009, Permanent("image")),
        (36004, 2207010, Permanent("content")),
        (190, 463, Permanent("token")),
        (10, 0, Permanent("permission")),
        (25, 2207050, Permanent("permission")),
        (4, 0, Retry("throttled")),
        (80002, 0, Retry("throttled")),
        (1, 0, Retry("server")),
        (2, 0, Retry("server")),
    ],
)
def test_an_error_before_publishing_is_certainly_not_out(
    code: int, subcode: int, outcome: Outcome
) -> None:
    fake = FakeMeta()
    fake.order(code, subcode, path=MAKE)

    assert sent(fake) == outcome
    assert fake.effects == []


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
def test_a_lost_answer_before_publishing_is_certainly_not_out(kind: Any) -> None:
    fake = FakeMeta().fail(kind, path=MAKE)

    assert sent(fake) == Retry("no_answer")
    assert fake.effects == []


@pytest.mark.parametrize(
    ("code", "subcode", "outcome"),
    [
        (9, 2207042, Retry("quota")),
        (9007, 2207027, Retry("image")),
        (24, 2207006, Retry("image")),
        (4, 2207051, Unknown("server")),
        (1, 0, Unknown("server")),
        (2, 0, Unknown("server")),
        (-1, 0, Unknown("server")),
        (190, 460, Permanent("token")),
    ],
)
def test_an_error_when_publishing_has_its_outcome(
    code: int, subcode: int, outcome: Outcome
) -> None:
    fake = FakeMeta()
    fake.order(code, subcode, path=PUBLISH)

    assert sent(fake) == outcome
    assert fake.effects == []


def test_a_failure_that_was_told_although_the_post_is_out_is_found() -> None:
    """Error 4/2207051 made people post twice (Postiz #1681)."""
    fake = FakeMeta()
    fake.order(4, 2207051, acts=True, path=PUBLISH)

    outcome, read_back = sent_and_found(fake)

    assert outcome == Unknown("server")
    assert read_back == Found(FIRST.remote_id, FIRST.url)
    assert len(fake.effects) == 1


def test_a_lost_answer_when_publishing_is_unknown_and_found() -> None:
    fake = FakeMeta().fail("drop_after", path=PUBLISH)

    outcome, read_back = sent_and_found(fake)

    assert outcome == Unknown("no_answer")
    assert read_back == Found(FIRST.remote_id, FIRST.url)
    assert len(fake.effects) == 1
    assert sum(request.path == PUBLISH for request in fake.requests) == 1


def test_what_was_dropped_before_publishing_took_effect_is_absent() -> None:
    outcome, read_back = sent_and_found(FakeMeta().fail("drop_before", path=PUBLISH))

    assert (outcome, read_back) == (Unknown("no_answer"), Absent())


def test_reading_back_that_fails_cannot_tell() -> None:
    fake = FakeMeta().fail("drop_after", path=PUBLISH)
    fake.fail("status", method="GET", path=MAKE, status=500, body={})

    assert sent_and_found(fake)[1] == CannotTell("malformed")


def test_an_earlier_post_of_the_stream_is_not_taken_for_this_one() -> None:
    fake = FakeMeta()
    sent(fake)
    later = make_assignment(
        make_message(number=2, act=Act.UPDATE), earlier=(Receipt(1, FIRST.remote_id, ""),)
    )

    async def run(environment: Environment, account: Account) -> ReadBack:
        return await QUICK.find(environment, account.connection, later)

    assert with_fake(fake, run) == Absent()


def test_a_post_that_is_out_counts_as_sent_though_its_address_is_not_told() -> None:
    fake = FakeMeta().fail("status", method="GET", path="/v25.0/18", status=500, body={})

    assert sent(fake) == Sent(FIRST.remote_id)


def test_a_caption_beyond_the_limit_is_refused_before_the_call() -> None:
    long = make_message(texts=(make_text(full="x" * 2201, short="y" * 2201),))
    fake = FakeMeta()

    assert sent(fake, make_assignment(long)) == Permanent("too_long")
    assert fake.requests == []


def test_the_short_text_is_taken_when_the_full_one_is_too_long() -> None:
    message = make_message(texts=(make_text(full="x" * 2201, short="y" * 2200),))

    rendition = CHANNEL.compose(message, Settings(INSTAGRAM))

    assert (rendition.text[0], rendition.count, rendition.limit) == ("y", 2200, 2200)


def test_words_for_who_cannot_see_are_whole_lines_within_a_thousand() -> None:
    lines = "\n".join(f"{number} {'x' * 95}" for number in range(10, 30))

    told = alternative(make_message(texts=(make_text(full=lines),)))

    assert len(told) == 923
    assert told.endswith(f"18 {'x' * 95}")


def test_readiness_proves_token_account_and_quota() -> None:
    assert prepared(FakeMeta(published_today=90)) == [
        Check("token", good=True),
        Check("tls", good=True, detail="vaga_kommune"),
        Check("quota", good=True, detail="90/100"),
    ]


def test_a_quota_that_is_nearly_used_up_is_red() -> None:
    assert prepared(FakeMeta(published_today=91))[2] == Check(
        "quota", good=False, reason="quota", detail="91/100"
    )
    assert prepared(FakeMeta(usage=95))[2] == Check(
        "quota", good=False, reason="quota", detail="95 %"
    )


def test_a_token_that_has_ended_is_red() -> None:
    ended = datetime.now(UTC) - timedelta(days=1)

    assert prepared(FakeMeta(is_valid=False, expires_at=int(ended.timestamp()))) == [
        Check("token", good=False, reason="token", detail=ended.date().isoformat()),
        Check("tls", good=False, reason="token"),
        Check("quota", good=False, reason="token"),
    ]


def test_the_form_takes_an_id_of_digits_only() -> None:
    assert Form({"account": INSTAGRAM, "token": "t"}).is_valid()
    assert "account" in Form({"account": "@vaga_kommune", "token": "t"}).errors


def test_the_account_is_known_by_its_id() -> None:
    assert CHANNEL.address(Settings(account=INSTAGRAM)) == INSTAGRAM
