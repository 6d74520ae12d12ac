"""What the rooms above, the dispatcher and the channels agree on."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import aiohttp
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What a channel hands to `keep_secrets` once the other side has said whose the sign-in is: a proof
# that it asked, and what the other side calls the account, which is no secret. An account that is
# connected elsewhere under another name is refused there, before anything is sent.
PROOF = "proof"
IDENTITY = "identity"


class Workspace(models.TextChoices):
    """A live channel never carries an exercise, nor an exercise channel anything else."""

    LIVE = "live", pgettext_lazy("workspace", "Live")
    EXERCISE = "exercise", pgettext_lazy("workspace", "Exercise")


class Act(models.TextChoices):
    """What a message does to the ones before it in its stream."""

    ALERT = "alert", pgettext_lazy("act", "Warning")
    UPDATE = "update", pgettext_lazy("act", "Update")
    CANCEL = "cancel", pgettext_lazy("act", "Sent by mistake")
    ALL_CLEAR = "all_clear", pgettext_lazy("act", "Danger over")


class Lane(models.IntegerChoices):
    """Lower goes first: nothing waits in front of a warning."""

    ALERT = 0, _("Warning")
    ORDINARY = 1, _("Ordinary")


@dataclass(frozen=True)
class Text:
    """One language of a message, complete: marks, sender and link are in `short` and in `full`."""

    language: str
    headline: str
    short: str
    full: str
    link: str


@dataclass(frozen=True)
class Message:
    """What is to be said, once, before any channel has made it its own.

    Parameters
    ----------
    key
        Unique for all time; what a channel builds its idempotency key on.
    stream, number
        The alert it belongs to, and its place 1, 2, ... among that alert's messages.
    texts
        The sender's own language first; never empty.
    severity
        Severity of CAP: Extreme, Severe, Moderate, Minor or Unknown.
    cap
        The CAP 1.2 document, or empty when the message is no alert.
    """

    key: str
    stream: str
    number: int
    act: Act
    workspace: Workspace
    texts: tuple[Text, ...]
    sender: str
    severity: str
    sent_at: datetime
    expires_at: datetime
    cap: str = ""

    @property
    def text(self) -> Text:
        return self.texts[0]


@dataclass(frozen=True)
class Receipt:
    """What a channel holds of an earlier message in the same stream."""

    number: int
    remote_id: str
    url: str


@dataclass(frozen=True)
class Assignment:
    """One delivery as the channel sees it.

    `key` is the same for every attempt at this message in this channel. `earlier` is what the
    channel already carries of the stream, oldest first, so that an update can answer it.
    `first_tried_at` is None before the first call out.
    """

    key: str
    message: Message
    attempt: int
    first_tried_at: datetime | None = None
    earlier: tuple[Receipt, ...] = ()


# Outcomes of an attempt. `reason` is a key of `delivery.reasons.REASONS`.


@dataclass(frozen=True)
class Sent:
    remote_id: str
    url: str = ""


@dataclass(frozen=True)
class Retry:
    """It was certainly not sent, and may be tried again; `after` when the other side says when."""

    reason: str
    after: timedelta | None = None


@dataclass(frozen=True)
class Permanent:
    """It was certainly not sent, and never will be as it is."""

    reason: str


@dataclass(frozen=True)
class Unknown:
    """It may have been sent. Never sent again before it is read back, or is safe to repeat."""

    reason: str


Outcome = Sent | Retry | Permanent | Unknown


# What reading back can tell.


@dataclass(frozen=True)
class Found:
    remote_id: str
    url: str = ""


@dataclass(frozen=True)
class Absent:
    """The other side was asked, and has it not."""


@dataclass(frozen=True)
class CannotTell:
    reason: str


ReadBack = Found | Absent | CannotTell


@dataclass(frozen=True)
class Check:
    """One line of readiness. `name` and `reason` are keys of `delivery.reasons`."""

    name: str
    good: bool
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Rendition:
    """A message as this channel will carry it: its text, counted in the channel's own unit.

    `unit` is one of characters, graphemes, weighted, segments, bytes.
    """

    text: str
    count: int
    limit: int
    unit: str
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fits(self) -> bool:
        return self.count <= self.limit


@dataclass(frozen=True)
class Capabilities:
    """`idempotent_for`: how long the other side recognises our key (None: never, or not at all).

    `reads_back`: `find` can tell. A channel with neither cannot be registered.
    `parallel`: calls at once that the other side stands.
    """

    idempotent_for: timedelta | None = None
    reads_back: bool = False
    has_recipients: bool = False
    public: bool = True
    parallel: int = 1

    @property
    def is_safe(self) -> bool:
        return self.reads_back or self.idempotent_for is not None


@dataclass(frozen=True)
class Recipient:
    """One confirmed subscriber of a list, for the time it takes to hand over to them."""

    pk: int
    address: str = field(repr=False)
    language: str = "nb"
    token: str = field(default="", repr=False)
    data: Mapping[str, str] = field(default_factory=dict, repr=False)


class Recipients(Protocol):
    """The list of one delivery. Each recipient is given out once; what is noted stays noted."""

    async def take(self, limit: int) -> Sequence[Recipient]:
        """Return up to `limit` recipients nobody has tried, marked as tried before the call."""

    async def note(self, results: Sequence[tuple[Recipient, Outcome]]) -> None:
        """Write down how it went. Permanent with reason `gone` also ends the subscription."""


@dataclass(frozen=True)
class Connection:
    """An account opened for use: settings as the kind's dataclass, secrets in the clear."""

    pk: int
    owner: str
    name: str
    workspace: Workspace
    settings: Any
    secrets: Mapping[str, str] = field(repr=False)
    keep_secrets: Callable[[Mapping[str, str]], Awaitable[None]] = field(repr=False)
    recipients: Recipients | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Environment:
    """What the dispatcher lends a channel: one warm pool, one clock, and our own address."""

    http: aiohttp.ClientSession
    now: Callable[[], datetime]
    base_url: str


class Channel(Protocol):
    """A kind of channel. Instances hold no state; all of it is in the connection.

    `settings` is a frozen dataclass of plain values, `secrets` names what is kept encrypted,
    and `form` asks a person for both. `address(settings)` is what the other side knows the
    account by: the same account can be connected once only, so never to both workspaces. It is
    empty for a channel that lies with ourselves, which each body has once in each workspace.
    """

    # Read only, so that a frozen dataclass with narrower types is a channel too.
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> Any: ...
    @property
    def settings(self) -> type[Any]: ...
    @property
    def secrets(self) -> tuple[str, ...]: ...
    @property
    def form(self) -> type[forms.Form]: ...
    @property
    def capabilities(self) -> Capabilities: ...

    def address(self, settings: Any) -> str: ...

    def compose(self, message: Message, settings: Any) -> Rendition: ...

    async def prepare(self, environment: Environment, connection: Connection) -> list[Check]:
        """Prove that a message could be sent now, without sending one; renew tokens on the way."""

    async def send(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome: ...

    async def find(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> ReadBack: ...
