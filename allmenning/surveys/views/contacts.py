"""Who answers for each body: the unit's page, lists, and what somebody has to see to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role
from allmenning.surveys.actions.contacts import (
    EndedError,
    add_contact,
    add_contacts,
    ask_who_answers,
    confirm_contact,
    end_contact,
    note_bounce,
    replace_contact,
    take_from_register,
    to_ask,
)
from allmenning.surveys.forms.contact import ContactForm, ContactsForm, Fault, checked, given_back
from allmenning.surveys.forms.frame import LeaveOutForm
from allmenning.surveys.models import Contact, FrameUnit, Survey
from allmenning.surveys.queries.frame_tasks import tasks_of
from allmenning.surveys.views.frame import title_of, unit_of
from allmenning.ui.text import number

FORM_METHODS = ["GET", "HEAD", "POST"]
ACTS = {"bekreft": confirm_contact, "retur": note_bounce, "avslutt": end_contact}


@requires(Role.ANALYST)
@never_cache
@require_http_methods(FORM_METHODS)
def unit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a unit with its contacts, and take in another contact."""
    shown = unit_of(slug, pk)
    language = "nn" if shown.facts.get("language_form") == "nn" else "nb"
    form = ContactForm(request.POST or None, initial={"language": language})
    if request.method == "POST" and form.is_valid():
        add_contact(
            unit=shown,
            person=form.person(),
            is_confirmed=form.cleaned_data["is_confirmed"],
            by=person_of(request),
            at=timezone.now(),
        )
        messages.success(request, _("The contact is saved."))
        return redirect("surveys:frame_unit", slug, pk)
    return _unit_page(request, shown, form)


def _unit_page(request: HttpRequest, shown: FrameUnit, form: ContactForm) -> HttpResponse:
    contacts = shown.contacts.select_related("replaces").order_by("-pk")
    context = {
        "survey": shown.survey,
        "title": title_of(shown.survey),
        "unit": shown,
        "contacts": list(contacts),
        "form": form,
        "leave_out": LeaveOutForm(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "surveys/frame_unit.html", context, status=status)


def contact_of(slug: str, pk: int) -> Contact:
    """Find a contact of the survey, or answer 404."""
    rows = Contact.objects.select_related("unit__survey")
    return get_object_or_404(rows, unit__survey__slug=slug, pk=pk)


@requires(Role.ANALYST)
@require_POST
def act(request: HttpRequest, slug: str, pk: int, what: str) -> HttpResponse:
    """Confirm a contact, note that letters come back, or write to it no more."""
    contact = contact_of(slug, pk)
    try:
        ACTS[what](contact=contact, by=person_of(request), at=timezone.now())
    except EndedError:
        messages.error(request, _("This contact has been replaced already."))
    else:
        messages.success(request, _("It is noted."))
    return redirect("surveys:frame_unit", slug, contact.unit_id)


@requires(Role.ANALYST)
@never_cache
@require_http_methods(FORM_METHODS)
def replace(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let another person answer instead."""
    contact = contact_of(slug, pk)
    form = ContactForm(request.POST or None, initial={"language": contact.language})
    if request.method == "POST" and form.is_valid():
        if _replaced(request, contact, form):
            return redirect("surveys:frame_unit", slug, contact.unit_id)
        form.add_error(None, _("This contact has been replaced already."))
    survey = contact.unit.survey
    context = {
        "survey": survey,
        "title": title_of(survey),
        "contact": contact,
        "unit": contact.unit,
        "form": form,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "surveys/contact_replace.html", context, status=status)


def _replaced(request: HttpRequest, contact: Contact, form: ContactForm) -> bool:
    try:
        replace_contact(
            contact=contact,
            person=form.person(),
            is_confirmed=form.cleaned_data["is_confirmed"],
            by=person_of(request),
            at=timezone.now(),
        )
    except EndedError:
        return False
    messages.success(request, _("The contact is replaced. Who it was before is kept on record."))
    return True


@requires(Role.ANALYST)
@never_cache
@require_http_methods(FORM_METHODS)
def contacts(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in a list; rows with faults come back to be put right."""
    survey = get_object_or_404(Survey, slug=slug)
    form = ContactsForm(request.POST or None, request.FILES or None)
    faults: list[Fault] = []
    if request.method == "POST" and form.is_valid():
        people, faults = checked(survey, form.cleaned_data["rows"])
        confirmed = form.cleaned_data["is_confirmed"]
        by, at = person_of(request), timezone.now()
        n = add_contacts(survey=survey, people=people, is_confirmed=confirmed, by=by, at=at)
        messages.success(request, _added(n))
        if not faults:
            return redirect("surveys:frame_tasks", slug)
        form = ContactsForm(initial={"text": given_back(faults), "is_confirmed": confirmed})
    context = {"survey": survey, "title": title_of(survey), "form": form, "faults": faults}
    status = 422 if faults or (form.is_bound and form.errors) else 200
    return render(request, "surveys/contact_list.html", context, status=status)


def _added(n: int) -> str:
    told = ngettext("%(n)s contact was added.", "%(n)s contacts were added.", n)
    return told % {"n": number(n)}


@requires(Role.ANALYST)
@require_POST
def from_register(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose members of the bodies as contacts."""
    survey = get_object_or_404(Survey, slug=slug)
    n = take_from_register(survey=survey, by=person_of(request), at=timezone.now())
    messages.success(request, _added(n))
    return redirect("surveys:frame_tasks", slug)


@requires(Role.ANALYST)
@require_POST
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the letter "who answers for you?"."""
    survey = get_object_or_404(Survey, slug=slug)
    n = ask_who_answers(survey=survey, by=person_of(request), at=timezone.now())
    told = ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", n)
    messages.success(request, told % {"n": number(n)})
    return redirect("surveys:frame_tasks", slug)


@requires(Role.ANALYST)
@never_cache
def tasks(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what somebody has to see to."""
    survey = get_object_or_404(Survey, slug=slug)
    found = list(tasks_of(survey))
    groups = [
        (kind, label, told, [one for one in found if one.kind == kind])
        for kind, label, told in _kinds()
    ]
    context = {
        "survey": survey,
        "title": title_of(survey),
        "groups": [group for group in groups if group[3]],
        "to_ask": to_ask(survey).count(),
    }
    return render(request, "surveys/frame_tasks.html", context)


def _kinds() -> list[tuple[str, str, str]]:
    return [
        (
            "bounced",
            _("Letters came back"),
            _("Find the right address, or somebody else who answers."),
        ),
        (
            "two",
            _("More than one contact"),
            _("One answers for the body; decide who."),
        ),
        (
            "unmapped",
            _("Nobody is confirmed"),
            _("Find out who answers, and confirm it."),
        ),
        (
            "refused",
            _("Has said no"),
            _("They are written to no more, and count among those asked."),
        ),
    ]
