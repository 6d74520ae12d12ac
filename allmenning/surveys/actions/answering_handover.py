"""A colleague takes over: with what is answered so far, and so that both can see it."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.surveys.actions.answering import ClosedError
from allmenning.surveys.actions.letters import queue_letter
from allmenning.surveys.models import Contact, Handover, LetterKind, Response, Stage
from allmenning.surveys.queries.response import is_open

MOST_HANDOVERS = 5


class TooManyHandoversError(Exception):
    """The answer has gone from hand to hand so often that somebody should call."""


@transaction.atomic
def hand_over(
    *,
    contact: Contact,
    name: str,
    email: str,
    role: str,
    language: str,
    by: User | None,
    at: datetime,
) -> Contact:
    """Give the answer, as far as it has come, to a colleague, who gets a link of her own."""
    rows = Contact.objects.select_for_update(of=("self",)).select_related("unit__survey")
    stored = rows.get(pk=contact.pk)
    _refuse(stored, at)
    is_asked = stored.unit.survey.stage == Stage.FIELDING
    colleague = Contact.objects.create(
        unit=stored.unit,
        name=name,
        email=email,
        role=role,
        language=language,
        confirmed_at=at if is_asked else None,
        replaces=stored,
        created_at=at,
    )
    stored.ended_at = at
    stored.save(update_fields=["ended_at"])
    Response.objects.filter(contact=stored).update(contact=colleague)
    handover = Handover.objects.create(unit=stored.unit, left=stored, took_over=colleague, at=at)
    kind = LetterKind.HANDOVER if is_asked else LetterKind.MAPPING
    queue_letter(contact=colleague, kind=kind, due_at=at)
    target = f"surveys.unit:{stored.unit_id}"
    detail: dict[str, object] = {"handover": handover.pk}
    write_audit(by=by, at=at, verb="surveys.contact.handed_over", target=target, detail=detail)
    return colleague


def _refuse(contact: Contact, at: datetime) -> None:
    survey = contact.unit.survey
    if contact.ended_at or not (survey.stage == Stage.MAPPING or is_open(survey, at)):
        raise ClosedError
    if Handover.objects.filter(unit=contact.unit_id).count() >= MOST_HANDOVERS:
        raise TooManyHandoversError
