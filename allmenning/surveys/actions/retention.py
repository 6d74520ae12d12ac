"""Wiping contact data when their time is out; the answers stay, without a name."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.surveys.models import Contact, Letter, LetterKind, Stage, Survey
from allmenning.surveys.queries.surveys import target_of


class StillOpenError(Exception):
    """Contact data are needed as long as the survey takes answers."""


@transaction.atomic
def wipe_contacts(*, survey: Survey, by: User | None, at: datetime) -> int:
    """Empty every contact, so that no link works and no answer leads to a person.

    That a body was asked stays: the rows of sent invitations hold no name, address or text.
    """
    stored = Survey.objects.select_for_update().get(pk=survey.pk)
    if stored.stage == Stage.FIELDING:
        raise StillOpenError
    contacts = Contact.objects.filter(unit__survey=stored, wiped_at=None)
    sent = {"kind": LetterKind.INVITATION, "sent_at__isnull": False}
    Letter.objects.filter(contact__unit__survey=stored).exclude(**sent).delete()
    emptied = contacts.update(
        name="", role="", email="", token_sha256=None, link_nonce="", wiped_at=at
    )
    stored.contacts_wiped_at = at
    stored.save(update_fields=["contacts_wiped_at"])
    detail: dict[str, object] = {"contacts": emptied}
    verb = "surveys.survey.contacts_wiped"
    write_audit(by=by, at=at, verb=verb, target=target_of(stored), detail=detail)
    return emptied


def wipe_due(*, at: datetime) -> int:
    """Wipe the contact data of every survey whose day has come; return how many surveys.

    One that is still open waits until it is closed, which its own closing day sees to.
    """
    today = timezone.localdate(at)
    due = Survey.objects.filter(contacts_until__lte=today, contacts_wiped_at=None)
    done = 0
    for survey in due.exclude(stage=Stage.FIELDING).order_by("pk"):
        wipe_contacts(survey=survey, by=None, at=at)
        done += 1
    return done
