"""Three questions after the first sign-in; they are offered, and never stand in the way."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from allmenning.accounts.access import signed_in
from allmenning.accounts.models import User
from allmenning.arena.actions.onboarding import answer_welcome
from allmenning.arena.actions.profiles import welcome as note_welcome
from allmenning.arena.forms.profiles import WelcomeForm, told_of
from allmenning.arena.queries.profiles import experiences_of, follows_of, profile_of


def reader(request: HttpRequest) -> User:
    """Return who is signed in; the access declaration let nobody else through."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


@signed_in
@never_cache
@require_safe
def arrive(request: HttpRequest) -> HttpResponse:
    """Send who has just signed in to the questions once, and later to the first page."""
    is_new = profile_of(reader(request)).welcomed_at is None
    return redirect("arena:welcome" if is_new else "front:home")


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    me, now = reader(request), timezone.now()
    if request.method == "POST" and "later" in request.POST:
        note_welcome(person=me, by=me, at=now)
        return redirect("front:home")
    form = WelcomeForm(request.POST if request.method == "POST" else None, initial=_known(me))
    if form.is_valid():
        answer_welcome(person=me, by=me, at=now, **form.cleaned_data)
        return redirect("front:home")
    context = {"form": form, "is_new": profile_of(me).welcomed_at is None}
    return render(request, "arena/welcome.html", context, status=422 if form.errors else 200)


def _known(person: User) -> dict[str, object]:
    return told_of(profile_of(person)) | {
        "follows": [one.theme_id for one in follows_of(person) if one.theme_id],
        "handled": [one.theme_id for one in experiences_of(person)],
    }
