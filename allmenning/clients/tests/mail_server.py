"""A mail server on 127.0.0.1 that can be told whom to refuse, and when to hang up."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Post:
    """What came in, and what to answer: `refuse` by recipient, `hang_up` after the text."""

    refuse_sender: str = ""
    refuse: dict[str, str] = field(default_factory=dict)
    refuse_text: dict[str, str] = field(default_factory=dict)
    hang_up: set[str] = field(default_factory=set)
    letters: list[tuple[str, bytes]] = field(default_factory=list)
    pause: float = 0
    sessions: set[int] = field(default_factory=set)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session
        if self.refuse_sender:
            return self.refuse_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, options
        self.sessions.add(id(session))
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del session
        await asyncio.sleep(self.pause)
        recipient = envelope.rcpt_tos[0]
        if recipient in self.refuse_text:
            return self.refuse_text[recipient]
        content = envelope.content
        assert isinstance(content, bytes)
        self.letters.append((recipient, content))
        if recipient in self.hang_up:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 OK"


@dataclass(frozen=True)
class Started:
    host: str
    port: int
    post: Post


@contextmanager
def mail_server(*, utf8: bool = True) -> Iterator[Started]:
    """Serve in a thread of its own; aiosmtpd's Controller wants to be told the port beforehand."""
    post, loop = Post(), asyncio.new_event_loop()
    taken = socket.create_server(("127.0.0.1", 0))

    def connection() -> SMTP:
        return SMTP(post, loop=loop, enable_SMTPUTF8=utf8, hostname="localhost")

    server = loop.run_until_complete(loop.create_server(connection, sock=taken))
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield Started("127.0.0.1", taken.getsockname()[1], post)
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(_hang_up(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _hang_up() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
