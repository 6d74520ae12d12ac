"""What the searches a member has saved have found since her last letter."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from allmenning.arena.queries.digests_readers import Reader
from allmenning.search.models import SavedSearch
from allmenning.search.queries import Reader as Asker
from allmenning.search.queries import new_hits, searches_for_letters

MOST_OF_ONE_SEARCH = 5


def with_searches(people: Sequence[Reader], at: datetime) -> list[Reader]:
    """Add what saved searches have found, to those who have saved any."""
    saved: dict[int, list[SavedSearch]] = defaultdict(list)
    for one in searches_for_letters([reader.person.pk for reader in people]):
        saved[one.person_id].append(one)
    return [
        replace(reader, found=_found(reader, saved[reader.person.pk], at))
        if reader.person.pk in saved
        else reader
        for reader in people
    ]


def _found(reader: Reader, saved: Sequence[SavedSearch], at: datetime) -> dict[str, str]:
    """Return the keys of what was found, each with the name of the first search that did."""
    since, today = timezone.localdate(reader.since(at)), timezone.localdate(at)
    # A search leaves out its own day, of which more may come; letters know what they have told.
    asker = Asker(audiences=reader.viewer.audiences, on=today + timedelta(days=1))
    found: dict[str, str] = {}
    for one in saved:
        for hit in new_hits(one, asker, since=since, most=MOST_OF_ONE_SEARCH):
            found.setdefault(hit.key, one.name)
    return found
