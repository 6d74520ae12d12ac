"""My account: who I am here, what I may do, and how to leave."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from allmenning.accounts import second_factor
from allmenning.accounts.access import person_of, signed_in
from allmenning.accounts.actions import LastOperatorError, change_account, close_account
from allmenning.accounts.forms import AccountForm, CloseAccountForm
from allmenning.accounts.models import User
from allmenning.accounts.queries import grantable_roles, grants_of


@signed_in
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    told = {
        "person": user,
        "grants": grants_of(user),
        "now": timezone.now(),
        "may_grant": bool(grantable_roles(user)),
        "factors": Authenticator.objects.filter(user=user).order_by("type", "pk"),
        "factor_set_up": second_factor.is_set_up(user),
        "factor_shown": second_factor.is_shown(request),
        "providers": SocialAccount.objects.filter(user=user).order_by("provider", "pk"),
        "language": dict(settings.LANGUAGES).get(user.language, ""),
        "parts": settings.ACCOUNT_PAGE_PARTS,
    }
    return render(request, "accounts/account.html", told)


@signed_in
@never_cache
def change(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    initial = {"name": user.name, "language": user.language or settings.LANGUAGE_CODE}
    form = AccountForm(request.POST or None, initial=initial)
    if form.is_valid():
        change_account(user=user, at=timezone.now(), **form.cleaned_data)
        return redirect("accounts:account")
    return render(request, "accounts/change.html", {"form": form})


@signed_in
@never_cache
def close(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    form = CloseAccountForm(request.POST or None)
    if not user.is_demo and form.is_valid() and _is_closed(user, form):
        logout(request)
        return render(request, "accounts/closed.html")
    return render(request, "accounts/close.html", {"form": form, "person": user})


def _is_closed(user: User, form: CloseAccountForm) -> bool:
    try:
        close_account(user=user, by=user, at=timezone.now())
    except LastOperatorError:
        form.add_error(None, _("You are the only operator. Give the role to somebody else first."))
        return False
    return True
