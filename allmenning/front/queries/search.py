"""What the page of a search shows: hits with what fits marked, and what to narrow down by."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from allmenning.accounts.queries import KeptPerRevision
from allmenning.arena.models import Tag
from allmenning.arena.queries.near import nearness
from allmenning.arena.queries.viewer import viewer_of
from allmenning.core.text import language_of, spans
from allmenning.evidence.models import Theme
from allmenning.register.queries import Lens, lens_from
from allmenning.search.contract import MEMBERS, Document
from allmenning.search.queries import (
    KINDS,
    NEAREST,
    NEWEST,
    RELEVANCE,
    REORDERED,
    Piece,
    Reader,
    Results,
    SearchQuery,
    excerpt,
    marked,
)
from allmenning.ui.paging import Page
from allmenning.ui.text import day

PER_PAGE = 20
MOST_TAGS = 12
MOST_ALSO = 6
LANGUAGE_NAMES = {"nb": "bokmål", "nn": "nynorsk", "en": "English"}


@dataclass(frozen=True)
class Shown:
    """A hit as it stands on the page; a language is given where it is not the page's."""

    address: str
    kind: str
    title: tuple[Piece, ...]
    language: str
    text: tuple[Piece, ...]
    text_language: str
    owner: str
    dated: date | None
    years: str
    near: str
    remarks: tuple[tuple[str, str], ...]

    @property
    def title_html(self) -> SafeString:
        return _html(self.title)

    @property
    def text_html(self) -> SafeString:
        return _html(self.text)

    @property
    def about_html(self) -> SafeString:
        """Say who told it, when, and how near that is."""
        told = [(one,) for one in (self.owner, self.day, self.years) if one]
        told_html = format_html_join("", "<span>{}</span>", told)
        near = format_html('<span class="hit-near">{}</span>', self.near) if self.near else ""
        return format_html("{}{}", told_html, near)

    @property
    def day(self) -> str:
        return day(self.dated) if self.dated else ""


def _html(pieces: Sequence[Piece]) -> SafeString:
    """Mark what fits; put together here, since a template takes ten times as long."""
    told = (
        f"<mark>{escape(one.text)}</mark>" if one.is_marked else escape(one.text) for one in pieces
    )
    return mark_safe("".join(told))  # noqa: S308 -- every piece is escaped


@dataclass(frozen=True)
class Option:
    """A value to narrow down by: how many it would leave, and where the link goes."""

    label: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True)
class Choice:
    """What can be narrowed down by: kind, theme, tag or language."""

    label: str
    options: tuple[Option, ...]

    @property
    def is_chosen(self) -> bool:
        return any(option.chosen for option in self.options)

    def narrows(self, total: int) -> bool:
        """Tell whether any option leaves fewer than there are."""
        return any(option.count < total for option in self.options)


def reader_of(request: HttpRequest, query: SearchQuery) -> Reader:
    """Say who asks; how far she is from everybody only where the order hangs on it."""
    lens = lens_from(request)
    return Reader(
        audiences=viewer_of(request).audiences,
        on=timezone.localdate(),
        near=lens.codes if lens else frozenset(),
        distances=_distances(lens) if lens and query.sort == NEAREST else {},
    )


def _distances(lens: Lens) -> dict[str, float]:
    known = {code: peer.distance for code, peer in lens.everyone.items()}
    told = {code: distance for code, distance in known.items() if distance is not None}
    return told | {lens.body.code: -1.0}


def shown(query: SearchQuery, results: Results, lens: Lens | None) -> list[Shown]:
    enough = max(1, len(query.text.split()))
    return [_shown(one, results.matched, enough, lens) for one in results.hits]


def _shown(document: Document, matched: frozenset[str], enough: int, lens: Lens | None) -> Shown:
    page = get_language() or "nb"
    language = page if page in document.titles else document.language
    title = document.titles.get(language) or next(iter(document.titles.values()))
    text = excerpt(document.body, lambda line: spans(line, matched), enough=enough)
    return Shown(
        address=address_of(document),
        kind=kind_name(document.kind),
        title=marked(title, spans(title, matched)),
        language=foreign(language),
        text=text,
        # An answer may be in the other form than the question it stands under.
        text_language=foreign(language_of("".join(one.text for one in text)) or document.language),
        owner=document.facets.get("owner", ""),
        dated=document.dated if document.kind not in {"finding", "study"} else None,
        years=document.facets.get("years", ""),
        near=_near(document.owner_code, lens),
        remarks=tuple(_remarks(document)),
    )


def foreign(language: str) -> str:
    return "" if language == (get_language() or "nb") else language


def address_of(document: Document) -> str:
    """Return the page in the reader's language; public files carry their address themselves."""
    name, argument = document.route
    if not name.startswith("/"):
        return reverse(name, args=[argument])
    language = get_language() or "nb"
    return name if language == "nb" else f"/{language}{name}"


def _near(code: str, lens: Lens | None) -> str:
    if lens is None or code not in lens.codes:
        return ""
    if code == lens.body.code:
        return _("Your own municipality")
    near = nearness(lens)
    return near.why(lens.snapshot.by_code[code].pk) if near else ""


def _remarks(document: Document) -> Iterator[tuple[str, str]]:
    """Yield what a reader should know before she opens it, and how loudly it is said."""
    if document.facets.get("invented"):
        yield _("Invented example"), "neutral"
    if document.audience == MEMBERS and not _is_open(document):
        yield _("For members only"), "neutral"
    if document.facets.get("review", "9") < timezone.localdate().isoformat():
        yield _("Past its review date"), "warning"
    if document.facets.get("status") == "replaced":
        yield _("Replaced by newer guidance"), "warning"
    if document.kind == "alert" and document.facets.get("state") != "active":
        yield pgettext("alert", "Over"), "neutral"


def _is_open(document: Document) -> bool:
    return document.opens_on is not None and document.opens_on <= timezone.localdate()


def page_of(
    query: SearchQuery, results: Results, rows: Sequence[Shown], number: int
) -> Page[Shown]:
    first = (number - 1) * PER_PAGE + 1 if rows else 0
    return Page(
        rows=rows,
        number=number,
        pages=pages_of(query, results),
        count=_reachable(query, results),
        first=first,
        last=first + len(rows) - 1 if rows else 0,
        query=query.parameters(),
    )


def pages_of(query: SearchQuery, results: Results) -> int:
    return max(1, -(-_reachable(query, results) // PER_PAGE))


def _reachable(query: SearchQuery, results: Results) -> int:
    """Return how many can be turned to; in another order no more than were put in order."""
    return results.total if query.sort == RELEVANCE else min(results.total, REORDERED)


def kinds_of(query: SearchQuery, results: Results) -> Choice:
    counted = results.facets.get("kind", {})
    values = [kind for kind in KINDS if counted.get(kind) or kind in query.kinds]
    options = [
        _option(query, "kinds", kind, kind_names(kind), counted.get(kind, 0)) for kind in values
    ]
    everything = replace(query, kinds=())
    total = sum(counted.values())
    every = Option(_("Everything"), total, f"?{everything.parameters()}", chosen=not query.kinds)
    return Choice(_("Kind"), (every, *options) if len(options) > 1 or query.kinds else ())


def choices_of(query: SearchQuery, results: Results) -> list[Choice]:
    """List what else may be narrowed down by; what would change nothing is left out."""
    facets = results.facets
    tags = sorted(facets.get("tag", {}).items(), key=lambda one: (-one[1], one[0]))[:MOST_TAGS]
    tag_names = _tag_names({slug for slug, _count in tags} | set(query.tags))
    found = (
        _choice(query, "themes", _("Theme"), facets.get("theme", {}), theme_names()),
        _choice(query, "tags", pgettext("search", "Tag"), dict(tags), tag_names),
        _choice(query, "languages", _("Language"), facets.get("language", {}), LANGUAGE_NAMES),
    )
    return [one for one in found if one.is_chosen or one.narrows(results.total)]


def _choice(
    query: SearchQuery,
    field: str,
    label: str,
    counted: Mapping[str, int],
    names: Mapping[str, str],
) -> Choice:
    chosen: tuple[str, ...] = getattr(query, field)
    values = [value for value in names if counted.get(value) or value in chosen]
    options = [_option(query, field, one, names[one], counted.get(one, 0)) for one in values]
    return Choice(label, tuple(options))


def _option(query: SearchQuery, field: str, value: str, label: str, count: int) -> Option:
    """Link to the same search with the value, or without it where it is chosen already."""
    chosen: tuple[str, ...] = getattr(query, field)
    kept = tuple(one for one in chosen if one != value)
    now = kept if value in chosen else (*chosen, value)
    return Option(label, count, f"?{query.having(field, now).parameters()}", value in chosen)


def orders_of(query: SearchQuery, lens: Lens | None) -> list[Option]:
    names = {RELEVANCE: _("Best first"), NEWEST: _("Newest first")}
    if lens:
        names[NEAREST] = _("Nearest first")
    return [
        Option(label, 0, f"?{replace(query, sort=sort).parameters()}", query.sort == sort)
        for sort, label in names.items()
    ]


def near_of(query: SearchQuery, lens: Lens | None) -> Option | None:
    """Offer what municipalities near the reader's have told."""
    if lens is None:
        return None
    label = _("Only %(place)s and those near it") % {"place": lens.body.name}
    return Option(label, 0, f"?{replace(query, near=not query.near).parameters()}", query.near)


def also_searched(query: SearchQuery, rows: Iterable[Shown]) -> list[str]:
    """List words that were found for the reader's own: other forms, spellings, compounds."""
    asked = query.text.casefold()
    found: dict[str, None] = {}
    for row in rows:
        for piece in (*row.title, *row.text):
            word = piece.text.casefold()
            if piece.is_marked and word not in asked and word[:4] not in asked:
                found[word] = None
    return list(found)[:MOST_ALSO]


_themes: KeptPerRevision[dict[str, str]] = KeptPerRevision(3)
_tags: KeptPerRevision[dict[str, str]] = KeptPerRevision(3)


def theme_names() -> dict[str, str]:
    """Return the themes' names by slug, in their order."""
    return _themes.get("names", lambda: {one.slug: one.name for one in Theme.objects.all()})


def _tag_names(slugs: set[str]) -> dict[str, str]:
    """Return the names of these, in their order."""
    if not slugs:
        return {}
    known = _tags.get(
        "names", lambda: dict(Tag.objects.order_by("name", "pk").values_list("slug", "name"))
    )
    return {slug: name for slug, name in known.items() if slug in slugs}


def kind_name(kind: str) -> str:
    return str(KIND_NAME[kind])


def kind_names(kind: str) -> str:
    return str(KIND_NAMES[kind])


KIND_NAME = {
    "case": pgettext_lazy("kind of hit", "Experience"),
    "question": pgettext_lazy("kind of hit", "Question"),
    "guidance": pgettext_lazy("kind of hit", "Guidance"),
    "finding": pgettext_lazy("kind of hit", "Finding"),
    "study": pgettext_lazy("kind of hit", "Study"),
    "survey": pgettext_lazy("kind of hit", "Survey"),
    "body": pgettext_lazy("kind of hit", "Municipality or county"),
    "alert": pgettext_lazy("kind of hit", "Warning"),
}
KIND_NAMES = {
    "case": pgettext_lazy("kinds of hits", "Experiences"),
    "question": pgettext_lazy("kinds of hits", "Questions"),
    "guidance": pgettext_lazy("kinds of hits", "Guidance"),
    "finding": pgettext_lazy("kinds of hits", "Findings"),
    "study": pgettext_lazy("kinds of hits", "Studies"),
    "survey": pgettext_lazy("kinds of hits", "Surveys"),
    "body": pgettext_lazy("kinds of hits", "Municipalities and counties"),
    "alert": pgettext_lazy("kinds of hits", "Warnings"),
}
