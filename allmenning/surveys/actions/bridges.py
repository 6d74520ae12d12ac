"""Deciding whether a changed wording still measures the same (R65)."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.surveys.actions.items import target_of
from allmenning.surveys.models import Bridge, ItemVersion


class NothingBeforeError(Exception):
    """The first wording has none before it to be compared with."""


class ReasonNeededError(Exception):
    """A decision is told with its reason."""


@transaction.atomic
def decide_bridge(
    *, version: ItemVersion, bridge: Bridge, reason: str, by: User | None, at: datetime
) -> ItemVersion:
    """Say whether the version measures the same as the one before it, and why."""
    stored = ItemVersion.objects.select_for_update().select_related("item").get(pk=version.pk)
    if stored.number == 1:
        raise NothingBeforeError
    if not reason.strip() or bridge == Bridge.UNDECIDED:
        raise ReasonNeededError
    stored.bridge, stored.bridge_reason = bridge, reason.strip()
    stored.bridge_by, stored.bridge_at = by, at
    stored.save(update_fields=["bridge", "bridge_reason", "bridge_by", "bridge_at"])
    detail: dict[str, object] = {"version": stored.number, "bridge": str(bridge)}
    target = target_of(stored.item)
    write_audit(by=by, at=at, verb="surveys.bridge.decided", target=target, detail=detail)
    return stored
