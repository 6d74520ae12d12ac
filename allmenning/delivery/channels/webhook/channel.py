"""A webhook: the whole message and its CAP, signed, to somebody else's server."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as configured
from django.utils.translation import gettext_lazy as _

from allmenning.clients import webhook
from allmenning.clients.calls import Answer
from allmenning.clients.guard import RefusedAddressError
from allmenning.clients.webhook import Receiver, SecretError
from allmenning.delivery.channels import failures
from allmenning.delivery.channels.webhook.forms import Form, Settings
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
    Rendition,
    Retry,
    Sent,
    Unknown,
    Workspace,
)

# So long a receiver must know a `webhook-id` again, says our README.
CAPABILITIES = Capabilities(idempotent_for=timedelta(days=30), public=False, parallel=10)
LARGEST = 1_000_000

_PERMANENT = {401: "permission", 403: "permission", 410: "gone", 413: "too_long"}


@dataclass(frozen=True)
class WebhookChannel:
    """`allowed`: hosts inside that may be called, over http too, besides those of the setting."""

    kind: str = "webhook"
    name: object = _("Webhook")
    settings: type[Settings] = Settings
    secrets: tuple[str, ...] = ("secret",)
    form: type[Form] = Form
    capabilities: Capabilities = CAPABILITIES
    allowed: tuple[str, ...] = ()

    def address(self, settings: Settings) -> str:
        """Write in one way what is one address: the usual port and a last stop say nothing."""
        parts = urlsplit(settings.url)
        host = (parts.hostname or "").rstrip(".")
        place = host if parts.port in {None, 443} else f"{host}:{parts.port}"
        return parts._replace(scheme=parts.scheme.lower(), netloc=place).geturl()

    def compose(self, message: Message, settings: Settings) -> Rendition:
        del settings
        size = len(body_of(message))
        return Rendition(message.text.full, size, LARGEST, "bytes")

    async def prepare(self, environment: Environment, connection: Connection) -> list[Check]:
        """Send a signed ping, which receivers answer without telling anybody."""
        now = environment.now()
        body = _json({"type": "ping", "timestamp": now.isoformat(), "data": {}})
        identity = f"ping-{connection.pk}-{int(now.timestamp())}"
        outcome = await self._delivered(environment, connection, identity, body)
        if isinstance(outcome, Sent):
            return [
                Check("tls", good=True, detail=urlsplit(connection.settings.url).hostname or "")
            ]
        return [Check("tls", good=False, reason=outcome.reason)]

    async def send(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome:
        body = body_of(assignment.message)
        if len(body) > LARGEST:
            return Permanent("too_long")
        return await self._delivered(environment, connection, assignment.key, body)

    async def find(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> ReadBack:
        """Nothing can be read there; a repeat is safe, since the receiver knows the id."""
        del environment, connection, assignment
        return CannotTell("not_told")

    async def _delivered(
        self, environment: Environment, connection: Connection, identity: str, body: bytes
    ) -> Outcome:
        allowed = (*self.allowed, *configured.INTERNAL_HOSTS)
        secret = connection.secrets.get("secret", "")
        receiver = Receiver(connection.settings.url, secret, allowed)
        now = environment.now()
        try:
            answer = await webhook.deliver(receiver, identity=identity, body=body, now=now)
        except RefusedAddressError:
            return Permanent("address")
        except SecretError:
            return Permanent("settings")
        except failures.ON_THE_WAY as error:
            return failures.outcome_of(error)
        if answer.is_good:
            return Sent(identity)
        return _refusal(answer, answer.pause(now))


def body_of(message: Message) -> bytes:
    """Write the message as JSON, the same for every attempt."""
    data: dict[str, Any] = {
        "key": message.key,
        "stream": message.stream,
        "number": message.number,
        "act": message.act.value,
        "workspace": message.workspace.value,
        "sender": message.sender,
        "severity": message.severity,
        "sent_at": message.sent_at.isoformat(),
        "expires_at": message.expires_at.isoformat(),
        "texts": [
            {
                "language": text.language,
                "headline": text.headline,
                "short": text.short,
                "full": text.full,
                "link": text.link,
            }
            for text in message.texts
        ],
        "cap": message.cap,
    }
    # Who waits for `warning.` never takes an exercise for one.
    kind = "exercise" if message.workspace == Workspace.EXERCISE else "warning"
    told = {"type": f"{kind}.{message.act.value}", "timestamp": data["sent_at"], "data": data}
    return _json(told)


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _refusal(answer: Answer, pause: timedelta | None) -> Outcome:
    if answer.status == 429:
        return Retry("throttled", pause)
    if answer.status >= 500 or answer.status in {408, 425}:
        return Unknown("server")
    if 300 <= answer.status < 400:
        return Permanent("address")
    return Permanent(_PERMANENT.get(answer.status, "refused"))


CHANNEL = WebhookChannel()
