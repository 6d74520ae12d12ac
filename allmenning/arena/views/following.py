"""Following a theme, a word or a county from where one meets it; one button, no more."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmenning.accounts.access import person_of, signed_in
from allmenning.arena.actions.profiles import follow_one
from allmenning.arena.models import Frequency, Tag
from allmenning.arena.queries.profiles import follows, profile_of, thing_named
from allmenning.evidence.models import Theme
from allmenning.register.models import Body
from allmenning.ui.parameters import text

KINDS = ("tema", "emneord", "fylke")
LONGEST_SLUG = 100


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask before following; who follows it already is offered to stop."""
    kind, thing = _asked(request)
    me = person_of(request)
    if request.method == "POST":
        is_on = "stop" not in request.POST
        follow_one(person=me, thing=thing, is_on=is_on, by=me, at=timezone.now())
        told = _("You follow %(name)s.") if is_on else _("You no longer follow %(name)s.")
        messages.success(request, told % {"name": thing.name})
        return HttpResponseRedirect(_page(thing))
    context = {
        "kind": kind,
        "name": thing.name,
        "is_on": follows(me, thing),
        "never": profile_of(me).digest == Frequency.NEVER,
    }
    return render(request, "arena/follow.html", context)


def _asked(request: HttpRequest) -> tuple[str, Theme | Tag | Body]:
    for kind in KINDS:
        slug = text(request.GET, kind, LONGEST_SLUG)
        if slug and (thing := thing_named(kind, slug)):
            return kind, thing
    raise Http404


def _page(thing: Theme | Tag | Body) -> str:
    if isinstance(thing, Theme):
        return reverse("evidence:theme", args=[thing.slug])
    if isinstance(thing, Tag):
        return reverse("arena:tag", args=[thing.slug])
    return reverse("register:county", args=[thing.slug])
