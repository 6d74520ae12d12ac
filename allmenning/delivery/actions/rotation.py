"""Everything that is locked gets the newest key."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.delivery import secrets
from allmenning.delivery.models import ChannelAccount, Subscriber

CHUNK = 500


@dataclass(frozen=True)
class Rotated:
    accounts: int
    subscribers: int


def rotate_keys(*, by: User | None, at: datetime) -> Rotated:
    """Lock all secrets anew. Keys of the file: a new one is made first, and the old ones end.

    Where the setting names the keys, its first one is used, and the others may be taken out after.
    """
    if not secrets.keys_are_set():
        secrets.add_key()
    rotated = _relock_all(by, at)
    if not secrets.keys_are_set():
        secrets.drop_older_keys()
    return rotated


@transaction.atomic
def _relock_all(by: User | None, at: datetime) -> Rotated:
    rotated = Rotated(_relock_accounts(), _relock_subscribers())
    write_audit(
        by=by, at=at, verb="delivery.keys_rotated", target="delivery", detail=vars(rotated).copy()
    )
    return rotated


def _relock_accounts() -> int:
    accounts = list(ChannelAccount.objects.select_for_update().exclude(secrets="").order_by("pk"))
    for account in accounts:
        account.secrets = secrets.relock(account.secrets)
    ChannelAccount.objects.bulk_update(accounts, ["secrets"], batch_size=CHUNK)
    return len(accounts)


def _relock_subscribers() -> int:
    count, last = 0, 0
    while rows := list(
        Subscriber.objects.select_for_update().filter(pk__gt=last).order_by("pk")[:CHUNK]
    ):
        for subscriber in rows:
            subscriber.address = secrets.relock(subscriber.address)
            subscriber.data = secrets.relock(subscriber.data)
        Subscriber.objects.bulk_update(rows, ["address", "data"])
        count, last = count + len(rows), rows[-1].pk
    return count
