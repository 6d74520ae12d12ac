"""Help with the three questions of journalling, and a thread to hand to the archive."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from allmenning.accounts.access import person_of, signed_in
from allmenning.arena.actions.discussion import thread_of
from allmenning.arena.actions.journal import keep_journal_answers
from allmenning.arena.forms.moderation import JournalForm
from allmenning.arena.models import JournalHelp
from allmenning.arena.queries.discussion import subject_by, thread_about
from allmenning.arena.queries.journal import (
    COLUMNS,
    journal_help_of,
    laws,
    may_journal,
    record_of,
)
from allmenning.arena.queries.naming import named
from allmenning.arena.queries.speaking import Subject
from allmenning.arena.queries.viewer import viewer_of
from allmenning.ui.responses import csv_response, json_response


def _subject(request: HttpRequest, kind: str, pk: int) -> Subject:
    viewer = viewer_of(request)
    found = subject_by(kind, pk, viewer, timezone.now())
    if found is None:
        raise Http404
    if not may_journal(viewer, found):
        raise PermissionDenied
    return found


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def helper(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    subject = _subject(request, kind, pk)
    kept = journal_help_of(thread_about(subject))
    form = JournalForm(request.POST or None, initial=_answers(kept))
    if request.method == "POST" and form.is_valid():
        _keep(request, subject, form)
        return HttpResponseRedirect(request.path)
    context = {
        "named": named(subject),
        "form": form,
        "kept": kept,
        "laws": laws(timezone.localdate()),
        "kind": kind,
        "pk": pk,
    }
    return render(request, "arena/journal.html", context, status=422 if form.errors else 200)


def _answers(kept: JournalHelp | None) -> dict[str, str]:
    if kept is None:
        return {}
    asked = ("is_case_document", "is_in_or_out", "has_value")
    return {name: str(int(getattr(kept, name))) for name in asked} | {"note": kept.note}


def _keep(request: HttpRequest, subject: Subject, form: JournalForm) -> None:
    told = form.cleaned_data
    keep_journal_answers(
        thread=thread_of(subject),
        is_case_document=told["is_case_document"],
        is_in_or_out=told["is_in_or_out"],
        has_value=told["has_value"],
        note=told["note"],
        by=person_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Your answers are kept. The archive decides."))


@signed_in
@require_safe
@never_cache
def export(request: HttpRequest, kind: str, pk: int, form: str) -> HttpResponseBase:
    """Hand out the thread in a form that lasts."""
    subject = _subject(request, kind, pk)
    record = record_of(subject, thread_about(subject), timezone.now())
    name = f"{kind}-{pk}"
    if form == "csv":
        rows = [[part[column] for column in COLUMNS] for part in record["parts"]]
        return csv_response(name, COLUMNS, rows)
    if form == "json":
        return json_response(record)
    answer = render(request, "arena/journal_record.html", {"record": record})
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.html"'
    return answer
