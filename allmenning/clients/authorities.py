"""What authorities warn of, over HTTP: feeds of CAP (MET and others), and NVE's and MET's JSON.

A feed is a list of links; each new message is fetched once. Sources: CAP 1.2; MET's *MetAlerts*
(https://api.met.no/weatherapi/metalerts/2.0/documentation); NVE's *Varsom API*
(https://api.nve.no/doc/).
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from allmenning.core import cap
from allmenning.core.cap.feed import LARGEST_FEED, read_feed
from allmenning.core.cap.geojson import read_geojson
from allmenning.core.cap.nve import read_nve

PATIENCE = httpx.Timeout(15, connect=5)
# A server that sends a byte now and then is never late, and would hold up all that waits for us.
LONGEST_ANSWER = 20.0
LONGEST_LOOK = 40.0
NAME = "Allmenning"
MOST_MESSAGES = 500


class AuthorityError(Exception):
    """The answer did not come, was too large, or holds no messages. No secret stands in it."""


@dataclass(frozen=True)
class Message:
    """One message as it came. `document` is the CAP text, or our own CAP of another format."""

    alert: cap.Alert
    document: str


@dataclass
class Follower:
    """Follows one address. It remembers what it has seen, so that each message is fetched once.

    Parameters
    ----------
    address
        Of a feed of CAP, of one CAP document, or of NVE's or MET's JSON.
    http
        The caller's client, with its timeouts.
    """

    address: str
    http: httpx.Client
    etag: str = ""
    seen: set[str] = field(default_factory=set)

    def look(self) -> list[Message]:
        """Return what is new since the last look.

        Raises
        ------
        AuthorityError
            When the list cannot be had. A single message that cannot be had is looked for again.
        """
        answer = self._get(self.address, {"If-None-Match": self.etag} if self.etag else {})
        if answer is None:
            return []
        body, self.etag = answer
        return list(self._messages(body))

    def _messages(self, body: bytes) -> Iterator[Message]:
        if body.lstrip()[:1] in {b"[", b"{"}:
            yield from _from_json(body)
            return
        feed = read_feed(body)
        if any(remark.code.startswith("read_") for remark in feed.remarks):
            yield from _from_readings(cap.read_all(body), body)
            return
        until = time.monotonic() + LONGEST_LOOK
        for entry in feed.entries[:MOST_MESSAGES]:
            if time.monotonic() >= until:
                self.etag = ""  # the rest is read with the next look
                return
            yield from self._linked(entry.link)

    def _linked(self, link: str) -> Iterator[Message]:
        """Fetch a message of the feed once, from the feed's own host and no other."""
        if link in self.seen:
            return
        if urlsplit(link)[:2] != urlsplit(self.address)[:2]:
            return
        try:
            answer = self._get(link, {})
        except AuthorityError:
            self.etag = ""  # so that the list is read again, and this message with it
            return
        if answer is not None:
            self.seen.add(link)
            yield from _from_readings(cap.read_all(answer[0]), answer[0])

    def _get(self, address: str, headers: dict[str, str]) -> tuple[bytes, str] | None:
        """Return body and ETag, or None where nothing has changed."""
        try:
            with self.http.stream(
                "GET", address, headers={"User-Agent": NAME, **headers}, timeout=PATIENCE
            ) as answer:
                if answer.status_code == httpx.codes.NOT_MODIFIED:
                    return None
                if answer.status_code != httpx.codes.OK:
                    raise AuthorityError(f"{urlsplit(address).hostname}: {answer.status_code}")
                return _limited(answer), answer.headers.get("ETag", "")
        except httpx.HTTPError as error:
            name = type(error).__name__
            raise AuthorityError(f"{urlsplit(address).hostname}: {name}") from None


def _limited(answer: httpx.Response) -> bytes:
    body, until = bytearray(), time.monotonic() + LONGEST_ANSWER
    for part in answer.iter_bytes():
        body += part
        if time.monotonic() >= until:
            raise AuthorityError(f"{answer.url.host}: not whole after {LONGEST_ANSWER:.0f} seconds")
        if len(body) > LARGEST_FEED:
            raise AuthorityError(f"{answer.url.host}: more than {LARGEST_FEED} bytes")
    return bytes(body)


def _from_json(body: bytes) -> Iterator[Message]:
    is_list = body.lstrip().startswith(b"[") or b'"features"' not in body[:100_000]
    for reading in read_nve(body) if is_list else read_geojson(body):
        if reading.alert is not None:
            yield Message(reading.alert, _document(reading.alert))


def _document(alert: cap.Alert) -> str:
    """Write the message as CAP where it holds enough; else what was read stays unwritten."""
    try:
        return cap.write(alert, "oasis").decode()
    except cap.NotWritable:
        return ""


def _from_readings(readings: tuple[cap.Reading, ...], body: bytes) -> Iterator[Message]:
    whole = body.decode("utf-8", errors="replace") if len(readings) == 1 else None
    for reading in readings:
        if reading.alert is not None:
            yield Message(reading.alert, whole or _document(reading.alert))
