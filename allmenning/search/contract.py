"""What a room hands to the search, and what an engine must do.

A room that wants to be found offers an object of type `Source` and names it in `SEARCH_SOURCES`
(config/settings.py); the search knows no room (docs/adr/search.md).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

OPEN = "open"
MEMBERS = "members"


@dataclass(frozen=True)
class Standing:
    """Who may read something, as the database says it right now."""

    audience: str = OPEN
    opens_on: date | None = None

    def is_for(self, audiences: AbstractSet[str], on: date) -> bool:
        """Tell whether a reader of these audiences may read it on that day."""
        return self.audience in audiences or (self.opens_on is not None and self.opens_on <= on)


@dataclass(frozen=True)
class Document:
    """One thing that can be found; a pure function of the database.

    `key` is `<kind>:<identity>`, unique in the installation. `titles` and `body` are plain text;
    `titles` by language, at least one. `route` is the name of an address and its argument, or,
    for a public file, its address and nothing. `dated` is when it was told here.
    `audience` is `open`, `members` or `body:<pk>`; from `opens_on` it is open whatever it was.
    `weight` below 1 ranks lower (guidance past its date, an experience without what failed).
    """

    key: str
    kind: str
    language: str
    titles: Mapping[str, str]
    body: str
    route: tuple[str, str]
    themes: Sequence[str] = ()
    tags: Sequence[str] = ()
    owner_code: str = ""
    audience: str = OPEN
    opens_on: date | None = None
    weight: float = 1.0
    dated: date | None = None
    facets: Mapping[str, str] = field(default_factory=dict)


class Source(Protocol):
    """A room's documents of one kind."""

    kind: str

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[Document]:
        """Yield all documents, or those of the keys that still exist; hidden ones are left out."""
        ...

    def touched(self, verb: str, target: str) -> Iterable[str] | None:
        """Tell which keys an entry of the audit log may have changed; None means all of them."""
        ...

    def standing(self, keys: Sequence[str]) -> Mapping[str, Standing]:
        """Ask the database who may read these now; what is gone or hidden is left out.

        The index is asked first. This is asked of what is about to be shown, so that no page
        leaks what the index has not yet heard of; at most one query.
        """
        ...
