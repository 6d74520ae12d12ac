"""People on lists: they ask, they prove the address, they leave.

No row of the audit log: it would say for ever when somebody joined, and each row makes all kept
pages new, just when thousands join because something has happened.
"""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from allmenning.accounts.models import User
from allmenning.delivery import registry
from allmenning.delivery.digests import digest
from allmenning.delivery.joining import FORGOTTEN_AFTER, is_code_of, joining_of, new_token
from allmenning.delivery.models import ChannelAccount, Subscriber
from allmenning.delivery.secrets import lock, lock_all


class NotConfirmedError(Exception):
    """The link or code is not valid, or not any more."""


@transaction.atomic
def ask_to_join(
    *, account: ChannelAccount, address: str, language: str, by: User | None, at: datetime
) -> Subscriber:
    """Put an address on the list, to count once it is confirmed; the invitation goes out after.

    Who is on the list already is told so, at the address alone: nobody else learns it.
    """
    del by
    found = _locked(account, address)
    if found is None:
        found = _make(account, address, language, {}, at)
    elif found.confirmed_at is None:
        found.language, found.token, found.asked_at = language, new_token(), at
        found.save(update_fields=["language", "token", "asked_at"])
    subscriber = found
    joining = joining_of(registry.channel(account.kind))
    if joining is not None and not joining.at_once:
        invite = joining.invite
        transaction.on_commit(lambda: invite(account, subscriber, settings.BASE_URL))
    return subscriber


@transaction.atomic
def join_at_once(
    *,
    account: ChannelAccount,
    address: str,
    data: Mapping[str, str],
    language: str,
    by: User | None,
    at: datetime,
) -> Subscriber:
    """Put an address on the list that proves itself; again with new keys replaces the old."""
    del by
    found = _locked(account, address) or _make(account, address, language, data, at)
    found.data, found.language, found.confirmed_at = lock_all(data), language, at
    found.save(update_fields=["data", "language", "confirmed_at"])
    return found


@transaction.atomic
def confirm(*, token: str, by: User | None, at: datetime) -> Subscriber:
    """Let the subscription count; confirming twice is no fault."""
    del by
    found = Subscriber.objects.select_for_update().filter(token=token).first()
    if found is None or (not found.confirmed_at and found.asked_at + FORGOTTEN_AFTER < at):
        raise NotConfirmedError
    return _confirmed(found, at)


@transaction.atomic
def confirm_by_code(
    *, account: ChannelAccount, known_by: str, code: str, by: User | None, at: datetime
) -> Subscriber:
    """Let the subscription count by the code that was sent; `known_by` is the address's digest."""
    del by
    rows = Subscriber.objects.select_for_update()
    found = rows.filter(account=account, digest=known_by, confirmed_at=None).first()
    if found is None or not is_code_of(found, code, at):
        raise NotConfirmedError
    return _confirmed(found, at)


@transaction.atomic
def leave(*, token: str, by: User | None, at: datetime) -> bool:
    """Forget a subscriber; tell whether there was one."""
    del by, at
    gone, _rows = Subscriber.objects.filter(token=token).delete()
    return gone > 0


@transaction.atomic
def leave_by_address(
    *, account: ChannelAccount, address: str, by: User | None, at: datetime
) -> bool:
    """Forget a subscriber by an address that only its owner knows, as a push endpoint."""
    del by, at
    gone, _rows = account.subscribers.filter(digest=digest(account.pk, address)).delete()
    return gone > 0


def forget_unconfirmed(*, at: datetime) -> int:
    """Forget addresses that nobody confirmed within a week."""
    old = Subscriber.objects.filter(confirmed_at=None, asked_at__lt=at - FORGOTTEN_AFTER)
    return old.delete()[1].get("delivery.Subscriber", 0)


def _locked(account: ChannelAccount, address: str) -> Subscriber | None:
    rows = Subscriber.objects.select_for_update().filter(account=account)
    return rows.filter(digest=digest(account.pk, address)).first()


def _make(
    account: ChannelAccount, address: str, language: str, data: Mapping[str, str], at: datetime
) -> Subscriber:
    known_by = digest(account.pk, address)
    try:
        with transaction.atomic():
            return Subscriber.objects.create(
                account=account,
                digest=known_by,
                address=lock(address),
                data=lock_all(data),
                language=language,
                token=new_token(),
                asked_at=at,
            )
    except IntegrityError:
        # The same form twice at once: the other one made it.
        return Subscriber.objects.get(account=account, digest=known_by)


def _confirmed(found: Subscriber, at: datetime) -> Subscriber:
    if found.confirmed_at is None:
        found.confirmed_at = at
        found.save(update_fields=["confirmed_at"])
    return found
