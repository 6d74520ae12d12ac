"""What is new for one member, for the first page and for a look at the next letter."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from allmenning.accounts.models import User
from allmenning.accounts.queries import KeptPerRevision
from allmenning.arena.queries.digests import rank
from allmenning.arena.queries.digests_letters import Line, Names, lines_of, names
from allmenning.arena.queries.digests_pool import Pool, pool
from allmenning.arena.queries.digests_readers import PERIODS_BACK, Reader, readers
from allmenning.arena.queries.digests_searches import with_searches

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


def next_letter(person: User, at: datetime) -> list[Line]:
    """Show what a letter would tell now, had she not been here."""
    known = ready(at)
    (reader,) = with_searches(readers([person], known.pool.register, at), at)
    items = rank(reader, known.pool, since=at - PERIODS_BACK * reader.period)
    return lines_of(items, known.names)


def news(reader: Reader, known: Ready, at: datetime, *, most: int) -> list[Line]:
    """Return what is new near her, also what letters have told, in the order of letters."""
    items = rank(reader, known.pool, since=at - REACH, most=most, again=True)
    return lines_of(items, known.names)
