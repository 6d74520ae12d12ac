"""Analysts plan a survey and take it forward."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role
from allmenning.surveys.actions.surveys import (
    FrameBuiltError,
    NotReadyError,
    PlanRegisteredError,
    change_survey,
    register_plan,
    start_survey,
    tell_what_was_done,
)
from allmenning.surveys.actions.surveys_onwards import go_on
from allmenning.surveys.forms.survey import DoneForm, SurveyForm
from allmenning.surveys.models import Survey
from allmenning.surveys.queries.words import said

FORM_METHODS = ["GET", "HEAD", "POST"]


@requires(Role.ANALYST)
@never_cache
@require_http_methods(FORM_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    form = SurveyForm(request.POST or None, by=person_of(request))
    if request.method == "POST" and form.is_valid():
        values, by = form.values(), person_of(request)
        survey = start_survey(values=values, by=by, at=timezone.now())
        messages.success(request, _("The survey is saved. Only analysts see it for now."))
        return redirect("surveys:survey", survey.slug)
    return _page(request, form, None)


@requires(Role.ANALYST)
@never_cache
@require_http_methods(FORM_METHODS)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    survey = get_object_or_404(Survey, slug=slug)
    form = SurveyForm(request.POST or None, by=person_of(request), survey=survey)
    if request.method == "POST" and form.is_valid():
        values, by = form.values(), person_of(request)
        try:
            change_survey(survey=survey, values=values, by=by, at=timezone.now())
        except (PlanRegisteredError, FrameBuiltError):
            form.add_error(None, _("Somebody else has registered the plan or made the frame."))
        else:
            messages.success(request, _("The survey is saved."))
            return redirect("surveys:survey", slug)
    return _page(request, form, survey)


def _page(request: HttpRequest, form: SurveyForm, survey: Survey | None) -> HttpResponse:
    title = said(survey.title, get_language() or "nb") if survey else ""
    context = {"form": form, "parts": form.parts(), "survey": survey, "title": title}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "surveys/survey_form.html", context, status=status)


@requires(Role.ANALYST)
@require_POST
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze the plan."""
    survey = get_object_or_404(Survey, slug=slug)
    try:
        register_plan(survey=survey, by=person_of(request), at=timezone.now())
    except PlanRegisteredError:
        messages.info(request, _("The plan is registered already."))
    except NotReadyError:
        messages.error(request, _("Write the plan first."))
    else:
        messages.success(request, _("The plan is registered. From now on it stands as it is."))
    return redirect("surveys:survey", slug)


@requires(Role.ANALYST)
@never_cache
@require_http_methods(FORM_METHODS)
def done(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell what was done, beside what was planned."""
    survey = get_object_or_404(Survey, slug=slug)
    form = DoneForm(request.POST or None, initial={"what_was_done": survey.what_was_done})
    if request.method == "POST" and form.is_valid():
        told, by = form.cleaned_data["what_was_done"], person_of(request)
        tell_what_was_done(survey=survey, text=told, by=by, at=timezone.now())
        messages.success(request, _("It is saved."))
        return redirect("surveys:survey", slug)
    title = said(survey.title, get_language() or "nb")
    context = {"form": form, "survey": survey, "title": title}
    return render(request, "surveys/survey_done.html", context, status=422 if form.errors else 200)


@requires(Role.ANALYST)
@require_POST
def advance(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the survey to its next stage, or say what is missing."""
    survey = get_object_or_404(Survey, slug=slug)
    try:
        moved = go_on(survey=survey, by=person_of(request), at=timezone.now())
    except NotReadyError as refused:
        for sentence in refused.missing:
            messages.error(request, sentence)
    else:
        told = _("It went on to: %(stage)s.") % {"stage": moved.get_stage_display()}
        messages.success(request, told)
    return redirect("surveys:survey", slug)
