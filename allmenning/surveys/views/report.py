"""The report of a survey and its files, for everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from allmenning.accounts.access import may_publish, public
from allmenning.accounts.models import Role
from allmenning.surveys.models import Publication, PublishedFile, Stage
from allmenning.surveys.queries.report import report_of
from allmenning.surveys.queries.report_words import response_sentence
from allmenning.surveys.queries.trend import trend_of
from allmenning.surveys.queries.words import said

READ = ["GET", "HEAD"]
PAPERS = "rapport-"


def publications(request: HttpRequest, slug: str) -> list[Publication]:
    """List what is published of a survey, the newest first; 404 where nothing is."""
    found = Publication.objects.filter(survey__slug=slug).select_related("survey__previous")
    if not may_publish(request, Role.ANALYST):
        found = found.filter(survey__stage=Stage.PUBLISHED)
    listed = list(found.order_by("-number"))
    if not listed:
        raise Http404
    return listed


@public
@require_http_methods(READ)
def latest(request: HttpRequest, slug: str) -> HttpResponse:
    listed = publications(request, slug)
    return _page(request, listed[0], listed)


@public
@require_http_methods(READ)
def numbered(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    listed = publications(request, slug)
    found = next((one for one in listed if one.number == number), None)
    if found is None:
        raise Http404
    return _page(request, found, listed)


def _page(
    request: HttpRequest, publication: Publication, listed: list[Publication]
) -> HttpResponse:
    told = publication.tables
    context = {
        "publication": publication,
        "survey": publication.survey,
        "report": report_of(publication),
        "response_sentence": response_sentence(told),
        "told": told["survey"],
        "others": [one for one in listed if one.pk != publication.pk],
        "newest": listed[0],
        "files": publication.files.order_by("name"),
        "trend": trend_of(publication),
    }
    return render(request, "surveys/report.html", context)


@public
@require_http_methods(READ)
def tables(request: HttpRequest, slug: str, number: int, code: str) -> HttpResponse:
    """Show every table of one question."""
    found = [one for one in publications(request, slug) if one.number == number]
    sections = [one for each in found for one in report_of(each).sections if one.code == code]
    if not sections:
        raise Http404
    context = {
        "publication": found[0],
        "survey": found[0].survey,
        "title": said(found[0].tables["survey"]["title"]),
        "section": sections[0],
    }
    return render(request, "surveys/report_tables.html", context)


@public
@require_http_methods(READ)
def published_file(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    publications(request, slug)
    kept = get_object_or_404(
        PublishedFile.objects.select_related("content"),
        publication__survey__slug=slug,
        publication__number=number,
        name=name,
    )
    shown = "inline" if name.startswith(PAPERS) else "attachment"
    return HttpResponse(
        bytes(kept.content.content),
        content_type=kept.content_type,
        headers={
            "Content-Disposition": f'{shown}; filename="{slug}-{number}-{name}"',
            "ETag": f'"{kept.sha256}"',
            "Access-Control-Allow-Origin": "*",
        },
    )
