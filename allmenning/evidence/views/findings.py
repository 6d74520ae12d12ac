"""The list of findings, one finding, and one finding as linked data."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from allmenning.evidence.models import Finding
from allmenning.evidence.queries.pages_choices import all_choices, narrowed_to
from allmenning.evidence.queries.pages_filters import narrowed
from allmenning.evidence.queries.pages_finding import PAGE_NEEDS, finding_page
from allmenning.evidence.queries.pages_linked import linked
from allmenning.evidence.queries.pages_list import cards_of, newest_first
from allmenning.evidence.queries.words import vocabulary
from allmenning.evidence.views.filters import filters_from
from allmenning.evidence.views.tables import Kind, findings_file
from allmenning.ui.access import public
from allmenning.ui.paging import page_of
from allmenning.ui.responses import json_response

PER_PAGE = 25


@public
def findings(request: HttpRequest) -> HttpResponse:
    filters = filters_from(request)
    fitting = narrowed(Finding.objects.all(), filters)
    page = page_of(request, newest_first(fitting), PER_PAGE)
    today, words = timezone.localdate(), vocabulary()
    context = {
        "page": page,
        "cards": cards_of(page.rows, today, words),
        "filters": filters,
        "choices": all_choices(),
        "narrowed_to": narrowed_to(filters),
    }
    return render(request, "evidence/findings.html", context)


@public
def findings_table(request: HttpRequest, kind: Kind) -> HttpResponseBase:
    return findings_file("funn", kind, narrowed(Finding.objects.all(), filters_from(request)))


@public
def finding(request: HttpRequest, code: str) -> HttpResponse:
    chosen = get_object_or_404(Finding.objects.select_related(*PAGE_NEEDS), code=code)
    page = finding_page(chosen, timezone.localdate())
    context = {"page": page, "one": chosen, "parts": settings.EVIDENCE_FINDING_PARTS}
    return render(request, "evidence/finding.html", context)


@public
def finding_linked(request: HttpRequest, code: str) -> HttpResponse:
    chosen = get_object_or_404(Finding.objects.select_related(*PAGE_NEEDS), code=code)
    site = request.build_absolute_uri("/").rstrip("/")
    return json_response(linked(chosen, site), kind="application/ld+json")
