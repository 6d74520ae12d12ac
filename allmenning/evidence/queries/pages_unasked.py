"""Themes by method, the questions nobody has asked, the series, and what to read."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from allmenning.evidence.models import Finding, Question, Series, Study, Theme
from allmenning.evidence.models.words import Coverage, Method
from allmenning.evidence.queries.facts import NEEDED
from allmenning.evidence.queries.pages_agreement import coverage_of
from allmenning.evidence.queries.pages_cards import CARD_NEEDS, Words
from allmenning.evidence.queries.pages_charts import Drawn, drawn
from allmenning.evidence.queries.pages_groups import Figures, axis_sets, figures_of, hindrances
from allmenning.evidence.queries.words import vocabulary


@dataclass(frozen=True)
class MethodCell:
    """How many findings and studies a theme has by one method."""

    method: str
    label: str
    findings: int
    studies: int


@dataclass(frozen=True)
class MethodRow:
    theme: Theme
    cells: tuple[MethodCell, ...]


def methods_by_theme() -> list[MethodRow]:
    """Count findings and studies for every theme and method; two queries."""
    counted = Finding.objects.values("theme", "method").order_by("theme", "method")
    rows = counted.annotate(findings=Count("pk"), studies=Count("study", distinct=True))
    found = {(row["theme"], row["method"]): (row["findings"], row["studies"]) for row in rows}
    return [
        MethodRow(
            theme,
            tuple(
                MethodCell(one.value, str(one.label), *found.get((theme.pk, one.value), (0, 0)))
                for one in Method
            ),
        )
        for theme in Theme.objects.all()
    ]


@dataclass(frozen=True)
class Silence:
    """A question, whom somebody has asked, and where the silence is known to be one."""

    question: Question
    answered_by: tuple[str, ...]
    not_asked: tuple[str, ...]
    looked_for: tuple[str, ...]


@dataclass(frozen=True)
class ThemeSilence:
    """`nobody` are questions without any finding; `partly` those some have never been asked."""

    theme: Theme
    nobody: tuple[Silence, ...]
    partly: tuple[Silence, ...]


def silences() -> list[ThemeSilence]:
    """Return, theme by theme, what nobody has asked; four queries."""
    answered = _answered()
    covered = coverage_of()
    by_theme: dict[int, list[Silence]] = defaultdict(list)
    for question in Question.objects.all():
        by_theme[question.theme_id].append(_silence(question, answered, covered))
    return [
        ThemeSilence(
            theme,
            tuple(one for one in by_theme[theme.pk] if not one.answered_by),
            tuple(one for one in by_theme[theme.pk] if one.answered_by and one.not_asked),
        )
        for theme in Theme.objects.all()
    ]


def _answered() -> Mapping[str, set[str]]:
    rows = (
        Finding.objects.filter(coverage=Coverage.COVERED, concept__question__isnull=False)
        .order_by("concept__question__slug", "method")
        .values_list("concept__question__slug", "method")
        .distinct()
    )
    found: dict[str, set[str]] = defaultdict(set)
    for question, method in rows:
        found[question].add(method)
    return found


def _silence(
    question: Question,
    answered: Mapping[str, set[str]],
    covered: Mapping[tuple[str, str], str],
) -> Silence:
    by = answered.get(question.slug, set())
    silent = {
        one: covered.get((question.slug, one.value), "") for one in Method if one.value not in by
    }
    return Silence(
        question=question,
        answered_by=tuple(str(one.label) for one in Method if one.value in by),
        not_asked=tuple(str(one.label) for one, why in silent.items() if why == Coverage.NOT_ASKED),
        looked_for=tuple(
            str(one.label) for one, why in silent.items() if why == Coverage.NOTHING_FOUND
        ),
    )


@dataclass(frozen=True)
class SeriesPage:
    """A series somebody has put together, and as much of it as the guard lets be drawn."""

    series: Series
    charts: tuple[Drawn, ...]
    hindrances: tuple[str, ...]
    figures: Figures
    theme: str


def series_pages() -> list[SeriesPage]:
    """Draw every series; the guard has the last word on each."""
    rows = Series.objects.prefetch_related("points")
    wanted = {one: [point.finding_id for point in one.points.all()] for one in rows}
    keys = {key for points in wanted.values() for key in points}
    findings = Finding.objects.filter(pk__in=keys).select_related(*{*CARD_NEEDS, *NEEDED})
    known = {one.pk: one for one in findings}
    words = vocabulary()
    return [_series(one, [known[key] for key in points], words) for one, points in wanted.items()]


def _series(series: Series, findings: list[Finding], words: Words) -> SeriesPage:
    figures = figures_of(findings)
    return SeriesPage(
        series=series,
        charts=tuple(drawn(figures, axis, words) for axis in axis_sets(figures)),
        hindrances=hindrances(figures),
        figures=figures,
        theme=findings[0].theme.slug if findings else "",
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
        shelf.sort(key=lambda one: (-(one.first_year or 0), one.slug))
    return [ReadingShelf(theme, tuple(shelves[theme.pk])) for theme in Theme.objects.all()]
