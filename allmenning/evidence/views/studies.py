"""The studies, and how one of them was done."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from allmenning.evidence.models import Study
from allmenning.evidence.queries.pages_study import studies as all_studies
from allmenning.evidence.queries.pages_study import study_page
from allmenning.evidence.views.tables import Kind, as_file
from allmenning.ui.access import public
from allmenning.ui.paging import page_of

PER_PAGE = 30


@public
def studies(request: HttpRequest) -> HttpResponse:
    page = page_of(request, all_studies(), PER_PAGE)
    return render(request, "evidence/studies.html", {"page": page})


@public
def studies_table(_request: HttpRequest, kind: Kind) -> HttpResponseBase:
    return as_file("studier", kind, [_row(one) for one in all_studies().order_by("slug")])


def _row(one: Study) -> Mapping[str, object]:
    return {
        "id": one.slug,
        "title": one.title,
        "who": one.who,
        "years": one.years,
        "country": one.country,
        "method": one.method,
        "methods": one.methods_text,
        "sampling": one.sampling,
        "n_invited": one.n_invited,
        "n_answered": one.n_answered,
        "response_rate": one.response_rate,
        "vendor": one.vendor,
        "how_read": one.how_read,
        "source": one.url,
    }


@public
def study(request: HttpRequest, slug: str) -> HttpResponse:
    chosen = get_object_or_404(Study.objects.select_related("population"), slug=slug)
    page = study_page(chosen, timezone.localdate())
    context = {"page": page, "study": chosen, "parts": settings.EVIDENCE_STUDY_PARTS}
    return render(request, "evidence/study.html", context)
