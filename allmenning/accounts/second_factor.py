"""Whether this session has shown a second factor, lately enough to publish."""

import time
from datetime import timedelta

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from allmenning.accounts.models import User

LASTS = timedelta(hours=12)
DEMO_KEY = "demo_second_factor"


def is_shown(request: HttpRequest) -> bool:
    """Count the demo's own mark only in demo mode, and only for a demo user."""
    user = request.user
    if not isinstance(user, User):
        return False
    if user.is_demo:
        return settings.DEMO and request.session.get(DEMO_KEY) is True
    since = time.time() - LASTS.total_seconds()
    records = get_authentication_records(request, user)
    shown = [
        record["id"] for record in records if record["method"] == "mfa" and record["at"] >= since
    ]
    # One that has been removed since, here or by an operator, counts no longer.
    return bool(shown) and bool(Authenticator.objects.filter(user=user, pk__in=shown).exists())


def is_set_up(user: User) -> bool:
    types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=user, type__in=types).exists())


def seal_for_demo(request: HttpRequest) -> None:
    request.session[DEMO_KEY] = True
