import asyncio

import pytest

from allmenning.clients.guard import RefusedAddressError
from allmenning.clients.smtp import (
    Answer,
    Letter,
    NoLineError,
    Result,
    Security,
    Server,
    line,
    require_public,
)
from allmenning.clients.tests.mail_server import Started, mail_server


def hand_over(server: Started, *recipients: str) -> list[Answer]:
    async def work() -> list[Answer]:
        async with line(Server(server.host, server.port, seconds=5)) as one:
            return [await one.hand_over(letter(to)) for to in recipients]

    return asyncio.run(work())


def letter(recipient: str) -> Letter:
    return Letter("varsel@lom.example", recipient, b"Subject: Flom\r\n\r\nG\xc3\xa5 opp.\r\n.\r\n")


def test_a_letter_arrives_as_it_was_written() -> None:
    with mail_server() as server:
        assert hand_over(server, "kari@example.org") == [Answer(Result.TAKEN, 250)]
    assert server.post.letters == [
        ("kari@example.org", b"Subject: Flom\r\n\r\nG\xc3\xa5 opp.\r\n.\r\n")
    ]


def test_each_recipient_is_answered_for_and_the_line_lives_on() -> None:
    with mail_server() as server:
        server.post.refuse = {"gone@example.org": "550 no such", "full@example.org": "452 full"}
        answers = hand_over(
            server, "gone@example.org", "kari@example.org", "full@example.org", "ola@example.org"
        )
    assert answers == [
        Answer(Result.REFUSED, 550),
        Answer(Result.TAKEN, 250),
        Answer(Result.LATER, 452),
        Answer(Result.TAKEN, 250),
    ]
    assert len(server.post.sessions) == 1


def test_a_refused_sender_says_nothing_about_the_recipient() -> None:
    with mail_server() as server:
        server.post.refuse_sender = "553 not yours"
        assert hand_over(server, "kari@example.org") == [Answer(Result.SENDER_REFUSED, 553)]


def test_a_text_that_is_refused_was_not_sent() -> None:
    with mail_server() as server:
        server.post.refuse_text = {"kari@example.org": "554 spam", "ola@example.org": "451 later"}
        answers = hand_over(server, "kari@example.org", "ola@example.org", "eva@example.org")
    assert [one.result for one in answers] == [Result.REFUSED, Result.LATER, Result.TAKEN]


def test_silence_after_the_text_is_unclear_and_what_follows_is_not_sent() -> None:
    with mail_server() as server:
        server.post.hang_up = {"kari@example.org"}
        answers = hand_over(server, "kari@example.org", "ola@example.org")
    assert answers == [Answer(Result.UNCLEAR), Answer(Result.NOT_SENT)]
    assert [to for to, _ in server.post.letters] == ["kari@example.org"]


def test_an_address_with_letters_beyond_ascii_goes_over_smtputf8() -> None:
    with mail_server() as server:
        assert hand_over(server, "bjørn@blåbær.example") == [Answer(Result.TAKEN, 250)]
    assert server.post.letters[0][0] == "bjørn@blåbær.example"


def test_such_an_address_is_refused_where_the_server_cannot() -> None:
    with mail_server(utf8=False) as server:
        assert hand_over(server, "bjørn@example.org") == [Answer(Result.REFUSED)]
    assert server.post.letters == []


def test_a_server_that_is_not_there_gives_no_line() -> None:
    with mail_server() as server:
        pass
    with pytest.raises(NoLineError) as told:
        hand_over(server, "kari@example.org")
    assert told.value.reason == "unreachable"


def test_a_server_without_encryption_is_not_used_where_encryption_is_asked_for() -> None:
    async def work(server: Started) -> None:
        asked = Server(server.host, server.port, Security.STARTTLS, seconds=5)
        async with line(asked):
            raise AssertionError

    with mail_server() as server, pytest.raises(NoLineError):
        asyncio.run(work(server))


def test_the_password_and_the_recipient_show_in_no_repr() -> None:
    shown = repr(Server("localhost", user="lom", password="hemmelig")) + repr(
        letter("kari@a.example")
    )
    assert "hemmelig" not in shown
    assert "kari" not in shown


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 25), ("localhost", 587), ("1.1.1.1", 22)])
def test_a_place_that_is_not_for_mail_is_refused(host: str, port: int) -> None:
    with pytest.raises(RefusedAddressError):
        require_public(host, port)


def test_a_server_of_our_own_may_be_called() -> None:
    require_public("127.0.0.1", 2526, ["127.0.0.1"])
