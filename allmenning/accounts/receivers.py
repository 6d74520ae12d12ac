"""What allauth tells us about second factors goes to the audit log."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from allmenning.accounts.actions import note_second_factor
from allmenning.accounts.models import User


@receiver(authenticator_added)
def note_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Count setting one up as showing it: the code was typed, the key was touched."""
    note_second_factor(user=user, at=timezone.now(), kind=authenticator.type, change="added")
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        kind, number = authenticator.type, authenticator.pk
        record_authentication(request, user, "mfa", id=number, type=kind, reauthenticated=True)


@receiver(authenticator_removed)
def note_removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    note_second_factor(user=user, at=timezone.now(), kind=authenticator.type, change="removed")


@receiver(authenticator_reset)
def note_reset(user: User, authenticator: Authenticator, **_: Any) -> None:
    note_second_factor(user=user, at=timezone.now(), kind=authenticator.type, change="renewed")
