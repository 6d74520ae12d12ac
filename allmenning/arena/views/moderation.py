"""Where moderators see what waits, and decide."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role, User
from allmenning.arena.actions.discussion import thread_of, write_post
from allmenning.arena.actions.moderation import (
    NotNowError,
    OwnTextError,
    answer_appeal,
    decide,
    second,
)
from allmenning.arena.forms.moderation import (
    AppealAnswerForm,
    DecisionForm,
    FilterForm,
    ReplyForm,
    chosen,
    reply_in,
)
from allmenning.arena.models import Appeal, Decision, Ground, Post, Speaker, State
from allmenning.arena.queries.moderation import (
    About,
    about_of,
    decisions_about,
    find_about,
    is_alone,
    noun_of,
    open_flags,
    queue,
    subject_of,
    text_of,
)
from allmenning.arena.queries.naming import named
from allmenning.ui.paging import page_of
from allmenning.ui.parameters import choice

PER_PAGE = 25


@requires(Role.STEWARD)
@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    items = queue()
    form = FilterForm(request.GET)
    context = {
        "page": page_of(request, chosen(items, form), PER_PAGE),
        "filters": form,
        "waiting": len(items),
        "is_alone": is_alone(timezone.now()),
        "now": timezone.now(),
    }
    return render(request, "arena/moderation_queue.html", context)


@requires(Role.STEWARD)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def text(request: HttpRequest, noun: str, pk: int) -> HttpResponse:
    """Look at one text, and decide about it."""
    about = _about(noun, pk)
    form = DecisionForm(
        request.POST or None, state=about.state, initial=_ready_words(request, about)
    )
    if request.method != "POST" or not form.is_valid():
        return _text_page(request, about, form, ReplyForm())
    told = form.cleaned_data
    kind = Decision.Kind(told["kind"])
    if _decided(request, about, kind, told["ground"], told["reasons"]):
        return HttpResponseRedirect(reverse("arena:moderation"))
    return HttpResponseRedirect(request.path)


def _about(noun: str, pk: int) -> About:
    about = find_about(noun, pk)
    if about is None or about.state in {State.DRAFT, State.WITHDRAWN}:
        raise Http404
    return about


def _ready_words(request: HttpRequest, about: About) -> dict[str, str]:
    """Fill in the saved reply that a link asked for, or the ground that flags agree on."""
    ground = choice(request.GET, "svar", Ground.values)
    if not ground:
        return {}
    kind = Decision.Kind.HIDE if about.state != State.HIDDEN else Decision.Kind.REMOVE
    return {"ground": ground, "reasons": reply_in(about.language, ground), "kind": kind}


def _text_page(
    request: HttpRequest, about: About, form: DecisionForm, reply: ReplyForm
) -> HttpResponse:
    is_post = isinstance(about, Post)
    context = {
        "about": about,
        "noun": noun_of(about),
        "is_post": is_post,
        "text": "" if is_post else text_of(about),
        "named": named(subject_of(about)),
        "flags": open_flags(about).select_related("by"),
        "decisions": decisions_about(about),
        "form": form,
        "reply": reply,
        "grounds": Ground.choices,
        "is_alone": is_alone(timezone.now()),
        "is_own": about.author == request.user,
    }
    status = 422 if form.errors or reply.errors else 200
    return render(request, "arena/moderation_text.html", context, status=status)


def _decided(
    request: HttpRequest, about: About, kind: Decision.Kind, ground: str, reasons: str
) -> bool:
    try:
        decide(
            about=about,
            kind=kind,
            ground=ground,
            reasons=reasons,
            by=person_of(request),
            at=timezone.now(),
        )
    except NotNowError:
        messages.warning(request, _("Somebody else has decided about this meanwhile."))
        return False
    except OwnTextError:
        messages.warning(request, _("You wrote this. Another moderator must decide about it."))
        return False
    messages.success(request, _done(kind))
    return True


def _done(kind: Decision.Kind) -> str:
    return {
        Decision.Kind.APPROVE: _("The text stands, and the author has been told."),
        Decision.Kind.WARN: _("The author has got your reasons. The text stands."),
        Decision.Kind.HIDE: _("The text is hidden, and the author has got your reasons."),
        Decision.Kind.REMOVE: _("The text is hidden until another moderator agrees to remove it."),
        Decision.Kind.RESTORE: _("The text is shown again, and the author has been told."),
    }[kind]


@requires(Role.STEWARD)
@require_POST
def approve(request: HttpRequest, noun: str, pk: int) -> HttpResponse:
    """Let it stand, with one press in the queue."""
    _decided(request, _about(noun, pk), Decision.Kind.APPROVE, "", "")
    return HttpResponseRedirect(reverse("arena:moderation"))


@requires(Role.STEWARD)
@require_POST
def reply(request: HttpRequest, noun: str, pk: int) -> HttpResponse:
    """Say something in the discussion as a moderator."""
    about = _about(noun, pk)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _text_page(request, about, DecisionForm(state=about.state), form)
    write_post(
        thread=about.thread if isinstance(about, Post) else thread_of(about),
        text=form.cleaned_data["text"],
        language=about.language,
        by=person_of(request),
        at=timezone.now(),
        answers_to=about if isinstance(about, Post) else None,
        speaks_as=Speaker.MODERATOR,
    )
    messages.success(request, _("Your reply stands in the discussion."))
    return HttpResponseRedirect(reverse("arena:moderation_text", args=[noun, pk]))


@requires(Role.STEWARD)
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to a removal, or keep the text hidden only."""
    decision = get_object_or_404(Decision, pk=pk, kind=Decision.Kind.REMOVE)
    agrees = request.POST.get("enig") == "1"
    try:
        second(decision=decision, agrees=agrees, by=person_of(request), at=timezone.now())
    except NotNowError:
        messages.warning(request, _("Somebody else has decided about this meanwhile."))
    except OwnTextError:
        messages.warning(
            request, _("Somebody other than who proposed it and who wrote it must agree.")
        )
    else:
        told = _("The text is removed.") if agrees else _("The text stays hidden.")
        messages.success(request, told)
    return HttpResponseRedirect(reverse("arena:moderation"))


@dataclass(frozen=True)
class _Judged:
    """An appeal with what it is about."""

    appeal: Appeal
    about: About
    may_answer: bool


@requires(Role.STEWARD)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def appealed(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Appeal.objects.select_related("decision__post", "decision__thread"), pk=pk
    )
    form = AppealAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _answered(request, found, form):
            return HttpResponseRedirect(reverse("arena:moderation"))
        return HttpResponseRedirect(request.path)
    judged = _judged(found, person_of(request))
    context = {
        "one": judged,
        "form": form,
        "text": text_of(judged.about),
        "noun": noun_of(judged.about),
        "is_alone": is_alone(timezone.now()),
    }
    status = 422 if form.errors else 200
    return render(request, "arena/moderation_appeal.html", context, status=status)


def _judged(appeal: Appeal, person: User) -> _Judged:
    decision = appeal.decision
    about = about_of(decision)
    took_part = (decision.by, decision.seconded_by, about.author)
    is_open = appeal.outcome == Appeal.Outcome.OPEN
    return _Judged(appeal, about, is_open and person not in took_part)


def _answered(request: HttpRequest, found: Appeal, form: AppealAnswerForm) -> bool:
    told = form.cleaned_data
    try:
        answer_appeal(
            appeal=found,
            outcome=Appeal.Outcome(told["outcome"]),
            answer=told["answer"],
            by=person_of(request),
            at=timezone.now(),
        )
    except NotNowError:
        messages.warning(request, _("Somebody else has decided about this meanwhile."))
        return False
    except OwnTextError:
        messages.warning(request, _("Somebody who did not decide must answer the appeal."))
        return False
    messages.success(request, _("The author has got your answer."))
    return True
