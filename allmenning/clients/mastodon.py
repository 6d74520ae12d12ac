"""Mastodon's REST API, as far as one account publishing its own posts needs it.

Source: Mastodon documentation, API methods *statuses*, *accounts*, *instance* and *apps*, and
"Rate limits" (https://docs.joinmastodon.org).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from allmenning.clients.calls import Answer, MalformedError, call

PAGE = 40
"""The most statuses one request gives."""
MOST_PAGES = 5


class MastodonError(Exception):
    """The server answered with an error; `status` is of HTTP, `pause` what it asks us to wait."""

    def __init__(self, status: int, pause: timedelta | None = None) -> None:
        super().__init__(f"Mastodon answered {status}.")
        self.status = status
        self.pause = pause


@dataclass(frozen=True)
class Server:
    """An account's way in: the server's address without a slash at the end, and its token."""

    http: aiohttp.ClientSession
    address: str
    token: str = field(repr=False)
    now: datetime

    async def ask(self, method: str, path: str, **request: Any) -> Answer:
        """Make one call with the token.

        Raises
        ------
        MastodonError
            When the status is not 200-299.
        NotSentError, NoAnswerError
            As `clients.calls.call`.
        """
        headers = {"Authorization": f"Bearer {self.token}", **request.pop("headers", {})}
        answer = await call(self.http, method, self.address + path, headers=headers, **request)
        if not answer.is_good:
            raise MastodonError(answer.status, pause(answer, self.now))
        return answer


@dataclass(frozen=True)
class Status:
    """A published post; `text` is its content without marks."""

    identity: str
    url: str
    text: str
    created_at: datetime


@dataclass(frozen=True)
class Identity:
    """Whose token it is; `left` how many requests it has left, None when not told.

    `host` is where the server says that the account lives, whatever name we called it by.
    """

    account_id: str
    username: str
    left: int | None
    host: str = ""


def pause(answer: Answer, now: datetime) -> timedelta | None:
    """Read how long a throttled client is to wait: Retry-After, else X-RateLimit-Reset.

    Mastodon gives the moment as ISO 8601; others give seconds since 1970.
    """
    if answer.status != 429:
        return None
    if told := answer.pause(now):
        return told
    reset = answer.headers.get("x-ratelimit-reset", "")
    try:
        moment = (
            datetime.fromtimestamp(int(reset), UTC)
            if reset.isdecimal()
            else datetime.fromisoformat(reset)
        )
    except (ValueError, OverflowError, OSError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta()), timedelta(days=1))


async def publish(
    server: Server, text: str, *, key: str, language: str, reply_to: str = ""
) -> Status:
    """Publish a public post; the same `key` within an hour gives the same post again.

    Raises
    ------
    MastodonError
        404 also when the post to be answered is gone.
    MalformedError
        When the answer is not a post, though one may have been published.
    NotSentError, NoAnswerError
        As `clients.calls.call`.
    """
    body = {"status": text, "visibility": "public", "language": language}
    if reply_to:
        body["in_reply_to_id"] = reply_to
    headers = {"Idempotency-Key": key}
    answer = await server.ask("POST", "/api/v1/statuses", json=body, headers=headers)
    return _status(answer.json())


async def whoami(server: Server) -> Identity:
    """Ask whose the token is.

    Raises
    ------
    MastodonError, MalformedError, NotSentError, NoAnswerError
        401 when the token is no longer good.
    """
    answer = await server.ask("GET", "/api/v1/accounts/verify_credentials")
    found = answer.json()
    left = answer.headers.get("x-ratelimit-remaining", "")
    return Identity(
        _word(found, "id"),
        _word(found, "username"),
        int(left) if left.isdecimal() else None,
        _host(found.get("url")),
    )


async def scopes(server: Server) -> frozenset[str]:
    """List what the application behind the token may do; empty where the server does not tell.

    Raises
    ------
    MastodonError, MalformedError, NotSentError, NoAnswerError
        As `whoami`.
    """
    found = (await server.ask("GET", "/api/v1/apps/verify_credentials")).json()
    told = found.get("scopes")
    return frozenset(map(str, told)) if isinstance(told, list) else frozenset()


async def longest(server: Server) -> int:
    """Ask how many characters a post may have.

    Raises
    ------
    MastodonError, MalformedError, NotSentError, NoAnswerError
        As `whoami`.
    """
    found = (await server.ask("GET", "/api/v2/instance")).json()
    try:
        return int(found["configuration"]["statuses"]["max_characters"])
    except (KeyError, TypeError, ValueError):
        raise MalformedError("An instance that does not tell how long a post may be.") from None


async def statuses_since(server: Server, account_id: str, since: datetime) -> Sequence[Status]:
    """Read an account's own posts back to a moment, newest first.

    Raises
    ------
    MastodonError, MalformedError, NotSentError, NoAnswerError
        Malformed also when there are more than 200 posts since then.
    """
    found: list[Status] = []
    parameters = {"limit": str(PAGE), "exclude_reblogs": "true"}
    for _page in range(MOST_PAGES):
        answer = await server.ask(
            "GET", f"/api/v1/accounts/{account_id}/statuses", params=parameters
        )
        page = [_status(row) for row in _rows(answer)]
        found += [status for status in page if status.created_at >= since]
        if len(page) < PAGE or any(status.created_at < since for status in page):
            return found
        parameters["max_id"] = page[-1].identity
    raise MalformedError("More posts than can be read through.")


def _rows(answer: Answer) -> list[Mapping[str, Any]]:
    try:
        rows = json.loads(answer.body)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise MalformedError("The answer is no list of posts.")
    return rows


def _status(row: Mapping[str, Any]) -> Status:
    try:
        created_at = datetime.fromisoformat(_word(row, "created_at"))
    except ValueError:
        raise MalformedError("A post without a moment.") from None
    url = row.get("url")
    return Status(
        identity=_word(row, "id"),
        url=url if isinstance(url, str) else "",
        text=plain(_word(row, "content")),
        created_at=created_at,
    )


def _host(address: object) -> str:
    try:
        return urlsplit(address).netloc.lower() if isinstance(address, str) else ""
    except ValueError:
        return ""


def _word(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise MalformedError(f"The answer has no {name}.")
    return value


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self.parts.append({"br": "\n", "p": "\n\n"}.get(tag, ""))


def plain(content: str) -> str:
    """Take the marks off the HTML of a post: lines and paragraphs stay."""
    reader = _Plain()
    reader.feed(content)
    reader.close()
    return "".join(reader.parts).strip()
