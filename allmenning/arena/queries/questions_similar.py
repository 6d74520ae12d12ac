"""What resembles a question that is about to be asked: perhaps it has been answered."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from allmenning.arena.models import Case, Contribution, Guidance, Question
from allmenning.arena.queries.viewer import Viewer, listed
from allmenning.evidence.models import Theme

MOST = 5
# Of each kind the newest on the theme are looked at; more would take longer than it is worth.
LOOKED_AT = 300
WORD = re.compile(r"\w{5,}")
STEM = 6


@dataclass(frozen=True)
class Similar:
    """Something to read first; `route` is the name of its address."""

    title: str
    language: str
    route: str
    slug: str
    owner: str


def similar_to(title: str, themes: Sequence[Theme], viewer: Viewer, at: datetime) -> list[Similar]:
    """Find questions, experiences and guidance on the themes that share words with the title."""
    wanted = _words(title)
    found = [(len(wanted & _words(one.title)), one) for one in _on_themes(themes, viewer, at)]
    shared = [(count, one) for count, one in found if count]
    shared.sort(key=lambda pair: (-pair[0], type(pair[1]).__name__, -pair[1].pk))
    return [_similar(one) for _count, one in shared[:MOST]]


def _on_themes(
    themes: Sequence[Theme], viewer: Viewer, at: datetime
) -> Iterable[Contribution]:
    for model in (Question, Case, Guidance):
        rows = model.objects.filter(themes__in=themes).select_related("owner").distinct()
        yield from listed(rows, viewer, at).order_by("-published_at", "-pk")[:LOOKED_AT]


def _words(title: str) -> set[str]:
    """Take the longer words, cut to what their inflections share."""
    return {word[:STEM] for word in WORD.findall(title.casefold())}


def _similar(one: Contribution) -> Similar:
    return Similar(
        title=one.title,
        language=one.language,
        route=f"arena:{type(one).__name__.lower()}",
        slug=one.slug,
        owner=one.owner.name,
    )
