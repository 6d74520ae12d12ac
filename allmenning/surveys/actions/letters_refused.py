"""A mail server that will not have a letter, for good."""

from datetime import datetime

from django.db import transaction

from allmenning.surveys.actions.contacts import note_bounce
from allmenning.surveys.models import Letter

REFUSED = "refused"


@transaction.atomic
def note_refused(*, letter: Letter, at: datetime) -> Letter:
    """Note that the address is wrong, which is a task for those who ask."""
    letter.dropped_at, letter.failed_for = at, REFUSED
    letter.save(update_fields=["dropped_at", "failed_for"])
    note_bounce(contact=letter.contact, by=None, at=at)
    return letter
