"""Web push: a notification in the browsers of those who asked for it."""

import base64
import hashlib
import json
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as installation
from django.utils.translation import gettext_lazy as _

from allmenning.clients.calls import Answer, NoAnswerError, NotSentError
from allmenning.clients.guard import RefusedAddressError, guarded_session
from allmenning.clients.webpush import (
    LARGEST_TEXT,
    Pusher,
    Subscription,
    new_private_key,
    public_key,
)
from allmenning.delivery.channels.webpush.forms import Form, Settings
from allmenning.delivery.channels.webpush.joining import InBrowser
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
    Text,
    Unknown,
    Workspace,
)
from allmenning.delivery.handing import hand_over_to_all, list_check

AT_ONCE = 20
LONGEST_KEPT = timedelta(days=28)
UNTOLD_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=2)
# Who may ask all of us to wait: the services of the browsers. Anybody can subscribe with an address
# at a service of their own, and would else silence the list for a day with one answer.
MAKERS = frozenset({"apple.com", "google.com", "googleapis.com", "mozilla.com", "windows.com"})
# A stranger's service that has kept this many calls waiting for nothing is called no more.
MOST_SILENT = 3
_REFUSALS = {401: "token", 403: "token", 404: "gone", 410: "gone", 413: "too_long"}
URGENT = frozenset({"Extreme", "Severe"})


class WebPush:
    """A repeat is recognised: it bears the same tag, and replaces what is shown without a sound."""

    kind = "webpush"
    name = _("Notifications in the browser")
    settings = Settings
    secrets = ("private_key",)
    form = Form
    joining = InBrowser()
    capabilities = Capabilities(
        idempotent_for=timedelta(days=30), has_recipients=True, public=False
    )

    def address(self, settings: Settings) -> str:
        return f"{settings.sender_name} <{settings.contact}>".lower()

    def compose(self, message: Message, settings: Settings) -> Rendition:
        del settings
        text = message.text
        size = len(payload(message, text))
        shown = f"{text.headline}\n{text.short}"
        return Rendition(shown, size, LARGEST_TEXT, "bytes", {"headline": text.headline})

    async def prepare(self, environment: Environment, connection: Connection) -> list[Check]:
        """Make the key the first time, and never again: every subscription hangs on it."""
        key = connection.secrets.get("private_key", "")
        if not key:
            key = new_private_key()
            await connection.keep_secrets({"private_key": key})
        safe = environment.base_url.startswith("https://")
        return [
            Check("key", good=True, detail=public_key(key)[:16]),
            Check("tls", good=safe, reason="" if safe else "certificate"),
            await list_check(connection),
        ]

    async def send(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome:
        key = connection.secrets.get("private_key", "")
        if not key or connection.recipients is None:
            return Permanent("settings")
        if not self.compose(assignment.message, connection.settings).fits:
            return Permanent("too_long")
        async with guarded_session(installation.INTERNAL_HOSTS) as http:
            pusher = Pusher(http, key, f"mailto:{connection.settings.contact}")
            return await hand_over_to_all(
                assignment,
                connection.recipients,
                _Round(pusher, assignment.message, environment.now()).push,
                now=environment.now,
                repeats=True,
                at_once=AT_ONCE,
            )

    async def find(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> ReadBack:
        del environment, connection, assignment
        return CannotTell("not_told")


class _Round:
    """One message to many browsers; a service that asks us to wait stops only its own."""

    def __init__(self, pusher: Pusher, message: Message, now: datetime) -> None:
        self._pusher = pusher
        self._now = now
        self._seconds = int(min(message.expires_at - now, LONGEST_KEPT).total_seconds())
        self._topic = _short(message.stream)
        self._urgent = message.severity in URGENT and message.workspace == Workspace.LIVE
        self._own = message.text.language
        self._payloads = {text.language: payload(message, text) for text in message.texts}
        self._waiting: dict[str, timedelta] = {}
        self._silent: Counter[str] = Counter()

    async def push(self, recipient: Recipient) -> Outcome:
        service = service_of(recipient.address)
        if service in self._waiting:
            return Retry("throttled", self._waiting[service])
        if self._silent[service] >= MOST_SILENT and not is_trusted(service):
            return Retry("unreachable")
        text = self._payloads.get(recipient.language) or self._payloads[self._own]
        to = Subscription(
            recipient.address, recipient.data.get("p256dh", ""), recipient.data.get("auth", "")
        )
        try:
            answer = await self._pusher.push(
                to, text, seconds=self._seconds, topic=self._topic, urgent=self._urgent
            )
        except NotSentError as error:
            self._silent[service] += 1
            return Retry(error.reason)
        except NoAnswerError:
            self._silent[service] += 1
            return Unknown("no_answer")
        except RefusedAddressError:
            return Permanent("address")
        return self._outcome(answer, service)

    def _outcome(self, answer: Answer, service: str) -> Outcome:
        if answer.status == 429 and is_trusted(service):
            told = answer.pause(self._now) or UNTOLD_PAUSE
            self._waiting[service] = min(told, LONGEST_PAUSE)
            return Retry("throttled", self._waiting[service])
        if answer.is_good:
            return Sent("")
        if answer.status >= 500 or answer.status == 429:
            return Retry("server")
        return Permanent(_REFUSALS.get(answer.status, "refused"))


def service_of(endpoint: str) -> str:
    """Return whose service it is: the last two words of its name, however many names they make."""
    host = urlsplit(endpoint).hostname or ""
    return host if host in installation.INTERNAL_HOSTS else ".".join(host.split(".")[-2:])


def is_trusted(service: str) -> bool:
    return service in MAKERS or service in installation.INTERNAL_HOSTS


def payload(message: Message, text: Text) -> bytes:
    """Write what the service worker reads (static/delivery/worker.js)."""
    told = {
        "title": text.headline,
        "body": text.short,
        "lang": text.language,
        "link": text.link,
        "tag": _short(message.key),
        "stream": _short(message.stream),
        "urgent": message.severity in URGENT,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _short(name: str) -> str:
    """Return 32 characters that a Topic may hold (RFC 8030, 5.4)."""
    return base64.urlsafe_b64encode(hashlib.sha256(name.encode()).digest()).decode()[:32]


CHANNEL: Any = WebPush()
