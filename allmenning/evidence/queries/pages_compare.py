"""Two or more findings put to the guard: the verdict of each pair, why, and what would help."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from urllib.parse import urlencode

from django.db.models import F

from allmenning.core.comparability import (
    Comparison,
    NotComparable,
    Verdict,
    compare,
)
from allmenning.evidence.models import Concept, Finding, Series
from allmenning.evidence.queries.facts import NEEDED, facts_of, reviewed_crosswalks
from allmenning.evidence.queries.matching import Match, match
from allmenning.evidence.queries.pages_cards import (
    CARD_NEEDS,
    Card,
    card_of,
    figure_of,
    page_address,
)
from allmenning.evidence.queries.pages_groups import AxisSet, Figures, axis_of
from allmenning.evidence.queries.reasons import VERDICTS
from allmenning.evidence.queries.words import vocabulary

AT_MOST = 6
CANDIDATES = 300
CANDIDATES_SHOWN = 15
EXAMPLES = 4


@dataclass(frozen=True)
class ComparePage:
    cards: tuple[Card, ...]
    pairs: tuple[Match, ...]
    lowest: Verdict | None
    axis: AxisSet | None
    figures: Figures
    missing: tuple[str, ...]
    too_many: int

    @property
    def word(self) -> str:
        return "" if self.lowest is None else self.lowest.name.lower()

    @property
    def headline(self) -> str:
        return "" if self.lowest is None else str(VERDICTS[self.lowest][0])

    @property
    def advice(self) -> str:
        return "" if self.lowest is None else str(VERDICTS[self.lowest][1])


@dataclass(frozen=True)
class Candidate:
    """Another finding on the same theme and how close it may be brought."""

    finding: Finding
    comparison: Comparison
    figure: str
    address: str

    @property
    def verdict(self) -> Verdict:
        return self.comparison.verdict

    @property
    def headline(self) -> str:
        return str(VERDICTS[self.verdict][0])


def compare_page(codes: Sequence[str], today: date) -> ComparePage:
    """Put the first six of the findings to the guard; name the codes nobody knows."""
    words = vocabulary()
    known = _found(codes)
    missing = tuple(code for code in codes if code not in known)
    chosen = [known[code] for code in codes if code in known]
    findings = chosen[:AT_MOST]
    figures = _figures(findings)
    pairs = tuple(
        match(a.code, b.code, figures.pair(a.code, b.code)) for a, b in combinations(findings, 2)
    )
    return ComparePage(
        cards=tuple(card_of(one, today, words) for one in findings),
        pairs=pairs,
        lowest=min((pair.verdict for pair in pairs), default=None),
        axis=_axis(figures, findings),
        figures=figures,
        missing=missing,
        too_many=len(chosen) - len(findings),
    )


def _found(codes: Sequence[str]) -> dict[str, Finding]:
    rows = Finding.objects.filter(code__in=codes).select_related(*CARD_NEEDS, *NEEDED)
    return {one.code: one for one in rows}


def _figures(findings: Sequence[Finding]) -> Figures:
    facts = {one.code: facts_of(one) for one in findings}
    crosswalks = reviewed_crosswalks() if len(findings) > 1 else {}
    pairs = {
        (a, b): compare(facts[a], facts[b], crosswalks=crosswalks)
        for a, b in combinations(sorted(facts), 2)
    }
    return Figures({one.code: one for one in findings}, facts, crosswalks, pairs)


def _axis(figures: Figures, findings: Sequence[Finding]) -> AxisSet | None:
    """Let the constructor of the shared axis decide; a finding in words has no point on it."""
    if len(findings) < 2 or any(one.value is None for one in findings):
        return None
    try:
        return axis_of(figures, [one.code for one in findings])
    except NotComparable:
        return None


def candidates(chosen: Finding) -> list[Candidate]:
    """Return the other figures on the same theme, those that may meet this one first."""
    others = Finding.objects.filter(theme=chosen.theme_id, value__isnull=False)
    crosswalks = reviewed_crosswalks()
    facts, words = facts_of(chosen), vocabulary()
    found = [
        Candidate(
            finding=other,
            comparison=compare(facts, facts_of(other), crosswalks=crosswalks),
            figure=figure_of(other, words),
            address=page_address("funn", other.code),
        )
        for other in others.exclude(pk=chosen.pk).select_related(*NEEDED)[:CANDIDATES]
    ]
    return sorted(
        found, key=lambda one: (-one.verdict, len(one.comparison.failures), one.finding.code)
    )


@dataclass(frozen=True)
class Example:
    """Findings worth comparing, for somebody who does not know any code."""

    label: str
    codes: tuple[str, ...]

    @property
    def address(self) -> str:
        return urlencode([("f", code) for code in self.codes])


def examples() -> list[Example]:
    """Return the series, and the pairs somebody has marked as conflicting."""
    series = Series.objects.prefetch_related("points__finding")[:EXAMPLES]
    rows = [
        Example(one.name, tuple(point.finding.code for point in one.points.all())[:AT_MOST])
        for one in series
    ]
    opposed = Finding.objects.filter(conflicts_with__code__gt=F("code")).order_by("code")
    pairs = opposed.values_list("concept", "code", "conflicts_with__code")[:EXAMPLES]
    names = {one.pk: one.name for one in Concept.objects.filter(pk__in=[row[0] for row in pairs])}
    return rows + [Example(names[key], (first, second)) for key, first, second in pairs]
