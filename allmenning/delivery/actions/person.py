"""A person decides where the channel could not: did it come through, may it be tried again."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.delivery.actions.news import tell
from allmenning.delivery.endings import is_ended
from allmenning.delivery.models import ChannelAccount, Delivery
from allmenning.delivery.wake import wake

State = Delivery.State


class CannotSettleError(Exception):
    """Nobody has asked for a decision on this delivery, or somebody else has decided."""


class CannotTryAgainError(Exception):
    """It is out already, expired, overtaken by a later message, or the account is off."""


@transaction.atomic
def settle(*, delivery: Delivery, is_out: bool, by: User | None, at: datetime) -> Delivery:
    """Write down what a person saw in the channel; what is not out is sent if it still may be."""
    fresh = _locked(delivery)
    if fresh.state != State.UNRESOLVED:
        raise CannotSettleError(f"Delivery {fresh.pk} is {fresh.state}, and needs no decision.")
    fresh.reason = "said_by_person"
    if is_out:
        fresh.state, fresh.settled_at = State.SENT, at
    elif _may_go(fresh, at):
        _wait(fresh, at)
    else:
        fresh.state, fresh.settled_at = State.REFUSED, at
    return _written(fresh, "delivery.settled", {"is_out": is_out}, by, at)


@transaction.atomic
def try_again(*, delivery: Delivery, by: User | None, at: datetime) -> Delivery:
    """Take up what was refused, or do at once what waits for its next attempt.

    An account that was asked to wait waits no longer: the person has decided.
    """
    fresh = _locked(delivery)
    if fresh.state == State.REFUSED and _may_go(fresh, at):
        _wait(fresh, at)
    elif fresh.state in (State.WAITING, State.UNKNOWN):
        fresh.due_at = at
    else:
        raise CannotTryAgainError(f"Delivery {fresh.pk} is {fresh.state} and stays so.")
    ChannelAccount.objects.filter(pk=fresh.account_id).update(paused_until=None)
    return _written(fresh, "delivery.tried_again", {}, by, at)


def _locked(delivery: Delivery) -> Delivery:
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("account")
    return rows.get(pk=delivery.pk)


def _may_go(delivery: Delivery, at: datetime) -> bool:
    """Tell whether it may still be sent: valid, by an account that is on, nothing said since."""
    account = delivery.account
    overtaken = Delivery.objects.filter(
        account=account, stream=delivery.stream, number__gt=delivery.number
    ).exclude(state=State.WAITING)
    return (
        delivery.expires_at > at
        and account.is_on
        and account.workspace == delivery.workspace
        and not overtaken.exists()
        and not is_ended(delivery.pk)
    )


def _wait(delivery: Delivery, at: datetime) -> None:
    # It is known not to be out, so a new life of attempts begins.
    delivery.state, delivery.due_at, delivery.settled_at = State.WAITING, at, None
    delivery.first_tried_at = None


def _written(
    delivery: Delivery, verb: str, detail: dict[str, object], by: User | None, at: datetime
) -> Delivery:
    delivery.save()
    target = f"delivery:{delivery.pk}"
    write_audit(by=by, at=at, verb=verb, target=target, detail={"state": delivery.state} | detail)
    tell(delivery, at)
    wake()
    return delivery
