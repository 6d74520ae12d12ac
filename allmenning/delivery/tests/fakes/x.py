"""X, as its documentation tells: posts, timeline, tokens, and its catalogue of errors.

Sources: X API v2, *Create Post*, *User Posts timeline*, *Refresh tokens*, *Rate limits*, *Response
codes & errors*. What the documentation leaves open is told as `KNOWN`: the wording of the refusal
of duplicates, and that rate limits carry moments and no Retry-After.
"""

import html
import json
import re
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from allmenning.core.lengths import x_weight
from allmenning.delivery.tests.fakes.server import FakeServer

KNOWN: Mapping[str, tuple[int, dict[str, Any]]] = {
    "duplicate": (
        403,
        {
            "detail": "You are not allowed to create a Tweet with duplicate content.",
            "type": "about:blank",
            "title": "Forbidden",
            "status": 403,
        },
    ),
    "forbidden": (
        403,
        {
            "detail": "You are not permitted to perform this action.",
            "type": "about:blank",
            "title": "Forbidden",
            "status": 403,
        },
    ),
    "client-forbidden": (
        403,
        {
            "reason": "client-not-enrolled",
            "type": "https://api.twitter.com/2/problems/client-forbidden",
            "title": "Client Forbidden",
        },
    ),
    "reply": (
        403,
        {
            "detail": "You attempted to reply to a Tweet that is deleted or not visible to you.",
            "type": "about:blank",
            "title": "Forbidden",
            "status": 403,
        },
    ),
    "unauthorized": (
        401,
        {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"},
    ),
    "invalid": (
        400,
        {
            "errors": [{"message": "The text is too long."}],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": "https://api.twitter.com/2/problems/invalid-request",
        },
    ),
    "usage-capped": (
        429,
        {
            "title": "UsageCapExceeded",
            "period": "Monthly",
            "scope": "Product",
            "detail": "Usage cap exceeded: Monthly product cap",
            "type": "https://api.twitter.com/2/problems/usage-capped",
        },
    ),
    "credits": (
        402,
        {
            "title": "CreditsDepleted",
            "detail": "Your enrolled account does not have any credits to fulfill this request.",
            "type": "https://api.twitter.com/2/problems/credits",
        },
    ),
    "unavailable": (503, {"title": "Service Unavailable", "status": 503, "type": "about:blank"}),
}
LINK = re.compile(r"https?://\S+")


class FakeX(FakeServer):
    """One account; `effects` holds its posts as (id, text, post answered), oldest first."""

    def __init__(self, username: str = "vagakommune") -> None:
        super().__init__()
        self.username = username
        self.user_id = "2244994945"
        self.access = ""
        self.refresh = "refresh-0"
        self.reset_in = 300
        self._made_at: list[datetime] = []

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/2/oauth2/token", self._renew),
            web.get("/2/users/me", self._me),
            web.post("/2/tweets", self._post),
            web.get("/2/users/{id}/tweets", self._timeline),
        ]

    def throttled(self) -> web.Response:
        """X gives the moment of the reset, and no Retry-After."""
        headers = {
            "x-rate-limit-limit": "100",
            "x-rate-limit-remaining": "0",
            "x-rate-limit-reset": str(int(time.time()) + self.reset_in),
        }
        body = {"title": "Too Many Requests", "type": "about:blank", "status": 429}
        return web.json_response(body, status=429, headers=headers)

    def refuse(self, name: str, **details: Any) -> None:
        """Order one of the errors of the catalogue."""
        status, body = KNOWN[name]
        self.fail("status", status=status, body=body, **details)

    async def _renew(self, request: web.Request) -> web.Response:
        form = await request.post()
        if form.get("grant_type") != "refresh_token" or form.get("refresh_token") != self.refresh:
            wrong = "Value passed for the token was invalid."
            body = {"error": "invalid_request", "error_description": wrong}
            return web.json_response(body, status=400)
        self.access, self.refresh = secrets.token_hex(8), secrets.token_hex(8)
        return web.json_response(
            {
                "token_type": "bearer",
                "expires_in": 7200,
                "access_token": self.access,
                "refresh_token": self.refresh,
                "scope": "tweet.read tweet.write users.read offline.access",
            }
        )

    def _is_ours(self, request: web.Request) -> bool:
        return bool(self.access) and request.headers.get("Authorization") == f"Bearer {self.access}"

    async def _me(self, request: web.Request) -> web.Response:
        if not self._is_ours(request):
            return _refusal("unauthorized")
        data = {"id": self.user_id, "name": "Vågå kommune", "username": self.username}
        return web.json_response({"data": data})

    async def _post(self, request: web.Request) -> web.Response:
        if not self._is_ours(request):
            return _refusal("unauthorized")
        asked = json.loads(await request.read())
        text, answered = asked["text"], asked.get("reply", {}).get("in_reply_to_tweet_id", "")
        if x_weight(text) > 280:
            return _refusal("invalid")
        if any(text == posted for _id, posted, _answered in self.effects):
            return _refusal("duplicate")
        if answered and all(answered != identity for identity, *_rest in self.effects):
            return _refusal("reply")
        identity = str(1_990_000_000_000_000_000 + len(self.effects))
        self.effects.append((identity, text, answered))
        self._made_at.append(datetime.now(UTC))
        return web.json_response({"data": {"id": identity, "text": _shown(text)}}, status=201)

    async def _timeline(self, request: web.Request) -> web.Response:
        if not self._is_ours(request) or request.match_info["id"] != self.user_id:
            return _refusal("unauthorized")
        since = datetime.fromisoformat(request.query["start_time"])
        posts = [
            {"id": identity, "text": _shown(text)}
            for (identity, text, _answered), made_at in zip(
                self.effects, self._made_at, strict=True
            )
            if made_at >= since
        ][::-1]
        start = int(request.query.get("pagination_token", 0))
        page = posts[start : start + int(request.query["max_results"])]
        meta: dict[str, Any] = {"result_count": len(page)}
        if start + len(page) < len(posts):
            meta["next_token"] = str(start + len(page))
        return web.json_response({"meta": meta} | ({"data": page} if page else {}))


def _refusal(name: str) -> web.Response:
    status, body = KNOWN[name]
    return web.json_response(body, status=status)


def _shown(text: str) -> str:
    """Give a text back as X does: short links, and three characters escaped."""
    return html.escape(LINK.sub("https://t.co/kJ3hb2Uq9x", text), quote=False)
