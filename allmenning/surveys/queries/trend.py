"""Change since the round before: only where the guard lets the two figures into one trend (R65)."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from allmenning.core.comparability import Verdict, compare
from allmenning.surveys.models import Publication, Question, Survey
from allmenning.surveys.queries.bridges import bridge_between
from allmenning.surveys.queries.findings import PublishedFinding, findings_of
from allmenning.surveys.queries.tables import Json
from allmenning.surveys.queries.words import language_of, said
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import number, percent

NORMAL = 1.959964


@dataclass(frozen=True)
class Change:
    """One figure in two rounds: the difference with its interval, or why there is none."""

    concept: str
    title: str
    language: str
    answer: str
    before: str
    now: str
    difference: str
    interval: str
    reasons: tuple[str, ...]
    is_independent: bool = True


@dataclass(frozen=True)
class Broken:
    """A question whose figures may not be compared, and each reason once."""

    title: str
    language: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Trend:
    before_title: str
    changes: tuple[Change, ...]

    @property
    def comparable(self) -> tuple[Table, ...]:
        """Give a table for each question, with a row for each answer that may be compared."""
        kept = [one for one in self.changes if not one.reasons]
        return tuple(
            Table(
                caption=title,
                columns=_columns(),
                rows=rows,
                identity=f"change-{concept}",
            )
            for (concept, title), rows in _by_question(kept).items()
        )

    @property
    def has_independent(self) -> bool:
        """Tell whether an interval somewhere is made without those who answered both rounds."""
        return any(one.is_independent for one in self.changes if not one.reasons)

    @property
    def broken(self) -> tuple[Broken, ...]:
        kept = [one for one in self.changes if one.reasons]
        return tuple(
            Broken(
                title,
                rows[0].language,
                tuple(dict.fromkeys(reason for one in rows for reason in one.reasons)),
            )
            for (_concept, title), rows in _by_question(kept).items()
        )


def _by_question(changes: Sequence[Change]) -> dict[tuple[str, str], list[Change]]:
    found: dict[tuple[str, str], list[Change]] = {}
    for one in changes:
        found.setdefault((one.concept, one.title), []).append(one)
    return found


def _columns() -> list[Column]:
    return [
        Column(key="answer", label=_("Answer"), cell=lambda one: one.answer, row_header=True),
        Column(
            key="before", label=_("The round before"), cell=lambda one: one.before, numeric=True
        ),
        Column(key="now", label=_("This round"), cell=lambda one: one.now, numeric=True),
        Column(
            key="change",
            label=_("Change in percentage points"),
            cell=lambda one: one.difference,
            numeric=True,
        ),
        Column(key="interval", label=_("95% interval"), cell=lambda one: one.interval),
    ]


def trend_of(publication: Publication) -> Trend | None:
    """Hold the figures against the newest publication of the round before; None without one."""
    previous = publication.survey.previous
    earlier = previous.publications.order_by("-number").first() if previous else None
    if previous is None or earlier is None:
        return None
    before = {_meaning(one): one for one in findings_of(earlier)}
    bridges = _bridges(previous, publication.survey)
    pairs = [
        (before[_meaning(one)], one) for one in findings_of(publication) if _meaning(one) in before
    ]
    changes = tuple(_changes(pairs, bridges, _stored(publication, earlier)))
    return Trend(said(earlier.tables["survey"]["title"]), changes)


def _meaning(one: PublishedFinding) -> tuple[str, str]:
    return one.concept, one.indicator


def comparable(publication: Publication, earlier: Publication) -> set[tuple[str, str]]:
    """Name the figures of which the guard says that the two rounds are one trend."""
    before = {_meaning(one): one for one in findings_of(earlier)}
    bridges = _bridges(earlier.survey, publication.survey)
    return {
        meaning
        for one in findings_of(publication)
        if (meaning := _meaning(one)) in before
        and not _reasons(before[meaning], one, bridges.get(one.item, ""))
    }


def _bridges(before: Survey, now: Survey) -> dict[str, str]:
    """Tell of each item asked in both rounds whether its wordings measure the same."""
    rows = Question.objects.select_related("version__item")
    old = {one.version.item.code: one.version for one in rows.filter(survey=before)}
    return {
        one.version.item.code: bridge_between(old[one.version.item.code], one.version).bridge
        for one in rows.filter(survey=now)
        if one.version.item.code in old
    }


def _changes(
    pairs: Sequence[tuple[PublishedFinding, PublishedFinding]],
    bridges: dict[str, str],
    stored: dict[tuple[str, str], Json],
) -> Iterator[Change]:
    for before, now in pairs:
        reasons = _reasons(before, now, bridges.get(now.item, ""))
        known = stored.get(_meaning(now))
        difference, interval = ("", "") if reasons else _difference(before, now, known)
        yield Change(
            concept=now.concept,
            title=said(now.concept_name),
            language=language_of(now.concept_name),
            answer=said(now.answer),
            before=_shown(before),
            now=_shown(now),
            difference=difference,
            interval=interval,
            reasons=reasons,
            is_independent=known is None,
        )


def _reasons(before: PublishedFinding, now: PublishedFinding, bridge: str) -> tuple[str, ...]:
    """Say what stands between the two figures; nothing where they may be one trend."""
    facts = now.record.facts
    if bridge == "equivalent" and before.record.facts.wording:
        facts = replace(
            facts,
            crosswalk=((str(before.record.facts.indicator), "equivalent"),),
            translations=frozenset({before.record.facts.wording}),
        )
    found = compare(before.record.facts, facts)
    if found.verdict is Verdict.TREND and now.se is not None and before.se is not None:
        return ()
    words = _words()
    told = [words[one] for one in found.reasons if one in words]
    if bridge == "" and before.record.facts.wording != now.record.facts.wording:
        told.append(_("Nobody has decided whether the two wordings measure the same."))
    return tuple(dict.fromkeys(told)) or (_("They do not meet what a trend demands."),)


def _words() -> dict[str, str]:
    """Say the reasons that two rounds of our own surveys can give."""
    return {
        "question": _("The question is worded otherwise."),
        "construct": _("The question is another version."),
        "break": _("The new wording breaks the series."),
        "scale": _("The answers to choose among are others."),
        "base": _("The shares are of different bases."),
        "unit": _("Bodies answered one time and persons the other."),
        "population": _("The population is another."),
        "frame": _("There were not as many municipalities as now."),
        "sample": _("Those who were asked were not drawn with a known chance."),
        "selection": _("Those who were asked were chosen, and not drawn."),
        "nonresponse": _("The answers are not weighted for nonresponse in both rounds."),
        "suppressed": _("One of the figures is not shown."),
        "very_small_base": _("The base is too small."),
        "small_base": _("One of the bases has fewer than 30 answers."),
        "same_time": _("The rounds were at the same time."),
        "series": _("The rounds are not of one series."),
        "weighting": _("One of them is weighted and the other not."),
        "intention_vs_state": _("One is a plan and the other how it is."),
        "informant": _("Others answered than the time before."),
        "theme": _("The question has been moved to another theme."),
    }


def _stored(publication: Publication, earlier: Publication) -> dict[tuple[str, str], Json]:
    """Read the changes that were worked out when it was published, since this same publication."""
    told = publication.tables.get("change") or {}
    if (told.get("survey"), told.get("number")) != (earlier.survey.slug, earlier.number):
        return {}
    return {(one["concept"], one["indicator"]): one for one in told["figures"]}


def _difference(
    before: PublishedFinding, now: PublishedFinding, stored: Json | None
) -> tuple[str, str]:
    """Give the difference as it is stored, else as if the rounds were independent.

    Units that answer alike in both rounds make the true interval narrower, never wider.
    """
    moved = (now.record.value or 0) - (before.record.value or 0)
    error = NORMAL * math.hypot(now.se or 0, before.se or 0)
    low, high = moved - error, moved + error
    say = _("%(low)s to %(high)s, as if independent")
    if stored:
        moved, low, high = stored["difference"], stored["low"], stored["high"]
        say = _("%(low)s to %(high)s")
    return _signed(moved), say % {"low": _signed(low), "high": _signed(high)}


def _signed(difference: float) -> str:
    """Write points with their sign; the head of the column says what they are."""
    shown = Decimal(str(difference)) * 100
    written = number(shown, 1)
    return f"+{written}" if round(shown, 1) > 0 else written


def _shown(one: PublishedFinding) -> str:
    return "–" if one.record.value is None else percent(one.record.value, 1)
