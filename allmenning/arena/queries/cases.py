"""Cases narrowed down, as rows of a list and as open data."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from allmenning.accounts.queries import KeptPerRevision
from allmenning.arena.models import Case, EvidenceKind, Outcome, Replication, Tag, Visibility
from allmenning.arena.queries.cases_words import channel_words, inhabitants, tried_words
from allmenning.arena.queries.near import Nearness
from allmenning.evidence.models import Theme

# Nobody has said for three years that it is still so: it leaves the lists, and can be asked for.
STILL_TRUE_DAYS = 3 * 365
EXCERPT = 220
# Full-time equivalents in communication, from, up to but not including.
STAFFING = {"0-1": (0, 1), "1-2": (1, 2), "2-4": (2, 4), "4-": (4, 10**4)}
# What each way of narrowing is called in an address.
PARAMETERS = {
    "theme": "tema",
    "tag": "emneord",
    "channel": "kanal",
    "purpose": "formal",
    "stage": "stadium",
    "evidence": "belegg",
    "staffing": "stillinger",
    "county": "fylke",
    "body": "kommune",
    "failed": "sviktet",
    "near": "nar",
    "old": "eldre",
}


@dataclass(frozen=True)
class Narrowing:
    """Which cases the reader asked for; empty is all that are still true."""

    theme: str = ""
    tag: str = ""
    channel: str = ""
    purpose: str = ""
    stage: str = ""
    evidence: str = ""
    staffing: str = ""
    county: str = ""
    body: str = ""
    failed: bool = False
    near: bool = False
    old: bool = False

    def __bool__(self) -> bool:
        return self != Narrowing()

    @property
    def query(self) -> dict[str, str]:
        """Return what stands in the address of this list."""
        told = ((one.name, getattr(self, one.name)) for one in fields(self))
        return {PARAMETERS[k]: "1" if value is True else value for k, value in told if value}


def narrowed(cases: QuerySet[Case], by: Narrowing, today: date) -> QuerySet[Case]:
    plain = {
        "themes__slug": by.theme,
        "tags__slug": by.tag,
        "stage": by.stage,
        "owner__slug": by.body,
    }
    cases = cases.filter(**{name: value for name, value in plain.items() if value})
    if by.evidence:
        kinds = list(EvidenceKind)
        cases = cases.filter(evidence_kind__in=kinds[kinds.index(EvidenceKind(by.evidence)) :])
    if by.failed:
        cases = cases.exclude(failed="")
    if by.staffing:
        low, high = STAFFING[by.staffing]
        cases = cases.filter(staff__gte=low, staff__lt=high)
    if by.county:
        cases = cases.filter(Q(owner__county__slug=by.county) | Q(owner__slug=by.county))
    if not by.old:
        cases = cases.filter(confirmed_date__gt=today - timedelta(days=STILL_TRUE_DAYS))
    return _holding(_holding(cases, "channels", by.channel), "purposes", by.purpose)


def _holding(cases: QuerySet[Case], column: str, word: str) -> QuerySet[Case]:
    """Keep those whose list holds the word; SQLite has no operator for it, so both read text."""
    if not word:
        return cases
    written = {f"{column}_written": Cast(column, TextField())}
    return cases.alias(**written).filter(**{f"{column}_written__contains": f'"{word}"'})


# What a row of a list shows; the long texts are cut, and the rest is left in the database.
ROW_COLUMNS = (
    "slug",
    "title",
    "language",
    "population",
    "stage",
    "evidence_kind",
    "visibility",
    "problem",
    "result",
    "failed",
    "channels",
    "confirmed_date",
    "published_at",
    "changed_at",
    "is_invented",
    "owner__name",
)


def for_rows() -> QuerySet[Case]:
    """Return cases with what a row of a list names."""
    return Case.objects.select_related("owner").only(*ROW_COLUMNS)


@dataclass(frozen=True)
class Row:
    """A case in a list; `labels` are pairs of kind and text."""

    case: Case
    where: str
    why: str
    tried: str
    is_near: bool
    excerpt: str
    labels: tuple[tuple[str, str], ...]


def rows_of(cases: Sequence[Case], near: Nearness | None, today: date) -> list[Row]:
    keys = [case.pk for case in cases]
    tried, themes = tried_counts(keys), themes_of(keys)
    return [
        Row(
            case=case,
            where=_where(case, themes.get(case.pk, [])),
            why=near.why(case.owner_id) if near else "",
            tried=tried_words(tried.get(case.pk, Counter())),
            is_near=near is not None and case.owner_id in near.group,
            excerpt=cut(case.failed or case.result or case.problem),
            labels=tuple(labels_of(case, today)),
        )
        for case in cases
    ]


def _where(case: Case, themes: Sequence[Theme]) -> str:
    place = case.owner.name
    if case.population:
        place = f"{place}, {inhabitants(case.population)}"
    parts = (place, ", ".join(theme.name for theme in themes), channel_words(case.channels))
    return " · ".join(part for part in parts if part)


def labels_of(case: Case, today: date) -> Iterator[tuple[str, str]]:
    yield "neutral", case.get_stage_display()
    if case.evidence_kind:
        yield "info", case.get_evidence_kind_display()
    else:
        yield "neutral", _("An experience, without evidence")
    if case.visibility == Visibility.MEMBERS:
        yield "accent", _("Members only")
    if is_old(case, today):
        yield "warning", _("Not confirmed for three years")
    if case.is_invented:
        yield "warning", _("Invented example")


def themes_of(keys: Sequence[int]) -> dict[int, list[Theme]]:
    """Return the themes of each case, in the order of the themes."""
    known = _themes.get(None, lambda: {one.pk: one for one in Theme.objects.all()})
    told: dict[int, set[int]] = {}
    links = Case.themes.through.objects.filter(case__in=keys).order_by("pk")
    for case, theme in links.values_list("case_id", "theme_id"):
        told.setdefault(case, set()).add(theme)
    return {case: [known[pk] for pk in known if pk in found] for case, found in told.items()}


_themes: KeptPerRevision[dict[int, Theme]] = KeptPerRevision(3)


def is_old(case: Case, today: date) -> bool:
    """Tell whether nobody has said for three years that it is still so."""
    return case.confirmed_date <= today - timedelta(days=STILL_TRUE_DAYS)


def cut(text: str) -> str:
    """Cut at a word, so that a list can be read."""
    flat = " ".join(text.split())
    if len(flat) <= EXCERPT:
        return flat
    return f"{flat[:EXCERPT].rsplit(' ', 1)[0].rstrip(',.;:–')} …"


def tried_counts(keys: Sequence[int]) -> dict[int, Counter[str]]:
    """Count what others got, by case and outcome."""
    counts: dict[int, Counter[str]] = {}
    found = Replication.objects.filter(case__in=keys).order_by("case", "outcome")
    for case, outcome, n in found.values_list("case", "outcome").annotate(n=Count("pk")):
        counts.setdefault(case, Counter())[outcome] = n
    return counts


def told_tag(slug: str) -> Tag | None:
    return Tag.objects.filter(slug=slug).first() if slug else None


def open_data(cases: QuerySet[Case]) -> Iterator[dict[str, object]]:
    """Yield every case as a flat record; the caller decides whose reading it is."""
    needed = cases.select_related("owner").prefetch_related(
        Prefetch("themes", Theme.objects.order_by("position", "slug")),
        Prefetch("tags", Tag.objects.order_by("slug")),
        Prefetch("replications", Replication.objects.order_by("pk")),
    )
    for case in needed.annotate(n_reused=Count("reuses")):
        tried = Counter(one.outcome for one in case.replications.all())
        yield _record(case, tried) | {"reused": case.n_reused}


def _record(case: Case, tried: Counter[str]) -> dict[str, object]:
    plain = ("language", "population", "kostra_group", "centrality_class", "staff")
    told = ("problem", "done", "result", "evidence_kind", "failed", "advice", "hours", "cost_nok")
    return {
        "id": case.slug,
        "title": case.title,
        "owner": case.owner.name,
        "owner_code": case.owner.code,
        **{name: getattr(case, name) for name in (*plain, *told)},
        "themes": " ".join(theme.slug for theme in case.themes.all()),
        "tags": " ".join(tag.slug for tag in case.tags.all()),
        "channels": " ".join(case.channels),
        "purposes": " ".join(case.purposes),
        "stage": case.stage,
        "started": case.started_date,
        "ended": case.ended_date,
        "published": case.published_at.date() if case.published_at else None,
        "confirmed": case.confirmed_date,
        "completeness": case.completeness,
        "invented": case.is_invented,
        **{f"tried_{one.value}": tried[one] for one in Outcome},
    }
