"""An e-mail list: one letter to each, several connections at once."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings as installation
from django.utils.translation import gettext_lazy as _

from allmenning.clients.smtp import Letter, Line, NoLineError, Result, Security, Server, line
from allmenning.delivery.channels.email.forms import Form, Settings
from allmenning.delivery.channels.email.joining import ByLetter
from allmenning.delivery.channels.email.letters import Letterhead, text_for
from allmenning.delivery.contract import (
    Assignment,
    CannotTell,
    Capabilities,
    Check,
    Connection,
    Environment,
    Message,
    Outcome,
    Permanent,
    ReadBack,
    Recipient,
    Rendition,
    Retry,
    Sent,
    Unknown,
)
from allmenning.delivery.handing import Round, StopError, list_check

LINES = 4
AT_A_TIME = 100
LONGEST = 100_000
SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class EmailList:
    """E-mail to those who asked for it. A repeat carries the same Message-ID."""

    kind = "email"
    name = _("E-mail list")
    settings = Settings
    secrets = ("password",)
    form = Form
    joining = ByLetter()
    capabilities = Capabilities(
        idempotent_for=timedelta(days=30), has_recipients=True, public=False
    )

    def address(self, settings: Settings) -> str:
        return settings.sender_address.lower()

    def compose(self, message: Message, settings: Settings) -> Rendition:
        del settings
        text = message.text.full
        return Rendition(text, len(text), LONGEST, "characters", {"subject": message.text.headline})

    async def prepare(self, environment: Environment, connection: Connection) -> list[Check]:
        checks = [await list_check(connection)]
        server = server_of(connection)
        if server is None:
            return [Check("tls", good=False, reason="no_server"), *checks]
        try:
            async with line(server, as_host=_our_name(environment)):
                return [Check("tls", good=True, detail=server.host), *checks]
        except NoLineError as error:
            name = "token" if error.reason == "token" else "tls"
            return [Check(name, good=False, reason=error.reason, detail=server.host), *checks]

    async def send(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome:
        server = server_of(connection)
        if server is None or connection.recipients is None:
            return Permanent("no_server")
        attempt = Round(assignment, connection.recipients, environment.now, repeats=True)
        # Templates and catalogues are read the first time, which others need not wait for.
        letters = await asyncio.to_thread(
            _letters, assignment.message, connection.settings, environment.base_url
        )
        name = _our_name(environment)
        posts = [_Post(server, name, connection.settings, letters) for _number in range(LINES)]
        stopped = await asyncio.gather(*(_work(attempt, post) for post in posts))
        if all(stopped):
            return Retry(str(stopped[0]))
        return attempt.outcome()

    async def find(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> ReadBack:
        del environment, connection, assignment
        return CannotTell("not_told")


class _Post:
    """One connection to the server at a time."""

    def __init__(
        self, server: Server, name: str, settings: Settings, letters: dict[str, Letterhead]
    ) -> None:
        self._server = server
        self._name = name
        self._settings = settings
        self._letters = letters
        self._stack = AsyncExitStack()
        self._line: Line | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self._stack.aclose()

    async def hand_over(self, recipient: Recipient) -> Outcome:
        """Hand over one letter; a connection that was lost before it is opened once more."""
        letterhead = self._letters.get(recipient.language) or self._letters[""]
        letter = Letter(self._settings.sender_address, recipient.address, letterhead.to(recipient))
        answer = await (await self.open()).hand_over(letter)
        if answer.result is Result.NOT_SENT:
            answer = await (await self.open()).hand_over(letter)
        return _outcome(answer.result)

    async def open(self) -> Line:
        if self._line is None or not self._line.is_open:
            await self._stack.aclose()
            try:
                self._line = await self._stack.enter_async_context(
                    line(self._server, as_host=self._name)
                )
            except NoLineError as error:
                raise StopError(error.reason) from None
        return self._line


async def _work(attempt: Round, post: _Post) -> str:
    """Share in the list; return why not, as when the server takes fewer connections than ours."""
    async with post:
        try:
            await post.open()
        except StopError as stopped:
            return stopped.reason
        await attempt.work(post.hand_over, size=AT_A_TIME)
    return ""


def _outcome(result: Result) -> Outcome:
    match result:
        case Result.TAKEN:
            return Sent("")
        case Result.REFUSED:
            return Permanent("refused")
        case Result.LATER:
            return Retry("server")
        case Result.UNCLEAR:
            return Unknown("no_answer")
        case Result.SENDER_REFUSED:
            raise StopError("permission")
        case Result.NOT_SENT:
            raise StopError("unreachable")


def _letters(message: Message, settings: Settings, base_url: str) -> dict[str, Letterhead]:
    """Make a letter for each language of the message; "" is for readers of any other."""
    made = {text.language: Letterhead(message, text, settings, base_url) for text in message.texts}
    return made | {"": made[text_for(message, "").language]}


def server_of(connection: Connection) -> Server | None:
    """Return the account's own server, else the installation's, else None."""
    own: Settings = connection.settings
    if own.server:
        password = connection.secrets.get("password", "")
        return Server(
            own.server,
            own.port,
            Security(own.security),
            own.user,
            password,
            guarded=True,
            allowed=tuple(installation.INTERNAL_HOSTS),
        )
    return installation_server()


def installation_server() -> Server | None:
    if installation.EMAIL_BACKEND != SMTP_BACKEND:
        return None
    security = Security.STARTTLS if installation.EMAIL_USE_TLS else Security.NONE
    return Server(
        installation.EMAIL_HOST,
        installation.EMAIL_PORT,
        Security.TLS if installation.EMAIL_USE_SSL else security,
        installation.EMAIL_HOST_USER or "",
        installation.EMAIL_HOST_PASSWORD or "",
    )


def _our_name(environment: Environment) -> str:
    return urlsplit(environment.base_url).hostname or "localhost"


CHANNEL: Any = EmailList()
