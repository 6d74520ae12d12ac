"""One call over HTTP, and what it means when it fails: not sent, or perhaps carried out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from yarl import URL

# Whoever cannot be connected to in three seconds is down; whoever has our request may be slow.
PATIENCE = aiohttp.ClientTimeout(total=20, sock_connect=3)
LARGEST = 2_000_000
LONGEST_PAUSE = timedelta(days=1)


class NotSentError(Exception):
    """Nothing left us, so nothing can have happened. `reason` is unreachable or certificate."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoAnswerError(Exception):
    """The request left us and no whole answer came: it may have been carried out."""


class MalformedError(Exception):
    """An answer came, and is not what the documentation promises."""


@dataclass(frozen=True)
class Answer:
    """Status, headers (names in lower case) and body of an answer."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def is_good(self) -> bool:
        """Whether the status is one of 200-299."""
        return 200 <= self.status < 300

    def json(self) -> Mapping[str, Any]:
        """Read the body as a JSON object.

        Raises
        ------
        MalformedError
            When it is no JSON, or no object.
        """
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            raise MalformedError(f"{len(self.body)} bytes that are no JSON.") from None
        if not isinstance(found, dict):
            raise MalformedError(f"JSON that is a {type(found).__name__}, not an object.")
        return found

    def pause(self, now: datetime) -> timedelta | None:
        """Read Retry-After (RFC 9110, 10.2.3), seconds or a date; at most a day, None if absent."""
        told = self.headers.get("retry-after", "").strip()
        if told.isdecimal():
            return min(timedelta(seconds=min(int(told), 10**6)), LONGEST_PAUSE)
        try:
            moment = parsedate_to_datetime(told)
        except ValueError:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return min(max(moment - now, timedelta()), LONGEST_PAUSE)


async def call(
    http: aiohttp.ClientSession,
    method: str,
    address: str | URL,
    *,
    patience: aiohttp.ClientTimeout = PATIENCE,
    largest: int = LARGEST,
    **request: Any,
) -> Answer:
    """Make one call and follow no redirect.

    Only what reads, as GET, is repeated, once, by aiohttp, when a warm connection was broken.

    Parameters
    ----------
    http
        The caller's pool of connections.
    method, address
        As in the request line; a secret belongs in `headers` or `data`, never in the address. An
        address as `yarl.URL(..., encoded=True)` goes out as it stands.
    patience
        How long to wait.
    largest
        Bytes of an answer that are read; more is no answer. With 0 the body is left unread, for
        who needs the status only.
    request
        What `aiohttp.ClientSession.request` takes: `headers`, `data`, `json`, `params`.

    Raises
    ------
    NotSentError
        When no connection came about.
    NoAnswerError
        When the connection broke, time ran out, or the answer was too large or no HTTP.
    """
    try:
        async with http.request(
            method, address, timeout=patience, allow_redirects=False, **request
        ) as answer:
            body = await _body(answer, largest) if largest else b""
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status, headers, body)
    except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError):
        raise NotSentError("certificate") from None
    except (
        aiohttp.ClientConnectorError,
        aiohttp.ConnectionTimeoutError,
        aiohttp.InvalidURL,
    ):
        raise NotSentError("unreachable") from None
    except (aiohttp.ClientError, TimeoutError) as error:
        # `from None`: the message of the cause may hold the address and what stood in it.
        raise NoAnswerError(type(error).__name__) from None


async def _body(answer: aiohttp.ClientResponse, largest: int) -> bytes:
    read = bytearray()
    async for part in answer.content.iter_any():
        read += part
        if len(read) > largest:
            raise NoAnswerError("too large")
    return bytes(read)
