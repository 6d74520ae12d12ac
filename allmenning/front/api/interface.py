"""The interface put together: problems told as RFC 9457, and the description of it all."""

from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from allmenning.front.api import evidence, register
from allmenning.front.api.renderer import Readable
from allmenning.ui.access import Access, Declared, declare
from allmenning.ui.responses import json_response

PREFIX = "api/v1/"
ABOUT = (
    "What Norwegian municipalities know about social media: findings of many studies with what "
    "each rests on, and the register of municipalities. Read only, no key. Rows of several "
    "findings carry a verdict on whether they may be compared; please keep it with them. "
    "Null is unknown, never zero."
)
# The pages for people that ninja can make load their scripts from elsewhere.
api = NinjaAPI(
    title="Allmenning",
    version="1",
    description=ABOUT,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
    renderer=Readable(),
)
api.add_router("", register.router)
api.add_router("", evidence.router)


def problem(status: int, detail: str, errors: list[str] | None = None) -> HttpResponse:
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": errors or [],
    }
    return json_response(told, status=status, kind="application/problem+json")


@api.exception_handler(Http404)
def _not_found(_request: HttpRequest, error: Http404) -> HttpResponse:
    """Tell our own sentence, and not Django's, which names the model."""
    ours = str(error) if str(error).endswith(".") and "matches" not in str(error) else ""
    return problem(404, ours or "There is nothing with this address.")


@api.exception_handler(ValidationError)
def _wrong(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors]
    return problem(422, "A parameter does not make sense.", errors)


@api.exception_handler(HttpError)
def _refused(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, str(error))


@cache
def description() -> dict[str, Any]:
    """Describe every address; problems are the same for all of them."""
    schema = dict(api.get_openapi_schema(path_prefix=f"/{PREFIX}"))
    schema["info"] = schema["info"] | {
        "license": {"name": "Data: see each set at /om/data/", "url": "https://eupl.eu/1.2/en/"}
    }
    schema["servers"] = [{"url": "/"}]
    for methods in schema["paths"].values():
        for operation in methods.values():
            operation["responses"] = operation["responses"] | PROBLEMS
    return schema


PROBLEMS = {
    "404": {"description": "Not found", "content": {"application/problem+json": {}}},
    "422": {
        "description": "A parameter does not make sense",
        "content": {"application/problem+json": {}},
    },
}


def patterns() -> list[URLPattern]:
    """Give each address its declaration: all of it is open to everybody."""
    found: list[URLPattern] = []
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = _open(pattern.callback)
            found.append(pattern)
    return found


def _open(view: Callable[..., HttpResponseBase]) -> Declared:
    """Let scripts on other sites read the answers, and answer HEAD as GET."""

    def answered(request: HttpRequest, *args: Any, **inside: Any) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"
        answer = view(request, *args, **inside)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers.setdefault("Cache-Control", "public, no-cache")
        return answer

    return declare(answered, Access.PUBLIC)
