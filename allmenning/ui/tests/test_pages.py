import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.http import require_POST

from allmenning.ui import errors
from allmenning.ui.access import public


@public
def broken(_request: HttpRequest, kind: str) -> HttpResponse:
    raise {
        "locked": OperationalError("database is locked"),
        "gone": InterfaceError("connection already closed"),
        "fault": ZeroDivisionError(),
        "refused": PermissionDenied(),
        "odd": SuspiciousOperation(),
    }[kind]


class LockedBeforeTheView:
    """Stands for sessions and sign-in, which ask the database before any view does."""

    def __init__(self, get_response: object) -> None:
        self.get_response = get_response

    def __call__(self, _request: HttpRequest) -> HttpResponse:
        raise OperationalError("database is locked")


@public
@require_POST
def send(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("send/", send), path("<str:kind>/", broken), path("nn/<str:kind>/", broken)]
handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error

bare = override_settings(
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["allmenning.ui.headers.SecurityHeaders"],
    UI_NAVIGATION=[],
    UI_FOOTER_LINKS=[],
    UI_CONTACT_PAGE="",
)


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@bare
@pytest.mark.parametrize(
    ("kind", "status", "heading"),
    [
        ("locked", 503, "Vi får ikke tak i dataene våre akkurat nå"),
        ("gone", 503, "Vi får ikke tak i dataene våre akkurat nå"),
        ("fault", 500, "Noe gikk galt hos oss"),
        ("refused", 403, "Du har ikke tilgang til denne siden"),
        ("odd", 400, "Vi forsto ikke forespørselen"),
    ],
)
def test_an_error_is_told_in_plain_words_without_a_database(
    visitor: Client, kind: str, status: int, heading: str
) -> None:
    response = visitor.get(f"/{kind}/")
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in response.content.decode()
    assert response["Cache-Control"] == "no-store"


@bare
def test_an_error_is_told_in_the_language_of_the_address(visitor: Client) -> None:
    shown = visitor.get("/nn/fault/").content.decode()
    assert "Noko gjekk gale hos oss" in shown
    assert '<html lang="nn"' in shown


@bare
def test_who_meets_a_locked_database_is_told_when_to_come_back(visitor: Client) -> None:
    assert visitor.get("/locked/")["Retry-After"] == "30"


@override_settings(
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[f"{__name__}.LockedBeforeTheView"],
    UI_NAVIGATION=[],
    UI_FOOTER_LINKS=[],
    UI_CONTACT_PAGE="",
)
def test_a_database_that_is_locked_before_the_view_is_503_too(visitor: Client) -> None:
    assert visitor.get("/fault/").status_code == 503


@bare
def test_a_page_that_is_not_there_is_404(visitor: Client) -> None:
    response = visitor.get("/a/b/c/")
    assert response.status_code == 404
    assert "Vi finner ikke denne siden" in response.content.decode()


@override_settings(
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["allmenning.ui.errors.MethodNotAllowed"],
    UI_NAVIGATION=[],
    UI_FOOTER_LINKS=[],
    UI_CONTACT_PAGE="",
)
def test_an_address_that_only_takes_forms_says_so(visitor: Client) -> None:
    response = visitor.get("/send/")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "Denne adressen tar bare imot skjemaer" in response.content.decode()


@bare
def test_nothing_inline_and_nothing_from_elsewhere_is_let_in(visitor: Client) -> None:
    response = visitor.get("/fault/")
    assert response["Content-Security-Policy"] == (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )
    assert "geolocation=()" in response["Permissions-Policy"]


AGAIN = "Åpne skjemaet på nytt, og send det en gang til"
strict = override_settings(
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
    UI_NAVIGATION=[],
    UI_FOOTER_LINKS=[],
    UI_CONTACT_PAGE="",
)


@strict
def test_an_expired_form_leads_back_to_itself() -> None:
    came_from = "http://testserver/varsling/lom/skriv/?fare=water&mal=3"
    answer = Client(enforce_csrf_checks=True).post("/send/", headers={"Referer": came_from})
    assert answer.status_code == 403
    assert f'href="/varsling/lom/skriv/?fare=water&amp;mal=3">{AGAIN}</a>' in answer.text


@strict
@pytest.mark.parametrize(
    "came_from",
    [
        "",
        "https://evil.example/varsling/",
        "http://testserver//evil.example/",
        "http://testserver/\\evil.example/",
        "http://testserver@evil.example/",
    ],
)
def test_an_expired_form_leads_nowhere_else(came_from: str) -> None:
    answer = Client(enforce_csrf_checks=True).post("/send/", headers={"Referer": came_from})
    assert answer.status_code == 403
    assert AGAIN not in answer.text
    assert "evil.example" not in answer.text
    assert "last siden på nytt" in answer.text
