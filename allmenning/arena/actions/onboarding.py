"""The answers to the three questions, kept together."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from allmenning.accounts.models import User
from allmenning.arena.actions.profiles import (
    save_profile,
    set_experience,
    set_follows,
    welcome,
)
from allmenning.arena.models import Profile
from allmenning.arena.queries.profiles import profile_of
from allmenning.evidence.models import Theme


@transaction.atomic
def answer_welcome(
    *,
    person: User,
    job: str,
    channels: Collection[str],
    follows: Iterable[Theme],
    handled: Iterable[Theme],
    by: User | None,
    at: datetime,
) -> Profile:
    """Keep role, channels and themes in one step, so that nobody is left half welcomed."""
    takes = profile_of(person).takes_questions
    save_profile(person=person, job=job, channels=channels, takes_questions=takes, by=by, at=at)
    set_follows(person=person, themes=follows, by=by, at=at)
    set_experience(person=person, themes=handled, by=by, at=at)
    return welcome(person=person, by=by, at=at)
