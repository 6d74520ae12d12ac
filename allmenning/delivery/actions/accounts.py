"""Accounts with channels: connected, changed, switched, proven, removed."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.delivery import registry
from allmenning.delivery.actions.news import tell
from allmenning.delivery.contract import Check, Workspace
from allmenning.delivery.endings import carries_active
from allmenning.delivery.models import ChannelAccount, Delivery
from allmenning.delivery.prepare import Proven, prove_all
from allmenning.delivery.secrets import lock_all, store, unlock_all
from allmenning.delivery.wake import wake


class AlreadyConnectedError(Exception):
    """The same account is connected already, here or by another body or workspace."""


class StillSendingError(Exception):
    """Something is under way by the account; it is removed when that is settled."""


class CarriesActiveError(Exception):
    """The account shows a warning that is not ended; without the account it is never corrected."""


@transaction.atomic
def connect_account(
    *,
    owner: str,
    kind: str,
    name: str,
    workspace: Workspace,
    settings: Any,
    secrets: Mapping[str, str],
    by: User | None,
    at: datetime,
) -> ChannelAccount:
    """Connect an account; `settings` is the dataclass of its kind, `secrets` are locked away."""
    channel = registry.channel(kind)
    address = channel.address(settings) or _with_us(owner, workspace)
    _require_unconnected(kind, address, None)
    account = ChannelAccount.objects.create(
        owner=owner,
        kind=kind,
        name=name,
        workspace=workspace,
        address=address,
        settings=asdict(settings),
        secrets=lock_all(_known(channel.secrets, secrets)),
        created_at=at,
    )
    _write(account, "connected", {"workspace": workspace, "kind": kind}, by, at)
    return account


@transaction.atomic
def change_account(
    *,
    account: ChannelAccount,
    name: str,
    settings: Any,
    secrets: Mapping[str, str],
    by: User | None,
    at: datetime,
) -> ChannelAccount:
    """Change an account; its workspace never changes, and a secret not given stays as it was."""
    fresh = ChannelAccount.objects.select_for_update().get(pk=account.pk, removed_at=None)
    channel = registry.channel(fresh.kind)
    given = {key: value for key, value in _known(channel.secrets, secrets).items() if value}
    fresh.name, fresh.settings = name, asdict(settings)
    fresh.address = channel.address(settings) or _with_us(fresh.owner, fresh.workspace)
    _require_unconnected(fresh.kind, fresh.address, fresh.pk)
    fresh.secrets = lock_all(unlock_all(fresh.secrets) | given)
    # What was proven was proven for the account as it stood.
    fresh.checked_at, fresh.checked_good, fresh.checks = None, None, []
    fresh.save()
    _write(fresh, "changed", {"secrets": sorted(given)}, by, at)
    return fresh


def _with_us(owner: str, workspace: str) -> str:
    """Name an account that lies with ourselves: one for each body and workspace."""
    return f"{workspace}:{owner}"


@transaction.atomic
def switch_account(
    *, account: ChannelAccount, on: bool, by: User | None, at: datetime, anyway: bool = False
) -> ChannelAccount:
    """Switch an account on or off; what waits for it waits on, and expires in its time.

    `anyway`: also when it shows a warning that will then not be corrected there.
    """
    fresh = ChannelAccount.objects.select_for_update().get(pk=account.pk, removed_at=None)
    if fresh.is_on != on:
        if not on and not anyway:
            _require_nothing_active(fresh, at)
        fresh.is_on = on
        fresh.save(update_fields=["is_on"])
        _write(fresh, "switched_on" if on else "switched_off", {}, by, at)
        wake()
    return fresh


@transaction.atomic
def remove_account(
    *, account: ChannelAccount, by: User | None, at: datetime, anyway: bool = False
) -> ChannelAccount:
    """Forget settings, secrets and subscribers; the row stays, since the log names it.

    `anyway`: also when it shows a warning that will then not be corrected there.
    """
    fresh = ChannelAccount.objects.select_for_update().get(pk=account.pk, removed_at=None)
    under_way = fresh.deliveries.filter(state__in=(Delivery.State.LEASED, Delivery.State.UNKNOWN))
    if under_way.exists():
        raise StillSendingError(f"Account {fresh.pk} has something under way.")
    if not anyway:
        _require_nothing_active(fresh, at)
    _refuse_waiting(fresh, at)
    fresh.subscribers.all().delete()
    fresh.address, fresh.settings, fresh.secrets = f"removed:{fresh.pk}", {}, ""
    fresh.identity = ""
    fresh.is_on, fresh.removed_at, fresh.checks = False, at, []
    fresh.checked_at, fresh.checked_good = None, None
    fresh.save()
    _write(fresh, "removed", {"kind": fresh.kind}, by, at)
    return fresh


def check_accounts(*, accounts: Iterable[ChannelAccount], at: datetime) -> list[ChannelAccount]:
    """Let every channel prove at once that it could send now, and keep what they say.

    Calls out, so never from inside a transaction; gives up what has not answered in three seconds.
    """
    asked = list(accounts)
    proven = asyncio.run(prove_all(asked))
    return [_keep_checks(account, told, at) for account, told in zip(asked, proven, strict=True)]


@transaction.atomic
def _keep_checks(account: ChannelAccount, proven: Proven, at: datetime) -> ChannelAccount:
    checks = list(proven.checks)
    if proven.secrets and not store(account.pk, proven.secrets):
        checks.append(Check("token", good=False, reason="connected_elsewhere"))
    account.checked_at = at
    account.checked_good = all(check.good for check in checks)
    account.checks = [asdict(check) for check in checks]
    account.save(update_fields=["checked_at", "checked_good", "checks"])
    account.refresh_from_db()
    return account


def _known(names: tuple[str, ...], secrets: Mapping[str, str]) -> dict[str, str]:
    if unknown := set(secrets) - set(names):
        raise ValueError(f"The channel has no secret called {min(unknown)}.")
    return dict(secrets)


def _require_unconnected(kind: str, address: str, own: int | None) -> None:
    others = ChannelAccount.objects.exclude(pk=own) if own else ChannelAccount.objects.all()
    if others.filter(kind=kind, address=address).exists():
        raise AlreadyConnectedError(f"This {kind} account is connected already.")


def _require_nothing_active(account: ChannelAccount, at: datetime) -> None:
    if carries_active(account, at):
        raise CarriesActiveError(f"Account {account.pk} carries an active warning.")


def _refuse_waiting(account: ChannelAccount, at: datetime) -> None:
    for delivery in account.deliveries.filter(state=Delivery.State.WAITING).order_by("pk"):
        delivery.state, delivery.reason = Delivery.State.REFUSED, "settings"
        delivery.settled_at = at
        delivery.save(update_fields=["state", "reason", "settled_at"])
        tell(delivery, at)


def _write(
    account: ChannelAccount, what: str, detail: dict[str, object], by: User | None, at: datetime
) -> None:
    write_audit(
        by=by,
        at=at,
        verb=f"delivery.account.{what}",
        target=f"account:{account.pk}",
        detail={"owner": account.owner} | detail,
    )
