"""Sending letters: ordinary jobs in batches, each of which may be done twice."""

import logging
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from smtplib import SMTPRecipientsRefused, SMTPResponseException

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
    write_digest,
    write_farewell,
)
from allmenning.arena.letters import compose
from allmenning.arena.models import Digest
from allmenning.arena.queries.digests import rank
from allmenning.arena.queries.digests_letters import Names
from allmenning.arena.queries.digests_pages import ready
from allmenning.arena.queries.digests_pool import Pool
from allmenning.arena.queries.digests_readers import Reader, readers

BATCH = 500
MOST_AT_ONCE = 5000
SECONDS = 20
PERMANENT = 500
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
    waiting = {one.person_id: one for one in unsent(people)}
    persons = User.objects.filter(pk__in=people, is_active=True).order_by("pk")
    sent = 0
    for reader in readers(list(persons), going.pool.register, going.at):
        digest = waiting.get(reader.person.pk) or write(reader, going.pool, going.at)
        outcome = send(digest, reader, going) if digest else Outcome.NOT_SENT
        sent += outcome is Outcome.SENT
        if outcome is Outcome.BROKEN:
            break
    return sent


def write(reader: Reader, pool: Pool, at: datetime) -> Digest | None:
    """Write her letter, where there is something to tell and now is the time."""
    if until := later(reader, at):
        put_off(profile=reader.profile, until=until)
        return None
    if has_been_away(reader, at):
        return write_farewell(reader=reader, at=at)
    items = rank(reader, pool, since=reader.since(at))
    if not items:
        put_off(profile=reader.profile, until=at + min(reader.period, LOOK_AGAIN))
        return None
    try:
        return write_digest(reader=reader, items=items, at=at)
    except IntegrityError:  # Another job was quicker; its letter is the one.
        return None


def send(digest: Digest, reader: Reader, going: Round) -> Outcome:
    """Send one letter; what stands in it is held against who may read it in this moment."""
    letter = compose(digest, reader, going.pool.register, going.known, going.at)
    if letter is None:
        drop_digest(digest=digest)
        return Outcome.NOT_SENT
    if not begin_attempt(digest=digest, next_at=going.at + reader.period, at=going.at):
        return Outcome.NOT_SENT
    try:
        going.connection.send_messages([letter])
    except SMTPRecipientsRefused as error:
        return _not_taken(digest, error, going.at)
    except SMTPResponseException:
        give_up_attempt(digest=digest, at=going.at)
        return Outcome.BROKEN
    except OSError:  # smtplib's other errors; whether it arrived, nobody knows
        log.warning("digest=%s outcome not known", digest.pk)
        return Outcome.BROKEN
    note_sent(digest=digest, at=going.at)
    return Outcome.SENT


def _not_taken(digest: Digest, error: SMTPRecipientsRefused, at: datetime) -> Outcome:
    """Try later what was refused for now; count what was refused for good."""
    if all(code < PERMANENT for code, _words in error.recipients.values()):
        give_up_attempt(digest=digest, at=at)
    else:
        note_refused(digest=digest, at=at)
    return Outcome.NOT_SENT
