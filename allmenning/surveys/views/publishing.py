"""Letting results out, for analysts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role
from allmenning.surveys.actions.protecting import NotPublishableError
from allmenning.surveys.actions.publishing import (
    NotReadyToPublishError,
    missing_to_publish,
    publish_survey,
)
from allmenning.surveys.models import Survey
from allmenning.surveys.queries.data import NoAnswersError
from allmenning.surveys.queries.words import language_of, said


@requires(Role.ANALYST)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    survey = get_object_or_404(Survey, slug=slug)
    if request.method == "POST" and _published(request, survey):
        return redirect("surveys:report", slug)
    context = {
        "survey": survey,
        "title": said(survey.title),
        "title_language": language_of(survey.title),
        "missing": missing_to_publish(survey),
        "publications": survey.publications.order_by("-number"),
    }
    return render(request, "surveys/analysis_publish.html", context)


def _published(request: HttpRequest, survey: Survey) -> bool:
    try:
        publish_survey(survey=survey, by=person_of(request), at=timezone.now())
    except NotReadyToPublishError:
        messages.error(request, _("Something is missing before the results can be published."))
    except NoAnswersError:
        messages.error(request, _("There are too few answers to publish anything."))
    except NotPublishableError:
        messages.error(
            request,
            _("A single answer could be computed from what would go out, so nothing is published."),
        )
    else:
        messages.success(request, _("The results are published."))
        return True
    return False
