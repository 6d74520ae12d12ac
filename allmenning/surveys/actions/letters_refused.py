"""A mail server that will not have a letter, for good."""

from datetime import datetime

from django.db import transaction

from allmenning.surveys.actions.contacts import note_bounce
from allmenning.surveys.actions.letters import give_up_attempt
from allmenning.surveys.models import Letter

REFUSED = "refused"


@transaction.atomic
def note_refused(*, letter: Letter, at: datetime) -> Letter:
    """Note that the address is wrong, which is a task for those who ask."""
    letter.dropped_at, letter.failed_for = at, REFUSED
    letter.save(update_fields=["dropped_at", "failed_for"])
    note_bounce(contact=letter.contact, by=None, at=at)
    return letter


@transaction.atomic
def put_off(*, letter: Letter, at: datetime) -> Letter:
    """Try again later; an address that is refused time after time is as good as wrong."""
    stored = give_up_attempt(letter=letter, at=at)
    if stored.dropped_at:
        note_bounce(contact=stored.contact, by=None, at=at)
    return stored
