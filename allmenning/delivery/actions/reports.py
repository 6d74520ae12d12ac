"""What a gateway tells afterwards of one recipient of a list."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.models import User
from allmenning.delivery.models import Handover

OPEN_TO_NEWS = (Handover.State.TRIED, Handover.State.UNKNOWN, Handover.State.SENT)


@transaction.atomic
def note_report(*, handover: int, delivered: bool, by: User | None, at: datetime) -> bool:
    """Write down what became of one handover; tell whether there was one that it concerns.

    A report can resolve what was unknown, and turn what was sent into refused. What was refused
    stays so, and nothing is ever sent because of a report.
    """
    del by, at
    state = Handover.State.SENT if delivered else Handover.State.REFUSED
    rows = Handover.objects.filter(pk=handover, state__in=OPEN_TO_NEWS)
    return rows.update(state=state, reason="" if delivered else "not_reached") > 0
