"""Three questions after the first sign-in; they are offered, and never stand in the way."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmenning.accounts.access import person_of, signed_in
from allmenning.accounts.models import User
from allmenning.arena.actions.onboarding import answer_welcome
from allmenning.arena.actions.profiles import welcome as note_welcome
from allmenning.arena.forms.profiles import WelcomeForm, told_of
from allmenning.arena.queries.profiles import experiences_of, follows_of, profile_of
from allmenning.register.access import requires_body_role
from allmenning.register.actions.handover import StillEditedError
from allmenning.register.actions.handover import take_over as hand_over
from allmenning.register.models import Body, BodyRole


@signed_in
@never_cache
@require_safe
def arrive(request: HttpRequest) -> HttpResponse:
    """Send who has just signed in to the questions once, and later to the first page."""
    is_new = profile_of(person_of(request)).welcomed_at is None
    return redirect("arena:welcome" if is_new else "front:home")


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    me, now = person_of(request), timezone.now()
    if request.method == "POST" and "later" in request.POST:
        note_welcome(person=me, by=me, at=now)
        return redirect("front:home")
    form = WelcomeForm(request.POST if request.method == "POST" else None, initial=_known(me))
    if form.is_valid():
        answer_welcome(person=me, by=me, at=now, **form.cleaned_data)
        return redirect("front:home")
    context = {"form": form, "is_new": profile_of(me).welcomed_at is None}
    return render(request, "arena/welcome.html", context, status=422 if form.errors else 200)


@requires_body_role(BodyRole.READER)
@require_POST
def take_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a colleague edit where those who did have left."""
    body = get_object_or_404(Body, slug=slug)
    try:
        hand_over(body=body, by=person_of(request), at=timezone.now())
        messages.success(request, _("You can edit for %(name)s now.") % {"name": body.name})
    except StillEditedError:
        messages.warning(request, _("Somebody edits already. Ask a leader for the role."))
    return redirect("front:home")


def _known(person: User) -> dict[str, object]:
    return told_of(profile_of(person)) | {
        "follows": [one.theme_id for one in follows_of(person) if one.theme_id],
        "handled": [one.theme_id for one in experiences_of(person)],
    }
