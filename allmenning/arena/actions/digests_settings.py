"""How letters come and what stands in them, kept together."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from allmenning.accounts.models import User
from allmenning.arena.actions.profiles import choose_letters, save_profile, set_follows
from allmenning.arena.models import Profile, Tag
from allmenning.arena.queries.profiles import profile_of
from allmenning.evidence.models import Theme
from allmenning.register.models import Body


@transaction.atomic
def change_letters(
    *,
    person: User,
    digest: str,
    wider: bool,
    follows: Iterable[Theme],
    counties: Iterable[Body],
    takes_questions: bool,
    mail_at_once: bool,
    quiet_from: int,
    quiet_to: int,
    tags: Iterable[Tag] | None = None,
    by: User | None,
    at: datetime,
) -> Profile:
    known = profile_of(person)
    save_profile(
        person=person,
        job=known.job,
        channels=known.channels,
        takes_questions=takes_questions,
        by=by,
        at=at,
    )
    set_follows(person=person, themes=follows, tags=tags, counties=counties, by=by, at=at)
    return choose_letters(
        person=person,
        digest=digest,
        wider=wider,
        mail_at_once=mail_at_once,
        quiet_from=quiet_from,
        quiet_to=quiet_to,
        by=by,
        at=at,
    )
