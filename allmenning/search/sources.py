"""The rooms' sources, as settings name them; the search itself knows no room."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from allmenning.search.contract import Document, Source, Standing


def sources() -> tuple[Source, ...]:
    return _loaded(tuple(settings.SEARCH_SOURCES))


@cache
def _loaded(paths: tuple[str, ...]) -> tuple[Source, ...]:
    return tuple(import_string(path) for path in paths)


def documents() -> Iterable[Document]:
    """Yield everything that can be found."""
    for source in sources():
        yield from source.documents()


def standings(keys: Sequence[str]) -> Mapping[str, Standing]:
    """Ask the database who may read these now; at most one query for each kind."""
    found: dict[str, Standing] = {}
    for source in sources():
        own = [key for key in keys if kind_of(key) == source.kind]
        if own:
            found |= source.standing(own)
    return found


def kind_of(key: str) -> str:
    return key.partition(":")[0]
