"""The first page: what everybody may know, and to a member what concerns her."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from allmenning.accounts.models import User
from allmenning.arena.actions.profiles import note_seen
from allmenning.arena.queries.profiles import is_seen_lately, profile_of
from allmenning.arena.queries.viewer import viewer_of
from allmenning.front.loop import ring, stations
from allmenning.front.queries.home import home as read_home
from allmenning.front.queries.home import neighbours
from allmenning.front.queries.member_home import member_home
from allmenning.register.queries import lens_from
from allmenning.ui.access import public


@public
def home(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        return _member_page(request, request.user)
    lens, drawn = lens_from(request), stations()
    context = {
        "page": read_home(timezone.localdate()),
        "stations": drawn,
        "ring": ring(drawn),
        "lens": lens,
        "neighbours": neighbours(lens) if lens else (),
    }
    return render(request, "front/home.html", context)


def _member_page(request: HttpRequest, me: User) -> HttpResponse:
    now, profile = timezone.now(), profile_of(me)
    page = member_home(me, profile, viewer_of(request), now)
    if not is_seen_lately(profile, now):
        note_seen(profile=profile, at=now)
    lens = lens_from(request)
    context = {"page": page, "lens": lens, "neighbours": neighbours(lens) if lens else ()}
    answer = render(request, "front/member_home.html", context)
    add_never_cache_headers(answer)
    return answer
