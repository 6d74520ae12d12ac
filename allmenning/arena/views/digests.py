"""Letters: what comes and how often, the next one, those that came, and the way out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from allmenning.accounts.access import person_of, public, signed_in
from allmenning.accounts.models import User
from allmenning.arena.actions.digests_settings import change_letters
from allmenning.arena.actions.profiles import stop_letters
from allmenning.arena.forms.profiles import LettersForm, told_of
from allmenning.arena.models import Digest, Frequency, Tag
from allmenning.arena.queries.digests_letters import entries_of, lines, names, person_of_token
from allmenning.arena.queries.digests_pages import next_letter
from allmenning.arena.queries.profiles import follows_of, profile_of
from allmenning.arena.queries.viewer import viewer_of
from allmenning.ui.responses import behind_a_key


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    me, now = person_of(request), timezone.now()
    form = _form(request, me)
    if request.method == "POST" and form.is_valid():
        change_letters(person=me, by=me, at=now, **form.cleaned_data)
        messages.success(request, _("Your choices are kept."))
        return redirect("arena:letters")
    context = {
        "form": form,
        "preview": next_letter(me, now),
        "sent": Digest.objects.filter(person=me, is_farewell=False)[:10],
        "never": profile_of(me).digest == Frequency.NEVER,
    }
    return render(
        request, "arena/digest_settings.html", context, status=422 if form.errors else 200
    )


def _form(request: HttpRequest, me: User) -> LettersForm:
    follows = list(follows_of(me))
    tags = Tag.objects.filter(pk__in=[one.tag_id for one in follows if one.tag_id])
    known = told_of(profile_of(me)) | {
        "follows": [one.theme_id for one in follows if one.theme_id],
        "tags": [one.tag_id for one in follows if one.tag_id],
        "counties": [one.county_id for one in follows if one.county_id],
    }
    given = request.POST if request.method == "POST" else None
    return LettersForm(given, initial=known, tags=tags.order_by("name", "pk"))


@signed_in
@never_cache
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a letter as it may be read today."""
    digest = get_object_or_404(Digest, pk=pk, person=person_of(request), is_farewell=False)
    told = lines(entries_of(digest), viewer_of(request), names(), timezone.now())
    return render(request, "arena/digest.html", {"digest": digest, "lines": told})


# A mail program presses the button for the reader, without a cookie (RFC 8058, section 3.2).
@csrf_exempt
@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before stopping, as programs open links by themselves; a POST acts at once."""
    person = person_of_token(token)
    if person is None or not person.is_active:
        raise Http404
    is_stopped = request.method == "POST"
    if is_stopped:
        stop_letters(person=person, by=person, at=timezone.now())
    return behind_a_key(render(request, "arena/digest_stop.html", {"is_stopped": is_stopped}))
