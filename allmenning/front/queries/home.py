"""What stands on the first page: the most solid finding of each theme, what is new, who is near."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Case, Count, F, IntegerField, Q, Value, When, Window
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import RowNumber
from django.utils import timezone

from allmenning.accounts.queries import KeptPerRevision
from allmenning.core.peers import ATTRIBUTES
from allmenning.evidence.models import Finding, Study, Theme
from allmenning.evidence.queries.pages_cards import (
    CARD_NEEDS,
    Card,
    Words,
    card_of,
    foreign_language,
    page_address,
)
from allmenning.evidence.queries.pages_choices import country
from allmenning.evidence.queries.pages_unasked import Silence, silences
from allmenning.evidence.queries.strength import COUNTED, TELLS_OF_ITSELF, strength_of
from allmenning.evidence.queries.words import vocabulary
from allmenning.front.queries.shared import Shared, shared
from allmenning.register.queries import Lens, Member
from allmenning.register.queries.words import alike

CANDIDATES, NEWEST, UNASKED, NEAREST = 3, 5, 5, 5
PAGES_KEPT = 3  # one for each language
HOME_COUNTRY = "NO"
# Databases differ on where an unknown year stands unless they are told.
NEWEST_YEAR = F("year").desc(nulls_last=True)


@dataclass(frozen=True)
class ThemeCard:
    """A theme with its most solid figure; none where it only has findings in words."""

    name: str
    address: str
    findings: int
    best: "Solid | None"


@dataclass(frozen=True)
class Solid:
    """The card of a figure, and the question it answers: a statement alone may not say it."""

    card: Card
    question: str
    question_language: str
    abroad: str


@dataclass(frozen=True)
class News:
    """A finding and the day it was written or changed here."""

    card: Card
    changed_on: dt.date
    is_changed: bool
    abroad: str


@dataclass(frozen=True)
class Unasked:
    question: str
    language: str
    theme: str
    theme_language: str
    address: str
    unheard: tuple[str, ...]


@dataclass(frozen=True)
class Neighbour:
    name: str
    address: str
    alike: tuple[str, ...]


@dataclass(frozen=True)
class Home:
    themes: tuple[ThemeCard, ...]
    news: tuple[News, ...]
    unasked: tuple[Unasked, ...]
    n_studies: int
    n_findings: int
    shared: Shared


_kept: KeptPerRevision[Home] = KeptPerRevision(PAGES_KEPT)


def home(today: dt.date) -> Home:
    """Read the page; as many queries however many findings."""
    return _kept.get(today, lambda: _home(today))


def _home(today: dt.date) -> Home:
    words = vocabulary()
    themes = theme_cards(today, words)
    return Home(
        themes=themes,
        news=newest(today, words),
        unasked=unasked(),
        n_studies=Study.objects.count(),
        n_findings=sum(one.findings for one in themes),
        shared=shared(timezone.now()),
    )


def theme_cards(today: dt.date, words: Words) -> tuple[ThemeCard, ...]:
    best = _best(today, words)
    rows = Theme.objects.annotate(found=Count("findings")).order_by("position", "slug")
    return tuple(
        ThemeCard(one.name, page_address("tema", one.slug), one.found, best.get(one.pk))
        for one in rows
    )


def _best(today: dt.date, words: Words) -> dict[int, Solid]:
    """Let the database choose some strong ones of each theme, and judge those exactly."""
    place = Window(
        RowNumber(),
        partition_by=F("theme_id"),
        order_by=(_roughly(today).desc(), _at_home().desc(), NEWEST_YEAR, F("code").asc()),
    )
    figures = Finding.objects.filter(value__isnull=False, suppressed=False).annotate(place=place)
    # Sorting whole rows with all they refer to takes longer than asking twice.
    keys = list(figures.filter(place__lte=CANDIDATES).order_by("place").values_list("pk", "place"))
    rows = Finding.objects.select_related(*CARD_NEEDS).in_bulk([key for key, _place in keys])
    chosen = [rows[key] for key, _place in keys]
    by_theme: dict[int, list[Finding]] = defaultdict(list)
    for one in chosen:
        by_theme[one.theme_id].append(one)
    return {theme: _most_solid(found, today, words) for theme, found in by_theme.items()}


def _most_solid(found: list[Finding], today: dt.date, words: Words) -> Solid:
    """Return the strongest; of equals the Norwegian, then the first in the database's order."""
    best = max(found, key=lambda one: (strength_of(one, today).order, one.country == HOME_COUNTRY))
    asked = best.concept.question or best.concept
    card, language = card_of(best, today, words), foreign_language(asked, "name")
    return Solid(card, asked.name, language, _abroad(best))


def _abroad(finding: Finding) -> str:
    """Name the country of a figure that is not Norwegian."""
    return country(finding.country) if finding.country not in {"", HOME_COUNTRY} else ""


def _roughly(today: dt.date) -> CombinedExpression:
    """Judge as `strength_of` does, but for what only it can compute: the margin of error."""
    selection = _points(Q(sampling__in=COUNTED), 2)
    modest = _points(~Q(method__in=TELLS_OF_ITSELF), 1)
    recent = _points(Q(year__isnull=True) | Q(year__gte=today.year - 10), 1)
    fresh = _points(Q(year__isnull=True) | Q(year__gte=today.year - 5), 1)
    unadjusted = Q(nonresponse_adjusted__isnull=True) | Q(nonresponse_adjusted=False)
    few = _points(Q(study__response_rate__lt=0.5) & unadjusted, -1)
    fewer = _points(Q(study__response_rate__lt=0.25) & unadjusted, -1)
    return selection + modest + recent + fresh + few + fewer


def _at_home() -> Case:
    return _points(Q(country=HOME_COUNTRY), 1)


def _points(when: Q, points: int) -> Case:
    return Case(When(when, then=Value(points)), default=Value(0), output_field=IntegerField())


def newest(today: dt.date, words: Words) -> tuple[News, ...]:
    """Return what was written or changed last; of the same moment the newest knowledge first."""
    rows = Finding.objects.select_related(*CARD_NEEDS).order_by("-changed_at", NEWEST_YEAR, "-code")
    return tuple(
        News(card_of(one, today, words), one.changed_at.date(), one.version > 1, _abroad(one))
        for one in rows[:NEWEST]
    )


def unasked() -> tuple[Unasked, ...]:
    """Return what nobody has asked at all, then where some side has not been heard.

    Every theme has its turn before any of them has a second one.
    """
    groups = silences()
    nobody = ((group.theme, [one for one in group.questions if one.nobody]) for group in groups)
    partly = ((group.theme, [one for one in group.questions if not one.nobody]) for group in groups)
    found = [*_in_turn(nobody), *_in_turn(partly)]
    return tuple(_told(theme, silence) for theme, silence in found[:UNASKED])


def _in_turn(
    groups: Iterable[tuple[Theme, list[Silence]]],
) -> Iterator[tuple[Theme, Silence]]:
    lines = [[(theme, one) for one in some] for theme, some in groups]
    for turn in zip_longest(*lines):
        yield from (told for told in turn if told)


def _told(theme: Theme, silence: Silence) -> Unasked:
    unheard = tuple(voice.method for voice in silence.voices if not voice.findings)
    return Unasked(
        question=silence.question.name,
        language=foreign_language(silence.question, "name"),
        theme=theme.name,
        theme_language=foreign_language(theme, "name"),
        address=page_address("tema", theme.slug),
        unheard=() if silence.nobody else unheard,
    )


def neighbours(lens: Lens) -> tuple[Neighbour, ...]:
    """Return the municipalities nearest to the reader's, each with what they have in common."""
    weights = {name: float(getattr(lens.choice.weights, name)) for name in ATTRIBUTES}
    return tuple(_neighbour(one, weights) for one in lens.members[:NEAREST])


def _neighbour(member: Member, weights: dict[str, float]) -> Neighbour:
    body = member.municipality
    address = page_address("kommuner", body.slug)
    return Neighbour(body.name, address, tuple(alike(member.peer, weights)))
