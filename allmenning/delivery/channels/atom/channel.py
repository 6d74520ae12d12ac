"""An Atom feed of our own for news readers, and a hub that is told of it."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from allmenning.delivery.channels import feeds, hub
from allmenning.delivery.channels.atom.forms import Form, Settings
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
from allmenning.delivery.published import public_url

# An entry has its identifier for ever, so the same one is never added twice.
CAPABILITIES = Capabilities(idempotent_for=timedelta(days=3650), reads_back=True)
LONGEST = 100_000


@dataclass(frozen=True)
class AtomChannel:
    """`allowed`: hosts inside that a hub may have, besides those of the setting."""

    kind: str = "atom"
    name: object = _("Feed for news readers (Atom)")
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
        return Rendition(text, len(text), LONGEST, "characters")

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
        feed = feed_of(connection, message.sender)
        await asyncio.to_thread(feeds.add, feed, entry_of(message, connection.owner))
        sent = Sent(message.key, feed.address)
        return await hub.tell(
            environment, connection.settings.hub, feed.address, sent, self.allowed
        )

    async def find(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> ReadBack:
        """Look in the file; a hub may not have been told, and is told again by sending again."""
        del environment
        feed = feed_of(connection, assignment.message.sender)
        held = await asyncio.to_thread(feeds.holds, feed, assignment.message.key)
        if held and not connection.settings.hub:
            return Found(assignment.message.key, feed.address)
        return Absent()


def feed_of(connection: Connection, sender: str) -> Feed:
    workspace, name = connection.workspace, sender or connection.name
    return Feed(
        workspace=workspace,
        path=f"{connection.owner}/varsler.atom",
        title=f"ØVELSE: {name}" if workspace == Workspace.EXERCISE else name,
        author=name,
        page=page_of(workspace, connection.owner),
        hub=connection.settings.hub,
    )


def page_of(workspace: Workspace, owner: str) -> str:
    return public_url(workspace, f"{owner}/index.html")


def entry_of(message: Message, owner: str) -> Entry:
    return Entry(
        identifier=message.key,
        title=message.text.headline,
        updated=message.sent_at,
        language=message.text.language,
        links=(
            Link("alternate", "text/html", page_of(message.workspace, owner)),
            Link("related", "text/html", message.text.link),
        ),
        summary=message.text.short,
        content="\n\n".join(text.full for text in message.texts),
    )


CHANNEL = AtomChannel()
