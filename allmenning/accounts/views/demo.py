"""Step into a role with one click; mounted in demo mode only, and shut by itself otherwise."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from allmenning.accounts import second_factor
from allmenning.accounts.access import public
from allmenning.accounts.actions import meet_demo_user
from allmenning.accounts.models import Role
from allmenning.accounts.queries import demo_users

BACKEND = "allmenning.accounts.backends.CodeBackend"
LONGEST_NUMBER = 18


@public
@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    _refuse_outside_demo_mode()
    return render(request, "accounts/demo.html", {"roles": Role.choices, "people": demo_users()})


@public
@never_cache
@require_POST
def step_into(request: HttpRequest) -> HttpResponse:
    """Take a role that is always there, or a person the demo's builder made."""
    _refuse_outside_demo_mode()
    chosen = request.POST.get("who", "")
    numbered = chosen.isdecimal() and len(chosen) <= LONGEST_NUMBER
    user = demo_users().filter(pk=int(chosen)).first() if numbered else None
    if user is None:
        role = Role(chosen) if chosen in Role.values else None
        user = meet_demo_user(role=role, at=timezone.now())
    login(request, user, backend=BACKEND)
    second_factor.seal_for_demo(request)
    return redirect("accounts:account")


def _refuse_outside_demo_mode() -> None:
    if not settings.DEMO:
        raise Http404
