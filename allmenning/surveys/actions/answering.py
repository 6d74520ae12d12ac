"""Saving answers, sending them in, saying no, and letting a colleague take over.

Saving a page is one UPDATE that holds no lock while anybody thinks: it names the revision it builds
on, and where another window was first, it is done again on what is stored now. It writes no row of
the audit log: each row waits for the one before it, makes all kept pages new, and would tell for
ever at which minute who was at which question (docs/adr/answers-are-saved-in-one-update.md).
Sending in writes one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.core.questionnaire import Question, Value, counted, missing
from allmenning.surveys.actions.letters import queue_letter
from allmenning.surveys.actions.reconciling import note_second_answer
from allmenning.surveys.models import Contact, FrameUnit, LetterKind, Response
from allmenning.surveys.queries.response import is_open, merge, response_of

TRIES = 20


class ClosedError(Exception):
    """The survey takes no answers, or none by this link."""


class NotCompleteError(Exception):
    """Required questions have no answer yet; `codes` names them."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(f"{len(codes)} required questions have no answer")
        self.codes = codes


class BusyError(Exception):
    """Other windows were first again and again."""


@dataclass(frozen=True)
class Sent:
    """What came from one page: answers by code, and fingerprints of those the page showed."""

    answers: Mapping[str, Value]
    seen: Mapping[str, str]
    page: int
    language: str


@dataclass(frozen=True)
class Saved:
    response: Response
    conflicts: tuple[str, ...]


def save_page(
    *,
    contact: Contact,
    sent: Sent,
    questions: tuple[Question, ...],
    by: User | None,
    at: datetime,
    known: Response | None = None,
) -> Saved:
    """Keep the answers of one page, without wiping out what another window has saved.

    `known` is the response as it was read a moment ago; if that is too old, it is read anew.
    """
    del by
    refuse_closed(contact, at)
    for _try in range(TRIES):
        response = known or response_of(contact) or _begun(contact, sent.language, at)
        known = None
        merged = merge(response.values, sent.answers, sent.seen)
        values = merged.values
        if response.submitted_at:
            values = counted(questions, values)
        if _replaced(response, values, sent, at):
            return Saved(response, merged.conflicts)
    raise BusyError


def refuse_closed(contact: Contact, at: datetime) -> None:
    if contact.ended_at or not is_open(contact.unit.survey, at):
        raise ClosedError


def _begun(contact: Contact, language: str, at: datetime) -> Response:
    told = {"unit_id": contact.unit_id, "language": language, "started_at": at, "saved_at": at}
    try:
        with transaction.atomic():
            return Response.objects.create(contact=contact, **told)
    except IntegrityError:  # Another window began in the same moment.
        return Response.objects.get(contact=contact)


def _replaced(response: Response, values: dict[str, Value], sent: Sent, at: datetime) -> bool:
    """Write if nobody has written since it was read."""
    done = Response.objects.filter(pk=response.pk, revision=response.revision).update(
        values=values,
        page=sent.page,
        language=sent.language,
        saved_at=at,
        revision=F("revision") + 1,
    )
    if done:
        response.values, response.page, response.saved_at = values, sent.page, at
        response.revision += 1
    return bool(done)


@transaction.atomic
def send_in(
    *, contact: Contact, questions: tuple[Question, ...], by: User | None, at: datetime
) -> Response:
    """Send the answers in; sent in again they only change."""
    refuse_closed(contact, at)
    response = Response.objects.select_for_update().filter(contact=contact).first()
    if response is None:
        raise NotCompleteError(tuple(one.code for one in questions if one.is_required))
    if lacking := missing(questions, response.values):
        raise NotCompleteError(tuple(one.code for one in lacking))
    is_first = response.submitted_at is None
    response.values = counted(questions, response.values)
    response.submitted_at = response.submitted_at or at
    response.saved_at = at
    response.revision += 1
    response.save(update_fields=["values", "submitted_at", "saved_at", "revision"])
    if contact.unit.refused_at:
        take_back_refusal(unit=contact.unit, by=by, at=at)
    if is_first:
        _told_once(response, contact, by, at)
    return response


def _told_once(response: Response, contact: Contact, by: User | None, at: datetime) -> None:
    target = f"surveys.response:{response.pk}"
    write_audit(by=by, at=at, verb="surveys.response.sent_in", target=target, detail={})
    queue_letter(contact=contact, kind=LetterKind.RECEIPT, due_at=at)
    note_second_answer(unit=contact.unit, at=at)


@transaction.atomic
def refuse(*, unit: FrameUnit, by: User | None, at: datetime) -> FrameUnit:
    """Note that they will not answer; no reminder goes there any more."""
    unit.refused_at = at
    unit.save(update_fields=["refused_at"])
    target = f"surveys.unit:{unit.pk}"
    write_audit(by=by, at=at, verb="surveys.unit.refused", target=target, detail={})
    return unit


@transaction.atomic
def take_back_refusal(*, unit: FrameUnit, by: User | None, at: datetime) -> FrameUnit:
    unit.refused_at = None
    unit.save(update_fields=["refused_at"])
    target = f"surveys.unit:{unit.pk}"
    write_audit(by=by, at=at, verb="surveys.unit.takes_part", target=target, detail={})
    return unit
