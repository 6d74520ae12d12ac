"""What resembles a question that is about to be asked: perhaps it has been answered."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from allmenning.arena.queries.viewer import Viewer
from allmenning.search.contract import Document
from allmenning.search.queries import Reader, SearchQuery, search

MOST = 5
KINDS = ("question", "case", "guidance")


@dataclass(frozen=True)
class Similar:
    """Something to read first; `route` is the name of its address."""

    title: str
    language: str
    route: str
    slug: str
    owner: str


def similar_to(title: str, viewer: Viewer, at: datetime) -> list[Similar]:
    """Find questions, experiences and guidance like it that the reader may see, likest first."""
    reader = Reader(audiences=viewer.audiences, on=timezone.localdate(at))
    found = search(SearchQuery(text=title, kinds=KINDS), reader, at=at, limit=MOST)
    return [_similar(one) for one in found.hits]


def _similar(one: Document) -> Similar:
    language = next(iter(one.titles))
    route, slug = one.route
    return Similar(one.titles[language], language, route, slug, one.facets.get("owner", ""))
