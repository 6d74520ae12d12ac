"""The X API, version 2, as far as one account publishing its own posts needs it.

Source: X API documentation, *Create Post*, *User Posts timeline*, *OAuth 2.0 Authorization Code
Flow with PKCE*, *Rate limits* and *Response codes & errors* (https://docs.x.com/x-api).
"""

import base64
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from allmenning.clients.calls import Answer, MalformedError, call

BASE = "https://api.x.com"
PAGE = 100
"""The most posts one request gives."""
MOST_PAGES = 3
LONGEST_PAUSE = timedelta(days=1)


class XError(Exception):
    """The API answered with an error; `kind` is the last part of the problem's type."""

    def __init__(
        self, status: int, kind: str = "", detail: str = "", pause: timedelta | None = None
    ) -> None:
        super().__init__(f"X answered {status} {kind}.".replace(" .", "."))
        self.status = status
        self.kind = kind
        self.detail = detail
        self.pause = pause

    @property
    def is_duplicate(self) -> bool:
        """Whether the account is said to have posted the same text already."""
        return self.status == 403 and "duplicate content" in self.detail.lower()

    @property
    def is_capped(self) -> bool:
        """Whether what was paid for is used up."""
        return self.status == 402 or self.kind in {"usage-capped", "credits"}

    @property
    def is_passing(self) -> bool:
        """Whether waiting helps: throttled, or a fault of their own."""
        return self.status == 429 or self.status >= 500

    @property
    def is_of_reply(self) -> bool:
        """Whether the post to be answered is gone or out of sight."""
        return self.status in (400, 403) and "reply" in self.detail.lower()


@dataclass(frozen=True)
class Server:
    """The API's address, without a slash at the end."""

    http: aiohttp.ClientSession
    address: str
    now: datetime

    async def ask(self, method: str, path: str, *, access: str = "", **request: Any) -> Answer:
        """Make one call.

        Raises
        ------
        XError
            When the status is not 200-299.
        NotSentError, NoAnswerError
            As `clients.calls.call`.
        """
        headers = dict(request.pop("headers", {}))
        if access:
            headers["Authorization"] = f"Bearer {access}"
        answer = await call(self.http, method, self.address + path, headers=headers, **request)
        if not answer.is_good:
            raise _error(answer, self.now)
        return answer


@dataclass(frozen=True)
class Tokens:
    """A pair of tokens; each refresh token can be used once."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    until: datetime


@dataclass(frozen=True)
class Identity:
    """Whose token it is."""

    user_id: str
    username: str


@dataclass(frozen=True)
class Post:
    """A post as the timeline gives it; in `text` every address is one of t.co."""

    identity: str
    text: str


async def refresh(server: Server, token: str, client_id: str, client_secret: str = "") -> Tokens:
    """Change a refresh token for a new pair; the old one ends at once.

    Raises
    ------
    XError
        400 when the token was used before or withdrawn, 401 when the client is not known.
    MalformedError, NotSentError, NoAnswerError
        No answer: the old token may have ended, and the new one is lost.
    """
    body = {"grant_type": "refresh_token", "refresh_token": token, "client_id": client_id}
    headers = {}
    if client_secret:
        pair = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    answer = await server.ask("POST", "/2/oauth2/token", data=body, headers=headers)
    found = answer.json()
    lives = found.get("expires_in")
    seconds = lives if isinstance(lives, int) and 0 < lives < 10**7 else 7_200
    return Tokens(
        access=_word(found, "access_token"),
        refresh=_word(found, "refresh_token"),
        until=server.now + timedelta(seconds=seconds),
    )


async def whoami(server: Server, access: str) -> Identity:
    """Ask whose the token is.

    Raises
    ------
    XError, MalformedError, NotSentError, NoAnswerError
        401 when the token is no longer good.
    """
    found = _data(await server.ask("GET", "/2/users/me", access=access))
    return Identity(_word(found, "id"), _word(found, "username"))


async def publish(server: Server, access: str, text: str, reply_to: str = "") -> str:
    """Publish a post and return its id. There is no key: a repeat is another post, or refused.

    Raises
    ------
    XError, MalformedError, NotSentError, NoAnswerError
        403 with `is_duplicate` when the same text was posted lately.
    """
    body: dict[str, Any] = {"text": text}
    if reply_to:
        body["reply"] = {"in_reply_to_tweet_id": reply_to}
    answer = await server.ask("POST", "/2/tweets", access=access, json=body)
    return _word(_data(answer), "id")


async def posts_since(server: Server, access: str, user_id: str, since: datetime) -> Sequence[Post]:
    """Read an account's own posts back to a moment, newest first.

    Raises
    ------
    XError, MalformedError, NotSentError, NoAnswerError
        Malformed also when there are more than 300 posts since then.
    """
    found: list[Post] = []
    parameters = {
        "max_results": str(PAGE),
        "exclude": "retweets",
        "start_time": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    for _page in range(MOST_PAGES):
        answer = await server.ask(
            "GET", f"/2/users/{user_id}/tweets", access=access, params=parameters
        )
        page = answer.json()
        found += [_post(row) for row in _rows(page)]
        meta = page.get("meta")
        following = meta.get("next_token") if isinstance(meta, dict) else None
        if not isinstance(following, str):
            return found
        parameters["pagination_token"] = following
    raise MalformedError("More posts than can be read through.")


def _rows(page: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """List the posts of a page; a page with errors and no posts says nothing of what is there."""
    rows = page.get("data", [] if "errors" not in page else None)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise MalformedError("The answer is no list of posts.")
    return rows


def _post(row: Mapping[str, Any]) -> Post:
    return Post(_word(row, "id"), html.unescape(_word(row, "text")))


def _data(answer: Answer) -> Mapping[str, Any]:
    data = answer.json().get("data")
    if not isinstance(data, dict):
        raise MalformedError("The answer has no data.")
    return data


def _word(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise MalformedError(f"The answer has no {name}.")
    return value


def _error(answer: Answer, now: datetime) -> XError:
    try:
        problem: Mapping[str, Any] = answer.json()
    except MalformedError:
        problem = {}
    kind = str(problem.get("type", "")).rpartition("/")[2]
    detail = str(problem.get("detail", ""))[:300]
    return XError(answer.status, kind, detail, _pause(answer, now))


def _pause(answer: Answer, now: datetime) -> timedelta | None:
    """Read how long a throttled client is to wait: X gives moments (epoch), no Retry-After.

    The window of 15 minutes, and those of 24 hours for user and app, each have their own headers;
    the latest of those with nothing left counts.
    """
    if answer.status != 429:
        return None
    moments = [
        _moment(answer.headers.get(f"{name}-reset", ""))
        for name in ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour")
        if answer.headers.get(f"{name}-remaining", "0") == "0"
    ]
    told = [min(max(moment - now, timedelta()), LONGEST_PAUSE) for moment in moments if moment]
    return max(told) if told else answer.pause(now)


def _moment(reset: str) -> datetime | None:
    if not reset.isdecimal() or len(reset) > 10:
        return None
    return datetime.fromtimestamp(int(reset), UTC)
