"""What can be asked of the search: one question over every room, and what is new since last time.

Permission is asked twice: of the index, by audience, and of the database, for what is about to be
shown.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from math import inf
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from allmenning.accounts.models import User
from allmenning.search import index, indexing
from allmenning.search.contract import OPEN, Document
from allmenning.search.engines import Filters, Hits
from allmenning.search.engines import Hit as Found
from allmenning.search.excerpts import Piece, excerpt, marked
from allmenning.search.models import SavedSearch
from allmenning.search.sources import standings
from allmenning.ui import parameters

__all__ = [
    "FACETS",
    "KINDS",
    "LANGUAGES",
    "LONGEST",
    "NEAREST",
    "NEWEST",
    "NOTHING",
    "RELEVANCE",
    "REORDERED",
    "SORTS",
    "Piece",
    "Reader",
    "Results",
    "SearchQuery",
    "excerpt",
    "marked",
    "new_hits",
    "read_query",
    "saved_searches",
    "search",
    "searches_for_letters",
]

KINDS = ("case", "question", "guidance", "finding", "study", "survey", "body", "alert")
LANGUAGES = ("nb", "nn", "en")
RELEVANCE, NEWEST, NEAREST = "treff", "nyeste", "naermest"
SORTS = (RELEVANCE, NEWEST, NEAREST)
LONGEST = 200
# Another order than by relevance is an order of the most relevant, or the first is chance.
REORDERED = 200
FACETS = {"kind": "kinds", "theme": "themes", "tag": "tags", "language": "languages"}
TRIES = 3


@dataclass(frozen=True)
class SearchQuery:
    """What somebody asks for, as it stands in the address; empty is anything."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    near: bool = False
    sort: str = RELEVANCE

    def __bool__(self) -> bool:
        return bool(self.text or self.tags)

    def having(self, field: str, values: tuple[str, ...]) -> "SearchQuery":
        """Return the same question narrowed down in another way."""
        return SearchQuery(**(vars(self) | {field: values}))

    def parameters(self) -> str:
        """Write the address anew, always in the same order."""
        told = [("q", self.text)]
        for name, values in (
            ("type", self.kinds),
            ("tema", self.themes),
            ("emneord", self.tags),
            ("sprak", self.languages),
        ):
            told += [(name, value) for value in sorted(values)]
        if self.near:
            told.append(("naer", "1"))
        if self.sort != RELEVANCE:
            told.append(("sorter", self.sort))
        return urlencode(told)


def read_query(query: QueryDict) -> SearchQuery:
    """Read the address; what makes no sense counts as not given."""
    return SearchQuery(
        text=parameters.text(query, "q", LONGEST),
        kinds=parameters.choices(query, "type", KINDS),
        themes=parameters.choices(query, "tema"),
        tags=parameters.choices(query, "emneord"),
        languages=parameters.choices(query, "sprak", LANGUAGES),
        near=parameters.text(query, "naer") == "1",
        sort=parameters.choice(query, "sorter", SORTS, RELEVANCE),
    )


@dataclass(frozen=True)
class Reader:
    """Who asks: what she may see, on which day, and how far she is from whom.

    `near` are the codes of her peer group and her own; `distances` is by code, smaller is nearer.
    """

    audiences: frozenset[str] = frozenset({OPEN})
    on: date = field(default_factory=timezone.localdate)
    near: frozenset[str] = frozenset()
    distances: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """One page of hits; `facets` counts each as if it alone were not chosen."""

    total: int
    capped: bool
    hits: Sequence[Document]
    facets: Mapping[str, Mapping[str, int]]
    matched: frozenset[str]


NOTHING = Results(0, capped=False, hits=(), facets={}, matched=frozenset())


def search(
    query: SearchQuery, reader: Reader, *, at: datetime, limit: int = 20, offset: int = 0
) -> Results:
    """Find what this reader may see; an empty question finds nothing."""
    if not query:
        return NOTHING
    try:
        indexing.catch_up(at)
        return _searched(query, reader, limit, offset)
    except index.Busy:
        raise
    except index.Damaged:
        indexing.start_anew(at)
        return _searched(query, reader, limit, offset)


def _searched(query: SearchQuery, reader: Reader, limit: int, offset: int) -> Results:
    found, hits = _seen(query, reader, limit, offset)
    return Results(
        total=found.total,
        capped=found.capped,
        hits=[hit.document for hit in hits],
        facets=_facets(query, reader, found.facets),
        matched=found.matched,
    )


def saved_searches(person: User) -> QuerySet[SavedSearch]:
    return SavedSearch.objects.filter(person=person).order_by("name", "pk")


def searches_for_letters(people: Collection[int]) -> QuerySet[SavedSearch]:
    """List the searches these people want in their letters."""
    known = SavedSearch.objects.filter(person__in=people, in_digest=True)
    return known.order_by("person", "name", "pk")


def new_hits(saved: SavedSearch, reader: Reader, *, since: date, most: int = 5) -> list[Document]:
    """Find what was told from that day on and before the reader's, newest first.

    With the day of the last letter as `since`, each day is told once.
    """
    query = replace(read_query(QueryDict(saved.query)), sort=NEWEST)
    _found, hits = _seen(query, reader, REORDERED, 0) if query else (None, [])
    fresh = [hit.document for hit in hits]
    return [one for one in fresh if one.dated and since <= one.dated < reader.on][:most]


def _seen(query: SearchQuery, reader: Reader, limit: int, offset: int) -> tuple[Hits, list[Found]]:
    """Search until everything on the page may be read; what may not, the index is told of."""
    for _try in range(TRIES):
        found = _asked(query, reader, limit, offset)
        known = standings([hit.key for hit in found.hits])
        allowed = [
            hit
            for hit in found.hits
            if hit.key in known and known[hit.key].is_for(reader.audiences, reader.on)
        ]
        if len(allowed) == len(found.hits):
            break
        refused = {hit.key for hit in found.hits} - {hit.key for hit in allowed}
        indexing.look_again(refused)
    return found, allowed


def _asked(query: SearchQuery, reader: Reader, limit: int, offset: int) -> Hits:
    if query.sort == RELEVANCE:
        return _find(query, reader, limit, offset)
    found = _find(query, reader, REORDERED, 0)
    if query.sort == NEAREST:
        hits = sorted(found.hits, key=lambda hit: _distance(hit.document, reader))
    else:
        hits = sorted(found.hits, key=lambda hit: hit.document.dated or date.min, reverse=True)
    return replace(found, hits=hits[offset : offset + limit])


def _distance(document: Document, reader: Reader) -> float:
    """Return how far the owner is from the reader; what belongs to nobody stands behind."""
    return reader.distances.get(document.owner_code, inf)


def _find(
    query: SearchQuery, reader: Reader, limit: int, offset: int, *, facets: bool = True
) -> Hits:
    return index.engine().find(
        query.text,
        audiences=reader.audiences,
        on=reader.on,
        filters=_filters(query, reader),
        limit=limit,
        offset=offset,
        count_facets=facets,
    )


def _filters(query: SearchQuery, reader: Reader) -> Filters:
    return Filters(
        kinds=query.kinds,
        themes=query.themes,
        tags=query.tags,
        languages=query.languages,
        owners=sorted(reader.near) if query.near else (),
    )


def _facets(
    query: SearchQuery, reader: Reader, counted: Mapping[str, Mapping[str, int]]
) -> Mapping[str, Mapping[str, int]]:
    """Count what is chosen from anew without it, so that the other choices have their numbers."""
    facets = {name: counted.get(name, {}) for name in FACETS}
    for name, chosen in FACETS.items():
        if getattr(query, chosen):
            without = _find(query.having(chosen, ()), reader, 0, 0)
            facets[name] = without.facets.get(name, {})
    return facets
