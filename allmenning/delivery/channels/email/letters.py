"""One warning as letters: made once for each language, and once more for what is each one's own.

Built by hand because the library for it takes a millisecond a letter, which is ten seconds of
the dispatcher's time for ten thousand; headers that need encoding are still left to it.
"""

import binascii
import hashlib
from email.header import Header
from email.utils import format_datetime, formataddr
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from allmenning.delivery.channels.email.forms import Settings
from allmenning.delivery.contract import Message, Recipient, Text, Workspace
from allmenning.delivery.links import leave_address

# Stands for each one's own token until the letter is written; as long as a token, so that nothing
# else changes.
TOKEN = "x" * 43
URGENT = frozenset({"Extreme", "Severe"})


def message_id(message: Message, number: int, recipient: Recipient, domain: str) -> str:
    """Return the same id for the same message and recipient, however often it is tried."""
    told = f"{message.stream}/{number}/{recipient.pk}"
    return f"<{hashlib.sha256(told.encode()).hexdigest()[:40]}@{domain}>"


class Letterhead:
    """A message in one language, ready but for whom it is to."""

    def __init__(self, message: Message, text: Text, settings: Settings, base_url: str) -> None:
        self._message = message
        self._domain = settings.sender_address.rpartition("@")[2] or str(
            urlsplit(base_url).hostname
        )
        # The addresses of pages are in the reader's language, and so is all that is ours to say.
        with override(text.language):
            self._leave = leave_address(base_url, TOKEN, text.language)
            self._fixed = _headers(_fixed_headers(message, text, settings))
            told = {"text": text, "sender": settings.sender_name, "leave": self._leave}
            self._plain = _lines(render_to_string("delivery/mail/warning.txt", told))
            self._html = _lines(render_to_string("delivery/mail/warning.html", told))
        self._boundary = hashlib.sha256(self._plain.encode()).hexdigest()[:32]

    def to(self, recipient: Recipient) -> bytes:
        """Write the letter to one recipient."""
        own = [
            ("To", f"<{recipient.address}>"),
            ("Message-ID", self._id(self._message.number, recipient)),
            ("List-Unsubscribe", f"<{self._leave.replace(TOKEN, recipient.token)}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ]
        if earlier := self._earlier(recipient):
            own += [("In-Reply-To", earlier[-1]), ("References", "\r\n ".join(earlier))]
        parts = (
            self._part("plain", self._plain, recipient.token),
            self._part("html", self._html, recipient.token),
        )
        multipart = f'Content-Type: multipart/alternative; boundary="{self._boundary}"\r\n\r\n'
        end = f"--{self._boundary}--\r\n"
        return (self._fixed + _headers(own) + multipart).encode() + b"".join(parts) + end.encode()

    def _id(self, number: int, recipient: Recipient) -> str:
        return message_id(self._message, number, recipient, self._domain)

    def _earlier(self, recipient: Recipient) -> list[str]:
        first = max(1, self._message.number - 10)
        return [self._id(number, recipient) for number in range(first, self._message.number)]

    def _part(self, kind: str, text: str, token: str) -> bytes:
        head = (
            f"--{self._boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        )
        written = binascii.b2a_qp(text.replace(TOKEN, token).encode(), istext=True)
        return head.encode() + written.replace(b"\n", b"\r\n") + b"\r\n"


def text_for(message: Message, language: str) -> Text:
    """Choose the reader's language, or else the sender's own."""
    return next((text for text in message.texts if text.language == language), message.text)


def _fixed_headers(message: Message, text: Text, settings: Settings) -> list[tuple[str, str]]:
    urgent = message.severity in URGENT and message.workspace == Workspace.LIVE
    local, _at, domain = settings.sender_address.partition("@")
    return [
        ("From", formataddr((settings.sender_name, settings.sender_address))),
        ("Subject", Header(_subject(message, text), "utf-8").encode(linesep="\r\n")),
        ("Date", format_datetime(message.sent_at)),
        ("MIME-Version", "1.0"),
        ("Content-Language", text.language),
        ("List-Id", f"<{local}.{domain}>"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("Precedence", "list"),
        *([("Importance", "high"), ("X-Priority", "1")] if urgent else []),
    ]


def _subject(message: Message, text: Text) -> str:
    headline = " ".join(text.headline.split())
    if message.workspace != Workspace.EXERCISE:
        return headline
    mark = _("EXERCISE")
    return headline if mark in headline.upper() else f"{mark}: {headline}"


def _lines(text: str) -> str:
    """Break lines in one way; a form breaks them in another."""
    return "\n".join(text.splitlines()) + "\n"


def _headers(pairs: list[tuple[str, str]]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in pairs)
