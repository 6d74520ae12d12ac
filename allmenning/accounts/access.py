"""Who may see a view: every view in the house carries exactly one of these declarations."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from allmenning.accounts import second_factor
from allmenning.accounts.models import Role, User
from allmenning.ui.access import Access, Declared, declare, public, type_view

__all__ = [
    "Access",
    "Declared",
    "may_publish",
    "person_of",
    "public",
    "refuse_without_second_factor",
    "requires",
    "signed_in",
    "type_view",
]


def person_of(request: HttpRequest) -> User:
    """Return who is signed in, in a view whose declaration lets nobody else through."""
    assert isinstance(request.user, User)  # noqa: S101 - the declaration on the view says so
    return request.user


def signed_in(view: type_view) -> Declared:
    """Anybody who has signed in may see it; others are sent to sign in and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return declare(guarded, Access.SIGNED_IN)


def requires(*roles: Role) -> Callable[[type_view], Declared]:
    """Only those who hold one of the roles, and showed a second factor, may see it."""

    def declare_role(view: type_view) -> Declared:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            if not request.user.holds(*roles):
                raise PermissionDenied
            return refuse_without_second_factor(request) or view(request, *args, **kwargs)

        return declare(guarded, Access.ROLE)

    return declare_role


def may_publish(request: HttpRequest, *roles: Role) -> bool:
    """Tell whether to offer what `requires` guards; the guard itself still stands at the door."""
    return isinstance(request.user, User) and request.user.holds(*roles)


def refuse_without_second_factor(request: HttpRequest) -> HttpResponseBase | None:
    """Send who has not shown a second factor lately to show it, or to set one up.

    Roles that publish carry this, those of a body as well. What was about to be posted is kept
    by allauth and goes through once the factor is shown.
    """
    if second_factor.is_shown(request):
        return None
    if isinstance(request.user, User) and second_factor.is_set_up(request.user):
        raise ReauthenticationRequired
    onwards = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('accounts:second_factor_needed')}?{onwards}")
