"""Sending letters: ordinary jobs in batches, each of which may be done twice."""

import logging
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError
from django.utils import timezone
from django_tasks import task

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.actions.digests import (
    LOOK_AGAIN,
    begin_attempt,
    claim_due,
    drop_digest,
    give_up_attempt,
    has_been_away,
    later,
    note_refused,
    note_sent,
    put_off,
    unsent,
    write_digests,
    write_farewell,
)
from allmenning.arena.letters import compose
from allmenning.arena.models import Digest
from allmenning.arena.queries.digests import rank
from allmenning.arena.queries.digests_letters import Names
from allmenning.arena.queries.digests_pages import ready
from allmenning.arena.queries.digests_pool import Pool
from allmenning.arena.queries.digests_readers import Reader, readers
from allmenning.arena.queries.digests_searches import with_searches
from allmenning.clients.handing_over import Fate, fate_of

BATCH = 500
WRITTEN_TOGETHER = 50
MOST_AT_ONCE = 5000
SECONDS = 20
log = logging.getLogger("allmenning.arena")


class Outcome(Enum):
    SENT = auto()
    NOT_SENT = auto()
    BROKEN = auto()


@dataclass(frozen=True, eq=False)
class Round:
    """What all letters of one batch have in common."""

    pool: Pool
    known: Names
    connection: BaseEmailBackend
    at: datetime


def queue_letters(at: datetime) -> int:
    """Let ordinary jobs write the letters that are due; return how many people it is about."""
    people = claim_due(most=MOST_AT_ONCE, at=at)
    for start in range(0, len(people), BATCH):
        send_letters.enqueue(people[start : start + BATCH])
    return len(people)


@task(priority=-5)
def send_letters(people: list[int]) -> None:
    """Write and send the letters of these people; those already written are only sent."""
    send_batch(people, timezone.now())


def send_batch(people: list[int], at: datetime) -> int:
    """Return how many letters went out; without a mail server nothing is begun."""
    connection = get_connection(timeout=SECONDS)
    try:
        connection.open()
    except OSError:
        log.warning("letters people=%s no mail server", len(people))
        return 0
    known = ready(at)
    sent = _send_all(people, Round(known.pool, known.names, connection, at))
    connection.close()
    if sent:
        target, told = "arena.digest:batch", {"letters": sent}
        write_audit(by=None, at=at, verb="arena.digest.sent", target=target, detail={**told})
    return sent


def _send_all(people: list[int], going: Round) -> int:
    """Write a few letters in one transaction, send each of them, and go on with the next few."""
    persons = User.objects.filter(pk__in=people, is_active=True).order_by("pk")
    everyone = readers(list(persons), going.pool.register, going.at)
    waiting = {one.person_id: one for one in unsent(people)}
    sent = 0
    for first in range(0, len(everyone), WRITTEN_TOGETHER):
        few = everyone[first : first + WRITTEN_TOGETHER]
        for reader, digest in _written(few, waiting, going):
            outcome = send(digest, reader, going)
            sent += outcome is Outcome.SENT
            if outcome is Outcome.BROKEN:
                return sent
    return sent


def _written(
    few: list[Reader], waiting: dict[int, Digest], going: Round
) -> list[tuple[Reader, Digest]]:
    """Return letters to send: those that wait, and those that are written now."""
    found = [(one, waiting[one.person.pk]) for one in few if one.person.pk in waiting]
    due = [one for one in few if one.person.pk not in waiting and _is_due(one, going.at)]
    away = [one for one in due if has_been_away(one, going.at)]
    farewells = [(one, write_farewell(reader=one, at=going.at)) for one in away]
    here = [one for one in due if not has_been_away(one, going.at)]
    return found + farewells + _write(here, going)


def _is_due(reader: Reader, at: datetime) -> bool:
    until = later(reader, at)
    if until:
        put_off(profile=reader.profile, until=until)
    return until is None


def _write(few: list[Reader], going: Round) -> list[tuple[Reader, Digest]]:
    """Write to those there is something to tell; the others are thought of again tomorrow."""
    letters = []
    for reader in with_searches(few, going.at):
        items = rank(reader, going.pool, since=reader.since(going.at))
        if items:
            letters.append((reader, items))
        else:
            put_off(profile=reader.profile, until=going.at + min(reader.period, LOOK_AGAIN))
    try:
        digests = write_digests(letters=letters, at=going.at)
    except IntegrityError:  # Another job writes to some of them now; who is left out is due again.
        return []
    return [(reader, one) for (reader, _items), one in zip(letters, digests, strict=True)]


def send(digest: Digest, reader: Reader, going: Round) -> Outcome:
    """Send one letter; what stands in it is held against who may read it in this moment."""
    letter = compose(digest, reader, going.pool.register, going.known, going.at)
    if letter is None:
        drop_digest(digest=digest)
        return Outcome.NOT_SENT
    if not begin_attempt(digest=digest, next_at=going.at + reader.period, at=going.at):
        return Outcome.NOT_SENT
    match fate_of(lambda: going.connection.send_messages([letter])):
        case Fate.TAKEN:
            note_sent(digest=digest, at=going.at)
            return Outcome.SENT
        case Fate.NO_SUCH_ADDRESS:
            note_refused(digest=digest, at=going.at)
        case Fate.ADDRESS_LATER:
            give_up_attempt(digest=digest, at=going.at)
        case Fate.LETTER_REFUSED | Fate.SERVER_REFUSED:
            give_up_attempt(digest=digest, at=going.at)
            return Outcome.BROKEN
        case Fate.NOT_KNOWN:
            log.warning("digest=%s outcome not known", digest.pk)
            return Outcome.BROKEN
    return Outcome.NOT_SENT
