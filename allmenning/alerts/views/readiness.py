"""The readiness board of a body, and the pages where what is red gets mended."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmenning.accounts.access import person_of
from allmenning.alerts.actions import readiness as actions
from allmenning.alerts.forms.readiness import (
    AbsenceForm,
    AreaPartForm,
    ContactForm,
    DeputyForm,
    MeetingPlaceForm,
    PlanForm,
    TemplateForm,
)
from allmenning.alerts.models import Absence, AreaPart, Contact, Hazard, MeetingPlace, Template
from allmenning.alerts.paper import bundle_pdf
from allmenning.alerts.queries.content import own_language
from allmenning.alerts.queries.paper import bundle_of
from allmenning.alerts.queries.readiness import (
    coming_absences,
    latest_self_test,
    plan_history,
    preparedness_of,
    publishers_of,
    readiness_of,
)
from allmenning.register.access import may_act, requires_body_role
from allmenning.register.models import Body, BodyRole

# What is kept in lists: the word in the address, its form, and the action that saves it.
LISTS: dict[str, tuple[type[Any], type[Any], str, Any]] = {
    "kontakter": (Contact, ContactForm, "contact", actions.save_contact),
    "moteplasser": (MeetingPlace, MeetingPlaceForm, "place", actions.save_meeting_place),
    "deler": (AreaPart, AreaPartForm, "part", actions.save_area_part),
}
# Its own page and saved otherwise, but taken away like the rest.
REMOVABLE = {word: kind[0] for word, kind in LISTS.items()} | {"tekster": Template}


@requires_body_role(BodyRole.READER)
def board(request: HttpRequest, slug: str) -> HttpResponse:
    body, now = get_object_or_404(Body, slug=slug), timezone.now()
    context = {
        "body": body,
        "readiness": readiness_of(body, now),
        "test": latest_self_test(body),
        "history": plan_history(body)[:20],
        "may_edit": may_act(request.user, body, BodyRole.EDITOR),
        "may_publish": may_act(request.user, body, BodyRole.PUBLISHER),
    }
    return render(request, "alerts/readiness/board.html", context)


@requires_body_role(BodyRole.PUBLISHER)
@require_POST
def arm(request: HttpRequest, slug: str) -> HttpResponse:
    test = actions.arm(
        body=get_object_or_404(Body, slug=slug), by=person_of(request), at=timezone.now()
    )
    if test.good:
        messages.success(request, _("Every channel would send now."))
    else:
        messages.warning(request, _("Something would not send. It stands in red below."))
    return redirect("alerts:readiness", slug=slug)


@requires_body_role(BodyRole.READER)
def bundle(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 - the guard reads it
    body = get_object_or_404(Body, slug=slug)
    pages = bundle_pdf(bundle_of(body, timezone.now()))
    headers = {"Content-Disposition": f'attachment; filename="beredskap-{body.slug}.pdf"'}
    return HttpResponse(pages, content_type="application/pdf", headers=headers)


@requires_body_role(BodyRole.EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Body, slug=slug)
    form = PlanForm(request.POST or None, body=body, initial=_told(body))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        actions.save_plan(
            body=body,
            official_page=told["official_page"],
            phone=told["phone"],
            plan_title=told["plan_title"],
            plan_reviewed_on=told["plan_reviewed_on"],
            without_power=form.without_power(),
            by=person_of(request),
            at=timezone.now(),
        )
        return _saved(request, body)
    return _asked(request, "alerts/readiness/plan.html", {"body": body, "form": form}, form)


def _told(body: Body) -> dict[str, Any]:
    ready = preparedness_of(body)
    words = {f"without_power_{code}": told for code, told in ready.without_power.items()}
    return words | {
        "official_page": ready.official_page,
        "phone": ready.phone,
        "plan_title": ready.plan_title,
        "plan_reviewed_on": ready.plan_reviewed_on,
    }


@requires_body_role(BodyRole.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who publishes, who is the deputy, and who is away; one form at a time is posted."""
    body, now = get_object_or_404(Body, slug=slug), timezone.now()
    publishers = publishers_of(body, now)
    named = preparedness_of(body).deputy_id
    posted = request.POST if request.method == "POST" else None
    deputy = DeputyForm(
        posted if posted and "name_deputy" in posted else None,
        publishers=publishers,
        initial={"deputy": str(named or "")},
    )
    absence = AbsenceForm(posted if posted and "add" in posted else None, publishers=publishers)
    if deputy.is_bound and deputy.is_valid():
        actions.name_deputy(body=body, deputy=deputy.chosen(), by=person_of(request), at=now)
        return _saved(request, body, "alerts:readiness-people")
    if absence.is_bound and absence.is_valid():
        told = absence.cleaned_data
        actions.save_absence(
            user=absence.chosen(),
            body=body,
            first_day=told["first_day"],
            last_day=told["last_day"],
            by=person_of(request),
            at=now,
        )
        return _saved(request, body, "alerts:readiness-people")
    context = {
        "body": body,
        "deputy": deputy,
        "absence": absence,
        "publishers": publishers,
        "away": coming_absences(body, now),
    }
    form = deputy if deputy.is_bound else absence
    return _asked(request, "alerts/readiness/people.html", context, form)


@requires_body_role(BodyRole.LEADER)
@require_POST
def remove_absence(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    body = get_object_or_404(Body, slug=slug)
    known = publishers_of(body, timezone.now())
    absence = get_object_or_404(Absence, pk=pk, user__in=[user.pk for user in known])
    actions.remove_absence(absence=absence, body=body, by=person_of(request), at=timezone.now())
    return _saved(request, body, "alerts:readiness-people")


@requires_body_role(BodyRole.EDITOR)
def lists(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Body, slug=slug)
    context = {
        "body": body,
        "contacts": body.contacts.order_by("position", "pk"),
        "places": body.meeting_places.order_by("name", "pk"),
        "parts": body.area_parts.order_by("name", "pk"),
        "templates": Template.objects.filter(body=body).order_by("hazard", "name", "pk"),
    }
    return render(request, "alerts/readiness/lists.html", context)


@requires_body_role(BodyRole.EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, slug: str, word: str, pk: int | None = None) -> HttpResponse:
    """Add or change a contact, a meeting place or a part of the municipality."""
    body = get_object_or_404(Body, slug=slug)
    if word not in LISTS:
        raise Http404
    model, form_class, name, save = LISTS[word]
    row = get_object_or_404(model, pk=pk, body=body) if pk else model(body=body)
    form = form_class(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        save(**{name: form.row()}, by=person_of(request), at=timezone.now())
        return _saved(request, body, "alerts:readiness-lists")
    context = {"body": body, "form": form, "word": word, "pk": pk}
    return _asked(request, "alerts/readiness/entry.html", context, form)


@requires_body_role(BodyRole.EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    body = get_object_or_404(Body, slug=slug)
    row = get_object_or_404(Template, pk=pk, body=body) if pk else None
    form = TemplateForm(request.POST or None, language=own_language(body), initial=_words(row))
    if request.method == "POST" and form.is_valid() and not _is_taken(form, body, row):
        actions.save_template(
            template=row,
            body=body,
            hazard=Hazard(form.cleaned_data["hazard"]),
            name=form.cleaned_data["name"],
            texts=form.texts(),
            severity=form.cleaned_data["severity"],
            by=person_of(request),
            at=timezone.now(),
        )
        return _saved(request, body, "alerts:readiness-lists")
    context = {"body": body, "form": form, "word": "tekster", "pk": pk}
    return _asked(request, "alerts/readiness/entry.html", context, form)


def _words(row: Template | None) -> dict[str, str]:
    if row is None:
        return {}
    texts = {
        f"{part}_{code}": told.get(part, "")
        for code, told in row.texts.items()
        for part in ("what", "todo")
    }
    return texts | {"hazard": row.hazard, "name": row.name, "severity": row.severity}


def _is_taken(form: TemplateForm, body: Body, row: Template | None) -> bool:
    told = form.cleaned_data
    same = Template.objects.filter(body=body, hazard=told["hazard"], name=told["name"])
    taken = any(one != row for one in same)
    if taken:
        form.add_error("name", _("The name is in use already."))
    return taken


@requires_body_role(BodyRole.EDITOR)
@require_POST
def remove(request: HttpRequest, slug: str, word: str, pk: int) -> HttpResponse:
    body = get_object_or_404(Body, slug=slug)
    if word not in REMOVABLE:
        raise Http404
    row = get_object_or_404(REMOVABLE[word], pk=pk, body=body)
    actions.remove(ready=row, by=person_of(request), at=timezone.now())
    messages.success(request, _("It has been removed."))
    return redirect("alerts:readiness-lists", slug=slug)


def _saved(request: HttpRequest, body: Body, page: str = "alerts:readiness") -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(page, slug=body.slug)


def _asked(request: HttpRequest, page: str, context: dict[str, Any], form: Any) -> HttpResponse:
    return render(request, page, context, status=422 if form.errors else 200)
