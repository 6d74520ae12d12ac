"""The AT protocol, as far as one account publishing its own posts on Bluesky needs it.

Source: lexicons `com.atproto.server` (createSession, refreshSession, getSession) and
`com.atproto.repo` (putRecord, getRecord), `app.bsky.feed.post` and `app.bsky.richtext.facet`;
"Record Key" (TID) of the AT protocol specification (https://atproto.com/specs).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from allmenning.clients.calls import Answer, MalformedError, call

COLLECTION = "app.bsky.feed.post"
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
LONGEST_PAUSE = timedelta(days=1)


class BlueskyError(Exception):
    """The server answered with an error; `name` is the lexicon's word for it."""

    def __init__(self, status: int, name: str, pause: timedelta | None = None) -> None:
        super().__init__(f"Bluesky answered {status} {name}.")
        self.status = status
        self.name = name
        self.pause = pause

    @property
    def is_of_token(self) -> bool:
        """Whether another token could help: this one has expired or is not accepted."""
        return self.name in {"ExpiredToken", "InvalidToken"} or (
            self.status == 401 and not self.is_of_account
        )

    @property
    def is_of_account(self) -> bool:
        """Whether the account itself was stopped."""
        return self.name.startswith("Account")


@dataclass(frozen=True)
class Server:
    """Where the account lives: an address without a slash at the end."""

    http: aiohttp.ClientSession
    address: str
    now: datetime

    async def ask(self, method: str, name: str, *, token: str = "", **request: Any) -> Answer:
        """Call one lexicon method.

        Raises
        ------
        BlueskyError
            When the status is not 200-299.
        NotSentError, NoAnswerError
            As `clients.calls.call`.
        """
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        address = f"{self.address}/xrpc/{name}"
        answer = await call(self.http, method, address, headers=headers, **request)
        if not answer.is_good:
            raise BlueskyError(answer.status, _error_name(answer), pause(answer, self.now))
        return answer


@dataclass(frozen=True)
class Session:
    """An open sign-in: `did` is the account's lasting name, `access` lives for about two hours."""

    did: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)


@dataclass(frozen=True)
class Identity:
    """Whose token it is; `left` how many requests it has left, None when not told."""

    did: str
    handle: str
    left: int | None


@dataclass(frozen=True)
class Record:
    """A post: where it is, and the digest of its content, which an answer to it must name."""

    uri: str
    cid: str


def pause(answer: Answer, now: datetime) -> timedelta | None:
    """Read how long a throttled client is to wait: Retry-After, else `ratelimit-reset` (epoch)."""
    if answer.status != 429:
        return None
    reset = answer.headers.get("ratelimit-reset", "")
    if told := answer.pause(now):
        return told
    if not reset.isdecimal() or len(reset) > 10:
        return None
    moment = datetime.fromtimestamp(int(reset), UTC)
    return min(max(moment - now, timedelta()), LONGEST_PAUSE)


def tid(key: str, moment: datetime) -> str:
    """Make the record key of a message: the same for the same key and moment, always.

    A TID is 64 bits in 13 sortable characters: a zero bit, 53 bits of microseconds since 1970 and
    10 bits that tell writers apart. The second is the moment's; microseconds and the last ten bits
    are digits of the key's SHA-256, so that two messages of one second do not meet.
    """
    digest = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    microseconds = int(moment.timestamp()) * 1_000_000 + (digest >> 10) % 1_000_000
    number = (microseconds << 10) | (digest & 0x3FF)
    return "".join(_SORTABLE[(number >> (5 * place)) & 31] for place in range(12, -1, -1))


def link_facets(text: str, spans: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    """Mark the addresses of a text as links: places are bytes of UTF-8, not characters."""
    return [
        {
            "index": {
                "byteStart": len(text[:start].encode()),
                "byteEnd": len(text[:end].encode()),
            },
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": text[start:end]}],
        }
        for start, end in spans
    ]


async def create_session(server: Server, handle: str, password: str) -> Session:
    """Sign in with an app password; allowed 30 times in five minutes, 300 times a day.

    Raises
    ------
    BlueskyError
        401 AuthenticationRequired when handle or password is wrong.
    MalformedError, NotSentError, NoAnswerError
        As `Server.ask`.
    """
    body = {"identifier": handle, "password": password}
    return _session(await server.ask("POST", "com.atproto.server.createSession", json=body))


async def refresh_session(server: Server, refresh: str) -> Session:
    """Change the refresh token for a new pair; the old one ends.

    Raises
    ------
    BlueskyError, MalformedError, NotSentError, NoAnswerError
        ExpiredToken or InvalidToken when a new sign-in is needed.
    """
    return _session(await server.ask("POST", "com.atproto.server.refreshSession", token=refresh))


async def whoami(server: Server, access: str) -> Identity:
    """Ask whose the token is.

    Raises
    ------
    BlueskyError, MalformedError, NotSentError, NoAnswerError
        ExpiredToken when it is to be renewed.
    """
    answer = await server.ask("GET", "com.atproto.server.getSession", token=access)
    found = answer.json()
    left = answer.headers.get("ratelimit-remaining", "")
    return Identity(
        _word(found, "did"), _word(found, "handle"), int(left) if left.isdecimal() else None
    )


async def put_post(server: Server, session: Session, rkey: str, post: Mapping[str, Any]) -> Record:
    """Write a post under a key of our own; writing it again changes nothing.

    Raises
    ------
    BlueskyError, MalformedError, NotSentError, NoAnswerError
        400 InvalidRequest when the post breaks the lexicon.
    """
    body = {
        "repo": session.did,
        "collection": COLLECTION,
        "rkey": rkey,
        "record": {"$type": COLLECTION, **post},
    }
    answer = await server.ask("POST", "com.atproto.repo.putRecord", token=session.access, json=body)
    return _record(answer)


async def get_post(server: Server, session: Session, rkey: str) -> Record | None:
    """Read a post by its key; None when there is none.

    Raises
    ------
    BlueskyError, MalformedError, NotSentError, NoAnswerError
        Any error but RecordNotFound.
    """
    asked = {"repo": session.did, "collection": COLLECTION, "rkey": rkey}
    try:
        answer = await server.ask(
            "GET", "com.atproto.repo.getRecord", token=session.access, params=asked
        )
    except BlueskyError as error:
        if error.name == "RecordNotFound":
            return None
        raise
    return _record(answer)


def _session(answer: Answer) -> Session:
    found = answer.json()
    return Session(_word(found, "did"), _word(found, "accessJwt"), _word(found, "refreshJwt"))


def _record(answer: Answer) -> Record:
    found = answer.json()
    return Record(_word(found, "uri"), _word(found, "cid"))


def _word(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise MalformedError(f"The answer has no {name}.")
    return value


def _error_name(answer: Answer) -> str:
    try:
        name = answer.json().get("error")
    except MalformedError:
        return ""
    return name[:60] if isinstance(name, str) else ""
