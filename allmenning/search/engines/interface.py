"""What an engine promises, whichever keeps the index (docs/adr/search.md)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from allmenning.search.contract import Document

# Beyond so many hits nobody counts; the page says "more than 1,000".
COUNTED = 1_000


@dataclass(frozen=True)
class Filters:
    """What a reader narrows to: within a filter any of the values, between filters all of them.

    `facets` narrows by the documents' own facets, by name; `owners` by the codes of bodies.
    """

    kinds: Collection[str] = ()
    themes: Collection[str] = ()
    tags: Collection[str] = ()
    languages: Collection[str] = ()
    owners: Collection[str] = ()
    facets: Mapping[str, Collection[str]] = field(default_factory=dict)

    def wanted(self) -> dict[str, Collection[str]]:
        """Return the values to keep, by name, for those that narrow anything."""
        named = {
            "kind": self.kinds,
            "theme": self.themes,
            "tag": self.tags,
            "language": self.languages,
            "owner": self.owners,
        }
        return {name: values for name, values in {**self.facets, **named}.items() if values}


EVERYTHING = Filters()


@dataclass(frozen=True)
class Hit:
    """A document that was found, as it was handed in, and how well it fits."""

    key: str
    score: float
    document: Document


@dataclass(frozen=True)
class Hits:
    """One page of what was found.

    Attributes
    ----------
    total
        How many documents the reader may see that match; at most `COUNTED` when `capped`.
    capped
        There are more than `total`.
    facets
        Number of hits by value, by name: `kind`, `theme`, `tag`, `language`, `owner` and the
        documents' own facets. Values without hits are left out.
    matched
        The terms to mark in a hit's texts: hand them to `core.text.spans`.
    """

    total: int
    hits: Sequence[Hit]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    matched: frozenset[str] = frozenset()
    capped: bool = False


class Engine(Protocol):
    """An index in a folder of its own; a pure function of the documents put in.

    Opened with the folder, which is made when missing. One object serves one thread; several
    processes may read while one writes, and writers wait for each other.
    """

    name: str

    def replace(self, documents: Iterable[Document], *, position: int | None = None) -> None:
        """Put documents in, in place of those with the same keys; note the position with them."""
        ...

    def remove(self, keys: Iterable[str], *, position: int | None = None) -> None:
        """Take documents out; a key that is not there is no mistake."""
        ...

    def change(
        self, documents: Iterable[Document], gone: Iterable[str], *, position: int | None = None
    ) -> None:
        """Put in, take out and note the position, all or nothing."""
        ...

    def rebuild(self, documents: Iterable[Document], *, position: int | None = None) -> None:
        """Empty the index and put all documents in; readers see the old until it is done."""
        ...

    def clear(self) -> None:
        """Empty the index and forget the position."""
        ...

    def position(self) -> int | None:
        """Tell the last entry of the audit log that the index has seen; None before the first."""
        ...

    def note(self, position: int) -> None:
        """Remember the last entry of the audit log that the index has seen."""
        ...

    def find(
        self,
        query: str,
        *,
        audiences: Collection[str],
        on: date,
        filters: Filters = EVERYTHING,
        limit: int = 10,
        offset: int = 0,
        count_facets: bool = True,
    ) -> Hits:
        """Find what these audiences may see on this day, best first.

        An empty query finds everything, newest first. Any string is a query; none is a mistake.
        """
        ...

    def keys(self) -> set[str]:
        """Tell the keys of all documents in the index."""
        ...

    def close(self) -> None: ...
