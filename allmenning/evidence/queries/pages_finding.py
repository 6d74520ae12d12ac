"""One finding with everything it rests on, its history, and the findings it may meet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmenning.core.comparability import Verdict
from allmenning.evidence.models import Finding, FindingVersion
from allmenning.evidence.models.words import (
    Exactness,
    Method,
    Mode,
    Precision,
    Sampling,
    ValueKind,
)
from allmenning.evidence.queries.facts import NEEDED, NOBODY_ASKED
from allmenning.evidence.queries.pages_agreement import disputes
from allmenning.evidence.queries.pages_cards import (
    CARD_NEEDS,
    Card,
    Words,
    base_of,
    card_of,
    decimals_of,
    method_of,
    unit_of,
)
from allmenning.evidence.queries.pages_choices import country
from allmenning.evidence.queries.pages_compare import Candidate, candidates
from allmenning.evidence.queries.words import vocabulary
from allmenning.ui.text import day, number, percent


@dataclass(frozen=True)
class Fact:
    """A name and what is known; `unknown` marks the words that say nobody knows."""

    name: str
    told: str
    unknown: bool = False
    language: str = ""


@dataclass(frozen=True)
class FindingPage:
    finding: Finding
    card: Card
    facts: tuple[Fact, ...]
    reading: tuple[Fact, ...]
    comparable: tuple[Candidate, ...]
    beside: tuple[Candidate, ...]
    conflicts: tuple[Card, ...]
    versions: tuple[FindingVersion, ...]
    secondary: tuple[str, ...]


def finding_page(finding: Finding, today: date) -> FindingPage:
    """Read the page of a finding that comes with `PAGE_NEEDS` selected."""
    words = vocabulary()
    opposed = _opposed(finding)
    others = candidates(finding) if finding.value is not None else []
    return FindingPage(
        finding=finding,
        card=card_of(finding, today, words, [one.code for one in opposed]),
        facts=tuple(rests_on(finding, words)),
        reading=tuple(reading_of(finding)),
        comparable=tuple(one for one in others if one.verdict >= Verdict.AXIS),
        beside=tuple(one for one in others if one.verdict < Verdict.AXIS),
        conflicts=tuple(card_of(one, today, words) for one in opposed),
        versions=tuple(finding.versions.select_related("author")),
        secondary=tuple(secondary_of(finding, words)),
    )


def secondary_of(finding: Finding, words: Words) -> Iterator[str]:
    """Yield the other figures the source gives in the same sentence."""
    language = (get_language() or "nb")[:2]
    for one in finding.secondary_figures:
        if isinstance(one, dict) and one.get("label"):
            label = one["label"]
            name = label.get(language) or label.get("nb", "") if isinstance(label, dict) else label
            yield f"{name}: {_secondary(one, words)}".strip()


def _secondary(one: dict[str, Any], words: Words) -> str:
    value, unit = one.get("value"), one.get("unit", "")
    if not isinstance(value, int | float):
        return str(value or "")
    if unit == "percent":
        return percent(value / 100 if value > 1 else value)
    return f"{number(value)} {unit_of(unit, words)}".strip()


def _opposed(finding: Finding) -> list[Finding]:
    """Return the findings on the same question that say otherwise, and those marked as such."""
    question = finding.concept.question_id
    same = (
        Finding.objects.filter(concept__question=question) if question else Finding.objects.none()
    )
    marked = Finding.objects.filter(conflicts_with=finding)
    rows = (same | marked).exclude(pk=finding.pk).distinct()
    found = [finding, *rows.select_related(*CARD_NEEDS).prefetch_related("conflicts_with")[:100]]
    others = {
        code
        for one in disputes(found)
        for code in (one.first, one.second)
        if finding.code in (one.first, one.second)
    }
    return [one for one in found[1:] if one.code in others]


PAGE_NEEDS = tuple(dict.fromkeys((*CARD_NEEDS, *NEEDED)))


def rests_on(finding: Finding, words: Words) -> Iterator[Fact]:
    """Yield what the figure rests on, in the order people ask; unknown is said as unknown."""
    yield known(_("What is measured"), finding.concept.name)
    if finding.indicator and finding.indicator.definition:
        yield known(_("How it is defined"), finding.indicator.definition)
    yield Fact(_("Base"), capfirst(base_of(finding)), unknown=finding.base is None)
    if finding.base_note:
        yield in_norwegian(_("What the source says about the base"), finding.base_note)
    if finding.n or not finding.n_text:
        yield Fact(_("Answers or units"), _n(finding), unknown=not finding.n)
    if finding.n_text and not (finding.n and finding.n_text.startswith(">")):
        yield in_norwegian(_("Answers or units, in words"), finding.n_text)
    if finding.numerator is not None and finding.denominator is not None:
        yield known(_("Counted"), _counted(finding))
    yield known(_("Population"), finding.population.name if finding.population else "")
    yield known(_("Country"), country(finding.country))
    yield known(_("What is counted"), _word(words, "analysis_unit", finding.analysis_unit))
    yield known(_("Method"), method_of(finding))
    yield known(_("Instrument"), _word(words, "instrument", finding.instrument))
    yield known(_("How those who took part were found"), _sampling(finding))
    yield known(_("How it was collected"), _mode(finding))
    yield known(_("Who told"), _word(words, "informant", finding.informant))
    yield in_norwegian(_("When"), finding.period_text or str(finding.year or ""))
    yield known(_("State or plan"), _state(finding))
    if finding.mode not in NOBODY_ASKED:
        yield in_norwegian(_("The question as it was put"), finding.question_wording)


def _word(words: Words, kind: str, code: str) -> str:
    """Write a word of the studies' own vocabulary, or the code where nobody has named it."""
    return words.get((kind, code), code)


def in_norwegian(name: str, told: str) -> Fact:
    """Mark what is written in bokmål, as it stands in the source, on a page that is not."""
    if not told or told.isdigit():
        return known(name, told)
    return Fact(name, told, language="" if get_language() == "nb" else "nb")


def known(name: str, told: str) -> Fact:
    return Fact(name, told) if told else Fact(name, _("unknown"), unknown=True)


def _n(finding: Finding) -> str:
    """Write how many; where the source gives a bound, it stays a bound."""
    if finding.n and finding.n_text.startswith(">"):
        return _("Over %(count)s") % {"count": number(finding.n)}
    return number(finding.n) if finding.n else _("Unknown how many")


def _counted(finding: Finding) -> str:
    """Write the counts, and flag the share that does not fit them."""
    told = _("%(yes)s of %(all)s") % {
        "yes": number(finding.numerator or 0),
        "all": number(finding.denominator or 0),
    }
    if not finding.deviates or finding.recomputed is None:
        return told
    return _(
        "%(counts)s, which is %(share)s: more than 0.6 percentage points from the figure given."
    ) % {
        "counts": told,
        "share": percent(finding.recomputed, decimals_of(finding.recomputed * 100)),
    }


def _sampling(finding: Finding) -> str:
    if finding.sampling == Sampling.UNKNOWN:
        return ""
    told = str(Sampling(finding.sampling).label)
    if not finding.recruited_via:
        return told
    return _("%(sampling)s, found through %(channel)s") % {
        "sampling": told,
        "channel": capfirst(finding.recruited_via),
    }


def _mode(finding: Finding) -> str:
    return mode_of(finding.method, finding.mode)


def mode_of(method: str, mode: str) -> str:
    """Write how it was collected; interviews are known to be so though no more is told."""
    if mode != Mode.UNKNOWN:
        return str(Mode(mode).label)
    if method == Method.INTERVIEWS:
        return _("In interviews; the source does not say in which way they were held")
    return ""


def _state(finding: Finding) -> str:
    if finding.is_intention is None:
        return ""
    return _("A plan") if finding.is_intention else _("How it was")


def reading_of(finding: Finding) -> Iterator[Fact]:
    """Yield how we came to know it."""
    yield known(_("How we read it"), str(finding.get_how_read_display()))
    if finding.value_kind != ValueKind.QUALITATIVE:
        yield known(_("How the source gives it"), str(Precision(finding.precision).label))
        yield known(
            _("How sure we are that this is the figure"), str(Exactness(finding.exactness).label)
        )
    if finding.note:
        yield known(_("Note"), finding.note)
    yield known(_("Where in the source"), finding.source_locator)
    yield known(_("Changed here"), day(finding.changed_at))
