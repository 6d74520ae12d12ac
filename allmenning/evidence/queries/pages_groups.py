"""Findings on one question: which figures may meet, and in plain words why the others may not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from allmenning.core.comparability import (
    Comparison,
    Facts,
    Point,
    SharedAxis,
    Trend,
    Verdict,
    compare,
)
from allmenning.evidence.models import Finding
from allmenning.evidence.queries.facts import facts_of, reviewed_crosswalks
from allmenning.evidence.queries.reasons import DIFFERENCES, STATES, UNKNOWNS

REASONS_SHOWN = 3
# A theme has some 300 pairs; asking the guard about them all took 12 ms of the page.
PAIRS_KEPT = 4096
Links = tuple[tuple[tuple[str, str], str], ...]
HINDRANCES = {**DIFFERENCES, **STATES, **UNKNOWNS}


@dataclass(frozen=True)
class Figures:
    """The figures among some findings, what the guard knows of them, and every pair's verdict."""

    findings: Mapping[str, Finding]
    facts: Mapping[str, Facts]
    crosswalks: Mapping[tuple[str, str], str]
    pairs: Mapping[tuple[str, str], Comparison]

    def pair(self, first: str, second: str) -> Comparison:
        return self.pairs[min(first, second), max(first, second)]

    def verdict(self, first: str, second: str) -> Verdict:
        return self.pair(first, second).verdict


@dataclass(frozen=True)
class AxisSet:
    """Figures the guard lets share an axis; `trend` says that they are rounds of one series."""

    axis: SharedAxis
    trend: Trend | None

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(point.key for point in self.axis.points)

    @property
    def is_line(self) -> bool:
        return self.trend is not None and self.trend.connected


def figures_of(
    findings: Sequence[Finding], crosswalks: Mapping[tuple[str, str], str] | None = None
) -> Figures:
    """Ask the guard about every pair of figures among the findings."""
    known = {one.code: one for one in findings if one.value is not None}
    facts = {code: facts_of(one) for code, one in known.items()}
    reviewed = reviewed_crosswalks() if crosswalks is None else crosswalks
    links = tuple(sorted(reviewed.items()))
    pairs = {
        (first, second): _compared(facts[first], facts[second], links)
        for first, second in combinations(sorted(known), 2)
    }
    return Figures(known, facts, reviewed, pairs)


@lru_cache(maxsize=PAIRS_KEPT)
def _compared(first: Facts, second: Facts, links: Links) -> Comparison:
    """Ask the guard once for facts that have not changed; its answer depends on nothing else."""
    return compare(first, second, crosswalks=dict(links))


def axis_sets(figures: Figures) -> list[AxisSet]:
    """Put together, in the order of time, the figures that may all meet each other."""
    sets: list[list[str]] = []
    for code in sorted(figures.findings, key=lambda code: _time(figures, code)):
        home = next((one for one in sets if _fits(figures, code, one)), None)
        if home is None:
            sets.append([code])
        else:
            home.append(code)
    return [axis_of(figures, codes) for codes in sets if len(codes) > 1]


def _time(figures: Figures, code: str) -> tuple[str, str]:
    return figures.facts[code].time or "", code


def _fits(figures: Figures, code: str, codes: Sequence[str]) -> bool:
    return all(figures.verdict(code, other) >= Verdict.AXIS for other in codes)


def axis_of(figures: Figures, codes: Sequence[str]) -> AxisSet:
    """Put figures on one axis in the order of time; raises `NotComparable` below an axis."""
    points = tuple(
        Point(code, figures.facts[code], figures.findings[code].value or 0.0)
        for code in sorted(codes, key=lambda code: _time(figures, code))
    )
    rising = all(figures.verdict(a, b) is Verdict.TREND for a, b in combinations(codes, 2))
    axis = SharedAxis(points, figures.crosswalks)
    return AxisSet(axis, Trend(points, figures.crosswalks) if rising else None)


def hindrances(figures: Figures) -> tuple[str, ...]:
    """Name what most often stands between the figures that may not meet, in plain words."""
    counted = Counter(
        reason
        for pair in figures.pairs.values()
        if pair.verdict < Verdict.AXIS
        for failure in pair.failures
        if failure.ceiling < Verdict.AXIS
        for reason in failure.reasons
        if reason in HINDRANCES
    )
    return tuple(str(HINDRANCES[reason]) for reason, _ in counted.most_common(REASONS_SHOWN))
