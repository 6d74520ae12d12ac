"""Pages for when something is wrong; none of them needs the database, a session or a user."""

import sys
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from allmenning.ui.access import public

RETRY_SECONDS = 30


def _page(request: HttpRequest, status: int, **told: object) -> HttpResponse:
    """Read the language off the address: what failed may stand before it was chosen."""
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        body = render_to_string(f"ui/errors/{status}.html", {"request": request, **told})
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store"})


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(request, 400)


@public
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Whoever refused has asked who it is; before that there is nobody to ask for."""
    user = getattr(request, "user", None)
    return _page(request, 403, signed_in=user is not None and user.is_authenticated)


@public
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form whose token is missing or old."""
    return _page(request, 403, expired=True, form_address=_came_from(request))


def _came_from(request: HttpRequest) -> str:
    """Return the page of ours where the form stood, without its host; otherwise nothing."""
    told = urlsplit(request.headers.get("Referer", "")[:2000])
    address = urlunsplit(("", "", told.path, told.query, ""))
    here = told.netloc == request.get_host() and told.path.isprintable()
    return address if here and url_has_allowed_host_and_scheme(address, None) else ""


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(request, 404)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """Tell a database that is locked or gone from a fault of ours.

    Django calls this handler while the exception is being handled, for views and middleware
    alike, so sessions and sign-in are covered too.
    """
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return unavailable(request)
    return _page(request, 500)


class MethodNotAllowed:
    """Give 405 a page: Django's own is empty, which a browser shows as its own failure."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = _page(request, 405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response


def unavailable(request: HttpRequest) -> HttpResponse:
    response = _page(request, 503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
