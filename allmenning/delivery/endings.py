"""When a warning is ended, what of it is not out yet is not sent any more.

A warning that was sent by mistake must not come out after it was taken back, nor one of a danger
that is over, however long a channel was away or switched off.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef

from allmenning.delivery.contract import Act
from allmenning.delivery.models import ChannelAccount, Delivery, Event

ENDINGS = (Act.CANCEL, Act.ALL_CLEAR)


def is_ended(delivery_pk: int) -> bool:
    """Tell whether a later message ended what the delivery says, whoever that one was sent to."""
    later = Event.objects.filter(
        stream=OuterRef("stream"), number__gt=OuterRef("number"), act__in=ENDINGS
    )
    return Delivery.objects.filter(Exists(later), pk=delivery_pk).exists()


def carries_active(account: ChannelAccount, at: datetime) -> bool:
    """Tell whether the account shows a warning that it is still to be corrected by.

    What may be out counts as out. An ending that has not come through there yet is no ending.
    """
    state = Delivery.State
    shown = (state.SENT, state.LEASED, state.UNKNOWN, state.UNRESOLVED)
    stream = Event.objects.filter(stream=OuterRef("stream"))
    ending = Delivery.objects.filter(
        account=account, stream=OuterRef("stream"), event__act__in=ENDINGS, state__in=Delivery.OPEN
    )
    rows = account.deliveries.filter(
        Exists(stream.filter(expires_at__gt=at)),
        ~Exists(stream.filter(act__in=ENDINGS)) | Exists(ending),
        state__in=shown,
    )
    return rows.exists()


def end_waiting(event: Event, at: datetime) -> list[Delivery]:
    """Refuse what waits of the stream before an ending; return what was refused."""
    if event.act not in ENDINGS:
        return []
    waiting = Delivery.objects.filter(
        stream=event.stream, number__lt=event.number, state=Delivery.State.WAITING
    )
    rows = list(
        waiting.select_for_update(of=("self",)).select_related("event", "account").order_by("pk")
    )
    for row in rows:
        row.state, row.reason, row.settled_at = Delivery.State.REFUSED, "ended", at
        row.save(update_fields=["state", "reason", "settled_at"])
    return rows
