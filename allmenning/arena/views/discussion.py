"""Writing in a thread, changing and withdrawing what one wrote, following, closing."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmenning.accounts.access import person_of, requires, signed_in
from allmenning.accounts.models import Role, User
from allmenning.arena.actions import discussion as actions
from allmenning.arena.actions.notifying import mark_thread_read
from allmenning.arena.forms.discussion import EditForm, PostForm, WithdrawForm
from allmenning.arena.markdown import LONGEST, mentioned_names
from allmenning.arena.markdown import render as as_html
from allmenning.arena.models import Post, Speaker, State, Thread
from allmenning.arena.queries import discussion as queries
from allmenning.arena.queries.naming import Named, name_of, named
from allmenning.arena.queries.speaking import Subject, found_by_name, kind_of
from allmenning.arena.queries.viewer import viewer_of
from allmenning.arena.views.threads import bodies_of, post_form
from allmenning.ui.access import public
from allmenning.ui.throttle import within_limit

KEPT = "arena.text"
KEPT_PER_HOUR = 20


@public
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def write(request: HttpRequest, kind: str, pk: int) -> HttpResponseBase:
    """Write, look at it first, and store it; who is signed out by now keeps the text."""
    if not isinstance(request.user, User):
        return _sign_in_with_text(request)
    viewer = viewer_of(request)
    subject = _subject(request, kind, pk)
    thread = queries.thread_about(subject)
    if not queries.may_write(subject, thread, viewer):
        return _may_not(request, subject, thread)
    form = post_form(
        request.POST if request.method == "POST" else None,
        subject,
        thread,
        viewer,
        text=request.session.get(KEPT, {}).get(request.path, ""),
        answers_to=request.GET.get("svar", ""),
    )
    if request.method != "POST" or not form.is_valid() or "preview" in request.POST:
        return _writing(request, subject, form)
    return _stored(request, subject, thread or actions.thread_of(subject), form)


def _subject(request: HttpRequest, kind: str, pk: int) -> Subject:
    found = queries.subject_by(kind, pk, viewer_of(request), timezone.now())
    if found is None:
        raise Http404
    return found


def _sign_in_with_text(request: HttpRequest) -> HttpResponseBase:
    """Put the text aside until she has signed in; not without end, since anybody may ask."""
    text = request.POST.get("text", "")[:LONGEST]
    if text and within_limit(request, "arena.kept", KEPT_PER_HOUR):
        request.session[KEPT] = {request.path: text}
    return redirect_to_login(request.path)


def _may_not(request: HttpRequest, subject: Subject, thread: Thread | None) -> HttpResponse:
    context = {
        "named": named(subject),
        "is_locked": thread is not None and thread.is_locked,
        "text": request.POST.get("text", ""),
    }
    return render(request, "arena/thread_closed.html", context, status=403)


def _writing(request: HttpRequest, subject: Subject, form: PostForm) -> HttpResponse:
    wrong = request.method == "POST" and not form.is_valid()
    context = {
        "named": named(subject),
        "form": form,
        "before": _before(request, form),
        "preview": None if wrong else _preview(request, subject, form),
    }
    return render(request, "arena/thread_write.html", context, status=422 if wrong else 200)


def _before(request: HttpRequest, form: PostForm) -> queries.ShownPost | None:
    """Find the post that is answered; what makes no sense counts as none."""
    told = str(form["answers_to"].value() or "")
    if not told.isdecimal() or len(told) > 18:
        return None
    post = queries.readable_post(int(told), viewer_of(request), timezone.now())
    shown = queries.shown_posts([post], post.thread, viewer_of(request)) if post else []
    return shown[0] if shown and not shown[0].gone else None


def _preview(request: HttpRequest, subject: Subject, form: PostForm) -> dict[str, object] | None:
    """Show the text as it will stand, and who would be told."""
    if request.method != "POST":
        return None
    text = form.cleaned_data["text"]
    asked = queries.thread_about(subject) or Thread(**{kind_of(subject): subject})
    names, _people = found_by_name(mentioned_names(text), asked, timezone.now())
    return {
        "html": as_html(text, mentions=names),
        "language": form.cleaned_data["language"],
        "told": sorted(set(names.values())),
    }


def _stored(request: HttpRequest, subject: Subject, thread: Thread, form: PostForm) -> HttpResponse:
    told, viewer = form.cleaned_data, viewer_of(request)
    bodies = bodies_of(viewer)
    before = _before(request, form)
    try:
        post = actions.write_post(
            thread=thread,
            text=told["text"],
            language=told["language"],
            by=viewer.user,
            at=timezone.now(),
            body=told.get("body") or (bodies[0] if bodies else None),
            is_answer=told.get("is_answer", False),
            answers_to=before.post if before and before.post.thread_id == thread.pk else None,
            speaks_as=Speaker(told["speaks_as"]) if told.get("speaks_as") else None,
            overridden=form.overridden,
        )
    except actions.LockedError:
        return _may_not(request, subject, queries.thread_about(subject))
    request.session.pop(KEPT, None)
    _say(request, post)
    return HttpResponseRedirect(_place(request, post))


def _say(request: HttpRequest, post: Post) -> None:
    if post.state == State.WAITING:
        messages.info(request, _("A moderator reads it before others see it."))
    else:
        messages.success(request, _("Your text is published."))


def _place(request: HttpRequest, post: Post) -> str:
    """Give the address of a post: its page of the thread, and its place there."""
    number = queries.page_number(post, viewer_of(request))
    page = f"?side={number}" if number > 1 else ""
    return f"{named(post.thread.subject).address}{page}#innlegg-{post.pk}"


@public
@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to where the post stands now, and count what was told of the thread as read."""
    found = _found(request, pk)
    if isinstance(request.user, User):
        mark_thread_read(thread=found.thread, by=request.user, at=timezone.now())
    return HttpResponseRedirect(_place(request, found))


def _found(request: HttpRequest, pk: int) -> Post:
    found = queries.readable_post(pk, viewer_of(request), timezone.now())
    if found is None:
        raise Http404
    return found


def _own(request: HttpRequest, pk: int) -> Post:
    found = queries.own_post(pk, viewer_of(request), timezone.now())
    if found is None:
        raise Http404
    return found


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    own = _own(request, pk)
    initial = {"text": own.text, "language": own.language}
    form = EditForm(request.POST if request.method == "POST" else None, initial=initial)
    valid = request.method == "POST" and form.is_valid()
    if not valid or "preview" in request.POST:
        status = 422 if request.method == "POST" and not valid else 200
        context = _about(own) | {"form": form}
        if valid:
            context["preview"] = _preview_of_edit(own, form)
        return render(request, "arena/post_edit.html", context, status=status)
    told, by = form.cleaned_data, person_of(request)
    try:
        changed = actions.edit_post(
            post=own,
            text=told["text"],
            language=told["language"],
            by=by,
            at=timezone.now(),
            overridden=form.overridden,
        )
    except actions.GoneError:
        raise Http404 from None
    _say(request, changed)
    return HttpResponseRedirect(_place(request, changed))


def _preview_of_edit(own: Post, form: EditForm) -> dict[str, object]:
    text = form.cleaned_data["text"]
    names, _people = found_by_name(mentioned_names(text), own.thread, timezone.now())
    return {
        "html": as_html(text, mentions=names),
        "language": form.cleaned_data["language"],
        "told": sorted(set(names.values())),
    }


def _about(post: Post) -> dict[str, object]:
    thing: Named = named(post.thread.subject)
    return {"post": post, "named": thing, "name": name_of(post.author, post.body)}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    own = _own(request, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        context = _about(own) | {"form": form}
        return render(request, "arena/post_withdraw.html", context, status=status)
    by = person_of(request)
    try:
        actions.withdraw_post(
            post=own, reason=form.cleaned_data["reason"], by=by, at=timezone.now()
        )
    except actions.GoneError:
        raise Http404 from None
    messages.success(request, _("Your text is withdrawn."))
    return HttpResponseRedirect(_place(request, own))


@public
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what each edit changed, to all who may read the post."""
    found = _found(request, pk)
    if found.state not in queries.STANDS:
        raise Http404
    context = _about(found) | {"changes": queries.history(found)}
    return render(request, "arena/post_history.html", context)


@signed_in
@require_POST
def watch(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Begin or stop being told what is said here."""
    subject = _subject(request, kind, pk)
    is_on, by = request.POST.get("pa") == "1", person_of(request)
    thread = actions.thread_of(subject)
    actions.watch_thread(thread=thread, is_on=is_on, by=by, at=timezone.now())
    told = _("You are told of what is said here.")
    if not is_on:
        told = _("You are no longer told of what is said here.")
    messages.success(request, told)
    return HttpResponseRedirect(f"{named(subject).address}#diskusjon")


@requires(Role.STEWARD)
@require_POST
def lock(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    subject = _subject(request, kind, pk)
    is_locked, by = request.POST.get("last") == "1", person_of(request)
    thread = actions.thread_of(subject)
    actions.lock_thread(thread=thread, is_locked=is_locked, by=by, at=timezone.now())
    told = _("Nobody but moderators may write here now.")
    messages.success(request, told if is_locked else _("Members may write here again."))
    return HttpResponseRedirect(f"{named(subject).address}#diskusjon")
