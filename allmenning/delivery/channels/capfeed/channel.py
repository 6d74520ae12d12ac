"""CAP messages as files, with a list of them for services that gather warnings."""

import asyncio
import hashlib
import re
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from allmenning.delivery.channels import feeds, hub
from allmenning.delivery.channels.capfeed.forms import Form, Settings
from allmenning.delivery.channels.feeds import Entry, Feed, Link
from allmenning.delivery.contract import (
    Absent,
    Assignment,
    Capabilities,
    Check,
    Connection,
    Environment,
    Found,
    Message,
    Outcome,
    Permanent,
    ReadBack,
    Rendition,
    Sent,
    Workspace,
)
from allmenning.delivery.published import public_url, publish, read

CAP_TYPE = "application/cap+xml"
# A file has the identifier of its message, so the same one is never written twice.
CAPABILITIES = Capabilities(idempotent_for=timedelta(days=3650), reads_back=True)
LONGEST = 1_000_000
UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True)
class CapFeedChannel:
    """`allowed`: hosts inside that a hub may have, besides those of the setting."""

    kind: str = "capfeed"
    name: object = _("Feed for warning services (CAP)")
    settings: type[Settings] = Settings
    secrets: tuple[str, ...] = ()
    form: type[Form] = Form
    capabilities: Capabilities = CAPABILITIES
    allowed: tuple[str, ...] = ()

    def address(self, settings: Settings) -> str:
        """Lie with ourselves: one for each body and workspace."""
        del settings
        return ""

    def compose(self, message: Message, settings: Settings) -> Rendition:
        del settings
        text = message.text.full
        return Rendition(text, len(message.cap.encode()), LONGEST, "bytes")

    async def prepare(self, environment: Environment, connection: Connection) -> list[Check]:
        feed = feed_of(connection, "")
        try:
            await asyncio.to_thread(feeds.begin, feed, environment.now())
        except OSError as error:
            return [Check("files", good=False, reason="server", detail=str(error.strerror))]
        told = connection.settings.hub
        checks = await hub.check(environment, told, feed.address, self.allowed)
        return [Check("files", good=True, detail=feed.address), *checks]

    async def send(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome:
        message = assignment.message
        if message.workspace != connection.workspace:
            return Permanent("workspace")
        if not message.cap:
            return Permanent("content")
        feed = feed_of(connection, message.sender)
        await asyncio.to_thread(_write, feed, message, connection.owner)
        sent = Sent(message.key, public_url(message.workspace, file_of(connection.owner, message)))
        return await hub.tell(
            environment, connection.settings.hub, feed.address, sent, self.allowed
        )

    async def find(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> ReadBack:
        """Look for file and entry; a hub is told again by sending again."""
        del environment
        message = assignment.message
        path = file_of(connection.owner, message)
        feed = feed_of(connection, message.sender)
        written = await asyncio.to_thread(read, message.workspace, path) == message.cap.encode()
        held = written and await asyncio.to_thread(feeds.holds, feed, message.key)
        if held and not connection.settings.hub:
            return Found(message.key, public_url(message.workspace, path))
        return Absent()


def file_of(owner: str, message: Message) -> str:
    """Name the file by the identifier, which may hold signs that no address should have."""
    safe = UNSAFE.sub("-", message.key)
    digest = hashlib.sha256(message.key.encode()).hexdigest()[:8]
    name = safe if safe == message.key else f"{safe[:120].strip('-')}-{digest}"
    return f"{owner}/cap/{name}.xml"


def feed_of(connection: Connection, sender: str) -> Feed:
    name = sender or connection.name
    is_exercise = connection.workspace == Workspace.EXERCISE
    return Feed(
        workspace=connection.workspace,
        path=f"{connection.owner}/cap.atom",
        title=f"ØVELSE: CAP, {name}" if is_exercise else f"CAP, {name}",
        author=name,
        page=public_url(connection.workspace, f"{connection.owner}/index.html"),
        hub=connection.settings.hub,
    )


def country_of(feed: Feed) -> Feed:
    """Return the list of all bodies' messages, for those who gather for a whole country."""
    is_exercise = feed.workspace == Workspace.EXERCISE
    return replace(
        feed,
        path="cap.atom",
        title="ØVELSE: CAP, Allmenning" if is_exercise else "CAP, Allmenning",
        author="Allmenning",
        page=public_url(feed.workspace, "index.html"),
        hub="",
    )


def _write(feed: Feed, message: Message, owner: str) -> None:
    """Write the message before the lists that lead to it."""
    path = file_of(owner, message)
    publish(message.workspace, path, message.cap, CAP_TYPE)
    entry = Entry(
        identifier=message.key,
        title=message.text.headline,
        updated=message.sent_at,
        language=message.text.language,
        links=(
            Link("alternate", CAP_TYPE, public_url(message.workspace, path)),
            Link("alternate", "text/html", feed.page),
        ),
        summary=message.text.short,
    )
    feeds.add(feed, entry)
    feeds.add(country_of(feed), entry)


CHANNEL = CapFeedChannel()
