"""A request that is too large is refused before any of it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024


class SizeLimit:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _announced_bytes(request) > settings.MAX_UPLOAD_MB * MEGABYTE:
            # The middleware that chooses the language comes later.
            with translation.override(get_language_from_request(request, check_path=True)):
                return _too_large()
        return self.get_response(request)


def _announced_bytes(request: HttpRequest) -> int:
    """Read Content-Length; without one the server hands Django an empty body."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0


def _too_large() -> HttpResponse:
    told = _(
        "What you sent is too large. The limit is %(megabytes)s MB. "
        "Split the file and send one part at a time."
    )
    return HttpResponse(
        told % {"megabytes": settings.MAX_UPLOAD_MB},
        status=413,
        content_type="text/plain; charset=utf-8",
    )
