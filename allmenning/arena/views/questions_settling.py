"""What is pressed on the page of a question: settle, close, pass on, make more of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from allmenning.accounts.access import person_of, requires, signed_in
from allmenning.accounts.models import Role
from allmenning.arena.actions import guidance as guidance_actions
from allmenning.arena.actions import questions as actions
from allmenning.arena.actions.routing import pass_on
from allmenning.arena.forms.cases_small import WithdrawForm
from allmenning.arena.models import Post, Question
from allmenning.arena.queries.guidance import may_publish_for
from allmenning.arena.queries.questions_page import may_make_case, may_settle
from allmenning.arena.queries.viewer import viewer_of
from allmenning.arena.views.questions import readable
from allmenning.ui.parameters import text


def _back(question: Question, anchor: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("arena:question", args=[question.slug]) + anchor)


def _to_settle(request: HttpRequest, slug: str) -> Question:
    question = readable(request, slug)
    if not may_settle(question, viewer_of(request)):
        raise PermissionDenied
    return question


@signed_in
@require_POST
def accept(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    question = _to_settle(request, slug)
    post = get_object_or_404(Post, pk=pk, thread__question=question)
    person, now = person_of(request), timezone.now()
    try:
        actions.accept_answer(question=question, post=post, by=person, at=now)
    except actions.NotAnAnswerError:
        messages.error(request, _("Only an answer that stands here can be accepted."))
    else:
        messages.success(request, _("The answer is accepted, and whoever wrote it is told."))
    return _back(question)


@signed_in
@require_POST
def unaccept(request: HttpRequest, slug: str) -> HttpResponse:
    question = _to_settle(request, slug)
    actions.unaccept_answer(question=question, by=person_of(request), at=timezone.now())
    messages.success(request, _("No answer is accepted now."))
    return _back(question)


@signed_in
@require_POST
def close(request: HttpRequest, slug: str) -> HttpResponse:
    question = _to_settle(request, slug)
    actions.close_question(question=question, by=person_of(request), at=timezone.now())
    messages.success(request, _("The question is closed. Nobody else is asked."))
    return _back(question)


@signed_in
@require_POST
def reopen(request: HttpRequest, slug: str) -> HttpResponse:
    question = _to_settle(request, slug)
    actions.reopen_question(question=question, by=person_of(request), at=timezone.now())
    messages.success(request, _("The question is open again."))
    return _back(question)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask why, since who follows a link to it is told."""
    question = _to_settle(request, slug)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason, person = form.cleaned_data["reason"], person_of(request)
        try:
            actions.withdraw_question(
                question=question, reason=reason, by=person, at=timezone.now()
            )
        except actions.NotOpenError as refused:
            raise PermissionDenied from refused
        messages.success(request, _("The question is withdrawn."))
        return HttpResponseRedirect(reverse("arena:questions"))
    context = {"question": question, "form": form}
    status = 422 if form.errors else 200
    return render(request, "arena/question_withdraw.html", context, status=status)


@signed_in
@require_POST
def decline(request: HttpRequest, slug: str) -> HttpResponse:
    """Let somebody who was asked pass it on; nobody is told that she did."""
    question, person = readable(request, slug), person_of(request)
    routing = question.routings.filter(person=person).order_by("pk").first()
    if routing is None:
        raise PermissionDenied
    pass_on(routing=routing, by=person, at=timezone.now())
    messages.success(request, _("Thank you for saying so. The question goes to somebody else."))
    return _back(question)


@signed_in
@require_POST
def to_case(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a draft of the accepted answer, with what the two have written filled in."""
    question, viewer = readable(request, slug), viewer_of(request)
    answer = question.accepted
    if answer is None:
        raise Http404
    if not may_make_case(answer, viewer) or answer.body is None:
        raise PermissionDenied
    role = text(request.POST, "role", 100) or _("Communication")
    case = actions.make_case(
        question=question,
        answer=answer,
        owner=answer.body,
        contact_role=role,
        by=person_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Here is a draft. Add what it gave, and what failed."))
    return HttpResponseRedirect(reverse("arena:case_edit", args=[case.slug]))


@requires(Role.AUTHORITY)
@require_POST
def to_guidance(request: HttpRequest, slug: str) -> HttpResponse:
    question, person = readable(request, slug), person_of(request)
    answer, owner = question.accepted, may_publish_for(person).first()
    if answer is None or owner is None:
        raise Http404
    guidance = guidance_actions.make_guidance(
        question=question, answer=answer, owner=owner, by=person, at=timezone.now()
    )
    messages.success(request, _("Here is a draft. Nobody else sees it before you publish it."))
    return HttpResponseRedirect(reverse("arena:guidance_edit", args=[guidance.slug]))
