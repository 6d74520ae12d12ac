"""What is new for one member, for the first page and for a look at the next letter."""

from datetime import datetime, timedelta

from django.utils import timezone

from allmenning.accounts.models import User
from allmenning.accounts.queries import KeptPerRevision
from allmenning.arena.queries.digests import rank
from allmenning.arena.queries.digests_letters import Entry, Line, Names, lines, names
from allmenning.arena.queries.digests_pool import Pool, pool
from allmenning.arena.queries.digests_readers import PERIODS_BACK, Reader, readers
from allmenning.arena.queries.viewer import Viewer

REACH = timedelta(days=60)
_pools: KeptPerRevision[Pool] = KeptPerRevision(1)
_names: KeptPerRevision[Names] = KeptPerRevision(3)


def kept_pool(at: datetime) -> Pool:
    """Return what could be told today, read once per state of the data; ages are of that time."""
    return _pools.get(timezone.localdate(at), lambda: pool(at))


def kept_names() -> Names:
    return _names.get(None, names)


def reader_of(person: User, ready: Pool, at: datetime) -> Reader:
    return readers([person], ready.register, at)[0]


def next_letter(person: User, viewer: Viewer, at: datetime) -> list[Line]:
    """Show what a letter would tell now, had she not been here."""
    ready = kept_pool(at)
    reader = reader_of(person, ready, at)
    items = rank(reader, ready, since=at - PERIODS_BACK * reader.period)
    entries = [Entry(item.thing.key, item.why, item.about) for item in items]
    return lines(entries, viewer, kept_names(), at)


def news(person: User, viewer: Viewer, at: datetime, *, most: int) -> list[Line]:
    """Return what is new near her, also what letters have told, in the order of letters."""
    ready = kept_pool(at)
    reader = reader_of(person, ready, at)
    items = rank(reader, ready, since=at - REACH, most=most, again=True)
    entries = [Entry(item.thing.key, item.why, item.about) for item in items]
    return lines(entries, viewer, kept_names(), at)
