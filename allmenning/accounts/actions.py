"""The only writers of this room."""

import hashlib
import json
from datetime import datetime

from django.db import transaction

from allmenning.accounts.models import AuditEntry, User

FIRST_HASH = "0" * 64


@transaction.atomic
def write_audit(
    *, by: User | None, at: datetime, verb: str, target: str, detail: dict[str, object]
) -> AuditEntry:
    """Append to the log, in the caller's transaction, chained to the entry before."""
    last = AuditEntry.objects.select_for_update().order_by("-id").first()
    previous = last.hash if last else FIRST_HASH
    told = json.dumps(
        [previous, at.isoformat(), by.pk if by else None, verb, target, detail], sort_keys=True
    )
    return AuditEntry.objects.create(
        at=at,
        by=by,
        verb=verb,
        target=target,
        detail=detail,
        previous_hash=previous,
        hash=hashlib.sha256(told.encode()).hexdigest(),
    )
