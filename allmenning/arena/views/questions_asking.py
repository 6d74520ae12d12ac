"""Asking and changing a question: what resembles it is shown before it is sent."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmenning.accounts.access import person_of, signed_in
from allmenning.arena.actions.gate import note_overridden
from allmenning.arena.actions.questions import ask_question, change_question, target_of
from allmenning.arena.forms.questions import AskForm, asked_before
from allmenning.arena.models import Question, State, Visibility
from allmenning.arena.queries.questions_page import may_settle
from allmenning.arena.queries.questions_similar import similar_to
from allmenning.arena.queries.viewer import viewer_of
from allmenning.arena.views.questions import readable
from allmenning.arena.views.threads import bodies_of, own_language
from allmenning.ui.parameters import text


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    bodies = bodies_of(viewer)
    if not bodies:
        return render(request, "arena/question_no_body.html", status=403)
    if request.method != "POST":
        return _form_page(request, AskForm(bodies=bodies, initial=_initial(request)))
    form = AskForm(request.POST, bodies=bodies)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    told = form.cleaned_data
    similar = similar_to(told["title"], viewer, timezone.now())
    if similar and not told["looked"]:
        data = request.POST.copy()
        data["looked"] = "yes"
        form.data = data
        return _form_page(request, form, similar=similar)
    return _ask(request, form)


def _initial(request: HttpRequest) -> dict[str, object]:
    return {
        "language": own_language(viewer_of(request)),
        "visibility": Visibility.MEMBERS,
        "themes": [text(request.GET, "tema", 100)],
        "title": text(request.GET, "q", 200),
    }


def _ask(request: HttpRequest, form: AskForm) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    asked = ask_question(owner=form.body, asking=form.asking(), by=person, at=now)
    note_overridden(kinds=form.overridden, target=target_of(asked), by=person, at=now)
    messages.success(request, _told(asked))
    return HttpResponseRedirect(reverse("arena:question", args=[asked.slug]))


def _told(asked: Question) -> str:
    if asked.state == State.WAITING:
        return _("A moderator looks at your question before others see it.")
    return _("Your question is out. You are told when somebody answers.")


def _form_page(
    request: HttpRequest, form: AskForm, *, similar: object = (), status: int = 200
) -> HttpResponse:
    context = {"form": form, "similar": similar}
    return render(request, "arena/question_ask.html", context, status=status)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Let those who asked change it; the body it was asked for stays."""
    question, viewer = readable(request, slug), viewer_of(request)
    if not may_settle(question, viewer):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = AskForm(posted, bodies=[question.owner], initial=asked_before(question))
    if posted is None or not form.is_valid():
        context = {"form": form, "question": question}
        status = 200 if posted is None else 422
        return render(request, "arena/question_change.html", context, status=status)
    return _change(request, question, form)


def _change(request: HttpRequest, question: Question, form: AskForm) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    changed = change_question(question=question, asking=form.asking(), by=person, at=now)
    note_overridden(kinds=form.overridden, target=target_of(changed), by=person, at=now)
    messages.success(request, _("The question is changed."))
    return HttpResponseRedirect(reverse("arena:question", args=[changed.slug]))
