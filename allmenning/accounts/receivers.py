"""A change of somebody's second factor goes to the audit log, in the transaction that makes it.

We listen to the rows and not to allauth's own signals, which are sent after the commit.
"""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from allmenning.accounts.actions import note_second_factor


@receiver(post_save, sender=Authenticator)
def note_added(instance: Authenticator, *, created: bool, raw: bool = False, **_: Any) -> None:
    """Count setting one up as showing it: the code was typed, the key was touched."""
    if not created or raw:
        return
    note_second_factor(user=instance.user, at=timezone.now(), kind=instance.type, change="added")
    request = context.request
    own = request is not None and request.user == instance.user
    if own and instance.type != Authenticator.Type.RECOVERY_CODES:
        told = {"id": instance.pk, "type": instance.type, "reauthenticated": True}
        record_authentication(request, instance.user, "mfa", **told)


@receiver(post_delete, sender=Authenticator)
def note_removed(instance: Authenticator, **_: Any) -> None:
    note_second_factor(user=instance.user, at=timezone.now(), kind=instance.type, change="removed")
