"""Meta's Graph API as Facebook and Instagram share it: calls, errors, tokens and usage.

Sources: developers.facebook.com, Graph API Overview, Handle Errors, Rate Limits, Debug Token.
The token travels in the Authorization header, never in an address, but for the one call whose
subject it is.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from allmenning.clients.calls import Answer, MalformedError, call

BASE = "https://graph.facebook.com"
VERSION = "v25.0"
_PERCENTAGES = ("call_count", "total_time", "total_cputime")
_LONGEST_WAIT = 24 * 60
_LAST = 253_402_300_799  # the last second of the year 9999


class GraphError(Exception):
    """The API said no.

    Parameters
    ----------
    status
        HTTP status.
    code, subcode
        `error.code` and `error.error_subcode`, 0 where there is none.
    transient
        `error.is_transient`: Meta thinks that it may work later.
    pause
        How long Meta asks to wait, None when it does not say.
    """

    def __init__(
        self,
        status: int,
        code: int,
        subcode: int = 0,
        *,
        transient: bool = False,
        pause: timedelta | None = None,
    ) -> None:
        # The sentence in the answer may quote what was sent, so it is left behind.
        super().__init__(f"{status}, code {code}, subcode {subcode}")
        self.status, self.code, self.subcode = status, code, subcode
        self.transient, self.pause = transient, pause


@dataclass(frozen=True)
class Usage:
    """Share of the limits that is used, in percent (100 is the end), and how long to wait."""

    percent: int = 0
    pause: timedelta | None = None


@dataclass(frozen=True)
class Reply:
    """A JSON object from the API, and what it told of the limits."""

    content: Mapping[str, Any]
    usage: Usage


@dataclass(frozen=True)
class TokenState:
    """What Debug Token says; `expires_at` is None for a token without an end."""

    is_valid: bool
    expires_at: datetime | None
    scopes: frozenset[str]


@dataclass(frozen=True)
class Graph:
    """The API as one access token sees it; `version` as in `v25.0`, `base` without a slash.

    With the secret of the app the token belongs to, each call proves that it comes from us; an app
    can be set to demand it (Graph API, Securing Requests).
    """

    http: aiohttp.ClientSession = field(repr=False)
    token: str = field(repr=False)
    version: str = VERSION
    base: str = BASE
    app_secret: str = field(default="", repr=False)

    @property
    def proof(self) -> dict[str, str]:
        """The parameter `appsecret_proof`, where there is a secret to prove it with."""
        if not self.app_secret:
            return {}
        made = hmac.new(self.app_secret.encode(), self.token.encode(), hashlib.sha256)
        return {"appsecret_proof": made.hexdigest()}

    async def get(self, path: str, **parameters: str) -> Reply:
        """Read.

        Raises
        ------
        GraphError, MalformedError
            When the answer is no, or is not as documented.
        NotSentError, NoAnswerError
            As `calls.call`.
        """
        return await self._ask("GET", path, params=parameters | self.proof)

    async def post(self, path: str, **fields: str) -> Reply:
        """Write; raises as `get`, and any error but NotSentError may come after the deed."""
        return await self._ask("POST", path, data=fields | self.proof)

    async def _ask(self, method: str, path: str, **request: Any) -> Reply:
        answer = await call(
            self.http,
            method,
            f"{self.base}/{self.version}/{path}",
            headers={"Authorization": f"Bearer {self.token}"},
            **request,
        )
        return _reply(answer)


async def token_state(graph: Graph) -> TokenState:
    """Ask what the token is worth (`/debug_token`, the token looking at itself).

    Raises
    ------
    GraphError, MalformedError, NotSentError, NoAnswerError
        As `Graph.get`.
    """
    reply = await graph.get("debug_token", input_token=graph.token)
    data = reply.content.get("data")
    if not isinstance(data, dict):
        raise MalformedError("debug_token without data.")
    ends, scopes = min(_number(data.get("expires_at")), _LAST), data.get("scopes")
    return TokenState(
        is_valid=bool(data.get("is_valid")),
        expires_at=datetime.fromtimestamp(ends, UTC) if ends else None,
        scopes=frozenset(map(str, scopes if isinstance(scopes, list) else ())),
    )


def moment(told: str) -> datetime:
    """Read a time as Graph writes it, `2026-11-23T12:00:00+0000`."""
    return datetime.strptime(told, "%Y-%m-%dT%H:%M:%S%z")


def usage(headers: Mapping[str, str]) -> Usage:
    """Read X-App-Usage, X-Page-Usage and X-Business-Use-Case-Usage: the fullest of all counts.

    Parameters
    ----------
    headers
        Names in lower case.
    """
    rows = list(_usage_rows(headers))
    shares = [_number(row.get(name)) for row in rows for name in _PERCENTAGES]
    waits = [_number(row.get("estimated_time_to_regain_access")) for row in rows]
    minutes = min(max(waits, default=0), _LONGEST_WAIT)
    return Usage(max(shares, default=0), timedelta(minutes=minutes) if minutes else None)


def _usage_rows(headers: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    for name in ("x-app-usage", "x-page-usage"):
        told = _object(headers.get(name, ""))
        if told:
            yield told
    for rows in _object(headers.get("x-business-use-case-usage", "")).values():
        if isinstance(rows, list):
            yield from (row for row in rows if isinstance(row, dict))


def _number(value: object) -> int:
    """Read a whole number that is not below 0; whatever else stands there is 0."""
    return max(value, 0) if isinstance(value, int) else 0


def _code(value: object) -> int:
    """Read an error code, which may be -1 or -2."""
    return value if isinstance(value, int) else 0


def _object(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _reply(answer: Answer) -> Reply:
    told = usage(answer.headers)
    content = answer.json()
    error = content.get("error")
    if isinstance(error, dict):
        raise GraphError(
            answer.status,
            _code(error.get("code")),
            _code(error.get("error_subcode")),
            transient=bool(error.get("is_transient")),
            pause=told.pause,
        )
    if not answer.is_good:
        raise MalformedError(f"{answer.status} without an error.")
    return Reply(content, told)
