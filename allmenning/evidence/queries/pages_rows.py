"""Findings as open data: a row each, with what it rests on and which others it may meet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from allmenning.core.comparability import Verdict, compare
from allmenning.evidence.models import Finding
from allmenning.evidence.queries.facts import NEEDED, facts_of, reviewed_crosswalks
from allmenning.evidence.queries.pages_cards import CARD_NEEDS

COMPARED_AT_MOST = 60
"""Figures on one question beyond this are given without the list of those they may meet."""

COLUMNS = (
    "id",
    "theme",
    "question",
    "study",
    "statement_nb",
    "statement_nn",
    "statement_en",
    "value_kind",
    "value",
    "unit",
    "numerator",
    "denominator",
    "base",
    "base_unknown",
    "n",
    "n_text",
    "population",
    "unit_of_analysis",
    "method",
    "instrument",
    "informant",
    "sampling",
    "mode",
    "period",
    "year",
    "is_intention",
    "country",
    "how_read",
    "exactness",
    "source",
    "verdict",
    "may_meet",
)
ROW_NEEDS = tuple(dict.fromkeys((*CARD_NEEDS, *NEEDED)))

Row = dict[str, object]


def finding_rows(findings: Sequence[Finding]) -> Iterator[Row]:
    """Yield a row for each finding that comes with `ROW_NEEDS` selected.

    `verdict` is the guard's word on putting the whole file on one axis, the lowest among all
    pairs; `may_meet` names the rows of the file that this one may meet, each with its verdict.
    """
    meetings, verdict = _meetings(findings)
    for one in findings:
        yield _row(one, verdict, meetings.get(one.code, ()))


def _meetings(findings: Iterable[Finding]) -> tuple[Mapping[str, Sequence[str]], str]:
    figures = [one for one in findings if one.value is not None]
    groups: dict[int | None, list[Finding]] = defaultdict(list)
    for one in figures:
        groups[one.concept.question_id].append(one)
    lowest = _across(figures)
    found: dict[str, list[str]] = defaultdict(list)
    crosswalks = reviewed_crosswalks() if len(figures) > 1 else {}
    for group in groups.values():
        if len(group) > COMPARED_AT_MOST:
            lowest = min(lowest, Verdict.SIDE)
            continue
        facts = {one.code: facts_of(one) for one in group}
        for first, second in combinations(facts, 2):
            verdict = compare(facts[first], facts[second], crosswalks=crosswalks).verdict
            lowest = min(lowest, verdict)
            if verdict >= Verdict.AXIS:
                found[first].append(f"{second}:{verdict.name.lower()}")
                found[second].append(f"{first}:{verdict.name.lower()}")
    return found, lowest.name.lower() if len(figures) > 1 else ""


def _across(figures: Sequence[Finding]) -> Verdict:
    """Return the ceiling for figures of different themes (R00) or of different things (R02)."""
    if len({one.theme_id for one in figures}) > 1:
        return Verdict.NONE
    concepts = {one.concept_id for one in figures}
    return Verdict.SIDE if len(concepts) > 1 and not _one_battery(figures) else Verdict.TREND


def _one_battery(figures: Sequence[Finding]) -> bool:
    """Whether all figures are items of one battery, which may share an axis."""
    batteries = {one.indicator.battery if one.indicator else "" for one in figures}
    return (
        len(batteries) == 1 and "" not in batteries and len({one.study_id for one in figures}) == 1
    )


def _row(one: Finding, verdict: str, meets: Sequence[str]) -> Row:
    question = one.concept.question
    told: tuple[object, ...] = (
        one.code,
        one.theme.slug,
        question.slug if question else "",
        one.study.slug,
        one.statement_nb,
        one.statement_nn,
        one.statement_en,
        one.value_kind,
        None if one.suppressed else one.value,
        one.unit,
        None if one.suppressed else one.numerator,
        one.denominator,
        one.base.slug if one.base else "",
        one.base is None,
        one.n,
        one.n_text or ("" if one.n else "unknown"),
        one.population.slug if one.population else "",
        one.analysis_unit,
        one.method,
        one.instrument,
        one.informant,
        one.sampling,
        one.mode,
        one.period_text,
        one.year,
        one.is_intention,
        one.country,
        one.how_read,
        one.exactness,
        one.source_url,
        verdict,
        " ".join(meets),
    )
    return dict(zip(COLUMNS, told, strict=True))
