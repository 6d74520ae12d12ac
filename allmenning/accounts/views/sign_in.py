"""Signing in at another place (OpenID Connect) and coming back."""

import logging
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from allmenning.accounts.access import person_of, public, signed_in
from allmenning.accounts.actions import connect_provider, disconnect_provider
from allmenning.accounts.pending import drop_pending, pending

logger = logging.getLogger(__name__)
LANGUAGE_KEY = "openid_language"


@public
@never_cache
@require_POST
def begin(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Send the browser on by a page: the content policy stops a redirect after a form."""
    _keep_only_next(request)
    request.session[LANGUAGE_KEY] = translation.get_language()
    try:
        response = openid.login(request, provider_id)
    except (RequestException, ValueError, KeyError) as error:
        return _unreachable(request, error)
    if not isinstance(response, HttpResponseRedirect):
        return _told(response)
    return render(request, "accounts/continue.html", {"address": response.url})


def _keep_only_next(request: HttpRequest) -> None:
    """Drop scope, process and the like, which allauth would let the address decide."""
    kept = urlencode({"next": request.POST.get("next", "")})
    request.GET, request.POST = QueryDict(), QueryDict(kept)


@public
@never_cache
def end(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Come back to one address for all languages, since the provider knows one only."""
    language = request.session.get(LANGUAGE_KEY, settings.LANGUAGE_CODE)
    with translation.override(language):
        try:
            return _told(openid.callback(request, provider_id))
        except (RequestException, ValueError, KeyError) as error:
            return _unreachable(request, error)


def _told(response: Any) -> HttpResponseBase:
    assert isinstance(response, HttpResponseBase)  # noqa: S101 - allauth is untyped
    return response


def _unreachable(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.warning("openid_unreachable", extra={"reason": type(error).__name__})
    return render(request, "socialaccount/authentication_error.html", status=503)


@public
@never_cache
@require_safe
def failed(request: HttpRequest) -> HttpResponse:
    return render(request, "socialaccount/authentication_error.html")


@signed_in
@never_cache
def connect(request: HttpRequest) -> HttpResponse:
    """Ask before a sign-in elsewhere is tied to this account: the machine may be shared."""
    login = pending(request)
    onwards = get_next_redirect_url(request) or reverse("accounts:account")
    if login is None:
        return HttpResponseRedirect(onwards)
    if request.method == "POST":
        if "yes" in request.POST:
            connect_provider(login=login, request=request, by=person_of(request), at=timezone.now())
        drop_pending(request)
        return HttpResponseRedirect(onwards)
    name = login.provider.name
    return render(request, "accounts/connect.html", {"provider": name, "next": onwards})


@signed_in
@require_POST
def disconnect(request: HttpRequest, pk: int) -> HttpResponse:
    user = person_of(request)
    account = SocialAccount.objects.filter(user=user, pk=pk).first()
    if account:
        disconnect_provider(account=account, by=user, at=timezone.now())
    return redirect("accounts:account")
