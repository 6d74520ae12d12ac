"""Pages across themes: methods, what nobody has asked, series, and what to read."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from allmenning.evidence.queries.pages_unasked import (
    methods_by_theme,
    reading_list,
    series_pages,
    silences,
)
from allmenning.evidence.views.tables import Kind, as_file
from allmenning.ui.access import public


@public
def methods(request: HttpRequest) -> HttpResponse:
    return render(
        request, "evidence/methods.html", {"rows": methods_by_theme(timezone.localdate())}
    )


@public
def methods_file(_request: HttpRequest, kind: Kind) -> HttpResponseBase:
    rows = [
        {
            "theme": row.theme.slug,
            "method": cell.method,
            "findings": cell.findings,
            "studies": cell.studies,
            "strongest": cell.strongest,
            "why_none": "" if cell.findings else cell.empty,
        }
        for row in methods_by_theme(timezone.localdate())
        for cell in row.cells
    ]
    return as_file("metoder", kind, rows)


@public
def unasked(request: HttpRequest) -> HttpResponse:
    return render(request, "evidence/unasked.html", {"themes": silences()})


@public
def unasked_file(_request: HttpRequest, kind: Kind) -> HttpResponseBase:
    rows = [
        {
            "theme": one.theme.slug,
            "question": silence.question.slug,
            "question_nb": silence.question.name_nb,
            "nobody": silence.nobody,
            "method": voice.method,
            "findings": voice.findings,
            "why_none": voice.empty if not voice.findings else "",
        }
        for one in silences()
        for silence in one.questions
        for voice in silence.voices
    ]
    return as_file("ingen-har-spurt", kind, rows)


@public
def series(request: HttpRequest) -> HttpResponse:
    return render(request, "evidence/series.html", {"pages": series_pages(timezone.localdate())})


@public
def reading(request: HttpRequest) -> HttpResponse:
    return render(request, "evidence/reading.html", {"shelves": reading_list()})
