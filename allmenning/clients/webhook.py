"""Handing a message to somebody else's server, signed as Standard Webhooks say.

Source: standardwebhooks.com, specification 1.0: headers `webhook-id`, `webhook-timestamp` and
`webhook-signature`; HMAC-SHA256 over `id.timestamp.body`, in base64 after `v1,`.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp

from allmenning.clients.calls import Answer, call
from allmenning.clients.guard import RefusedAddressError, guarded_session, require_callable

PREFIX = "whsec_"
PORTS = frozenset({443, 8443})
LONGEST_ADDRESS = 2_000
PATIENCE = aiohttp.ClientTimeout(total=15, sock_connect=3)


class SecretError(ValueError):
    """The secret is no `whsec_` followed by 24 to 64 bytes in base64."""


@dataclass(frozen=True)
class Receiver:
    """Where to, and the secret shared with it; `allowed` are hosts inside that may be called."""

    address: str
    secret: str = field(repr=False)
    allowed: Collection[str] = ()


def require_receivable(address: str, allowed: Collection[str] = ()) -> None:
    """Refuse an address by what it says: https, a public name, port 443 or 8443.

    Raises
    ------
    RefusedAddressError
        When it may not be called.
    """
    require_callable(address, allowed)
    if len(address) > LONGEST_ADDRESS or "#" in address:
        raise RefusedAddressError("It is too long, or holds a fragment.")
    parts = urlsplit(address)
    if parts.hostname not in allowed and (parts.port or 443) not in PORTS:
        raise RefusedAddressError("It names a port that webhooks do not use.")


def key_of(secret: str) -> bytes:
    """Read the key out of a secret.

    Raises
    ------
    SecretError
        When there is none in it.
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise SecretError("The secret is no base64.") from None
    if not secret.startswith(PREFIX) or not 24 <= len(key) <= 64:
        raise SecretError("The secret is not whsec_ and 24 to 64 bytes.")
    return key


def signature(secret: str, identity: str, timestamp: int, body: bytes) -> str:
    """Sign as the specification says; the same for the same four.

    Raises
    ------
    SecretError
        As `key_of`.
    """
    signed = f"{identity}.{timestamp}.".encode() + body
    digest = hmac.new(key_of(secret), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


async def deliver(receiver: Receiver, *, identity: str, body: bytes, now: datetime) -> Answer:
    """Make one signed call. The name is resolved once, and no redirect is followed.

    Parameters
    ----------
    receiver
        Where to.
    identity
        The same for every attempt at the same message, so that the receiver can know a repeat.
    body
        JSON in UTF-8.
    now
        When it is sent; receivers refuse what is more than five minutes old.

    Raises
    ------
    RefusedAddressError
        When the address, or what its name resolves to, may not be called. Nothing was sent.
    SecretError
        As `key_of`. Nothing was sent.
    NotSentError, NoAnswerError
        As `calls.call`.
    """
    require_receivable(receiver.address, receiver.allowed)
    timestamp = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "webhook-id": identity,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(receiver.secret, identity, timestamp, body),
    }
    # A pool of its own: what was resolved for another receiver is never reused for this one.
    async with guarded_session(receiver.allowed) as http:
        return await call(
            http,
            "POST",
            receiver.address,
            patience=PATIENCE,
            largest=0,
            headers=headers,
            data=body,
        )
