"""LinkedIn's Posts API and sign-in as far as a page's posts go, with the ways they refuse.

Sources: learn.microsoft.com/linkedin, Posts API, little Text Format, Error Handling, Token
Introspection, Programmatic Refresh Tokens.
"""

import re
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from allmenning.delivery.tests.fakes.server import FakeServer

TOKEN = "linkedin-token-of-the-fake"
FRESH = "fresh-token-of-the-fake"
REFRESH = "refresh-token-of-the-fake"
CLIENT, SECRET = "86vhj2q7ukf83q", "client-secret-of-the-fake"
ORGANIZATION = "5515715"
AUTHOR = f"urn:li:organization:{ORGANIZATION}"
LONG_ADDRESS = re.compile(r"https?://\S{18,}")
UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*[|{}@\[\]()<>#*_~]")


@dataclass
class FakeLinkedIn(FakeServer):
    """One page; `effects` are its posts, as LinkedIn understood them."""

    expires_at: int = 0
    scope: str = "r_organization_social,w_organization_social"
    is_active: bool = True
    can_renew: bool = True
    refuses_duplicates: bool = True
    token: str = TOKEN

    def __post_init__(self) -> None:
        super().__init__()
        self.expires_at = self.expires_at or int(time.time()) + 60 * 24 * 3600

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/rest/posts", self.create),
            web.get("/rest/posts", self.find),
            web.post("/oauth/v2/introspectToken", self.introspect),
            web.post("/oauth/v2/accessToken", self.renew),
        ]

    async def create(self, request: web.Request) -> web.Response:
        if (refusal := self._refused(request)) is not None:
            return refusal
        body = await request.json()
        if body["author"] != AUTHOR or body["lifecycleState"] != "PUBLISHED":
            return _error(403, "Organization permissions must be used when using organization")
        if len(body["commentary"]) > 3000:
            return _error(400, "FIELD_LENGTH_TOO_LONG")
        text = _understood(body["commentary"])
        if self.refuses_duplicates and any(post["text"] == text for post in self.effects):
            return duplicate()
        identity = f"urn:li:share:{7000000000000000000 + len(self.effects)}"
        self.effects.append(
            {
                "id": identity,
                "text": text,
                # Long addresses come back as LinkedIn's own short ones.
                "commentary": LONG_ADDRESS.sub("https://lnkd.in/dK3x9a", body["commentary"]),
                "createdAt": int(time.time() * 1000),
            }
        )
        return web.Response(status=201, headers={"x-restli-id": identity})

    async def find(self, request: web.Request) -> web.Response:
        if (refusal := self._refused(request)) is not None:
            return refusal
        if "author=urn%3Ali%3Aorganization%3A" not in request.raw_path:
            return _error(400, "Invalid query parameters passed to request")
        if request.query["q"] != "author" or request.query["author"] != AUTHOR:
            return _error(403, "Not enough permissions to access: partnerApiPostsExternal.FINDER")
        wanted = ("id", "commentary", "createdAt")
        held = [
            {name: post[name] for name in wanted} | {"author": AUTHOR, "visibility": "PUBLIC"}
            for post in reversed(self.effects)
        ]
        return web.json_response({"paging": {"start": 0, "count": 50}, "elements": held})

    async def introspect(self, request: web.Request) -> web.Response:
        form = await request.post()
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return _error(401, "Client authentication failed")
        if form.get("token") != self.token or not self.is_active:
            return web.json_response({"active": False, "status": "expired"})
        told: dict[str, Any] = {
            "active": True,
            "client_id": CLIENT,
            "status": "active",
            "expires_at": self.expires_at,
            "scope": self.scope,
            "auth_type": "3L",
        }
        return web.json_response(told)

    async def renew(self, request: web.Request) -> web.Response:
        form = await request.post()
        grant = (form.get("grant_type"), form.get("refresh_token"), form.get("client_secret"))
        if grant != ("refresh_token", REFRESH, SECRET) or not self.can_renew:
            return web.json_response({"error": "invalid_request"}, status=400)
        self.token, self.is_active = FRESH, True
        self.expires_at = int(time.time()) + 60 * 24 * 3600
        return web.json_response(
            {
                "access_token": FRESH,
                "expires_in": 5184000,
                "refresh_token": REFRESH,
                "refresh_token_expires_in": 439200,
            }
        )

    def _refused(self, request: web.Request) -> web.Response | None:
        version = request.headers.get("LinkedIn-Version", "")
        if not re.fullmatch(r"20\d\d(0[1-9]|1[0-2])", version):
            return _error(400, "VERSION_MISSING")
        if request.headers.get("X-Restli-Protocol-Version") != "2.0.0":
            return _error(400, "Invalid Rest.li protocol version")
        if not self.is_active or request.headers.get("Authorization") != f"Bearer {self.token}":
            return _error(401, "The token used in the request has expired")
        return None


def duplicate() -> web.Response:
    content = {
        "errorDetailType": "com.linkedin.common.error.BadRequest",
        "message": "Content is a duplicate of urn:li:share:7141138937766391808",
        "errorDetails": {
            "inputErrors": [{"description": "Duplicate post is detected", "code": "DUPLICATE_POST"}]
        },
        "status": 422,
    }
    return web.json_response(content, status=422)


def _error(status: int, message: str) -> web.Response:
    content = {"status": status, "serviceErrorCode": 0, "code": "FAKE", "message": message}
    return web.json_response(content, status=status)


def _understood(commentary: str) -> str:
    """Read the little format: what is reserved and not escaped cuts the text silently."""
    cut = UNESCAPED.search(commentary)
    whole = commentary[: cut.start()] if cut else commentary
    return re.sub(r"\\(.)", r"\1", whole)
