"""You and your peers: only who answered, as a member of the body or by the personal link."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmenning.accounts.access import person_of, signed_in
from allmenning.surveys.models import Contact, Publication, Response, Stage, Unit
from allmenning.surveys.queries.peers import beside, response_of_member, response_of_unit
from allmenning.surveys.queries.words import language_of, said
from allmenning.surveys.views.answering_link import by_link, is_current

READ = ["GET", "HEAD"]


@signed_in
@never_cache
@require_http_methods(READ)
def peers(request: HttpRequest, slug: str) -> HttpResponse:
    publication = _published(slug)
    survey = publication.survey
    response = None
    if survey.unit == Unit.BODY:
        response = response_of_member(survey, person_of(request), timezone.now())
    if response is None:
        raise PermissionDenied
    return _page(request, publication, response)


@by_link
@require_http_methods(READ)
def peers_by_link(request: HttpRequest, contact: Contact, _token: str) -> HttpResponse:
    if not is_current(contact):  # Who has passed it on knows no answer any more.
        raise Http404
    publication = _published(contact.unit.survey.slug)
    survey = publication.survey
    if survey.unit == Unit.BODY:
        response = response_of_unit(survey, contact.unit_id)
    else:
        own = contact.responses.filter(submitted_at__isnull=False, set_aside_at__isnull=True)
        response = own.order_by("pk").first()
    if response is None:
        raise Http404
    return _page(request, publication, response)


def _published(slug: str) -> Publication:
    found = Publication.objects.filter(survey__slug=slug, survey__stage=Stage.PUBLISHED)
    newest = found.select_related("survey").order_by("-number").first()
    if newest is None:
        raise Http404
    return newest


def _page(request: HttpRequest, publication: Publication, response: Response) -> HttpResponse:
    survey = publication.survey
    context = {
        "survey": survey,
        "title": said(survey.title),
        "title_language": language_of(survey.title),
        "unit": response.unit,
        "rows": list(beside(publication, response)),
    }
    return render(request, "surveys/report_peers.html", context)
