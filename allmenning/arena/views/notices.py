"""Flags, statements of reasons and appeals of those who are signed in; notices from anybody."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from allmenning.accounts.access import person_of, requires, signed_in
from allmenning.accounts.models import Role, User
from allmenning.arena.actions.moderation import (
    AGAINST,
    NotNowError,
    OwnTextError,
    appeal,
    raise_flag,
)
from allmenning.arena.actions.notices import answer_notice, receive_notice
from allmenning.arena.forms.moderation import AppealForm, FlagForm, NoticeAnswerForm, NoticeForm
from allmenning.arena.models import Decision, Ground, Notice
from allmenning.arena.notice_mail import send_notice_answer
from allmenning.arena.queries.counts import as_columns, half_years
from allmenning.arena.queries.moderation import (
    About,
    about_of,
    may_see_decision,
    noun_of,
    readable_about,
    subject_of,
    text_of,
)
from allmenning.arena.queries.naming import named
from allmenning.arena.queries.viewer import viewer_of
from allmenning.ui.access import public
from allmenning.ui.parameters import text as told_text
from allmenning.ui.responses import behind_a_key, csv_response, json_response
from allmenning.ui.throttle import within_limit

PER_HOUR = 5


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def flag(request: HttpRequest, noun: str, pk: int) -> HttpResponse:
    """Ask a moderator to look at a text that one may read."""
    about = readable_about(noun, pk, viewer_of(request), timezone.now())
    if about is None:
        raise Http404
    form = FlagForm(request.POST or None)
    where = named(subject_of(about))
    if request.method == "POST" and form.is_valid():
        _flag(request, about, form)
        return HttpResponseRedirect(where.address)
    context = {"about": about, "noun": noun, "form": form, "named": where}
    return render(
        request, "arena/flag.html", context, status=422 if request.method == "POST" else 200
    )


def _flag(request: HttpRequest, about: About, form: FlagForm) -> None:
    told = form.cleaned_data
    try:
        raise_flag(
            about=about,
            ground=Ground(told["ground"]),
            text=told["text"],
            by=person_of(request),
            at=timezone.now(),
        )
    except OwnTextError:
        messages.warning(request, _("You wrote this yourself. You may change or withdraw it."))
    else:
        messages.success(request, _("A moderator will look at it. Thank you for telling us."))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was decided and why, to those it concerns; the author may appeal here."""
    related = Decision.objects.select_related("post__author", "thread", "appeal")
    decision = get_object_or_404(related, pk=pk)
    viewer = viewer_of(request)
    if not may_see_decision(viewer, decision):
        raise Http404
    about = about_of(decision)
    found = getattr(decision, "appeal", None)
    may_appeal = decision.kind in AGAINST and found is None and about.author == request.user
    form = AppealForm(request.POST if request.method == "POST" and may_appeal else None)
    if form.is_bound and form.is_valid():
        _appeal(request, decision, form)
        return HttpResponseRedirect(request.path)
    context = {
        "one": decision,
        "about": about,
        "noun": noun_of(about),
        "text": text_of(about),
        "named": named(subject_of(about)),
        "appeal": found,
        "form": form if may_appeal else None,
        "is_against": decision.kind in AGAINST,
    }
    return render(
        request, "arena/moderation_statement.html", context, status=422 if form.errors else 200
    )


def _appeal(request: HttpRequest, decision: Decision, form: AppealForm) -> None:
    try:
        appeal(
            decision=decision,
            text=form.cleaned_data["text"],
            by=person_of(request),
            at=timezone.now(),
        )
    except NotNowError:
        messages.warning(request, _("There is nothing to appeal any more."))
    else:
        messages.success(request, _("Your appeal is sent. The answer comes here."))


@public
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Say what is allowed, what is removed, who decides, and how to appeal."""
    context = {"grounds": Ground.choices, "email": settings.CONTACT_EMAIL}
    return render(request, "arena/rules.html", context)


@public
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    return render(request, "arena/moderation_counts.html", {"periods": half_years()})


@public
@require_safe
def counts_file(_request: HttpRequest, kind: str) -> HttpResponse:
    header, rows = as_columns(half_years())
    if kind == "csv":
        return csv_response("moderering", header, rows)  # type: ignore[return-value]
    return json_response([dict(zip(header, row, strict=True)) for row in rows])


@public
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """Take a notice of something unlawful, from anybody."""
    if request.method != "POST":
        return _notice_page(
            request, NoticeForm(initial={"address": told_text(request.GET, "side", 500)})
        )
    if not within_limit(request, "arena.notice", PER_HOUR):
        return render(request, "arena/notice_too_many.html", {"limit": PER_HOUR}, status=429)
    form = NoticeForm(request.POST)
    if not form.is_valid():
        form.wind_clock(request.POST)
        return _notice_page(request, form, status=422)
    received = _receive(request, form)
    return HttpResponseRedirect(reverse("arena:notice_receipt", args=[received.token]))


def _notice_page(request: HttpRequest, form: NoticeForm, status: int = 200) -> HttpResponse:
    answer = render(request, "arena/notice.html", {"form": form}, status=status)
    add_never_cache_headers(answer)
    return answer


def _receive(request: HttpRequest, form: NoticeForm) -> Notice:
    told = form.cleaned_data
    return receive_notice(
        address=told["address"],
        ground=Ground(told["ground"]),
        text=told["text"],
        name=told["name"],
        email=told["email"],
        language=(get_language() or "nb")[:2],
        by=request.user if isinstance(request.user, User) else None,
        at=timezone.now(),
    )


@public
@require_safe
def receipt(request: HttpRequest, token: UUID) -> HttpResponse:
    """Show a notice and its answer to whoever has the address of its receipt."""
    found = get_object_or_404(Notice, token=token)
    return behind_a_key(render(request, "arena/notice_receipt.html", {"one": found}))


@requires(Role.STEWARD)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Notice, pk=pk)
    form = NoticeAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _answer(request, found, form)
        return HttpResponseRedirect(reverse("arena:moderation"))
    context = {"one": found, "form": form}
    return render(request, "arena/notice_answer.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, found: Notice, form: NoticeAnswerForm) -> None:
    """Store the answer, send it if asked for, and tell the moderator how that went."""
    told = form.cleaned_data
    try:
        answer_notice(
            notice=found,
            state=Notice.State(told["state"]),
            answer=told["answer"],
            by=person_of(request),
            at=timezone.now(),
        )
    except NotNowError:
        messages.warning(request, _("Somebody else has answered this already."))
        return
    with override(found.language):
        address = request.build_absolute_uri(reverse("arena:notice_receipt", args=[found.token]))
    if not found.email or send_notice_answer(found, address):
        messages.success(request, _("The answer is stored."))
    else:
        messages.warning(request, _("The answer is stored, but the e-mail could not be sent."))
