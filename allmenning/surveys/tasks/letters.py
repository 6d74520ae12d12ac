"""Sending letters: ordinary jobs in batches, each of which may be done twice."""

import logging
from datetime import datetime
from enum import Enum, auto

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django_tasks import task

from allmenning.accounts.actions import write_audit
from allmenning.clients.handing_over import Fate, fate_of
from allmenning.surveys.actions.letters import (
    begin_attempt,
    claim_due,
    drop_letters,
    give_up_attempt,
    note_sent,
)
from allmenning.surveys.actions.letters_refused import note_refused, put_off
from allmenning.surveys.actions.opening import close_due, invite_newcomers
from allmenning.surveys.actions.reminders import queue_due_reminders
from allmenning.surveys.actions.tokens import give_token
from allmenning.surveys.mail import compose
from allmenning.surveys.models import Letter
from allmenning.surveys.queries.letters import has_a_purpose, letters_with_all

BATCH = 200
MOST_AT_ONCE = 2000
SECONDS = 20
log = logging.getLogger("allmenning.surveys")


class Outcome(Enum):
    SENT = auto()
    NOT_SENT = auto()
    BROKEN = auto()


def see_to_fieldwork(at: datetime) -> str:
    """Do what each minute asks for: close, invite, remind, and let jobs send what is due."""
    closed = close_due(at=at)
    invited, reminded = invite_newcomers(at=at), queue_due_reminders(at=at)
    due = queue_letters(at)
    return f"{closed} surveys closed, {invited} invited, {reminded} reminded, {due} letters due"


def queue_letters(at: datetime) -> int:
    """Let ordinary jobs send the letters that are due."""
    keys = claim_due(most=MOST_AT_ONCE, at=at)
    for start in range(0, len(keys), BATCH):
        send_letters.enqueue(keys[start : start + BATCH])
    return len(keys)


@task(priority=-5)
def send_letters(keys: list[int]) -> None:
    send_batch(keys, timezone.now())


def send_batch(keys: list[int], at: datetime) -> int:
    """Return how many letters went out; without a mail server nothing is begun."""
    connection = get_connection(timeout=SECONDS)
    try:
        connection.open()
    except OSError:
        log.warning("survey letters=%s no mail server", len(keys))
        return 0
    sent = 0
    for letter in letters_with_all(keys):
        outcome = send(letter, connection, at)
        sent += outcome is Outcome.SENT
        if outcome is Outcome.BROKEN:
            break
    connection.close()
    if sent:
        target, told = "surveys.letter:batch", {"letters": sent}
        write_audit(by=None, at=at, verb="surveys.letter.sent", target=target, detail={**told})
    return sent


def send(letter: Letter, connection: BaseEmailBackend, at: datetime) -> Outcome:
    """Send one letter, if it is still right; that it is attempted is stored before it goes."""
    if not has_a_purpose(letter, at):
        drop_letters(letters=[letter.pk], at=at)
        return Outcome.NOT_SENT
    message = compose(letter, give_token(contact=letter.contact, by=None, at=at))
    ours = begin_attempt(letter=letter, at=at)
    return _hand_over(letter, message, connection, at) if ours else Outcome.NOT_SENT


def _hand_over(
    letter: Letter, message: EmailMultiAlternatives, connection: BaseEmailBackend, at: datetime
) -> Outcome:
    match fate_of(lambda: connection.send_messages([message])):
        case Fate.TAKEN:
            note_sent(letter=letter, at=at)
            return Outcome.SENT
        case Fate.NO_SUCH_ADDRESS:
            note_refused(letter=letter, at=at)
        case Fate.ADDRESS_LATER | Fate.LETTER_REFUSED:  # about this letter alone; the next may go
            put_off(letter=letter, at=at)
        case Fate.SERVER_REFUSED:
            give_up_attempt(letter=letter, at=at)
            return Outcome.BROKEN
        case Fate.NOT_KNOWN:
            log.warning("survey letter=%s outcome not known", letter.pk)
            return Outcome.BROKEN
    return Outcome.NOT_SENT
