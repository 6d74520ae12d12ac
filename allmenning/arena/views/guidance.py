"""Official guidance: the list, as page and as open data, one text, and its history."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from allmenning.accounts.access import may_publish
from allmenning.accounts.models import Role
from allmenning.arena.forms.guidance import STATUS_LABELS, GuidanceFilters
from allmenning.arena.markdown import render as as_html
from allmenning.arena.models import Guidance
from allmenning.arena.queries.guidance import (
    Narrowing,
    for_list,
    narrowed,
    open_data,
    page_for,
    ranked,
    revisions_of,
    rows_of,
)
from allmenning.arena.queries.viewer import listed, viewer_of, visible
from allmenning.arena.views.threads import thread_shown
from allmenning.ui.access import public
from allmenning.ui.paging import page_of, query_without
from allmenning.ui.parameters import text
from allmenning.ui.responses import csv_response, json_response

PER_PAGE = 20
Kind = Literal["csv", "json"]


def narrowing_from(request: HttpRequest) -> Narrowing:
    """Read how the list is narrowed; what makes no sense counts as not given."""
    return Narrowing(
        theme=text(request.GET, "tema", 100),
        owner=text(request.GET, "fra", 80),
        current=bool(text(request.GET, "gjeldende")),
    )


@public
@require_safe
def guidance_list(request: HttpRequest) -> HttpResponse:
    by, now = narrowing_from(request), timezone.now()
    today = timezone.localdate(now)
    seen = listed(for_list(), viewer_of(request), now)
    page = page_of(request, ranked(narrowed(seen, by, today), today), PER_PAGE)
    context = {
        "page": page,
        "rows": rows_of(page.rows, today),
        "labels": STATUS_LABELS,
        "form": GuidanceFilters(by),
        "by": by,
        "query": query_without(request, "side"),
        "may_publish": may_publish(request, Role.AUTHORITY),
    }
    return render(request, "arena/guidance_list.html", context)


@public
@require_safe
def guidance_file(request: HttpRequest, kind: Kind) -> HttpResponseBase:
    now, viewer = timezone.now(), viewer_of(request)
    seen = listed(Guidance.objects.all(), viewer, now)
    found = narrowed(seen, narrowing_from(request), timezone.localdate(now)).order_by("slug")
    rows = list(open_data(found, viewer, now))
    if kind == "json":
        return json_response(rows)
    header = list(rows[0]) if rows else ["id"]
    return csv_response("veiledning", header, (list(row.values()) for row in rows))


def _readable(request: HttpRequest, slug: str) -> Guidance:
    seen = visible(
        Guidance.objects.select_related("owner").prefetch_related("themes"),
        viewer_of(request),
        timezone.now(),
    )
    return get_object_or_404(seen, slug=slug)


@public
@require_safe
def guidance(request: HttpRequest, slug: str) -> HttpResponse:
    found = _readable(request, slug)
    context = {
        "page": page_for(found, viewer_of(request), timezone.now()),
        "guidance": found,
        "status": STATUS_LABELS[Guidance.Status(found.status)],
        "text": mark_safe(found.html) if found.html else as_html(found.text, first_level=2),  # noqa: S308 -- cleaned when it was stored
        "thread": thread_shown(request, found),
    }
    return render(request, "arena/guidance.html", context)


@public
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    found = _readable(request, slug)
    context = {"guidance": found, "revisions": revisions_of(found)}
    return render(request, "arena/guidance_history.html", context)
