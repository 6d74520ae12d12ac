"""Marking contacts whose letters came back, as mail servers tell it."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.models import User
from allmenning.surveys.actions.contacts import note_bounce
from allmenning.surveys.models import Contact
from allmenning.surveys.queries.bounces import contacts_of, read_notification


class NoNotificationError(ValueError):
    """The message tells of no letter that failed for good."""


@transaction.atomic
def take_notification(*, raw: bytes, by: User | None, at: datetime) -> list[Contact]:
    """Mark the contacts that a delivery status notification is about; each becomes a task."""
    notification = read_notification(raw)
    if notification is None:
        raise NoNotificationError
    return [note_bounce(contact=contact, by=by, at=at) for contact in contacts_of(notification)]
