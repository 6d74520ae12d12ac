"""Why a second factor, and where to set one up."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any

from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from allmenning.accounts import second_factor
from allmenning.accounts.access import person_of, signed_in

ONWARDS_KEY = "after_second_factor"


@signed_in
@never_cache
@require_safe
def needed(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    onwards = get_next_redirect_url(request) or ""
    # Setting a factor up leads over allauth's pages, which forget where the person wanted to go.
    request.session[ONWARDS_KEY] = onwards
    told = {
        "next": onwards,
        "is_set_up": second_factor.is_set_up(user),
        "is_shown": second_factor.is_shown(request),
        "is_demo": user.is_demo,
        "keys_work": keys_work(request),
    }
    return render(request, "accounts/second_factor_needed.html", told)


def keys_work(request: HttpRequest) -> bool:
    """Tell whether a browser lets a security key be used here: it wants a name, not a number."""
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    try:
        ip_address(host)
    except ValueError:
        return True
    return False


def own_account(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep demo users, who share an account, from setting a factor that one of them has."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if person_of(request).is_demo:
            return redirect("accounts:second_factor_needed")
        return view(request, *args, **kwargs)

    return guarded
