"""An account is connected once, whatever it was called when it was connected.

A server may answer to several names, and an account may have had others. So an exercise account
could be a live one in disguise; what the other side calls it tells.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from allmenning.accounts.actions import write_audit
from allmenning.delivery.models import ChannelAccount


class ConnectedElsewhereError(Exception):
    """The account is connected already under another name; nothing may be sent by this one."""


def hold(account: ChannelAccount, identity: str) -> bool:
    """Write down whom the other side says the account is; if another holds that, switch it off."""
    identity = identity[:200]
    if account.identity == identity:
        return True
    try:
        with transaction.atomic():
            ChannelAccount.objects.filter(pk=account.pk).update(identity=identity)
    except IntegrityError:
        _switch_off(account)
        return False
    account.identity = identity
    return True


def _switch_off(account: ChannelAccount) -> None:
    ChannelAccount.objects.filter(pk=account.pk).update(is_on=False)
    write_audit(
        by=None,
        at=timezone.now(),
        verb="delivery.account.switched_off",
        target=f"account:{account.pk}",
        detail={"owner": account.owner, "reason": "connected_elsewhere"},
    )
