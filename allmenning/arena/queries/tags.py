"""Tags with what this reader may see under them: cases, questions and guidance together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import pgettext

from allmenning.arena.models import Case, Contribution, Guidance, Question, Tag
from allmenning.arena.queries.viewer import Viewer, listed
from allmenning.register.queries import norwegian
from allmenning.ui.text import slugify

Key = tuple[str, int]


@dataclass(frozen=True)
class Tagged:
    """One thing under a tag; `route` is the name of its page."""

    kind: str
    route: str
    row: Contribution


@dataclass(frozen=True)
class TagCount:
    tag: Tag
    count: int


def tag_of(slug: str) -> Tag | None:
    """Find the tag, or the one that has this word among its synonyms."""
    found = Tag.objects.filter(slug=slug).first()
    if found is not None:
        return found
    known = Tag.objects.exclude(synonyms=[]).order_by("pk")
    return next((tag for tag in known if slug in map(slugify, tag.synonyms)), None)


def counted_tags(viewer: Viewer, at: datetime) -> list[TagCount]:
    """List the tags in use in the order of their names."""
    counts: Counter[int] = Counter()
    for rows in _everything(viewer, at).values():
        # A tag with no row of this reader's stands there with None.
        counts.update(pk for pk in rows.order_by().values_list("tags", flat=True) if pk)
    tags = Tag.objects.filter(pk__in=counts).order_by("name", "pk")
    ordered = sorted(tags, key=lambda tag: (norwegian(tag.name), tag.pk))
    return [TagCount(tag, counts[tag.pk]) for tag in ordered]


def tagged(tag: Tag, viewer: Viewer, at: datetime) -> list[Key]:
    """List kind and key of what has the tag, newest first."""
    found = [
        (published, kind, pk)
        for kind, rows in _everything(viewer, at).items()
        for pk, published in rows.filter(tags=tag).order_by().values_list("pk", "published_at")
    ]
    return [(kind, pk) for _published, kind, pk in sorted(found, key=_age, reverse=True)]


def rows_of(keys: Sequence[Key]) -> list[Tagged]:
    """Fetch what a page shows, a query for each kind, and lay it in order."""
    found: dict[Key, Contribution] = {}
    for kind, model in MODELS.items():
        wanted = [pk for name, pk in keys if name == kind]
        if wanted:
            rows: QuerySet[Contribution] = model.objects.filter(pk__in=wanted)  # type: ignore[attr-defined]
            found |= {(kind, row.pk): row for row in rows.select_related("owner").order_by("pk")}
    return [Tagged(_kind_name(key[0]), ROUTES[key[0]], found[key]) for key in keys if key in found]


MODELS: dict[str, type[Contribution]] = {"case": Case, "question": Question, "guidance": Guidance}
ROUTES = {
    "case": "arena:case",
    "question": "arena:question",
    "guidance": "arena:guidance",
}


def _everything(viewer: Viewer, at: datetime) -> dict[str, QuerySet[Contribution]]:
    return {
        kind: listed(model.objects.all(), viewer, at)  # type: ignore[attr-defined]
        for kind, model in MODELS.items()
    }


def _age(one: tuple[datetime | None, str, int]) -> tuple[float, str, int]:
    published, kind, pk = one
    return (published.timestamp() if published else 0.0, kind, pk)


def _kind_name(kind: str) -> str:
    return {
        "case": pgettext("kind of text", "Experience"),
        "question": pgettext("kind of text", "Question"),
        "guidance": pgettext("kind of text", "Guidance"),
    }[kind]
