"""Roles across bodies: who holds one, giving and taking."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.actions import (
    LastOperatorError,
    NotAllowedToGrantError,
    grant_to_address,
    revoke_role,
)
from allmenning.accounts.forms import GrantForm
from allmenning.accounts.models import Grant, Role
from allmenning.accounts.queries import grantable_roles, people_with_roles

SOON = timedelta(days=30)


@requires(Role.STEWARD, Role.OPERATOR)
@never_cache
def roles(request: HttpRequest) -> HttpResponse:
    user, now = person_of(request), timezone.now()
    may = grantable_roles(user)
    rows = [(grant, grant.role in may or grant.user == user) for grant in people_with_roles()]
    told = {"rows": rows, "now": now, "soon": now + SOON, "me": user}
    return render(request, "accounts/roles.html", told)


@requires(Role.STEWARD, Role.OPERATOR)
@never_cache
def give(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    form = GrantForm(request.POST or None, by=user, roles=grantable_roles(user))
    if form.is_valid():
        told = form.cleaned_data
        grant_to_address(
            email=told["email"],
            role=Role(told["role"]),
            verified_how=told["verified_how"],
            language=get_language() or "",
            by=user,
            at=timezone.now(),
        )
        messages.success(request, _("The role is given, for twelve months."))
        return redirect("accounts:roles")
    return render(request, "accounts/give.html", {"form": form})


@requires(Role.STEWARD, Role.OPERATOR)
@never_cache
def take(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant.objects.select_related("user"), pk=pk)
    if request.method != "POST":
        return render(request, "accounts/take.html", {"grant": grant})
    try:
        revoke_role(grant=grant, by=person_of(request), at=timezone.now())
    except NotAllowedToGrantError as error:
        raise PermissionDenied from error
    except LastOperatorError:
        messages.error(request, _("The last operator cannot lose the role. Name another first."))
    else:
        messages.success(request, _("The role is taken back."))
    return redirect("accounts:roles")
