"""An OpenID Connect sign-in without a proven address waits in the session for the address."""

import time
from typing import Any

from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

KEY = "pending_openid"
SECONDS = 15 * 60


def keep_pending(request: HttpRequest, login: SocialLogin) -> None:
    request.session[KEY] = {"at": time.time(), "login": login.serialize()}


def pending(request: HttpRequest) -> SocialLogin | None:
    kept: dict[str, Any] | None = request.session.get(KEY)
    if not kept or time.time() - kept["at"] > SECONDS:
        return None
    try:
        return SocialLogin.deserialize(kept["login"])
    except ValueError:
        return None


def drop_pending(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
