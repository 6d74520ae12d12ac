"""Against a receiver on 127.0.0.1 that does what our README asks."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from allmenning.clients.webhook import SecretError, key_of, signature
from allmenning.delivery.channels.tests.build import (
    NOW,
    Account,
    Result,
    in_environment,
    make_assignment,
    make_message,
    make_text,
)
from allmenning.delivery.channels.webhook.channel import CHANNEL, body_of
from allmenning.delivery.channels.webhook.forms import Form, Settings, new_secret
from allmenning.delivery.contract import (
    Act,
    Assignment,
    CannotTell,
    Check,
    Environment,
    Outcome,
    Permanent,
    Retry,
    Sent,
    Unknown,
    Workspace,
)
from allmenning.delivery.tests.fakes.receiver import SECRET, FakeReceiver

README = Path(__file__).resolve().parent.parent / "README.md"
LOCAL = replace(CHANNEL, allowed=("127.0.0.1",))
KEY = "alert-1-1-account-7"


def with_fake(
    fake: FakeReceiver, run: Callable[[Environment, Account], Awaitable[Result]]
) -> Result:
    async def ran(environment: Environment) -> Result:
        async with fake:
            return await run(environment, Account(Settings(f"{fake.url}/hook"), {"secret": SECRET}))

    return in_environment(ran)


def sent(fake: FakeReceiver, *assignments: Assignment) -> list[Outcome]:
    async def run(environment: Environment, account: Account) -> list[Outcome]:
        return [
            await LOCAL.send(environment, account.connection, assignment)
            for assignment in assignments or (make_assignment(),)
        ]

    return with_fake(fake, run)


def sent_to(url: str, secret: str = SECRET, **changes: Any) -> Outcome:
    async def run(environment: Environment) -> Outcome:
        account = Account(Settings(url), {"secret": secret})
        channel = replace(CHANNEL, **changes)
        return await channel.send(environment, account.connection, make_assignment())

    return in_environment(run)


def prepared(fake: FakeReceiver, secret: str = SECRET) -> list[Check]:
    async def run(environment: Environment, account: Account) -> list[Check]:
        account.secrets["secret"] = secret
        return await LOCAL.prepare(environment, account.connection)

    return with_fake(fake, run)


def test_the_receiver_gets_the_whole_message() -> None:
    fake = FakeReceiver()
    english = make_text("en", headline="Boil the water")

    outcomes = sent(
        fake, make_assignment(make_message(texts=(make_text(), english), cap="<alert/>"))
    )

    assert outcomes == [Sent(KEY)]
    (content,) = fake.effects
    assert content["type"] == "warning.alert"
    assert content["timestamp"] == "2026-11-23T02:40:00+00:00"
    assert content["data"]["texts"][1]["headline"] == "Boil the water"
    assert content["data"]["cap"] == "<alert/>"
    assert content["data"]["expires_at"] == "2026-11-23T14:40:00+00:00"


def test_an_exercise_has_a_type_of_its_own() -> None:
    """Who waits for `warning.` must never take an exercise for one."""
    content = json.loads(
        body_of(make_message(workspace=Workspace.EXERCISE, act=Act.CANCEL)).decode()
    )

    assert content["type"] == "exercise.cancel"
    assert content["data"]["workspace"] == "exercise"


def test_the_signature_is_that_of_the_specification() -> None:
    """The example of Standard Webhooks 1.0."""
    body = b'{"test": 2432232314}'

    assert (
        signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            body,
        )
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_the_example_for_receivers_works() -> None:
    """The code in the README, against a call that was really made."""
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - our own example, which must be true
    fake = FakeReceiver()
    sent(fake)
    request = fake.requests[0]
    is_ours, later = names["is_ours"], datetime.now(UTC) + timedelta(minutes=6)

    assert is_ours(request.headers, request.body, SECRET)
    assert not is_ours(request.headers, request.body + b" ", SECRET)
    assert not is_ours(request.headers, request.body, new_secret())
    assert not is_ours(request.headers, request.body, SECRET, now=later.timestamp)
    assert not is_ours({**request.headers, "webhook-id": "other"}, request.body, SECRET)


def test_every_attempt_has_the_same_id_and_body() -> None:
    fake = FakeReceiver().fail("drop_after", path="/hook")

    outcomes = sent(fake, make_assignment(), make_assignment(attempt=2))

    assert outcomes == [Unknown("no_answer"), Sent(KEY)]
    assert [request.headers["webhook-id"] for request in fake.requests] == [KEY, KEY]
    assert fake.requests[0].body == fake.requests[1].body
    assert len(fake.effects) == 1


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (301, {"Location": "http://169.254.169.254/"}, Permanent("address")),
        (307, {"Location": "/hook"}, Permanent("address")),
        (400, {}, Permanent("refused")),
        (401, {}, Permanent("permission")),
        (403, {}, Permanent("permission")),
        (410, {}, Permanent("gone")),
        (413, {}, Permanent("too_long")),
        (429, {}, Retry("throttled")),
        (429, {"Retry-After": "30"}, Retry("throttled", timedelta(seconds=30))),
        (408, {}, Unknown("server")),
        (425, {}, Unknown("server")),
        (500, {}, Unknown("server")),
        (503, {}, Unknown("server")),
    ],
)
def test_each_error_has_its_outcome(status: int, headers: dict[str, str], outcome: Outcome) -> None:
    fake = FakeReceiver().fail("status", path="/hook", status=status, headers=headers)

    assert sent(fake) == [outcome]
    assert len(fake.requests) == 1
    assert fake.effects == []


def test_a_server_that_is_not_there_got_nothing() -> None:
    assert sent_to("http://127.0.0.1:1/hook", allowed=("127.0.0.1",)) == Retry("unreachable")


@pytest.mark.parametrize(
    "url",
    [
        "http://receiver.example/hook",
        "http://127.0.0.1/hook",
        "https://127.0.0.1/hook",
        "https://127.1/hook",
        "https://0x7f000001/hook",
        "https://2130706433/hook",
        "https://10.0.0.8/hook",
        "https://192.168.1.1/hook",
        "https://169.254.169.254/latest/meta-data/",
        "https://168.63.129.16/metadata",
        "https://224.0.0.1/hook",
        "https://0.0.0.0/hook",
        "https://[::1]/hook",
        "https://[::]/hook",
        "https://[fe80::1]/hook",
        "https://[fd00:ec2::254]/hook",
        "https://[ff02::1]/hook",
        "https://[::ffff:127.0.0.1]/hook",
        "https://[::ffff:169.254.169.254]/hook",
        "https://[64:ff9b::7f00:1]/hook",
        "https://receiver.example:22/hook",
        "https://receiver.example:80/hook",
        "https://receiver.example:25/hook",
        "https://kari@receiver.example/hook",
        "https://receiver.example/hook#part",
        "https://receiver.example\\@127.0.0.1/hook",
        "ftp://receiver.example/hook",
        "file:///etc/passwd",
        "https:///hook",
        "hook",
        "",
    ],
)
def test_an_address_that_leads_astray_is_neither_called_nor_connected(url: str) -> None:
    assert sent_to(url) == Permanent("address")
    assert "url" in Form({"url": url, "secret": SECRET}).errors


def test_a_name_that_leads_inside_is_not_called() -> None:
    """`localhost` passes as a name, and is refused by what it resolves to."""
    assert sent_to("https://localhost/hook") == Permanent("address")


def test_an_address_on_the_internet_is_taken_by_the_form() -> None:
    assert Form({"url": "https://receiver.example:8443/hook?a=1", "secret": SECRET}).is_valid()


def test_a_host_inside_is_called_only_when_the_operator_names_it(
    settings: Any,
) -> None:
    fake = FakeReceiver()
    settings.INTERNAL_HOSTS = ["127.0.0.1"]

    async def run(environment: Environment, account: Account) -> Outcome:
        return await CHANNEL.send(environment, account.connection, make_assignment())

    assert with_fake(fake, run) == Sent(KEY)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "c2hvcnQ=", "whsec_???"])
def test_a_secret_that_is_none_sends_nothing(secret: str) -> None:
    outcome = sent_to("http://127.0.0.1:1/hook", secret, allowed=("127.0.0.1",))

    assert outcome == Permanent("settings")
    assert "secret" in Form({"url": "https://receiver.example/", "secret": secret}).errors
    with pytest.raises(SecretError):
        key_of(secret)


def test_a_new_form_offers_a_secret_and_a_changed_one_keeps_its_own() -> None:
    assert len(key_of(str(Form()["secret"].initial))) == 32
    assert Form(initial={"url": "https://receiver.example/"})["secret"].initial is None


def test_no_secret_stands_in_what_is_told_of_a_receiver() -> None:
    account = Account(Settings("https://receiver.example/"), {"secret": SECRET})

    assert SECRET not in repr(account.connection)


def test_readiness_is_proved_by_a_ping_that_tells_nobody() -> None:
    fake = FakeReceiver()

    assert prepared(fake) == [Check("tls", good=True, detail="127.0.0.1")]
    assert (fake.pings, fake.effects) == (1, [])


def test_a_receiver_that_does_not_know_the_secret_is_red() -> None:
    assert prepared(FakeReceiver(), new_secret()) == [Check("tls", good=False, reason="permission")]


def test_nothing_can_be_read_back() -> None:
    async def run(environment: Environment) -> object:
        account = Account(Settings("https://receiver.example/"), {"secret": SECRET})
        return await CHANNEL.find(environment, account.connection, make_assignment())

    assert in_environment(run) == CannotTell("not_told")


def test_a_message_beyond_a_megabyte_is_refused() -> None:
    fake = FakeReceiver()

    assert sent(fake, make_assignment(make_message(cap="x" * 1_000_001))) == [Permanent("too_long")]
    assert fake.requests == []


def test_the_size_is_counted_in_bytes() -> None:
    rendition = CHANNEL.compose(make_message(sent_at=NOW), Settings("https://receiver.example/"))

    assert (rendition.text, rendition.unit) == (make_text().full, "bytes")
    assert rendition.count == len(body_of(make_message(sent_at=NOW)))


@pytest.mark.parametrize(
    "written", ["https://receiver.example:443/hook", "https://receiver.example./hook"]
)
def test_the_same_receiver_is_not_another_one_by_its_port(written: str) -> None:
    told = CHANNEL.address(Settings("https://receiver.example/hook"))
    assert CHANNEL.address(Settings(written)) == told


def test_the_account_is_known_by_its_address_whatever_its_case() -> None:
    assert CHANNEL.address(Settings("HTTPS://Receiver.Example/Hook")) == (
        "https://receiver.example/Hook"
    )
