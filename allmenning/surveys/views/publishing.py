"""Letting results out, for analysts: a job does it, and this page says how far it is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role
from allmenning.surveys.actions.publishing import NotReadyToPublishError, missing_to_publish
from allmenning.surveys.models import Survey
from allmenning.surveys.queries.publishing import latest_work
from allmenning.surveys.queries.words import language_of, said
from allmenning.surveys.tasks.publishing import ask_to_publish


@requires(Role.ANALYST)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    survey = get_object_or_404(Survey, slug=slug)
    if request.method == "POST":
        _ask(request, survey)
        return redirect("surveys:publish", slug)
    now = timezone.now()
    context = {
        "survey": survey,
        "title": said(survey.title),
        "title_language": language_of(survey.title),
        "missing": missing_to_publish(survey),
        "latest": latest_work(survey, now),
        "now": now,
        "publications": survey.publications.order_by("-number"),
    }
    return render(request, "surveys/analysis_publish.html", context)


def _ask(request: HttpRequest, survey: Survey) -> None:
    try:
        ask_to_publish(survey=survey, by=person_of(request), at=timezone.now())
    except NotReadyToPublishError:
        messages.error(request, _("Something is missing before the results can be published."))
