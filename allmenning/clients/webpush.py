"""Web push: a short message, encrypted for one browser, to the service that reaches it.

Sources: RFC 8030 (the request), RFC 8291 and 8188 (encryption), RFC 8292 (who we are, VAPID).
"""

import base64
import binascii
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pywebpush import WebPusher

from allmenning.clients.calls import Answer, call

# RFC 8291, 4: a push service need not take more than 4,096 bytes; 86 of them are the header of the
# encryption, 17 its padding and tag.
LARGEST = 4096
LARGEST_TEXT = LARGEST - 86 - 17
# RFC 8292, 2: at most 24 hours; a signature is used again until half of it has passed.
SIGNATURE_SECONDS = 12 * 3600
PATIENCE = aiohttp.ClientTimeout(total=15, sock_connect=5)


class KeysError(ValueError):
    """The keys that came are no keys."""


@dataclass(frozen=True)
class Subscription:
    """A browser's address at its push service, and the keys only that browser can read with."""

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)


def require_keys(subscription: Subscription) -> None:
    """Refuse a subscription that nothing could be encrypted for.

    Raises
    ------
    KeysError
        When the key is no point on P-256, or the secret is not 16 bytes.
    """
    try:
        point, secret = _bytes(subscription.p256dh), _bytes(subscription.auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (ValueError, binascii.Error):
        raise KeysError("The key is no point on P-256.") from None
    if len(secret) != 16:
        raise KeysError(f"The secret is {len(secret)} bytes; it must be 16.")


def new_private_key() -> str:
    """Make the key that says who we are; 32 bytes in base64url."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _text(number.to_bytes(32, "big"))


def public_key(private_key: str) -> str:
    """Return what a browser must know of our key: the point, uncompressed, in base64url."""
    public = ec.derive_private_key(
        int.from_bytes(_bytes(private_key), "big"), ec.SECP256R1()
    ).public_key()
    return _text(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


class Pusher:
    """Pushes as one sender.

    Parameters
    ----------
    http
        The caller's pool of connections; one that calls public addresses only.
    private_key
        From `new_private_key`.
    contact
        Where a push service may write to us: `mailto:` or `https://`.
    """

    def __init__(self, http: aiohttp.ClientSession, private_key: str, contact: str) -> None:
        self._http = http
        self._vapid = Vapid02.from_raw(private_key.encode())
        self._contact = contact
        self._signed: dict[str, tuple[float, Mapping[str, str]]] = {}

    async def push(
        self, subscription: Subscription, text: bytes, *, seconds: int, topic: str, urgent: bool
    ) -> Answer:
        """Push one message.

        Parameters
        ----------
        subscription
            Whom to.
        text
            At most `LARGEST_TEXT` bytes.
        seconds
            How long the service keeps it for a browser that is away.
        topic
            What replaces an older push that still waits; 32 characters of base64url.
        urgent
            Whether to wake a device that saves power.

        Returns
        -------
        Answer
            201 taken, 404 or 410 the subscription is over, 413 too large, 429 later.

        Raises
        ------
        NotSentError, NoAnswerError, RefusedAddressError
            As `calls.call` and the pool.
        """
        headers = {
            "TTL": str(max(0, seconds)),
            "Topic": topic,
            "Urgency": "high" if urgent else "normal",
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            **self._signature(subscription.endpoint),
        }
        body = _encrypted(subscription, text)
        return await call(
            self._http,
            "POST",
            subscription.endpoint,
            headers=headers,
            data=body,
            patience=PATIENCE,
        )

    def _signature(self, endpoint: str) -> Mapping[str, str]:
        """Sign once for each service, not for each browser."""
        parts = urlsplit(endpoint)
        service = f"{parts.scheme}://{parts.netloc}"
        made, headers = self._signed.get(service, (0.0, {}))
        now = time.time()
        if now - made > SIGNATURE_SECONDS / 2:
            claims = {"sub": self._contact, "aud": service, "exp": int(now) + SIGNATURE_SECONDS}
            headers = self._vapid.sign(claims)
            self._signed[service] = (now, headers)
        return headers


def _encrypted(subscription: Subscription, text: bytes) -> bytes:
    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    told: dict[str, Any] = {"endpoint": subscription.endpoint, "keys": keys}
    body: bytes = WebPusher(told).encode(text, "aes128gcm")["body"]
    return body


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
