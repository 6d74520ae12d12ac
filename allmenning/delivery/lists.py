"""Who is on a list, and what each of them was handed of one delivery.

Nothing here asks the database for one recipient at a time: a warning to ten thousand is forty
questions, and the dispatcher does other things between them.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.db import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.db.models import Exists, OuterRef
from django.utils import timezone

from allmenning.delivery.contract import (
    Outcome,
    Permanent,
    Recipient,
    Recipients,
    Retry,
    Sent,
    Unknown,
)
from allmenning.delivery.endings import is_ended
from allmenning.delivery.models import Delivery, Handover, Subscriber
from allmenning.delivery.registry import channel
from allmenning.delivery.secrets import unlock, unlock_all

# Two dispatchers may hold the same delivery for a moment, when a lease has run out.
RACES = 3
PAUSES = (0.1, 0.2, 0.5, 1, 2, 5)
type_result = TypeVar("type_result")


class Handovers:
    """The list of one attempt at one delivery; a new attempt asks for a new one.

    `repeats`: the channel recognises what it has had before, so that what an earlier attempt may
    have handed over is given out again. For other channels it stays unknown, and is shown.
    """

    def __init__(self, delivery_pk: int, account_pk: int, *, repeats: bool) -> None:
        self.delivery_pk = delivery_pk
        self.account_pk = account_pk
        self.repeats = repeats
        self._turn = asyncio.Lock()
        self._again_after = 0
        self._new_after = 0
        self._begun = False

    async def take(self, limit: int) -> Sequence[Recipient]:
        async with self._turn:
            return await _insist(lambda: self._take(limit, timezone.now()))

    async def note(self, results: Sequence[tuple[Recipient, Outcome]]) -> None:
        if results:
            await _insist(lambda: self._note(results))

    def _take(self, limit: int, at: datetime) -> list[Recipient]:
        if not self._begun:
            self._settle_earlier()
            self._begun = True
        if is_ended(self.delivery_pk):  # nobody more is told what is taken back already
            return []
        for _race in range(RACES):
            try:
                with transaction.atomic():
                    rows = self._take_again(limit, at) or self._take_new(limit, at)
                return [_recipient(row) for row in rows]
            except IntegrityError:
                continue
        return []

    def _settle_earlier(self) -> None:
        """Say what becomes of those an attempt that died had begun with."""
        state = Handover.State
        rows = Handover.objects.filter(delivery_id=self.delivery_pk)
        if self.repeats:
            rows.filter(state__in=(state.TRIED, state.UNKNOWN)).update(state=state.AGAIN)
        else:
            rows.filter(state=state.TRIED).update(state=state.UNKNOWN, reason="no_answer")

    def _take_again(self, limit: int, at: datetime) -> list[Handover]:
        waiting = Handover.objects.filter(
            delivery_id=self.delivery_pk, state=Handover.State.AGAIN, pk__gt=self._again_after
        )
        rows = list(waiting.select_related("subscriber").order_by("pk")[:limit])
        if rows:
            self._again_after = rows[-1].pk
            Handover.objects.filter(pk__in=[row.pk for row in rows]).update(
                state=Handover.State.TRIED, reason="", tried_at=at
            )
        return rows

    def _take_new(self, limit: int, at: datetime) -> list[Handover]:
        had = Handover.objects.filter(delivery_id=self.delivery_pk, subscriber_id=OuterRef("pk"))
        people = Subscriber.objects.filter(
            ~Exists(had),
            account_id=self.account_pk,
            confirmed_at__isnull=False,
            pk__gt=self._new_after,
        ).order_by("pk")[:limit]
        rows = Handover.objects.bulk_create(
            Handover(delivery_id=self.delivery_pk, subscriber=person, tried_at=at)
            for person in people
        )
        if rows:
            self._new_after = rows[-1].subscriber_id
        return rows

    @transaction.atomic
    def _note(self, results: Sequence[tuple[Recipient, Outcome]]) -> None:
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        for recipient, outcome in results:
            groups[_state(outcome)].append(recipient.pk)
        for (state, reason), people in groups.items():
            if (state, reason) == (Handover.State.REFUSED, "gone"):
                Subscriber.objects.filter(pk__in=people).delete()
            else:
                Handover.objects.filter(
                    delivery_id=self.delivery_pk, subscriber_id__in=people
                ).update(state=state, reason=reason)


async def _insist(work: Callable[[], type_result]) -> type_result:
    """Ask again while the database is away for a moment: what is known must be written down."""
    for pause in PAUSES:
        try:
            return await sync_to_async(work)()
        except (OperationalError, InterfaceError):
            await sync_to_async(_drop_broken_connection)()
            await asyncio.sleep(pause)
    return await sync_to_async(work)()


def _drop_broken_connection() -> None:
    """Look at the connection of the thread this runs in; the bound method would be the caller's."""
    connection.close_if_unusable_or_obsolete()


def recipients_of(delivery_pk: int) -> Recipients:
    """Return the list that an attempt at this delivery hands over to."""
    delivery = Delivery.objects.select_related("account").get(pk=delivery_pk)
    able = channel(delivery.account.kind).capabilities
    return Handovers(delivery.pk, delivery.account_id, repeats=able.idempotent_for is not None)


def _recipient(row: Handover) -> Recipient:
    person = row.subscriber
    return Recipient(
        pk=person.pk,
        address=unlock(person.address),
        language=person.language,
        token=person.token,
        data=unlock_all(person.data) | {"handover": str(row.pk)},
    )


def _state(outcome: Outcome) -> tuple[str, str]:
    match outcome:
        case Sent():
            return Handover.State.SENT, ""
        case Permanent(reason):
            return Handover.State.REFUSED, reason
        case Retry(reason):
            return Handover.State.AGAIN, reason
        case Unknown(reason):
            return Handover.State.UNKNOWN, reason
