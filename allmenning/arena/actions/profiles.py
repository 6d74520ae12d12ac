"""What members tell of themselves; none of it stands on a page that strangers read."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.models import (
    Channel,
    Experience,
    Follow,
    Frequency,
    Job,
    Profile,
    Tag,
)
from allmenning.arena.queries.profiles import SEEN_EVERY
from allmenning.evidence.models import Theme
from allmenning.register.models import Body


@transaction.atomic
def save_profile(
    *,
    person: User,
    job: Job | str,
    channels: Collection[Channel | str],
    takes_questions: bool,
    by: User | None,
    at: datetime,
) -> Profile:
    """Keep what she does, where, and whether questions may come to her."""
    known = [channel.value for channel in Channel if channel in channels]
    told = {"job": job, "channels": known, "takes_questions": takes_questions}
    profile, _new = Profile.objects.update_or_create(person=person, defaults=told)
    _note("told", person, by, at)
    return profile


@transaction.atomic
def choose_letters(
    *,
    person: User,
    digest: Frequency | str,
    wider: bool,
    mail_at_once: bool,
    quiet_from: int,
    quiet_to: int,
    by: User | None,
    at: datetime,
) -> Profile:
    """Keep how often letters come, and when nothing is mailed; it wakes letters that stopped."""
    told = {
        "digest": digest,
        "digest_wider": wider,
        "mail_at_once": mail_at_once,
        "quiet_from": quiet_from,
        "quiet_to": quiet_to,
        "digest_due_at": None,
        "refusals": 0,
        "farewell_at": None,
    }
    profile, _new = Profile.objects.update_or_create(person=person, defaults=told)
    _note("letters", person, by, at)
    return profile


@transaction.atomic
def stop_letters(*, person: User, by: User | None, at: datetime) -> Profile:
    """Send no more letters; what concerns her alone is still mailed."""
    profile, _new = Profile.objects.update_or_create(
        person=person, defaults={"digest": Frequency.NEVER}
    )
    _note("letters_stopped", person, by, at)
    return profile


@transaction.atomic
def set_experience(
    *, person: User, themes: Iterable[Theme], by: User | None, at: datetime
) -> list[Experience]:
    """Let these, and no others, be the themes she has handled and may be asked about."""
    wanted = {theme.pk for theme in themes}
    Experience.objects.filter(person=person).exclude(theme__in=wanted).delete()
    for theme in sorted(wanted):
        Experience.objects.get_or_create(person=person, theme_id=theme)
    _note("experience", person, by, at)
    return list(person.experiences.order_by("theme", "pk"))


@transaction.atomic
def set_follows(
    *,
    person: User,
    themes: Iterable[Theme] | None = None,
    tags: Iterable[Tag] | None = None,
    counties: Iterable[Body] | None = None,
    by: User | None,
    at: datetime,
) -> list[Follow]:
    """Let these be what she follows; a kind that is not told stays as it is."""
    for kind, rows in (("theme", themes), ("tag", tags), ("county", counties)):
        if rows is not None:
            _follow_these(person, kind, {row.pk for row in rows})
    _note("follows", person, by, at)
    return list(person.follows.order_by("pk"))


@transaction.atomic
def follow_one(
    *, person: User, thing: Theme | Tag | Body, is_on: bool, by: User | None, at: datetime
) -> bool:
    """Follow one more thing, or one less; the rest stays. Return whether that changed anything."""
    kind = "county" if isinstance(thing, Body) else type(thing).__name__.lower()
    told: dict[str, Any] = {"person": person, kind: thing}
    if is_on:
        changed = Follow.objects.get_or_create(**told)[1]
    else:
        changed = bool(Follow.objects.filter(**told).delete()[0])
    if changed:
        _note("follows", person, by, at)
    return changed


def _follow_these(person: User, kind: str, wanted: set[int]) -> None:
    gone = Q(**{f"{kind}__isnull": False}) & ~Q(**{f"{kind}__in": wanted})
    Follow.objects.filter(gone, person=person).delete()
    for key in sorted(wanted):
        told: dict[str, Any] = {"person": person, f"{kind}_id": key}
        Follow.objects.get_or_create(**told)


@transaction.atomic
def welcome(*, person: User, by: User | None, at: datetime) -> Profile:
    """Do not offer the three questions again, answered or not."""
    profile, _new = Profile.objects.get_or_create(person=person)
    if profile.welcomed_at is None:
        profile.welcomed_at = at
        profile.save(update_fields=["welcomed_at"])
        _note("welcomed", person, by, at)
    return profile


def note_seen(*, profile: Profile, at: datetime) -> Profile:
    """Remember that she was here, at most once an hour; no entry in the log, for nobody acted."""
    if profile.seen_at is not None and at - profile.seen_at < SEEN_EVERY:
        return profile
    profile.seen_at, profile.farewell_at = at, None
    if profile.pk is None:
        told = {"seen_at": at}
        return Profile.objects.update_or_create(person=profile.person, defaults=told)[0]
    profile.save(update_fields=["seen_at", "farewell_at"])
    return profile


def note_here(*, person: User, at: datetime) -> bool:
    """Do the same for a page that has not read her profile: one row where an hour has gone."""
    mine = Profile.objects.filter(person=person)
    long_ago = Q(seen_at__isnull=True) | Q(seen_at__lte=at - SEEN_EVERY)
    if mine.filter(long_ago).update(seen_at=at, farewell_at=None):
        return True
    return Profile.objects.get_or_create(person=person, defaults={"seen_at": at})[1]


def _note(what: str, person: User, by: User | None, at: datetime) -> None:
    target = f"user:{person.pseudonym}"
    write_audit(by=by, at=at, verb=f"arena.profile.{what}", target=target, detail={})
