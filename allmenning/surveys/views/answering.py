"""Answering by a personal link: introduction, pages of questions, overview and receipt."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmenning.core.questionnaire import Value
from allmenning.surveys.actions.answering import (
    ClosedError,
    NotCompleteError,
    Saved,
    Sent,
    save_page,
    send_in,
)
from allmenning.surveys.forms.answering import AnswerForm
from allmenning.surveys.models import Contact, Stage
from allmenning.surveys.queries.answering import (
    Link,
    Place,
    first_page,
    handed_from,
    handed_to,
    lines_of,
    link_of,
    minutes_of,
    page_from,
    place_of,
    shown,
)
from allmenning.surveys.queries.response import fingerprint
from allmenning.surveys.queries.words import said
from allmenning.surveys.views.answering_link import by_link
from allmenning.ui.parameters import text

OVERVIEW, LATER, BACK = "oversikt", "senere", "tilbake"
# A dot, so that no question has such a code.
ACT, SEEN = "page.act", "page.seen"
LONGEST_SEEN = 20_000


def current_language() -> str:
    return (get_language() or "nb")[:2]


@by_link
@require_safe
def introduction(request: HttpRequest, contact: Contact, token: str) -> HttpResponse:
    """Tell who asks, why, what becomes of it, and begin or go on from there."""
    now = timezone.now()
    if contact.unit.survey.stage == Stage.MAPPING and contact.ended_at is None:
        return _mapping(request, contact, token)
    link = link_of(contact, token, now)
    if contact.ended_at:
        return _handed_over(request, link)
    if not link.is_open and not link.is_sent_in:
        return _closed(request, link)
    context = {
        "link": link,
        "survey": link.survey,
        "lead": said(link.survey.lead),
        "purpose": said(link.survey.purpose),
        "privacy": said(link.survey.privacy),
        "ethics": said(link.survey.ethics),
        "minutes": minutes_of(link.survey, current_language()),
        "pages": len(link.questionnaire.pages),
        "next": _next(link),
        "from": handed_from(contact),
        "answered": len(link.values),
    }
    return render(request, "surveys/answer.html", context)


def _next(link: Link) -> int | None:
    return first_page(link.questionnaire.questions, link.response)


def _mapping(request: HttpRequest, contact: Contact, token: str) -> HttpResponse:
    survey = contact.unit.survey
    context = {
        "token": token,
        "contact": contact,
        "survey": survey,
        "title": said(survey.title),
        "purpose": said(survey.purpose),
        "privacy": said(survey.privacy),
    }
    return render(request, "surveys/answer_mapping.html", context)


def _handed_over(request: HttpRequest, link: Link) -> HttpResponse:
    context = {"link": link, "survey": link.survey, "to": handed_to(link.contact)}
    return render(request, "surveys/answer_handed_over.html", context)


def _closed(request: HttpRequest, link: Link) -> HttpResponse:
    is_early = link.survey.stage in {Stage.PLANNING, Stage.MAPPING} or (
        link.survey.stage == Stage.FIELDING
        and link.survey.opens_at is not None
        and link.survey.opens_at > timezone.now()
    )
    context = {"link": link, "survey": link.survey, "is_early": is_early}
    return render(request, "surveys/answer_closed.html", context)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, contact: Contact, token: str, number: int) -> HttpResponse:
    """Ask the questions of one page; a POST saves them and goes on."""
    link = link_of(contact, token, timezone.now())
    if not link.may_change:
        return redirect("surveys:answer", token)
    place = place_of(link.questionnaire.questions, link.values, number)
    if place is None:
        return _onwards(link, number)
    if request.method == "POST":
        return _save(request, link, place)
    form = AnswerForm(place.page, language=current_language(), values=link.values)
    return _shown(request, link, place, form, ())


def _save(request: HttpRequest, link: Link, place: Place) -> HttpResponse:
    """Keep what can be kept; what is wrong, or was changed by another window, is told of."""
    act = text(request.POST, ACT, 20)
    form = AnswerForm(
        place.page,
        language=current_language(),
        values=link.values,
        data=request.POST,
        must_answer=act not in {LATER, BACK},
    )
    seen = _seen(request)
    sent = Sent(form.answers(), seen, place.page.number, current_language())
    try:
        saved = save_page(
            contact=link.contact,
            sent=sent,
            questions=link.questionnaire.questions,
            by=None,
            at=timezone.now(),
            known=link.response,
        )
    except ClosedError:
        return redirect("surveys:answer", link.token)
    if form.errors or saved.conflicts:
        return _again(request, link, place, form, saved)
    return _after(request, link, place, saved.response.values, act)


def _seen(request: HttpRequest) -> dict[str, str]:
    """Read the fingerprints of what the page showed."""
    told = text(request.POST, SEEN, LONGEST_SEEN).split()
    pairs = (one.partition(":") for one in told)
    return {code: mark for code, _colon, mark in pairs if mark}


def _again(
    request: HttpRequest, link: Link, place: Place, form: AnswerForm, saved: Saved
) -> HttpResponse:
    fresh = Link(link.contact, link.token, saved.response, link.questionnaire, link.is_open)
    return _shown(request, fresh, place, form, saved.conflicts)


def _shown(
    request: HttpRequest, link: Link, place: Place, form: AnswerForm, conflicts: tuple[str, ...]
) -> HttpResponse:
    by_code = {one.code: one for one in place.page.questions}
    context: dict[str, Any] = {
        "link": link,
        "place": place,
        "heading": said(place.page.heading),
        "form": form,
        "seen": " ".join(f"{code}:{fingerprint(link.values.get(code))}" for code in by_code),
        "conflicts": [
            (said(by_code[code].item.wording), ", ".join(shown(by_code[code], _value(link, code))))
            for code in conflicts
        ],
        "from_overview": text(request.GET, "fra", 20) == OVERVIEW,
    }
    status = 422 if form.errors else 409 if conflicts else 200
    return render(request, "surveys/answer_page.html", context, status=status)


def _value(link: Link, code: str) -> Value:
    return link.values.get(code)


def _after(
    request: HttpRequest, link: Link, place: Place, values: dict[str, Value], act: str
) -> HttpResponse:
    if act == LATER:
        return redirect("surveys:answer_later", link.token)
    if act == OVERVIEW or text(request.GET, "fra", 20) == OVERVIEW:
        return redirect("surveys:answer_overview", link.token)
    now = place_of(link.questionnaire.questions, values, place.page.number)
    step = now and (now.before if act == BACK else now.after)
    if step is not None:
        return redirect("surveys:answer_page", link.token, step)
    where = "surveys:answer" if act == BACK else "surveys:answer_overview"
    return redirect(where, link.token)


def _onwards(link: Link, wanted: int) -> HttpResponse:
    """Lead to a page that is asked of her, where the one she wanted is not."""
    number = page_from(link.questionnaire.questions, link.values, wanted)
    if number is None:
        return redirect("surveys:answer_overview", link.token)
    return redirect("surveys:answer_page", link.token, number)


@by_link
@require_safe
def later(request: HttpRequest, contact: Contact, token: str) -> HttpResponse:
    """Say that everything is kept, and how to come back."""
    link = link_of(contact, token, timezone.now())
    if not link.may_change:
        return redirect("surveys:answer", token)
    return render(request, "surveys/answer_later.html", {"link": link, "next": _next(link)})


@by_link
@require_safe
def overview(request: HttpRequest, contact: Contact, token: str) -> HttpResponse:
    """Show all answers before they are sent in, and to change them after."""
    link = link_of(contact, token, timezone.now())
    if not link.may_change:
        return redirect("surveys:answer", token)
    return _overview(request, link, 200)


def _overview(request: HttpRequest, link: Link, status: int) -> HttpResponse:
    lines = lines_of(link)
    context = {"link": link, "lines": lines, "missing": [one for one in lines if one.is_missing]}
    return render(request, "surveys/answer_overview.html", context, status=status)


@by_link
@require_POST
def send(request: HttpRequest, contact: Contact, token: str) -> HttpResponse:
    """Send in, and show the receipt; what is missing is named instead."""
    now = timezone.now()
    link = link_of(contact, token, now)
    questions = link.questionnaire.questions
    try:
        send_in(contact=contact, questions=questions, by=None, at=now)
    except ClosedError:
        return redirect("surveys:answer", token)
    except NotCompleteError:
        return _overview(request, link, 422)
    return redirect("surveys:answer_receipt", token)


@by_link
@require_safe
def receipt(request: HttpRequest, contact: Contact, token: str) -> HttpResponse:
    """Show what was sent in, to read and to print."""
    link = link_of(contact, token, timezone.now())
    if not link.is_sent_in:
        return redirect("surveys:answer", token)
    context = {"link": link, "lines": lines_of(link), "survey": link.survey}
    return render(request, "surveys/answer_receipt.html", context)
