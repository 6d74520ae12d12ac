"""Posts of a LinkedIn page: publishing, reading back, and the state of the token.

Source: learn.microsoft.com/linkedin: Posts API, little Text Format, Error Handling, API Versioning,
Token Introspection, Programmatic Refresh Tokens.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from allmenning.clients.calls import Answer, MalformedError, call

BASE = "https://api.linkedin.com"
SIGN_IN = "https://www.linkedin.com"
VERSION = "202607"
LONGEST = 3_000
_MOST = 50

# little Text Format: what is not escaped starts a mention, a hashtag or a template, and the text is
# silently cut there.
_RESERVED = re.compile(r"[\\|{}@\[\]()<>#*_~]")
_ESCAPED = re.compile(r"\\([\\|{}@\[\]()<>#*_~])")
_HASHTAG = re.compile(r"\{hashtag\|\\?#\|([^}]*)\}")


class LinkedInError(Exception):
    """The API said no.

    Parameters
    ----------
    status
        HTTP status.
    is_duplicate
        It says that it has the same text already (DUPLICATE_POST).
    lost_track
        It says that it cannot find what it just made ("Unable to obtain activity").
    pause
        How long it asks to wait, None when it does not say.
    """

    def __init__(
        self,
        status: int,
        *,
        is_duplicate: bool = False,
        lost_track: bool = False,
        pause: timedelta | None = None,
    ) -> None:
        # The message may quote what was sent, so it is left behind.
        super().__init__(f"status {status}")
        self.status, self.is_duplicate, self.lost_track = status, is_duplicate, lost_track
        self.pause = pause


@dataclass(frozen=True)
class Post:
    """A post that is out; `commentary` as it is read, without escapes."""

    identity: str
    commentary: str
    created_at: datetime


@dataclass(frozen=True)
class TokenState:
    """What introspection says; `expires_at` is None when it does not say."""

    is_active: bool
    expires_at: datetime | None
    scopes: frozenset[str]


@dataclass(frozen=True)
class Application:
    """Our app at LinkedIn, which tokens belong to."""

    client_id: str
    client_secret: str = field(repr=False)
    base: str = SIGN_IN


@dataclass(frozen=True)
class Pages:
    """The API as one access token sees it; `version` is year and month, `base` has no slash."""

    http: aiohttp.ClientSession = field(repr=False)
    token: str = field(repr=False)
    version: str = VERSION
    base: str = BASE

    @property
    def headers(self) -> dict[str, str]:
        """What every call must carry; without a version LinkedIn refuses."""
        return {
            "Authorization": f"Bearer {self.token}",
            "LinkedIn-Version": self.version,
            "X-Restli-Protocol-Version": "2.0.0",
        }


def escaped(text: str) -> str:
    """Write plain text in the little format."""
    return _RESERVED.sub(r"\\\g<0>", text)


def unescaped(text: str) -> str:
    """Read plain text out of the little format; a hashtag template becomes its hashtag."""
    return _ESCAPED.sub(r"\1", _HASHTAG.sub(r"#\1", text))


def address_of(post: str) -> str:
    """Return the address that leads to a post, by its URN."""
    return f"https://www.linkedin.com/feed/update/{post}/"


def urn(organization: str) -> str:
    """Return the URN of a page by its number."""
    return f"urn:li:organization:{organization}"


async def publish(pages: Pages, organization: str, text: str, now: datetime) -> str:
    """Publish a post at once and return its URN, from the header `x-restli-id`.

    Raises
    ------
    LinkedInError, MalformedError, NotSentError, NoAnswerError
        Any but NotSentError may come after the deed.
    """
    body = {
        "author": urn(organization),
        "commentary": escaped(text),
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    answer = await call(
        pages.http, "POST", f"{pages.base}/rest/posts", headers=pages.headers, json=body
    )
    _raise_for(answer, now)
    identity = answer.headers.get("x-restli-id", "")
    if not identity.startswith("urn:li:"):
        raise MalformedError("A post without x-restli-id.")
    return identity


async def newest(pages: Pages, organization: str, now: datetime) -> tuple[Post, ...]:
    """Read the page's posts, those changed last first, at most 50.

    Raises
    ------
    LinkedInError, MalformedError, NotSentError, NoAnswerError
        As `publish`.
    """
    author = quote(urn(organization), safe="")
    query = f"author={author}&q=author&isDsc=false&count={_MOST}&sortBy=LAST_MODIFIED"
    answer = await call(
        pages.http,
        "GET",
        # Rest.li 2.0 wants the colons of the URN escaped, which yarl would undo.
        URL(f"{pages.base}/rest/posts?{query}", encoded=True),
        headers=pages.headers | {"X-RestLi-Method": "FINDER"},
    )
    _raise_for(answer, now)
    rows = answer.json().get("elements")
    if not isinstance(rows, list):
        raise MalformedError("posts without elements.")
    return tuple(_post(row) for row in rows)


async def token_state(
    http: aiohttp.ClientSession, application: Application, token: str, now: datetime
) -> TokenState:
    """Ask what a token is worth (`/oauth/v2/introspectToken`).

    Raises
    ------
    LinkedInError, MalformedError, NotSentError, NoAnswerError
        As `publish`.
    """
    content = await _sign_in_call(http, application, "introspectToken", now, token=token)
    ends = content.get("expires_at")
    return TokenState(
        is_active=bool(content.get("active")),
        expires_at=_moment(ends * 1000) if isinstance(ends, int) else None,
        scopes=frozenset(re.split(r"[,\s]+", str(content.get("scope") or ""))) - {""},
    )


async def renewed(
    http: aiohttp.ClientSession, application: Application, refresh_token: str, now: datetime
) -> tuple[str, str]:
    """Exchange a refresh token for a fresh access token; return it and the refresh token to keep.

    Raises
    ------
    LinkedInError, MalformedError, NotSentError, NoAnswerError
        As `publish`.
    """
    content = await _sign_in_call(
        http,
        application,
        "accessToken",
        now,
        grant_type="refresh_token",
        refresh_token=refresh_token,
    )
    token = content.get("access_token")
    if not isinstance(token, str) or not token:
        raise MalformedError("accessToken without a token.")
    return token, str(content.get("refresh_token") or refresh_token)


async def _sign_in_call(
    http: aiohttp.ClientSession,
    application: Application,
    name: str,
    now: datetime,
    **fields: str,
) -> Mapping[str, Any]:
    proof = {"client_id": application.client_id, "client_secret": application.client_secret}
    address = f"{application.base}/oauth/v2/{name}"
    answer = await call(http, "POST", address, data=proof | fields)
    _raise_for(answer, now)
    return answer.json()


def _raise_for(answer: Answer, now: datetime) -> None:
    if answer.is_good:
        return
    told = answer.body.decode("utf-8", "replace")
    raise LinkedInError(
        answer.status,
        is_duplicate="DUPLICATE_POST" in told or "duplicate of urn:li" in told,
        lost_track="unable to obtain activity" in told.lower(),
        pause=answer.pause(now),
    )


def _post(row: Any) -> Post:
    try:
        return Post(
            identity=str(row["id"]),
            commentary=unescaped(str(row.get("commentary") or "")),
            created_at=_moment(row["createdAt"]),
        )
    except (AttributeError, KeyError, TypeError):
        raise MalformedError("A post without id or time.") from None


def _moment(milliseconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        raise MalformedError("A time that is none.") from None
