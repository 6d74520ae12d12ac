"""What machines ask for: the catalogue, the description of the interface, robots and security."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from allmenning.accounts.queries import revision
from allmenning.front.api.interface import description, problem
from allmenning.front.api.register import change_told, every_change
from allmenning.front.api.shapes import Change
from allmenning.front.queries.catalogue import catalogue as written_catalogue
from allmenning.front.queries.interface import operations
from allmenning.front.queries.sitemap import pages
from allmenning.ui.access import public
from allmenning.ui.responses import csv_response, json_response

# Nobody else's pages, and nothing that only people need.
ROBOTS = """User-agent: *
Disallow: /konto/
Disallow: /demo/
Disallow: /om/kontakt/
Disallow: /om/henvendelser/
Disallow: /sammenlign/
Disallow: /nn/sammenlign/
Disallow: /en/sammenlign/
Disallow: /sok
Disallow: /nn/sok
Disallow: /en/sok
"""


@public
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    site = request.build_absolute_uri("/").rstrip("/")
    return HttpResponse(
        written_catalogue(site, revision()),
        content_type="text/turtle; charset=utf-8",
        headers={"Access-Control-Allow-Origin": "*"},
    )


@public
@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    return json_response(description())


@public
@require_safe
def interface(request: HttpRequest) -> HttpResponse:
    """Describe the interface to people, from the same description that programs read."""
    return render(request, "front/about/api.html", {"operations": operations(description())})


@public
@require_safe
def root(_request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("front:api"))


@public
def nothing(_request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001 -- the rest of the address
    answer = problem(404, "There is nothing with this address. See /api/v1/openapi.json.")
    answer.headers["Link"] = '</api/v1/openapi.json>; rel="service-desc"'
    return answer


@public
@require_safe
def changes_file(_request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give every change of codes and names as one file."""
    rows = [change_told(one) for one in every_change()]
    if kind == "json":
        return json_response(rows)
    return csv_response("kommunenumre", CHANGE_COLUMNS, ([*row.values()] for row in rows))


CHANGE_COLUMNS = tuple(Change.model_fields)


@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every page that has an address of its own, in bokmål; pages link their languages."""
    site = request.build_absolute_uri("/").rstrip("/")
    lines = format_html_join("\n", "<url><loc>{}</loc></url>", ((site + one,) for one in pages()))
    body = format_html(SITEMAP, lines)
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


SITEMAP = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{}\n</urlset>\n'
)


@public
def favicon(_request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(static("ui/mark.svg"))


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    told = f"{ROBOTS}Sitemap: {request.build_absolute_uri('/sitemap.xml')}\n"
    return HttpResponse(told, content_type="text/plain; charset=utf-8")


@public
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Say where to report a weakness (RFC 9116); it must have a date when it grows old."""
    address = request.build_absolute_uri("/om/kontakt/")
    contacts = [f"mailto:{settings.CONTACT_EMAIL}"] if settings.CONTACT_EMAIL else []
    until = timezone.localdate() + timedelta(days=180)
    lines = [f"Contact: {one}" for one in [*contacts, address]]
    lines += [f"Expires: {until.isoformat()}T00:00:00Z", "Preferred-Languages: nb, nn, en"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
