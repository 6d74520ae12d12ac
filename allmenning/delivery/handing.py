"""Going through a list: many at once, each written down, and what it comes to in the end."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from asgiref.sync import sync_to_async
from django.core.signing import Signer
from django.db import connection as database

from allmenning.delivery.contract import (
    Assignment,
    Check,
    Connection,
    Outcome,
    Permanent,
    Recipient,
    Recipients,
    Retry,
    Sent,
    Unknown,
)
from allmenning.delivery.models import Subscriber

# Proves that a report from outside is of a handover of ours.
REPORTS = Signer(salt="delivery.report")
One = Callable[[Recipient], Awaitable[Outcome]]
# A mailbox that is full after this many attempts must not hold back an update to the others; but
# no one is given up on before an outage of a moment is over.
LAST_ATTEMPT = 3
PATIENCE = timedelta(minutes=5)


class StopError(Exception):
    """The other side takes no more for now: this recipient and those left wait for later."""

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


class Round:
    """One attempt at a list. Several may work at it at once, each with a connection of its own.

    `repeats`: what may have arrived is handed over again by the next attempt.
    """

    def __init__(
        self,
        assignment: Assignment,
        recipients: Recipients,
        now: Callable[[], datetime],
        *,
        repeats: bool,
    ) -> None:
        self._recipients = recipients
        self._now = now
        self._key = assignment.key
        self._until = assignment.message.expires_at
        self._is_first = assignment.attempt == 1
        began = assignment.first_tried_at or now()
        self._is_last = assignment.attempt >= LAST_ATTEMPT and now() - began >= PATIENCE
        self._repeats = repeats
        self._stopped: StopError | None = None
        self._again = ""
        self._after: timedelta | None = None
        self._refused = ""
        self._number_taken = 0
        self._number_refused = 0

    async def work(self, one: One, *, size: int) -> None:
        """Take recipients and hand over to each, until none is left or the other side stops."""
        while self._stopped is None:
            people = await self._recipients.take(size)
            if not people:
                return
            self._number_taken += len(people)
            await self._hand_over(people, one)

    async def _hand_over(self, people: Sequence[Recipient], one: One) -> None:
        results: list[tuple[Recipient, Outcome]] = []
        # Whoever is in hand when we are cancelled stays as tried: nobody knows.
        begun = 0
        try:
            for person in people:
                begun += 1
                self._require_time()
                results.append((person, self._final(await one(person))))
        except StopError as stopped:
            self.stop(stopped)
            results.append((people[begun - 1], Retry(stopped.reason)))
        finally:
            reason = self._stopped.reason if self._stopped else "unreachable"
            results += [(person, Retry(reason)) for person in people[begun:]]
            await asyncio.shield(self._recipients.note(results))

    def stop(self, stopped: StopError) -> None:
        """Let nobody take more; what was taken is written down first."""
        self._stopped = self._stopped or stopped

    def _require_time(self) -> None:
        if self._now() >= self._until:
            raise StopError("expired")

    def _final(self, outcome: Outcome) -> Outcome:
        # Who was asked to wait has not been tried, so that it was the last time matters not.
        if isinstance(outcome, Retry) and outcome.after is not None:
            self._after = max(outcome.after, self._after or timedelta())
        elif isinstance(outcome, Retry) and self._is_last:
            outcome = Permanent(outcome.reason)
        match outcome:
            case Permanent(reason):
                self._refused = reason
                self._number_refused += 1
            case Retry(reason):
                self._again = reason
            case Unknown(reason) if self._repeats and not self._is_last:
                self._again = reason
        return outcome

    def outcome(self) -> Outcome:
        """Tell what the attempt comes to; sent means that everybody left has been handed to."""
        if self._stopped:
            return Retry(self._stopped.reason, self._stopped.after)
        if self._again:
            return Retry(self._again, self._after)
        if self._is_first and self._number_taken == self._number_refused:
            # Refused by all is the account's trouble, whatever was said about each of them.
            return Permanent(self._refused or "empty")
        return Sent(self._key)


async def hand_over_to_all(
    assignment: Assignment,
    recipients: Recipients,
    one: One,
    *,
    now: Callable[[], datetime],
    repeats: bool,
    at_once: int,
    size: int = 50,
) -> Outcome:
    """Go through a list where every recipient is a call of its own."""
    attempt = Round(assignment, recipients, now, repeats=repeats)
    async with asyncio.TaskGroup() as group:
        for _number in range(at_once):
            group.create_task(attempt.work(one, size=size))
    return attempt.outcome()


async def list_check(connection: Connection) -> Check:
    """Tell how many are on the list; a list of nobody reaches nobody."""
    number = await sync_to_async(_confirmed, thread_sensitive=False)(connection.pk)
    return Check("list", good=number > 0, reason="" if number else "empty", detail=str(number))


def _confirmed(account_pk: int) -> int:
    # Some thread of the loop's: a connection left in it would be broken for good by a restart.
    try:
        return Subscriber.objects.filter(account_id=account_pk, confirmed_at__isnull=False).count()
    finally:
        database.close()
