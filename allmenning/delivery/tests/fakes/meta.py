"""Meta's Graph API as far as Pages and Instagram publishing go, with its catalogue of errors.

Sources: developers.facebook.com, Pages API, Posts; Instagram Platform, Content Publishing and Error
Codes; Graph API, Handle Errors, Rate Limits and Debug Token.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import ClientError, ClientSession, web

from allmenning.delivery.tests.fakes.server import Answers, FakeServer, Kind

TOKEN = "page-token-of-the-fake"
# A system user's: it may read the page, its token too, and not post as the page.
PERSONAL = "system-user-token-of-the-fake"
PAGE = "104729"
INSTAGRAM = "17841400000000001"
SCOPES = (
    "pages_manage_posts",
    "pages_read_engagement",
    "instagram_basic",
    "instagram_content_publish",
)


def graph_error(code: int, subcode: int = 0, *, transient: bool = False) -> dict[str, Any]:
    """Write an error as Meta does."""
    told: dict[str, Any] = {
        "message": f"(#{code}) The fake says no.",
        "type": "OAuthException",
        "code": code,
        "is_transient": transient,
        "fbtrace_id": "AfakeTrace",
    }
    return {"error": told | ({"error_subcode": subcode} if subcode else {})}


@dataclass
class Container:
    """Media on its way; it is published once."""

    caption: str
    image_url: str
    alt_text: str
    status: str = "FINISHED"


@dataclass
class FakeMeta(FakeServer):
    """A page and an Instagram account behind one token; `effects` are the posts of both."""

    usage: int = 3
    published_today: int = 0
    expires_at: int = 0
    scopes: tuple[str, ...] = SCOPES
    is_valid: bool = True
    refuses_duplicates: bool = True
    fetches: bool = False
    # An app that is set to demand it refuses calls without `appsecret_proof`.
    app_secret: str = ""
    # What a new container goes through, one step each time it is asked for.
    statuses: tuple[str, ...] = ("FINISHED",)
    containers: dict[str, Container] = field(default_factory=dict)
    images: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/{version}/debug_token", self._proven(self.debug_token)),
            web.post("/{version}/{account}/feed", self._proven(self.feed)),
            web.get("/{version}/{account}/posts", self._proven(self.posts)),
            web.post("/{version}/{account}/media", self._proven(self.make_container)),
            web.get("/{version}/{account}/media", self._proven(self.media)),
            web.post("/{version}/{account}/media_publish", self._proven(self.publish)),
            web.get(
                "/{version}/{account}/content_publishing_limit", self._proven(self.publishing_limit)
            ),
            web.get("/{version}/{identity}", self._proven(self.node)),
        ]

    def _proven(self, act: Answers) -> Answers:
        async def answer(request: web.Request) -> web.StreamResponse:
            if await self.lacks_proof(request):
                return web.json_response(graph_error(100), status=400)
            return await act(request)

        return answer

    def throttled(self) -> web.Response:
        usage = {PAGE: [self._shares(100) | {"estimated_time_to_regain_access": 7}]}
        headers = {"X-Business-Use-Case-Usage": json.dumps(usage)}
        return web.json_response(graph_error(32), status=400, headers=headers)

    def order(self, code: int, subcode: int = 0, *, acts: bool = False, **details: Any) -> None:
        """Order one error of the catalogue, before or in spite of the deed."""
        kind: Kind = "lie" if acts else "status"
        body = graph_error(code, subcode)
        self.fail(kind, status=details.pop("status", 400), body=body, **details)

    async def lacks_proof(self, request: web.Request) -> bool:
        if not self.app_secret:
            return False
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        made = hmac.new(self.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        told = {**request.query, **(await request.post())}
        return told.get("appsecret_proof") != made

    async def debug_token(self, request: web.Request) -> web.Response:
        known = request.query.get("input_token") == TOKEN and self.is_valid
        data = {
            "app_id": "1",
            "type": "PAGE",
            "is_valid": known,
            "expires_at": self.expires_at,
            "scopes": list(self.scopes) if known else [],
        }
        return self._told({"data": data})

    async def feed(self, request: web.Request) -> web.Response:
        form = await request.post()
        if (refusal := self._refused(request)) is not None:
            return refusal
        message = str(form["message"])
        if self.refuses_duplicates and any(post["message"] == message for post in self._posts()):
            return web.json_response(graph_error(506), status=400)
        identity = f"{PAGE}_{len(self.effects) + 1}"
        self.effects.append(
            {
                "id": identity,
                "message": message,
                "link": str(form.get("link", "")),
                "created_time": _now(),
                "permalink_url": f"https://www.facebook.com/{PAGE}/posts/{len(self.effects) + 1}",
            }
        )
        return self._told({"id": identity})

    async def posts(self, request: web.Request) -> web.Response:
        if (refusal := self._refused(request)) is not None:
            return refusal
        wanted = request.query["fields"].split(",")
        if "link" in wanted:
            return web.json_response(graph_error(12), status=400)
        held = [{name: post[name] for name in wanted} for post in reversed(self._posts())]
        return self._told({"data": held, "paging": {}})

    async def make_container(self, request: web.Request) -> web.Response:
        form = await request.post()
        if (refusal := self._refused(request)) is not None:
            return refusal
        caption, address = str(form.get("caption", "")), str(form.get("image_url", ""))
        if len(caption) > 2200:
            return web.json_response(graph_error(36004, 2207010), status=400)
        if self.fetches and not await self._fetched(address):
            return web.json_response(graph_error(9004, 2207052), status=400)
        identity = str(17900000000000000 + len(self.containers))
        alternative = str(form.get("alt_text", ""))
        self.containers[identity] = Container(caption, address, alternative)
        return self._told({"id": identity})

    async def _fetched(self, address: str) -> bool:
        try:
            async with ClientSession() as http, http.get(address) as answer:
                self.images.append(await answer.read())
                return answer.status == 200 and answer.content_type == "image/jpeg"
        except (ClientError, ValueError):
            return False

    async def publish(self, request: web.Request) -> web.Response:
        form = await request.post()
        if (refusal := self._refused(request)) is not None:
            return refusal
        container = self.containers.get(str(form.get("creation_id", "")))
        if container is None or container.status == "EXPIRED":
            return web.json_response(graph_error(24, 2207006), status=400)
        if container.status != "FINISHED":
            return web.json_response(graph_error(9007, 2207027), status=400)
        container.status = "PUBLISHED"
        identity = str(18000000000000000 + len(self.effects))
        self.effects.append(
            {
                "id": identity,
                "caption": container.caption,
                "alt_text": container.alt_text,
                "image_url": container.image_url,
                "timestamp": _now(),
                "permalink": f"https://www.instagram.com/p/fake{len(self.effects)}/",
            }
        )
        return self._told({"id": identity})

    async def media(self, request: web.Request) -> web.Response:
        if (refusal := self._refused(request)) is not None:
            return refusal
        wanted = request.query["fields"].split(",")
        held = [{name: post[name] for name in wanted} for post in reversed(self._media())]
        return self._told({"data": held, "paging": {}})

    async def publishing_limit(self, request: web.Request) -> web.Response:
        if (refusal := self._refused(request)) is not None:
            return refusal
        row = {
            "quota_usage": self.published_today,
            "config": {"quota_total": 100, "quota_duration": 86400},
        }
        return self._told({"data": [row]})

    async def node(self, request: web.Request) -> web.Response:
        identity = request.match_info["identity"]
        asks_for_page = identity == PAGE and _bears(request, PERSONAL) and self.is_valid
        if not asks_for_page and (refusal := self._refused(request)) is not None:
            return refusal
        if identity in self.containers:
            container = self.containers[identity]
            if container.status != "PUBLISHED" and self.statuses:
                container.status, *rest = self.statuses
                self.statuses = tuple(rest) or (container.status,)
            return self._told({"id": identity, "status_code": container.status})
        if identity == PAGE:
            held = {"id": PAGE, "name": "Vågå kommune", "access_token": TOKEN}
            wanted = request.query["fields"].split(",")
            return self._told({name: held[name] for name in wanted})
        if identity == INSTAGRAM:
            return self._told({"id": INSTAGRAM, "username": "vaga_kommune"})
        for post in self._media():
            if post["id"] == identity:
                return self._told({"id": identity, "permalink": post["permalink"]})
        return web.json_response(graph_error(100, 33), status=400)

    def _posts(self) -> list[dict[str, Any]]:
        return [post for post in self.effects if "message" in post]

    def _media(self) -> list[dict[str, Any]]:
        return [post for post in self.effects if "caption" in post]

    def _refused(self, request: web.Request) -> web.Response | None:
        if self.is_valid and _bears(request, TOKEN):
            return None
        if self.is_valid and _bears(request, PERSONAL):
            return web.json_response(graph_error(200), status=403)
        return web.json_response(graph_error(190, 463), status=401)

    def _told(self, content: Mapping[str, Any]) -> web.Response:
        headers = {"X-App-Usage": json.dumps(self._shares(self.usage))}
        return web.json_response(content, headers=headers)

    def _shares(self, percent: int) -> dict[str, Any]:
        return {"call_count": percent, "total_time": 1, "total_cputime": 1}


def _bears(request: web.Request, token: str) -> bool:
    return request.headers.get("Authorization") == f"Bearer {token}"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
