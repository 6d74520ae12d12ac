"""After a restore, nothing that was under way is believed to be unsent."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from allmenning.delivery import registry
from allmenning.delivery.models import Delivery, Event


@transaction.atomic
def doubt_all(*, at: datetime) -> int:
    """Call every open delivery unknown: the installation it came from may have sent it since.

    It is read back where the channel can be asked, and else waits for a person. So does one to a
    list, since nobody knows any more whom it has reached.
    """
    lists = [kind for kind, each in registry.channels().items() if each.capabilities.has_recipients]
    rows = Delivery.objects.filter(state__in=Delivery.OPEN)
    to_lists = _doubted(rows.filter(account__kind__in=lists), Delivery.State.UNRESOLVED, at)
    return to_lists + _doubted(rows, Delivery.State.UNKNOWN, at)


def _doubted(rows: QuerySet[Delivery], state: Delivery.State, at: datetime) -> int:
    # No attempt was earlier than the event, so the channel's memory of our key is counted from it.
    made = Event.objects.filter(pk=OuterRef("event_id")).values("created_at")
    return rows.update(
        state=state,
        due_at=at,
        leased_by="",
        leased_until=None,
        attempts=F("attempts") + 1,
        reason="no_answer",
        first_tried_at=Coalesce(F("first_tried_at"), Subquery(made)),
        last_tried_at=at,
    )
