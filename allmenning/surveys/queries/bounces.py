"""Reading what mail servers say about letters that did not arrive (RFC 3464)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from django.db.models import QuerySet

from allmenning.surveys.models import Contact, Stage
from allmenning.surveys.queries.response import digest_of

# A permanent failure; 4.x.x is tried again by the server that says so.
PERMANENT = "5."
LINK = re.compile(r"/svar/([A-Za-z0-9_-]{20,64})/")


@dataclass(frozen=True)
class Notification:
    """What could not be delivered for good: to whom, and the tokens in the letter sent back."""

    addresses: tuple[str, ...]
    tokens: tuple[str, ...]


def read_notification(raw: bytes) -> Notification | None:
    """Read a delivery status notification; None is any other message, or a passing failure."""
    message = message_from_bytes(raw, policy=policy.default)
    blocks = [block for part in _parts(message, "message/delivery-status") for block in part]
    addresses = tuple(
        dict.fromkeys(
            address for block in blocks if _is_permanent(block) for address in _addresses(block)
        )
    )
    if not addresses:
        return None
    tokens = dict.fromkeys(LINK.findall("\n".join(_returned(message))))
    return Notification(addresses, tuple(tokens))


def _parts(message: Message, kind: str) -> Iterator[list[Message]]:
    for part in message.walk():
        payload = part.get_payload()
        if part.get_content_type() == kind and isinstance(payload, list):
            yield [block for block in payload if isinstance(block, Message)]


def _is_permanent(block: Message) -> bool:
    action = str(block.get("Action", "")).strip().lower()
    return action == "failed" and str(block.get("Status", "")).strip().startswith(PERMANENT)


def _addresses(block: Message) -> Iterator[str]:
    """Give the address that was written to, and the one it was passed on to."""
    for name in ("Original-Recipient", "Final-Recipient"):
        kind, _, address = str(block.get(name, "")).partition(";")
        if kind.strip().lower() == "rfc822" and "@" in address:
            yield address.strip().strip("<>").lower()


def _returned(message: Message) -> Iterator[str]:
    """Give the text of the letter that was sent back, in whatever form it was packed."""
    for part in message.walk():
        if isinstance(part, EmailMessage) and part.get_content_type() in (
            "text/plain",
            "text/html",
        ):
            try:
                yield str(part.get_content())
            except (LookupError, UnicodeError):  # a character set nobody knows
                continue


def contacts_of(notification: Notification) -> QuerySet[Contact]:
    """Find whom it is about: by the personal link that came back, else by the address.

    An address counts only where a letter went to it, in a survey that still writes letters.
    """
    rows = Contact.objects.filter(
        ended_at=None, wiped_at=None, bounced_at=None, letters__sent_at__isnull=False
    ).filter(unit__survey__stage__in=(Stage.MAPPING, Stage.FIELDING))
    by_link = rows.filter(token_sha256__in=[digest_of(token) for token in notification.tokens])
    found = by_link.distinct().order_by("pk")
    if found.exists():
        return found
    # Addresses are few; a longer list is an attack on the table.
    return rows.filter(email__in=notification.addresses[:10]).distinct().order_by("pk")
