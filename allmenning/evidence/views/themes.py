"""The themes, and the page of one theme: the main page of the house."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from allmenning.evidence.models import Finding, Theme
from allmenning.evidence.queries.pages_cards import Words
from allmenning.evidence.queries.pages_charts import Drawn, drawn
from allmenning.evidence.queries.pages_choices import choices
from allmenning.evidence.queries.pages_filters import narrowed
from allmenning.evidence.queries.pages_lens import lens_view
from allmenning.evidence.queries.pages_summary import certainty
from allmenning.evidence.queries.pages_theme import QuestionGroup, theme_entries, theme_page
from allmenning.evidence.queries.words import claims, vocabulary
from allmenning.evidence.views.filters import filters_from
from allmenning.evidence.views.tables import Kind, as_file, findings_file
from allmenning.register.queries import lens_from
from allmenning.ui.access import public


@public
def themes(request: HttpRequest) -> HttpResponse:
    return render(request, "evidence/themes.html", {"entries": theme_entries()})


@public
def themes_file(_request: HttpRequest, kind: Kind) -> HttpResponseBase:
    rows = [
        {
            "id": one.theme.slug,
            "name_nb": one.theme.name_nb,
            "name_nn": one.theme.name_nn,
            "name_en": one.theme.name_en,
            "findings": one.findings,
            "studies": one.studies,
            "methods": one.methods,
            "first_year": one.first_year,
            "last_year": one.last_year,
        }
        for one in theme_entries()
    ]
    return as_file("tema", kind, rows)


@public
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    chosen = get_object_or_404(Theme, slug=slug)
    filters = filters_from(request)
    today = timezone.localdate()
    words, said = vocabulary(), claims()
    page = theme_page(chosen, filters, today, words)
    context = {
        "page": page,
        "certainty": certainty(page, said),
        "rows": [(row, said.get(row.claim, "")) for row in page.matrix.rows],
        "lens": lens_view(lens_from(request), page.findings, today, words),
        "groups": [_laid_out(group, words) for group in page.groups],
        "filters": filters,
        "choices": choices(chosen),
        "parts": settings.EVIDENCE_THEME_PARTS,
    }
    return render(request, "evidence/theme.html", context)


def _laid_out(group: QuestionGroup, words: Words) -> tuple[QuestionGroup, list[Drawn]]:
    return group, [drawn(group.figures, axis, words) for axis in group.axes]


@public
def theme_file(request: HttpRequest, slug: str, kind: Kind) -> HttpResponseBase:
    chosen = get_object_or_404(Theme, slug=slug)
    fitting = narrowed(Finding.objects.filter(theme=chosen), filters_from(request))
    return findings_file(f"tema-{chosen.slug}", kind, fitting)
