"""Handing letters to a mail server, one connection at a time (RFC 5321, 6531).

A letter has one recipient, so that every refusal belongs to somebody. What the server said is
kept apart from what it did not say: once the text has begun to flow, silence means that it may
have been taken.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum

import aiosmtplib

from allmenning.clients.guard import PublicResolver, RefusedAddressError, is_public

PORTS = frozenset({25, 465, 587, 2525})
"""Where mail servers take letters; a stranger's server answers on one of them."""
PERMANENT_FROM = 500
SECONDS = 30.0


class Security(Enum):
    """How the connection is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class Result(Enum):
    """What became of a letter."""

    TAKEN = "taken"
    SENDER_REFUSED = "sender_refused"
    REFUSED = "refused"
    LATER = "later"
    NOT_SENT = "not_sent"
    UNCLEAR = "unclear"


class NoLineError(Exception):
    """No line; `reason` is `unreachable`, `address`, `certificate` or `token`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Server:
    """A mail server, and how to sign in to it; no user means without.

    `guarded`: somebody else named it, so it is called only on the ports of mail, and on public
    addresses. The hosts of `allowed` are our own, and may be called all the same.
    """

    host: str
    port: int = 25
    security: Security = Security.NONE
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = SECONDS
    guarded: bool = False
    allowed: Collection[str] = ()


@dataclass(frozen=True)
class Letter:
    """Envelope and content, in the bytes that go over the line."""

    sender: str
    recipient: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Answer:
    """What the server said; `code` is 0 where it said nothing."""

    result: Result
    code: int = 0


class Line:
    """An open connection, for one letter after the other."""

    def __init__(self, smtp: aiosmtplib.SMTP) -> None:
        self._smtp = smtp

    @property
    def is_open(self) -> bool:
        """Tell whether another letter can be handed over."""
        return self._smtp.is_connected

    async def hand_over(self, letter: Letter) -> Answer:
        """Hand over one letter.

        Returns
        -------
        Answer
            Refused for a code of 500 and up, later for 400 to 499; not sent where the connection
            was lost before the text, unclear where it was lost after it had begun. A refused
            sender says nothing about the recipient.
        """
        try:
            refused = await self._envelope(letter)
        except (aiosmtplib.SMTPException, OSError):
            self._smtp.close()
            return Answer(Result.NOT_SENT)
        if refused:
            return refused
        try:
            answer = await self._smtp.data(letter.content)
        except aiosmtplib.SMTPResponseException as error:
            return _refusal(error.code)
        except (aiosmtplib.SMTPException, OSError):
            self._smtp.close()
            return Answer(Result.UNCLEAR)
        return Answer(Result.TAKEN, answer.code)

    async def _envelope(self, letter: Letter) -> Answer | None:
        wide = not letter.recipient.isascii()
        if wide and not self._smtp.supports_extension("smtputf8"):
            return Answer(Result.REFUSED)
        options = ["SMTPUTF8", "BODY=8BITMIME"] if wide else []
        encoding = "utf-8" if wide else "ascii"
        try:
            await self._smtp.mail(letter.sender, options=options, encoding=encoding)
            await self._smtp.rcpt(letter.recipient, encoding=encoding)
        except aiosmtplib.SMTPSenderRefused as error:
            return Answer(Result.SENDER_REFUSED, error.code)
        except aiosmtplib.SMTPResponseException as error:
            if self.is_open:
                await self._smtp.rset()
            return _refusal(error.code)
        return None


@asynccontextmanager
async def line(server: Server, *, as_host: str = "localhost") -> AsyncIterator[Line]:
    """Open a connection and sign in.

    Parameters
    ----------
    server
        Where to, and as whom.
    as_host
        What we call ourselves in the greeting.

    Raises
    ------
    NoLineError
        The server was not reached or may not be called, its certificate is not valid, or it
        refused the sign-in.
    """
    try:
        sock = await _judged(server) if server.guarded else None
    except RefusedAddressError:
        raise NoLineError("address") from None
    except OSError:
        raise NoLineError("unreachable") from None
    smtp = aiosmtplib.SMTP(
        hostname=server.host,
        port=None if sock else server.port,
        sock=sock,
        use_tls=server.security is Security.TLS,
        start_tls=server.security is Security.STARTTLS,
        local_hostname=as_host,
        timeout=server.seconds,
    )
    try:
        await smtp.connect()
        if smtp.is_ehlo_or_helo_needed:
            await smtp.ehlo()
        if server.user:
            await smtp.login(server.user, server.password)
    except (aiosmtplib.SMTPException, OSError) as error:
        smtp.close()
        raise NoLineError(_why(error)) from None
    try:
        yield Line(smtp)
    finally:
        await _goodbye(smtp)


def require_public(host: str, port: int, allowed: Collection[str] = ()) -> None:
    """Refuse a server that a stranger named, before a library that connects by itself does.

    Raises
    ------
    RefusedAddressError
        It is no port of mail, or the name leads to an address that is not public.
    OSError
        The name leads nowhere.
    """
    if host in allowed:
        return
    if port not in PORTS:
        raise RefusedAddressError("It is no port of mail.")
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not all(is_public(str(each[4][0])) for each in found):
        raise RefusedAddressError("The name leads to an address that is not public.")


async def _judged(server: Server) -> socket.socket:
    """Connect to the very address that was judged, so that a name gains nothing by changing."""
    if server.port not in PORTS and server.host not in server.allowed:
        raise RefusedAddressError("It is no port of mail.")
    async with asyncio.timeout(server.seconds):
        resolver = PublicResolver(server.allowed)
        found = await resolver.resolve(server.host, server.port, socket.AF_UNSPEC)
        for each in found[:-1]:
            try:
                return await _connected(each["family"], each["host"], server.port)
            except OSError:
                continue
        return await _connected(found[-1]["family"], found[-1]["host"], server.port)


async def _connected(family: int, address: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(sock, (address, port))
    except BaseException:
        sock.close()
        raise
    return sock


async def _goodbye(smtp: aiosmtplib.SMTP) -> None:
    try:
        if smtp.is_connected:
            await smtp.quit(timeout=2)
    except (aiosmtplib.SMTPException, OSError):
        smtp.close()


def _refusal(code: int) -> Answer:
    return Answer(Result.REFUSED if code >= PERMANENT_FROM else Result.LATER, code)


def _why(error: BaseException | None) -> str:
    """Look through what the library wrapped: a certificate is no outage."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return "certificate"
        if isinstance(error, aiosmtplib.SMTPAuthenticationError | aiosmtplib.SMTPNotSupported):
            return "token"
        error = error.__cause__ or error.__context__
    return "unreachable"
