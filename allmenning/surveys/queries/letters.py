"""Who is to get which letter, and whether it still has a purpose."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from allmenning.surveys.models import (
    Contact,
    Letter,
    LetterKind,
    Reminder,
    Response,
    Stage,
    Survey,
    Unit,
)
from allmenning.surveys.queries.coverage import standing_contacts
from allmenning.surveys.queries.response import is_open

# Letters that bring somebody the link for the first time.
FIRST = (LetterKind.INVITATION, LetterKind.HANDOVER)


def asked_contacts(survey: Survey) -> QuerySet[Contact]:
    """Give contacts that can be written to, of units that are asked and have not said no."""
    return (
        standing_contacts()
        .filter(
            unit__survey=survey,
            unit__is_drawn=True,
            unit__left_out="",
            unit__refused_at=None,
            wiped_at=None,
        )
        .exclude(email="")
    )


def _answered(survey: Survey) -> Q:
    """Tell who has answered: the body by anybody, a person by herself."""
    one = {"unit": OuterRef("unit")} if survey.unit == Unit.BODY else {"contact": OuterRef("pk")}
    done = Response.objects.filter(submitted_at__isnull=False, set_aside_at=None, **one)
    return Q(Exists(done))


def to_invite(survey: Survey) -> QuerySet[Contact]:
    """Give those who are asked and have no letter with a link yet, queued or sent."""
    have = Letter.objects.filter(contact=OuterRef("pk"), kind__in=FIRST)
    return asked_contacts(survey).exclude(Exists(have)).exclude(_answered(survey))


def to_remind(survey: Survey, strata: Collection[str]) -> QuerySet[Contact]:
    """Give those who were invited and have not answered; no strata is all of them.

    Where nobody knows if the invitation arrived, the reminder brings the link.
    """
    gone = Q(sent_at__isnull=False) | Q(attempted_at__isnull=False, dropped_at=None)
    invited = Letter.objects.filter(gone, contact=OuterRef("pk"), kind__in=FIRST)
    rows = asked_contacts(survey).filter(Exists(invited)).exclude(_answered(survey))
    return rows.filter(unit__stratum__in=strata) if strata else rows


def due_reminders(at: datetime) -> QuerySet[Reminder]:
    """Give days on the schedules that have come, of surveys that still take answers."""
    rows = Reminder.objects.filter(
        queued_at=None, at__lte=at, survey__stage=Stage.FIELDING, survey__is_simulated=False
    )
    return rows.select_related("survey").order_by("at", "pk")


def open_surveys() -> QuerySet[Survey]:
    return Survey.objects.filter(stage=Stage.FIELDING).order_by("pk")


def due_to_close(at: datetime) -> QuerySet[Survey]:
    return open_surveys().filter(closes_at__lte=at)


def letters_with_all(keys: Collection[int]) -> QuerySet[Letter]:
    rows = Letter.objects.filter(pk__in=keys, sent_at=None, dropped_at=None, attempted_at=None)
    return rows.select_related("contact__unit__survey__owner").order_by("pk")


def has_a_purpose(letter: Letter, at: datetime) -> bool:
    """Tell whether the letter is still right in the moment it is sent."""
    contact = letter.contact
    survey = contact.unit.survey
    if contact.wiped_at or contact.bounced_at or not contact.email:
        return False
    if letter.kind == LetterKind.RECEIPT:
        return True
    if contact.ended_at or contact.unit.refused_at or contact.unit.left_out:
        return False
    if letter.kind == LetterKind.MAPPING:
        return survey.stage == Stage.MAPPING
    if not is_open(survey, at):
        return False
    return not Contact.objects.filter(_answered(survey), pk=contact.pk).exists()


def words_of(letter: Letter) -> dict[str, str]:
    """Return what the analyst wrote for this reminder, by language."""
    if letter.kind != LetterKind.REMINDER:
        return {}
    found = Reminder.objects.filter(
        survey=letter.contact.unit.survey_id, number=letter.number
    ).first()
    return found.text if found else {}
