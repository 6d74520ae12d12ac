"""Themes by method, the questions nobody has asked, the series, and what to read."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F

from allmenning.evidence.models import Finding, Instrument, Question, Series, Study, Theme
from allmenning.evidence.models.words import Coverage, Method
from allmenning.evidence.queries.facts import NEEDED
from allmenning.evidence.queries.pages_agreement import WHY_EMPTY, coverage_of
from allmenning.evidence.queries.pages_cards import (
    CARD_NEEDS,
    Card,
    Words,
    card_of,
    method_words,
    strength_words,
)
from allmenning.evidence.queries.pages_charts import Drawn, drawn
from allmenning.evidence.queries.pages_groups import axis_sets, figures_of, hindrances
from allmenning.evidence.queries.strength import strength_of
from allmenning.evidence.queries.words import vocabulary


@dataclass(frozen=True)
class MethodCell:
    """How many findings and studies a theme has by one method, and how strong the best is."""

    method: str
    label: str
    findings: int
    studies: int
    strongest: int | None
    empty: str

    @property
    def words(self) -> str:
        """The strength of the strongest, for those who do not see the dots."""
        return strength_words(self.strongest)


@dataclass(frozen=True)
class MethodRow:
    theme: Theme
    cells: tuple[MethodCell, ...]


def methods_by_theme(today: date) -> list[MethodRow]:
    """Lay every theme out on every method; four queries however many findings."""
    counted = Finding.objects.values("theme", "method").order_by("theme", "method")
    rows = counted.annotate(findings=Count("pk"), studies=Count("study", distinct=True))
    found = {(row["theme"], row["method"]): (row["findings"], row["studies"]) for row in rows}
    strongest, silent = _strongest(today), _silent_themes()
    return [
        MethodRow(
            theme,
            tuple(
                MethodCell(
                    one.value,
                    method_words(one.value),
                    *found.get((theme.pk, one.value), (0, 0)),
                    strongest.get((theme.pk, one.value)),
                    str(WHY_EMPTY[silent.get((theme.pk, one.value), "")]),
                )
                for one in Method
            ),
        )
        for theme in Theme.objects.all()
    ]


def _strongest(today: date) -> Mapping[tuple[int, str], int]:
    """Return the highest level among the newest findings of each theme and method."""
    newest = Finding.objects.order_by(F("year").desc(nulls_last=True), "code")
    best: dict[tuple[int, str], int] = {}
    for one in newest.select_related("study", "population")[:JUDGED_AT_MOST]:
        level = strength_of(one, today).level
        if level is not None:
            key = one.theme_id, one.method
            best[key] = max(level, best.get(key, 0))
    return best


def _silent_themes() -> Mapping[tuple[int, str], str]:
    """Return the most telling reason for an empty cell, by theme and method."""
    rows = (
        Instrument.objects.exclude(coverage=Coverage.COVERED)
        .order_by("question__theme", "study__method", "coverage")
        .values_list("question__theme", "study__method", "coverage")
        .distinct()
    )
    order = list(WHY_EMPTY)
    found: dict[tuple[int, str], str] = {}
    for theme, method, coverage in rows:
        known = found.get((theme, method), "")
        found[theme, method] = min(known, coverage, key=order.index)
    return found


# Of more findings than this the newest are judged, so that the page stays quick.
JUDGED_AT_MOST = 3000

VOICES = (Method.SELF_REPORT, Method.OBSERVATION, Method.FOLLOWERS, Method.INHABITANTS)
"""The sides of a matter: what the municipality says, what it does, and what people say."""


@dataclass(frozen=True)
class Voice:
    """One side of a question: how many findings, or the reason why there are none."""

    method: str
    findings: int
    empty: str


@dataclass(frozen=True)
class Silence:
    """A question with the sides that have been heard, and those that have not."""

    question: Question
    voices: tuple[Voice, ...]
    others: int

    @property
    def nobody(self) -> bool:
        return not self.others and not any(voice.findings for voice in self.voices)


@dataclass(frozen=True)
class ThemeSilence:
    theme: Theme
    questions: tuple[Silence, ...]


def silences() -> list[ThemeSilence]:
    """Return, theme by theme, the questions some side has not been asked; four queries."""
    counted, covered = _counted(), coverage_of()
    by_theme: dict[int, list[Silence]] = defaultdict(list)
    for question in Question.objects.all():
        one = _silence(question, counted.get(question.slug, {}), covered)
        if not all(voice.findings for voice in one.voices):
            by_theme[question.theme_id].append(one)
    return [
        ThemeSilence(theme, tuple(sorted(by_theme[theme.pk], key=lambda one: not one.nobody)))
        for theme in Theme.objects.all()
    ]


def _counted() -> Mapping[str, Mapping[str, int]]:
    """Count the findings that answer each question, by method."""
    rows = (
        Finding.objects.filter(coverage=Coverage.COVERED, concept__question__isnull=False)
        .order_by("concept__question__slug", "method")
        .values_list("concept__question__slug", "method")
        .annotate(found=Count("pk"))
    )
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    for question, method, found in rows:
        counted[question][method] = found
    return counted


def _silence(
    question: Question, counted: Mapping[str, int], covered: Mapping[tuple[str, str], str]
) -> Silence:
    voices = tuple(
        Voice(
            method=method_words(one.value),
            findings=counted.get(one.value, 0),
            empty=str(WHY_EMPTY[covered.get((question.slug, one.value), "")]),
        )
        for one in VOICES
    )
    heard = sum(voice.findings for voice in voices)
    return Silence(question, voices, sum(counted.values()) - heard)


@dataclass(frozen=True)
class SeriesPage:
    """A series somebody has put together, and as much of it as the guard lets be drawn."""

    series: Series
    charts: tuple[Drawn, ...]
    hindrances: tuple[str, ...]
    apart: tuple[Card, ...]


def series_pages(today: date) -> list[SeriesPage]:
    """Draw every series; the guard has the last word on each."""
    rows = Series.objects.prefetch_related("points")
    wanted = {one: [point.finding_id for point in one.points.all()] for one in rows}
    keys = {key for points in wanted.values() for key in points}
    findings = Finding.objects.filter(pk__in=keys).select_related(*{*CARD_NEEDS, *NEEDED})
    known = {one.pk: one for one in findings}
    words = vocabulary()
    return [
        _series(one, [known[key] for key in points], words, today) for one, points in wanted.items()
    ]


def _series(series: Series, findings: list[Finding], words: Words, today: date) -> SeriesPage:
    figures = figures_of(findings)
    axes = axis_sets(figures)
    charted = {code for axis in axes for code in axis.codes}
    return SeriesPage(
        series=series,
        charts=tuple(drawn(figures, axis, words) for axis in axes),
        hindrances=hindrances(figures),
        apart=tuple(card_of(one, today, words) for one in findings if one.code not in charted),
    )


@dataclass(frozen=True)
class ReadingShelf:
    theme: Theme
    studies: tuple[Study, ...]


def reading_list() -> list[ReadingShelf]:
    """Return the studies that can be opened, under each theme they say something about."""
    rows = (
        Finding.objects.exclude(study__url="")
        .order_by("theme", "study")
        .values_list("theme", "study")
        .distinct()
    )
    known = {one.pk: one for one in Study.objects.exclude(url="")}
    shelves: dict[int, list[Study]] = defaultdict(list)
    for theme, study in rows:
        shelves[theme].append(known[study])
    for shelf in shelves.values():
        shelf.sort(key=newest_first)
    return [ReadingShelf(theme, tuple(shelves[theme.pk])) for theme in Theme.objects.all()]


def newest_first(study: Study) -> tuple[int, int, str]:
    """Sort as the list of studies does: by the last year, then the first."""
    return -(study.last_year or study.first_year or 0), -(study.first_year or 0), study.slug
