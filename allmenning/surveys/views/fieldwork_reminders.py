"""Reminding those who have not answered: some strata or all, now or on a day."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role
from allmenning.surveys.actions.reminders import (
    AfterClosingError,
    AlreadyQueuedError,
    drop_reminder,
    plan_reminder,
    remind_now,
)
from allmenning.surveys.forms.fieldwork import NOW, ReminderForm
from allmenning.surveys.models import Reminder, Stage, Survey
from allmenning.surveys.queries.board import board_of
from allmenning.surveys.queries.letters import to_remind
from allmenning.surveys.queries.words import said
from allmenning.ui.parameters import choice


@requires(Role.ANALYST)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    survey = get_object_or_404(Survey, slug=slug, stage=Stage.FIELDING)
    rows = board_of(survey).rows
    strata = [(row.stratum, row.label) for row in rows]
    wanted = choice(request.GET, "stratum", [row.stratum for row in rows])
    given = request.POST if request.method == "POST" else None
    initial = {"strata": [wanted] if wanted else []}
    form = ReminderForm(given, strata=strata, now=timezone.now(), initial=initial)
    if form.is_valid() and _reminded(request, survey, form):
        return redirect("surveys:board", slug)
    context = {
        "survey": survey,
        "title": said(survey.title),
        "form": form,
        "waiting": to_remind(survey, [wanted] if wanted else []).count(),
        "is_one": bool(wanted),
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/board_remind.html", context, status=status)


def _reminded(request: HttpRequest, survey: Survey, form: ReminderForm) -> bool:
    """Queue the letters or put them on the schedule, and say which."""
    person, now = person_of(request), timezone.now()
    told = {"survey": survey, "strata": form.cleaned_data["strata"], "text": form.text()}
    try:
        if form.cleaned_data["when"] == NOW:
            n = remind_now(**told, by=person, at=now)
            messages.success(
                request,
                ngettext("%(n)s reminder is queued.", "%(n)s reminders are queued.", n) % {"n": n},
            )
        else:
            plan_reminder(**told, when=form.moment(), by=person, at=now)
            messages.success(request, _("The reminder is on the schedule."))
    except AfterClosingError:
        form.add_error("at", _("The survey has closed by then. Choose an earlier day."))
        return False
    return True


@requires(Role.ANALYST)
@never_cache
@require_POST
def drop(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    reminder = get_object_or_404(Reminder, survey__slug=slug, number=number)
    try:
        drop_reminder(reminder=reminder, by=person_of(request), at=timezone.now())
    except AlreadyQueuedError as error:
        raise Http404 from error
    messages.success(request, _("The reminder is taken off the schedule."))
    return redirect("surveys:board", slug)
