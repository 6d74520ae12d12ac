"""What one person has answered, found by the personal link."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from allmenning.core.questionnaire import Value
from allmenning.surveys.models import Contact, Handover, Response, Stage, Survey

FINGERPRINT = 8


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def contact_of(token: str) -> Contact | None:
    """Find whose link it is; one that was handed over is found too, to say so."""
    # Ordered by its own key: the order of the model would join and sort by the whole frame.
    rows = Contact.objects.select_related("unit__survey").order_by("pk")
    return rows.filter(token_sha256=digest_of(token), wiped_at=None).first()


def response_of(contact: Contact) -> Response | None:
    return Response.objects.filter(contact=contact).order_by("pk").first()


def is_open(survey: Survey, at: datetime) -> bool:
    """Tell whether answers are taken; after the time of closing none is, even before the job."""
    begun = survey.opens_at is None or survey.opens_at <= at
    ended = survey.closes_at is not None and survey.closes_at <= at
    return survey.stage == Stage.FIELDING and begun and not ended


def handovers_of(contact: Contact) -> QuerySet[Handover]:
    """Give the handovers that this person gave or took, oldest first."""
    mine = Handover.objects.filter(Q(left=contact) | Q(took_over=contact))
    return mine.select_related("left", "took_over").order_by("at", "pk")


def fingerprint(value: Value) -> str:
    """Name an answer in a few letters, so that a page can tell what it showed."""
    if value is None:
        return "-"
    told = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()[:FINGERPRINT]


@dataclass(frozen=True)
class Merged:
    """Answers after a page was sent; `conflicts` are codes that somebody else changed meanwhile."""

    values: dict[str, Value]
    conflicts: tuple[str, ...]


def merge(
    stored: Mapping[str, Value], sent: Mapping[str, Value], seen: Mapping[str, str]
) -> Merged:
    """Put what was sent into what is stored, question by question.

    `seen` has the fingerprints of the answers the page showed. What was not changed on the page
    does not wipe out what another window saved; where both changed the same, what is stored stays,
    and is told of.
    """
    values, conflicts = dict(stored), []
    for code, value in sent.items():
        now = fingerprint(stored.get(code))
        shown = seen.get(code, now)
        mine = fingerprint(value)
        if mine in {shown, now}:
            continue
        if now != shown:
            conflicts.append(code)
        elif value is None:
            values.pop(code, None)
        else:
            values[code] = value
    return Merged(values, tuple(conflicts))
