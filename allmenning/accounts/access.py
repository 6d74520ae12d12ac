"""Who may see a view: every view in the house carries exactly one of these declarations."""

import enum
from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from allmenning.accounts.models import Role

type_view = Callable[..., HttpResponseBase]


class Access(enum.Enum):
    PUBLIC = "public"
    SIGNED_IN = "signed in"
    ROLE = "role"


class Declared(Protocol):
    access: Access

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def _declare(view: type_view, access: Access) -> Declared:
    declared = cast("Declared", view)
    declared.access = access
    return declared


def public(view: type_view) -> Declared:
    """Anybody may see it."""
    return _declare(view, Access.PUBLIC)


def signed_in(view: type_view) -> Declared:
    """Anybody who has signed in may see it; others are sent to sign in and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return _declare(guarded, Access.SIGNED_IN)


def requires(*roles: Role) -> Callable[[type_view], Declared]:
    """Only those who hold one of the roles, verified and not expired, may see it."""

    def declare(view: type_view) -> Declared:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.holds(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return _declare(guarded, Access.ROLE)

    return declare
