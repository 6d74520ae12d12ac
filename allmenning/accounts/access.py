"""Who may see a view: every view in the house carries exactly one of these declarations."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from allmenning.accounts.models import Role
from allmenning.ui.access import Access, Declared, declare, public, type_view

__all__ = ["Access", "Declared", "public", "requires", "signed_in", "type_view"]


def signed_in(view: type_view) -> Declared:
    """Anybody who has signed in may see it; others are sent to sign in and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return declare(guarded, Access.SIGNED_IN)


def requires(*roles: Role) -> Callable[[type_view], Declared]:
    """Only those who hold one of the roles, verified and not expired, may see it."""

    def guard(view: type_view) -> Declared:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.holds(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return declare(guarded, Access.ROLE)

    return guard
