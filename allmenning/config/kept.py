"""Anonymous pages are rendered once per state of the data, then kept (docs/adr/kept-pages.md)."""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from allmenning.accounts.queries import revision

SHELF_BYTES = 32 * 1024 * 1024
PAGE_BYTES = 1024 * 1024
ROOM_OF_A_PAGE = 2048
"""Bytes that headers and bookkeeping of one page take, about."""
GZIP = re.compile(r"\bgzip\b")
"""As `GZipMiddleware` reads it; another reading would keep a page for those it does not suit."""


@dataclass(frozen=True)
class Page:
    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str


class Shelf:
    """The least recently read pages go first when the bytes are used up.

    Addresses count too: a short answer to a long address is not cheap to keep.
    """

    def __init__(self, limit: int = SHELF_BYTES) -> None:
        self.limit = limit
        self.size = 0
        self.pages: OrderedDict[tuple[object, ...], Page] = OrderedDict()
        self.lock = Lock()

    def get(self, key: tuple[object, ...]) -> Page | None:
        with self.lock:
            if key in self.pages:
                self.pages.move_to_end(key)
            return self.pages.get(key)

    def put(self, key: tuple[object, ...], page: Page) -> None:
        with self.lock:
            if key in self.pages:
                return
            self.pages[key] = page
            self.size += _room(key, page)
            while self.size > self.limit:
                self.size -= _room(*self.pages.popitem(last=False))


def _room(key: tuple[object, ...], page: Page) -> int:
    """Return about how many bytes a page and its address take."""
    texts = sum(len(part) for part in key if isinstance(part, str))
    return len(page.body) + texts + ROOM_OF_A_PAGE


class KeptPages:
    """Answers an anonymous GET from the shelf; anything personal passes by untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.shelf = Shelf()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_anonymous_reading(request):
            return self.get_response(request)
        key = _key(request)
        page = self.shelf.get(key)
        if page is None:
            response = self.get_response(request)
            if not isinstance(response, HttpResponse) or not _may_be_kept(response):
                return response
            page = _page(response)
            self.shelf.put(key, page)
        return _answer(page, request)


def _is_anonymous_reading(request: HttpRequest) -> bool:
    # A probe must be answered without asking the database which state the data is in.
    probe = request.path_info.startswith("/health/")
    personal = set(request.COOKIES) - {settings.LENS_COOKIE}
    return request.method == "GET" and not personal and not probe


def _key(request: HttpRequest) -> tuple[object, ...]:
    """All that an anonymous page may depend on; the day, since findings grow old."""
    return (
        request.get_host(),
        request.is_secure(),
        request.get_full_path(),
        request.COOKIES.get(settings.LENS_COOKIE),
        GZIP.search(request.headers.get("Accept-Encoding", "")) is not None,
        revision(),
        timezone.localdate(),
    )


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.cookies
        and "no-store" not in response.headers.get("Cache-Control", "")
        and len(response.content) <= PAGE_BYTES
    )


def _page(response: HttpResponse) -> Page:
    patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
    response.headers.setdefault("Cache-Control", "private, no-cache")
    etag = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    return Page(response.content, tuple(response.headers.items()), etag)


def _answer(page: Page, request: HttpRequest) -> HttpResponse:
    known = request.headers.get("If-None-Match", "")
    unchanged = page.etag in {tag.strip().removeprefix("W/") for tag in known.split(",")}
    answer = HttpResponseNotModified() if unchanged else HttpResponse(page.body)
    for name, value in page.headers:
        if not (unchanged and name in {"Content-Length", "Content-Encoding", "Content-Type"}):
            answer.headers[name] = value
    answer.headers["ETag"] = page.etag
    return answer
