"""Who may see the views that belong to one body."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from allmenning.accounts.access import refuse_without_second_factor
from allmenning.accounts.models import Role, User
from allmenning.register.models import Body, BodyRole
from allmenning.register.queries.members import has_role
from allmenning.ui.access import Access, Declared, declare, type_view

PUBLISHING = {BodyRole.PUBLISHER, BodyRole.LEADER}


def may_act(person: object, body: Body, role: BodyRole, *also: Role) -> bool:
    """Tell whether to offer what the guard lets through; the guard itself stands at the door."""
    return isinstance(person, User) and (
        has_role(person, body, role, timezone.now()) or (bool(also) and person.holds(*also))
    )


def requires_body_role(role: BodyRole, *also: Role) -> Callable[[type_view], Declared]:
    """Only members of the body in `slug` with at least the role may see the view.

    With `also`, those who hold one of these roles across bodies may too. A role that publishes,
    or gives others the right to, needs the second factor as well.
    """

    def declare_role(view: type_view) -> Declared:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            body = get_object_or_404(Body, slug=slug)
            if not may_act(request.user, body, role, *also):
                raise PermissionDenied
            refused = refuse_without_second_factor(request) if role in PUBLISHING else None
            return refused or view(request, slug=slug, **kwargs)

        return declare(guarded, Access.ROLE)

    return declare_role
