"""Two findings and what the guard says of them, in keys for machines and words for people."""

from collections.abc import Iterator
from dataclasses import dataclass

from allmenning.core.comparability import (
    Comparison,
    Failure,
    Verdict,
    compare,
    what_would_help,
)
from allmenning.evidence.models import Finding
from allmenning.evidence.queries.facts import NEEDED, facts_of, reviewed_crosswalks
from allmenning.evidence.queries.reasons import LIKENESSES, REASONS, REMEDIES, RULES, VERDICTS


@dataclass(frozen=True)
class RuleInWords:
    rule: str
    demand: str
    reasons: tuple[str, ...]
    remedy: str
    ceiling: Verdict


@dataclass(frozen=True)
class Match:
    """A pair's verdict with every failing rule in plain words."""

    first: str
    second: str
    comparison: Comparison
    headline: str
    advice: str
    failing: tuple[RuleInWords, ...]
    alike: tuple[str, ...]
    would_help: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        return self.comparison.verdict


def match(first: str, second: str, comparison: Comparison) -> Match:
    """Put a comparison into words, in the reader's language."""
    headline, advice = VERDICTS[comparison.verdict]
    remedy = what_would_help(comparison)
    return Match(
        first=first,
        second=second,
        comparison=comparison,
        headline=str(headline),
        advice=str(advice),
        failing=tuple(in_words(failure) for failure in comparison.failures),
        alike=tuple(str(LIKENESSES[key]) for key in comparison.reasons if key in LIKENESSES),
        would_help=tuple(str(REMEDIES[rule]) for rule in remedy.rules),
    )


def in_words(failure: Failure) -> RuleInWords:
    return RuleInWords(
        rule=failure.rule,
        demand=str(RULES[failure.rule]),
        reasons=tuple(str(REASONS[reason]) for reason in failure.reasons),
        remedy=str(REMEDIES[failure.rule]),
        ceiling=failure.ceiling,
    )


class UnknownFinding(LookupError):  # noqa: N818 - the room's word
    """There is no finding with this id."""


class SameFinding(ValueError):  # noqa: N818 - the room's word
    """A finding was to be compared with itself."""


def match_of(first: str, second: str) -> Match:
    """Compare two stored findings; raises `UnknownFinding` or `SameFinding`."""
    found = {
        one.code: one
        for one in Finding.objects.filter(code__in=(first, second)).select_related(*NEEDED)
    }
    for code in (first, second):
        if code not in found:
            raise UnknownFinding(code)
    if first == second:
        raise SameFinding(first)
    comparison = compare(
        facts_of(found[first]), facts_of(found[second]), crosswalks=reviewed_crosswalks()
    )
    return match(first, second, comparison)


def told(one: Match) -> Iterator[str]:
    """Yield the lines of a readable answer."""
    yield f"{one.first} ~ {one.second}: {one.headline} ({one.verdict.name.lower()})"
    yield one.advice
    for failing in one.failing:
        yield f"  {failing.rule}  {' '.join(failing.reasons)}"
    for likeness in one.alike:
        yield f"  +     {likeness}"
    for remedy in one.would_help:
        yield f"  ->    {remedy}"
