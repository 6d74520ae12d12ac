"""Telling of an experience, and changing what was told; what was typed is never lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmenning.accounts.access import person_of, signed_in
from allmenning.accounts.models import User
from allmenning.arena.actions.cases import (
    ChangedMeanwhileError,
    NotADraftError,
    change_case,
    publish_case,
    save_draft,
    start_case,
)
from allmenning.arena.actions.gate import note_overridden, state_for
from allmenning.arena.forms.cases import IN_GROUPS, PARTS, CaseForm
from allmenning.arena.models import Case, State
from allmenning.arena.queries.cases_page import known_of, may_edit, then_and_now
from allmenning.arena.queries.cases_words import TEXTS, missing_words
from allmenning.arena.queries.viewer import Viewer, viewer_of, visible
from allmenning.register.models import Body


def editable_case(request: HttpRequest, slug: str) -> Case:
    """Find a case that the person may change."""
    viewer = viewer_of(request)
    rows = visible(Case.objects.select_related("owner"), viewer, timezone.now())
    found = get_object_or_404(rows, slug=slug)
    if not may_edit(found, viewer):
        raise PermissionDenied
    return found


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Start telling, on behalf of a body one belongs to."""
    viewer = viewer_of(request)
    bodies = list(Body.objects.filter(pk__in=viewer.body_ids).order_by("name", "pk"))
    bodies.sort(key=lambda body: not body.is_municipality)
    if not bodies:
        return render(request, "arena/case_no_body.html", status=403)
    wanted = request.POST.get("owner", "") or request.GET.get("for", "")
    owner = next((body for body in bodies if body.slug == wanted), bodies[0])
    form = CaseForm(request.POST or None, owner=owner)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        case = start_case(owner=owner, told=form.told(), by=person_of(request), at=at)
        return _saved(request, case, form)
    return _page(
        request, form, {"owner": owner, "bodies": bodies, "case": None, "known": known_of(owner)}
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    case = editable_case(request, slug)
    form = CaseForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, case, form)
        except ChangedMeanwhileError:
            form.add_error(None, _meanwhile(form, case))
    known = then_and_now(case)
    context = {"owner": case.owner, "bodies": [case.owner], "case": case, "known": known}
    return _page(request, form, context)


def _meanwhile(form: CaseForm, case: Case) -> str:
    """Let the next press go through, now that the person has been told."""
    newest = Case.objects.values_list("changed_at", flat=True).get(pk=case.pk)
    data = cast("QueryDict", form.data).copy()
    data["seen"] = newest.isoformat()
    form.data = data
    return _(
        "Somebody else has changed this since you opened it. Look at it in another tab; what you "
        "wrote stands below, and replaces the other's text if you save again."
    )


def _save(request: HttpRequest, case: Case, form: CaseForm) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    if case.state == State.DRAFT:
        save_draft(case=case, told=form.told(), seen=form.seen_at, by=by, at=at)
        case.refresh_from_db()
        return _saved(request, case, form)
    told = form.told()
    held_for = _held_for(told.values, by, at)
    change_case(case=case, told=told, held_for=held_for, seen=form.seen_at, by=by, at=at)
    _note_overridden(request, form, case)
    messages.success(request, _("It is changed. What stood before is kept."))
    return redirect("arena:case", case.slug)


def _saved(request: HttpRequest, case: Case, form: CaseForm) -> HttpResponse:
    """Publish what the person asked to publish and may; otherwise it stays a draft."""
    _note_overridden(request, form, case)
    if "publish" not in request.POST:
        messages.success(request, _("The draft is saved."))
    elif case.owner_id in viewer_of(request).edits:
        _publish(request, case)
    else:
        messages.info(request, _("The draft is saved. An editor of your body publishes it."))
    return redirect("arena:case", case.slug)


def _note_overridden(request: HttpRequest, form: CaseForm, case: Case) -> None:
    if form.overridden:
        note_overridden(
            kinds=form.overridden,
            target=f"arena.case:{case.pk}",
            by=person_of(request),
            at=timezone.now(),
        )


def _publish(request: HttpRequest, case: Case) -> None:
    by, at = person_of(request), timezone.now()
    held_for = _held_for(vars(case), by, at)
    try:
        published = publish_case(case=case, held_for=held_for, by=by, at=at)
    except NotADraftError:  # The first of two presses has done it.
        return
    if published.state == State.WAITING:
        messages.info(request, _("A moderator looks at it first, then it is published."))
        return
    messages.success(request, _("It is published. Thank you for sharing."))
    if missing_words(published):
        messages.info(request, _("Is there more to tell? The page says what others will look for."))


def _held_for(values: Mapping[str, Any], by: User, at: datetime) -> list[str]:
    """Ask the gate whether a moderator has to look first, and why."""
    _state, reasons = state_for(texts=[values[name] for name in ("title", *TEXTS)], by=by, at=at)
    return reasons


def _page(request: HttpRequest, form: CaseForm, context: dict[str, object]) -> HttpResponse:
    parts = [(title, [(form[name], name in IN_GROUPS) for name in names]) for title, names in PARTS]
    told = context | {"form": form, "parts": parts, "may_publish": _may_publish(request, context)}
    return render(request, "arena/case_form.html", told, status=422 if form.errors else 200)


def _may_publish(request: HttpRequest, context: dict[str, object]) -> bool:
    owner = context["owner"]
    viewer: Viewer = viewer_of(request)
    return isinstance(owner, Body) and owner.pk in viewer.edits
