"""Letters are due, written, attempted and sent; each step is in the database before the next.

A letter whose attempt has no known outcome is not sent again, so that nobody gets it twice; it can
be read in the browser, so that nothing is lost.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.models import Digest, DigestItem, Frequency, Profile
from allmenning.arena.queries.digests import Item
from allmenning.arena.queries.digests_readers import Reader
from allmenning.core.quiet_hours import end_of_quiet

# A job that died is thought of again after this.
CLAIM_LASTS = timedelta(hours=1)
LOOK_AGAIN = timedelta(days=1)
AWAY = timedelta(days=182)
MOST_REFUSALS = 3


def wanting(at: datetime) -> QuerySet[Profile]:
    """List those who may be due: they want letters, can be reached, and have not been away."""
    return Profile.objects.filter(
        Q(digest_due_at=None) | Q(digest_due_at__lte=at),
        refusals__lt=MOST_REFUSALS,
        farewell_at=None,
        person__is_active=True,
        person__is_demo=False,
        person__closed_at=None,
        person__email_verified_at__isnull=False,
    ).exclude(digest=Frequency.NEVER)


@transaction.atomic
def claim_due(*, most: int, at: datetime) -> list[int]:
    """Return the people whose letters are to be thought of now, and let nobody else have them."""
    newcomers = User.objects.filter(
        profile=None, is_active=True, is_demo=False, email_verified_at__isnull=False
    ).order_by("pk")
    Profile.objects.bulk_create(
        [Profile(person=person) for person in newcomers], ignore_conflicts=True
    )
    due = wanting(at).order_by("pk").values_list("person_id", flat=True)
    people = list(due.select_for_update(of=("self",))[:most])
    Profile.objects.filter(person__in=people).update(digest_due_at=at + CLAIM_LASTS)
    return people


def later(reader: Reader, at: datetime) -> datetime | None:
    """Return when to think of her again, where it is not now: she has been here, or it is night.

    A job that is done a second time finds those it has done put off longer than a claim lasts.
    """
    profile = reader.profile
    if profile.digest_due_at and profile.digest_due_at > at + CLAIM_LASTS:
        return profile.digest_due_at
    if profile.seen_at and at - profile.seen_at < reader.period:
        return profile.seen_at + reader.period
    local = timezone.localtime(at)
    morning = end_of_quiet(local, profile.quiet_from, profile.quiet_to)
    return morning if morning > local else None


def has_been_away(reader: Reader, at: datetime) -> bool:
    """Tell whether nobody has seen her for half a year."""
    person = reader.person
    moments = (reader.profile.seen_at, person.last_login, person.created_at)
    return at - max(moment for moment in moments if moment) > AWAY


@transaction.atomic
def put_off(*, profile: Profile, until: datetime) -> Profile:
    """Think of her again then; nobody acted, so there is no entry in the log."""
    profile.digest_due_at = until
    profile.save(update_fields=["digest_due_at"])
    return profile


@transaction.atomic
def write_digests(
    *, letters: Sequence[tuple[Reader, Sequence[Item]]], at: datetime
) -> list[Digest]:
    """Keep what letters tell before anybody is told; the database refuses a second time."""
    written = Digest.objects.bulk_create(
        Digest(person=reader.person, at=at) for reader, _items in letters
    )
    DigestItem.objects.bulk_create(
        DigestItem(
            person=reader.person,
            digest=digest,
            key=item.thing.key,
            why=item.why,
            about=item.about[:100],
        )
        for digest, (reader, items) in zip(written, letters, strict=True)
        for item in items
    )
    return written


@transaction.atomic
def drop_digest(*, digest: Digest) -> None:
    """Forget a letter that nobody got, as nothing in it may be read any more."""
    Digest.objects.filter(pk=digest.pk, attempted_at=None).delete()


@transaction.atomic
def write_farewell(*, reader: Reader, at: datetime) -> Digest:
    """Write the last letter: it asks whether to stop, and stops until she is here again."""
    reader.profile.farewell_at = at
    reader.profile.save(update_fields=["farewell_at"])
    return Digest.objects.create(person=reader.person, at=at, is_farewell=True)


def unsent(people: Collection[int]) -> QuerySet[Digest]:
    """List letters that were written, but that no mail server was asked to take."""
    rows = Digest.objects.filter(person__in=people, attempted_at=None)
    return rows.select_related("person").order_by("pk")


@transaction.atomic
def begin_attempt(*, digest: Digest, next_at: datetime, at: datetime) -> bool:
    """Tell whether this letter is ours to send; it is nobody's a second time."""
    ours = Digest.objects.filter(pk=digest.pk, attempted_at=None).update(attempted_at=at)
    if ours:
        Profile.objects.filter(person=digest.person_id).update(digest_due_at=next_at)
    return bool(ours)


@transaction.atomic
def give_up_attempt(*, digest: Digest, at: datetime) -> Digest:
    """Nobody took it, and said so: it may be attempted again."""
    Digest.objects.filter(pk=digest.pk, sent_at=None).update(attempted_at=None)
    Profile.objects.filter(person=digest.person_id).update(digest_due_at=at + CLAIM_LASTS)
    return digest


@transaction.atomic
def note_sent(*, digest: Digest, at: datetime) -> Digest:
    digest.sent_at = at
    digest.save(update_fields=["sent_at"])
    Profile.objects.filter(person=digest.person_id, refusals__gt=0).update(refusals=0)
    return digest


@transaction.atomic
def note_refused(*, digest: Digest, at: datetime) -> Profile:
    """Count that the mail server would not have it; three in a row stop the letters."""
    profile = Profile.objects.select_for_update().get(person=digest.person_id)
    profile.refusals += 1
    profile.save(update_fields=["refusals"])
    if profile.refusals == MOST_REFUSALS:
        target = f"user:{digest.person.pseudonym}"
        write_audit(by=None, at=at, verb="arena.digest.stopped", target=target, detail={})
    return profile
