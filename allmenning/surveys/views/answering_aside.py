"""Beside answering: a colleague takes over, one confirms or says no."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmenning.surveys.actions.answering import (
    ClosedError,
    refuse,
    take_back_refusal,
)
from allmenning.surveys.actions.answering_handover import TooManyHandoversError, hand_over
from allmenning.surveys.actions.contacts import confirm_contact
from allmenning.surveys.forms.fieldwork_handover import HandoverForm
from allmenning.surveys.models import Contact, Stage
from allmenning.surveys.queries.response import is_open
from allmenning.surveys.queries.words import said
from allmenning.surveys.views.answering_link import by_link


def _takes_part(contact: Contact) -> bool:
    survey = contact.unit.survey
    may = survey.stage == Stage.MAPPING or is_open(survey, timezone.now())
    return may and contact.ended_at is None


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, contact: Contact, token: str) -> HttpResponse:
    """Let a colleague go on where she stopped."""
    if not _takes_part(contact):
        return redirect("surveys:answer", token)
    given = request.POST if request.method == "POST" else None
    form = HandoverForm(given, initial={"language": contact.language})
    if form.is_valid():
        try:
            hand_over(contact=contact, by=None, at=timezone.now(), **form.cleaned_data)
        except TooManyHandoversError:
            form.add_error(None, _("This has been passed on many times. Write to those who ask."))
        except ClosedError:
            return redirect("surveys:answer", token)
        else:
            return redirect("surveys:answer", token)
    context = {
        "form": form,
        "token": token,
        "survey": contact.unit.survey,
        "title": said(contact.unit.survey.title),
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/answer_handover.html", context, status=status)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, contact: Contact, token: str) -> HttpResponse:
    """Say no for the unit, after a question; programs open links by themselves."""
    if not _takes_part(contact):
        return redirect("surveys:answer", token)
    if request.method == "POST":
        refuse(unit=contact.unit, by=None, at=timezone.now())
        return redirect("surveys:answer_decline", token)
    context = {
        "contact": contact,
        "token": token,
        "survey": contact.unit.survey,
        "title": said(contact.unit.survey.title),
    }
    return render(request, "surveys/answer_decline.html", context)


@by_link
@require_POST
def after_all(request: HttpRequest, contact: Contact, token: str) -> HttpResponse:
    """Take back that one said no."""
    del request
    if _takes_part(contact):
        take_back_refusal(unit=contact.unit, by=None, at=timezone.now())
    return redirect("surveys:answer", token)


@by_link
@require_POST
def confirm(request: HttpRequest, contact: Contact, token: str) -> HttpResponse:
    """Say that one is the person who answers for the unit."""
    del request
    if _takes_part(contact):
        confirm_contact(contact=contact, by=None, at=timezone.now())
    return redirect("surveys:answer", token)
