"""What is new for one member, for the first page and for a look at the next letter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from allmenning.accounts.models import User
from allmenning.accounts.queries import KeptPerRevision
from allmenning.arena.queries.digests import Item, rank
from allmenning.arena.queries.digests_letters import Entry, Line, Names, lines, names
from allmenning.arena.queries.digests_pool import Pool, pool
from allmenning.arena.queries.digests_readers import PERIODS_BACK, Reader, readers
from allmenning.arena.queries.digests_searches import with_searches
from allmenning.arena.queries.viewer import Viewer

REACH = timedelta(days=60)


@dataclass(frozen=True, eq=False)
class Ready:
    """What pages for members need of everything, however many read them."""

    pool: Pool
    names: Names


_kept: KeptPerRevision[Ready] = KeptPerRevision(3)


def ready(at: datetime) -> Ready:
    """Return what could be told today, read once per state of the data; ages are of that time."""
    return _kept.get(timezone.localdate(at), lambda: Ready(pool(at), names()))


def next_letter(person: User, viewer: Viewer, at: datetime) -> list[Line]:
    """Show what a letter would tell now, had she not been here."""
    known = ready(at)
    (reader,) = with_searches(readers([person], known.pool.register, at), at)
    items = rank(reader, known.pool, since=at - PERIODS_BACK * reader.period)
    return lines(_entries(items), viewer, known.names, at)


def news(reader: Reader, known: Ready, at: datetime, *, most: int) -> list[Line]:
    """Return what is new near her, also what letters have told, in the order of letters."""
    items = rank(reader, known.pool, since=at - REACH, most=most, again=True)
    return lines(_entries(items), reader.viewer, known.names, at)


def _entries(items: Iterable[Item]) -> list[Entry]:
    return [Entry(item.thing.key, item.why, item.about) for item in items]
