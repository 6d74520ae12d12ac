"""What a view declares about who may see it; accounts adds the declarations that need a user."""

import enum
from collections.abc import Callable
from typing import Any, Protocol, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

type_view = Callable[..., HttpResponseBase]


class Access(enum.Enum):
    PUBLIC = "public"
    SIGNED_IN = "signed in"
    ROLE = "role"


class Declared(Protocol):
    access: Access

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def declare(view: type_view, access: Access) -> Declared:
    """Set what the architecture test reads."""
    declared = cast("Declared", view)
    declared.access = access
    return declared


def public(view: type_view) -> Declared:
    """Anybody may see it."""
    return declare(view, Access.PUBLIC)
