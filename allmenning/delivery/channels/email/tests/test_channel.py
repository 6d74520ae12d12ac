import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import aiohttp
import pytest
from django.conf import settings as installation

from allmenning.clients.tests.mail_server import Started, mail_server
from allmenning.delivery.channels.email.channel import CHANNEL, SMTP_BACKEND
from allmenning.delivery.channels.email.forms import Form, Settings
from allmenning.delivery.channels.tests.build import (
    NOW,
    Account,
    make_assignment,
    make_message,
    make_text,
)
from allmenning.delivery.contract import (
    Assignment,
    Check,
    Environment,
    Message,
    Outcome,
    Permanent,
    Recipient,
    Retry,
    Sent,
    Unknown,
    Workspace,
)
from allmenning.delivery.tests.build_lists import make_list, make_subscriber
from allmenning.delivery.tests.fakes.recipients import ListInMemory, people

KARI, OLA, EVA = "kari@example.org", "ola@example.org", "eva@example.org"


@pytest.fixture(autouse=True)
def _loopback_may_be_called(settings: Any) -> None:
    settings.INTERNAL_HOSTS = ["127.0.0.1"]


def settings_for(server: Started, /, **changes: Any) -> Settings:
    given: dict[str, Any] = {"server": server.host, "port": server.port, "security": "none"}
    return Settings("Vågå kommune", "varsel@vaga.example", **(given | changes))


def send(
    server: Started,
    /,
    recipients: ListInMemory,
    assignment: Assignment | None = None,
    now: Callable[[], datetime] = lambda: NOW,
    **changes: Any,
) -> Outcome:
    async def run() -> Outcome:
        async with aiohttp.ClientSession() as http:
            environment = Environment(http, now, "https://allmenning.example")
            connection = replace(
                Account(settings_for(server, **changes)).connection, recipients=recipients
            )
            outcome: Outcome = await CHANNEL.send(
                environment, connection, assignment or make_assignment()
            )
            return outcome

    return asyncio.run(run())


def letter_of(server: Started, number: int = 0) -> EmailMessage:
    read = message_from_bytes(server.post.letters[number][1], policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def test_everybody_gets_a_letter_of_their_own() -> None:
    with mail_server() as server:
        recipients = ListInMemory(*people(KARI, OLA, EVA))
        assert isinstance(send(server, recipients), Sent)
    assert sorted(to for to, _ in server.post.letters) == [EVA, KARI, OLA]
    assert recipients.noted == {KARI: Sent(""), OLA: Sent(""), EVA: Sent("")}


def test_the_letter_says_what_it_is_and_how_to_leave() -> None:
    with mail_server() as server:
        send(server, ListInMemory(*people(KARI)))
    letter = letter_of(server)
    token = "x" * 42 + "1"
    assert letter["From"] == "Vågå kommune <varsel@vaga.example>"
    assert letter["To"] == KARI
    assert letter["Subject"] == "Kok drikkevatnet i Vågåmo"
    assert letter["Date"].datetime == NOW
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Precedence"] == "list"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = f"https://allmenning.example/nn/abonner/avslutt/{token}/"
    assert letter["List-Unsubscribe"].strip("<>") == leave
    assert leave in part(letter, "plain")
    assert f'href="{leave}"' in part(letter, "html")


def test_text_and_html_say_the_same_and_name_their_language() -> None:
    text = make_text(full="Kok vatnet.\r\n\r\n.Punktum først & <fare>. " + "Lang linje. " * 40)
    with mail_server() as server:
        send(
            server,
            ListInMemory(*people(KARI)),
            make_assignment(make_message(texts=(text,))),
        )
    letter = letter_of(server)
    assert part(letter, "plain").startswith(
        "Kok vatnet.\n\n.Punktum først & <fare>. Lang linje. Lang"
    )
    assert '<html lang="nn">' in part(letter, "html")
    assert "&lt;fare&gt;" in part(letter, "html")
    assert all(len(line) <= 998 for line in server.post.letters[0][1].split(b"\r\n"))


def test_each_reader_gets_the_language_chosen_or_else_the_senders_own() -> None:
    texts = (make_text("nn"), make_text("en", headline="Boil your water"))
    recipients = ListInMemory(
        Recipient(1, KARI, "en", "t" * 43),
        Recipient(2, OLA, "nb", "u" * 43),
    )
    with mail_server() as server:
        send(server, recipients, make_assignment(make_message(texts=texts)))
    subjects = {
        to: message_from_bytes(content, policy=policy.default)["Subject"]
        for to, content in server.post.letters
    }
    assert subjects == {KARI: "Boil your water", OLA: "Kok drikkevatnet i Vågåmo"}


def identities(message: Message, *addresses: str) -> list[str]:
    with mail_server() as server:
        send(server, ListInMemory(*people(*addresses)), make_assignment(message))
    return sorted(
        str(message_from_bytes(content)["Message-ID"]) for _, content in server.post.letters
    )


def test_a_repeat_carries_the_same_message_id_and_nothing_else_does() -> None:
    first = identities(make_message(), KARI, OLA)
    assert identities(make_message(), KARI, OLA) == first
    assert len({*first, *identities(make_message(number=2), KARI, OLA)}) == 4


def test_an_update_belongs_to_the_letter_before_it() -> None:
    (first,) = identities(make_message(), KARI)
    with mail_server() as server:
        send(server, ListInMemory(*people(KARI)), make_assignment(make_message(number=2)))
    assert (letter_of(server)["In-Reply-To"], letter_of(server)["References"]) == (first, first)


def test_an_exercise_says_so_in_its_subject_once() -> None:
    exercise = make_message(workspace=Workspace.EXERCISE)
    marked = make_message(
        workspace=Workspace.EXERCISE, texts=(make_text(headline="ØVING: Kok vatnet"),)
    )
    with mail_server() as server:
        send(server, ListInMemory(*people(KARI)), make_assignment(exercise))
        send(server, ListInMemory(*people(OLA)), make_assignment(marked))
    assert letter_of(server)["Subject"] == "ØVING: Kok drikkevatnet i Vågåmo"
    assert letter_of(server, 1)["Subject"] == "ØVING: Kok vatnet"
    assert letter_of(server)["Importance"] is None


def test_each_refusal_belongs_to_its_recipient_and_who_may_be_tried_later_is() -> None:
    recipients = ListInMemory(*people(KARI, OLA, EVA))
    with mail_server() as server:
        server.post.refuse = {KARI: "550 no such", OLA: "452 full"}
        outcome = send(server, recipients)
    assert outcome == Retry("server")
    assert recipients.noted == {
        KARI: Permanent("refused"),
        OLA: Retry("server"),
        EVA: Sent(""),
    }


def test_a_full_mailbox_does_not_hold_back_the_next_message_for_ever() -> None:
    recipients = ListInMemory(*people(KARI, OLA))
    with mail_server() as server:
        server.post.refuse = {OLA: "452 full"}
        last = make_assignment(attempt=3, first_tried_at=NOW - timedelta(minutes=5))
        outcome = send(server, recipients, last)
    assert isinstance(outcome, Sent)
    assert recipients.noted[OLA] == Permanent("server")


def test_nobody_is_given_up_on_in_an_outage_of_seconds() -> None:
    recipients = ListInMemory(*people(KARI, OLA))
    with mail_server() as server:
        server.post.refuse = {OLA: "452 full"}
        early = make_assignment(attempt=9, first_tried_at=NOW - timedelta(seconds=299))
        outcome = send(server, recipients, early)
    assert outcome == Retry("server")
    assert recipients.noted[OLA] == Retry("server")


def test_a_connection_that_drops_after_the_text_leaves_one_unknown_and_the_others_served() -> None:
    recipients = ListInMemory(*people(KARI, OLA))
    with mail_server() as server:
        server.post.hang_up = {KARI}
        outcome = send(server, recipients)
    assert outcome == Retry("no_answer")
    assert recipients.noted == {KARI: Unknown("no_answer"), OLA: Sent("")}


def test_a_sender_that_is_not_allowed_blames_no_recipient() -> None:
    recipients = ListInMemory(*people(KARI))
    with mail_server() as server:
        server.post.refuse_sender = "553 not yours"
        assert send(server, recipients) == Retry("permission")
    assert recipients.noted == {KARI: Retry("permission")}


def test_a_text_that_nobody_may_have_is_the_accounts_trouble() -> None:
    with mail_server() as server:
        server.post.refuse_text = {KARI: "554 spam", OLA: "554 spam"}
        assert send(server, ListInMemory(*people(KARI, OLA))) == Permanent("refused")


def test_a_server_that_is_away_touches_nobody() -> None:
    recipients = ListInMemory(*people(KARI))
    with mail_server() as server:
        pass
    assert send(server, recipients) == Retry("unreachable")
    assert len(recipients.waiting) == 1


def test_nothing_is_sent_after_it_expired() -> None:
    late = make_message(expires_at=NOW)
    recipients = ListInMemory(*people(KARI))
    with mail_server() as server:
        assert send(server, recipients, make_assignment(late)) == Retry("expired")
    assert server.post.letters == []
    assert recipients.noted == {KARI: Retry("expired")}


def test_a_list_of_nobody_reached_nobody() -> None:
    with mail_server() as server:
        assert send(server, ListInMemory()) == Permanent("empty")


def prepare(settings: Settings, account_pk: int) -> list[Check]:
    async def run() -> list[Check]:
        async with aiohttp.ClientSession() as http:
            environment = Environment(http, lambda: datetime.now(UTC), "https://a.example")
            connection = replace(Account(settings).connection, pk=account_pk)
            checks: list[Check] = await CHANNEL.prepare(environment, connection)
            return checks

    return asyncio.run(run())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_readiness_tells_of_the_server_and_of_how_many_are_on_the_list() -> None:
    account = make_list()
    with mail_server() as server:
        settings = settings_for(server)
        assert prepare(settings, account.pk) == [
            Check("tls", good=True, detail="127.0.0.1"),
            Check("list", good=False, reason="empty", detail="0"),
        ]
        make_subscriber(account, KARI)
        make_subscriber(account, OLA, confirmed_at=None)
        assert prepare(settings, account.pk)[1] == Check("list", good=True, detail="1")
    assert prepare(settings, account.pk)[0] == Check(
        "tls", good=False, reason="unreachable", detail="127.0.0.1"
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_a_mail_server_readiness_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Settings("Vågå kommune", "varsel@vaga.example")
    assert prepare(own, 1)[0] == Check("tls", good=False, reason="no_server")
    with mail_server() as server:
        monkeypatch.setattr(installation, "EMAIL_BACKEND", SMTP_BACKEND)
        monkeypatch.setattr(installation, "EMAIL_HOST", server.host)
        monkeypatch.setattr(installation, "EMAIL_PORT", server.port)
        assert prepare(own, 1)[0] == Check("tls", good=True, detail="127.0.0.1")


def test_the_form_gives_the_settings_and_refuses_a_password_in_the_open() -> None:
    told = {"sender_name": "Vågå\n kommune", "sender_address": "varsel@vaga.example"}
    form = Form(told)
    assert form.is_valid()
    assert form.cleaned_data == {
        "sender_name": "Vågå kommune",
        "sender_address": "varsel@vaga.example",
        "server": "",
        "port": 587,
        "security": "starttls",
        "user": "",
        "password": "",
    }
    assert "security" in Form(told | {"user": "vaga", "security": "none"}).errors


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", 25), ("localhost", 587), ("2130706433", 25), ("::1", 25)]
)
def test_a_server_inside_our_network_is_not_called(host: str, port: int, settings: Any) -> None:
    settings.INTERNAL_HOSTS = []
    with mail_server() as server:
        outcome = send(server, ListInMemory(*people(KARI)), server=host, port=port)
        assert server.post.letters == []
    assert outcome == Retry("address")


def test_a_port_that_is_not_of_mail_is_not_called(settings: Any) -> None:
    settings.INTERNAL_HOSTS = []
    with mail_server() as server:
        # An address of documentation (RFC 5737), which nobody has.
        outcome = send(server, ListInMemory(*people(KARI)), server="192.0.2.1", port=6379)
    assert outcome == Retry("address")
