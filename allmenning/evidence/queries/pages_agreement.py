"""Question by method: what there is, how strong, why a cell is empty, and whether methods agree."""

import enum
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmenning.core.convergence import CodedFinding, Convergence, Direction, converge
from allmenning.evidence.models import Finding, Instrument
from allmenning.evidence.models.words import Coverage, Method
from allmenning.evidence.queries.pages_cards import MUNICIPAL, Card, method_words

WHY_EMPTY: Mapping[str, Promise] = {
    Coverage.NOTHING_FOUND: _("asked, nothing found"),
    Coverage.SUPPRESSED: _("withheld"),
    Coverage.NOT_ASKED: _("not asked"),
    "": _("no study"),
}
"""The most telling first: that somebody looked and found nothing is evidence, silence is not."""

Covered = Mapping[tuple[str, str], str]
Pair = tuple[Finding, Card]


class Agreement(enum.Enum):
    """How the methods that answer one question relate; pairs are coded, never voted over."""

    DISAGREE = "dissonance"
    AGREE = "agreement"
    PARTLY = "partial"
    COMPLETE = "complementary"
    ONE_METHOD = "one method"
    NOT_CODED = "not coded"
    NOBODY = "nobody"


AGREEMENT_WORDS: Mapping[Agreement, Promise] = {
    Agreement.DISAGREE: _("Disagree"),
    Agreement.AGREE: _("Agree"),
    Agreement.PARTLY: _("Agree in part"),
    Agreement.COMPLETE: _("Complete each other"),
    Agreement.ONE_METHOD: _("One method only"),
    Agreement.NOT_CODED: _("Not judged"),
    Agreement.NOBODY: _("Nobody has asked"),
}
IN_ONE_STUDY: Mapping[Agreement, Promise] = {
    Agreement.DISAGREE: _("Disagree, in one study"),
    Agreement.AGREE: _("Agree, in one study"),
    Agreement.PARTLY: _("Agree in part, in one study"),
    Agreement.COMPLETE: _("Complete each other, in one study"),
}
SHARED_CLAIM = (Agreement.DISAGREE, Agreement.AGREE, Agreement.PARTLY)
"""What methods say of one claim; where they complete each other there is none to point at."""


@dataclass(frozen=True)
class Cell:
    """Either findings with the strongest of them, or the reason why there are none."""

    method: str
    strongest: Card | None
    sign: str
    count: int
    empty: str

    @property
    def others(self) -> int:
        return self.count - 1


@dataclass(frozen=True)
class Row:
    question: str
    slug: str
    cells: tuple[Cell, ...]
    agreement: Agreement
    methods: tuple[str, ...]
    claim: str = ""
    direction: int | None = None
    one_study: bool = False

    @property
    def verdict(self) -> str:
        words = IN_ONE_STUDY if self.one_study else AGREEMENT_WORDS
        return str(words[self.agreement])


@dataclass(frozen=True)
class Standing:
    """How methods relate on one question, and the claim they agree or disagree on.

    Methods of one and the same study do not check each other; `one_study` says that no other
    study takes part.
    """

    agreement: Agreement
    claim: str = ""
    direction: int | None = None
    one_study: bool = False


@dataclass(frozen=True)
class Matrix:
    """Columns are the methods somebody has used on the theme; `unused` names the others."""

    methods: tuple[str, ...]
    rows: tuple[Row, ...]
    unused: tuple[str, ...]


def coverage_of(theme: str = "") -> Covered:
    """Return for each (question, method) the most telling reason for an empty cell."""
    rows = Instrument.objects.exclude(coverage=Coverage.COVERED)
    if theme:
        rows = rows.filter(question__theme__slug=theme)
    order = list(WHY_EMPTY)
    found: dict[tuple[str, str], str] = {}
    told = rows.order_by("pk").values_list("question__slug", "study__method", "coverage")
    for question, method, coverage in told:
        known = found.get((question, method), "")
        found[question, method] = min(known, coverage, key=order.index)
    return found


def matrix(
    questions: Sequence[tuple[str, str]],
    cards: Mapping[str, Sequence[Pair]],
    covered: Covered,
) -> Matrix:
    """Lay findings, by the slug of their question, out on questions and methods."""
    used = {one.method for group in cards.values() for one, _card in group}
    used |= {method for _question, method in covered}
    methods = [method for method in Method if method.value in used]
    rows = tuple(
        _row(slug, name, methods, cards.get(slug, ()), covered) for slug, name in questions
    )
    return Matrix(
        methods=tuple(_column(method, cards) for method in methods),
        rows=rows,
        unused=tuple(str(method.label) for method in Method if method.value not in used),
    )


def _column(method: Method, cards: Mapping[str, Sequence[Pair]]) -> str:
    """Name a column; with state bodies among those who answered it is not municipalities'."""
    found = (one for group in cards.values() for one, _card in group if one.method == method)
    municipal = all(one.analysis_unit in MUNICIPAL for one in found)
    return str(method.label) if municipal else method_words(method.value)


def _row(
    slug: str,
    name: str,
    methods: Sequence[Method],
    group: Sequence[Pair],
    covered: Covered,
) -> Row:
    standing = standing_of([one for one, _card in group])
    by_method: dict[str, list[Pair]] = defaultdict(list)
    for one, card in group:
        by_method[one.method].append((one, card))
    cells = tuple(
        _cell(
            method, by_method[method.value], standing.claim, covered.get((slug, method.value), "")
        )
        for method in methods
    )
    return Row(
        question=name,
        slug=slug,
        cells=cells,
        agreement=standing.agreement,
        claim=standing.claim,
        direction=standing.direction,
        one_study=standing.one_study,
        methods=tuple(str(Method(key).label) for key, found in by_method.items() if found),
    )


def _cell(method: Method, found: Sequence[Pair], claim: str, why: str) -> Cell:
    if not found:
        return Cell(str(method.label), None, "", 0, str(WHY_EMPTY[why]))
    _one, strongest = max(found, key=lambda pair: (pair[1].strength.order, pair[0].year or 0))
    sign = signs_of(one for one, _card in found if claim and one.claim == claim)
    return Cell(str(method.label), strongest, sign, len(found), "")


def signs_of(findings: Iterable[Finding]) -> str:
    """Write which way the findings of one method point on one claim."""
    signs = {sign for sign in map(sign_of, findings) if sign}
    return "±" if len(signs) > 1 else "".join(signs)


def sign_of(finding: Finding) -> str:
    """Write the direction of what a finding claims; nothing where nobody has judged it."""
    if finding.mixed or finding.direction == 0:
        return "±"
    return {1: "+", -1: "\N{MINUS SIGN}"}.get(finding.direction or 0, "")


def standing_of(findings: Sequence[Finding]) -> Standing:
    """Say how methods relate on one question: what the pair that agrees least says, and of what."""
    methods = {one.method for one in findings}
    if len(methods) < 2:
        return Standing(Agreement.ONE_METHOD if methods else Agreement.NOBODY)
    pairs = convergences(findings)
    codes = {found.code for _first, _second, found in pairs}
    ranked = (Agreement.DISAGREE, Agreement.PARTLY, Agreement.AGREE, Agreement.COMPLETE)
    agreement = next((one for one in ranked if one.value in codes), Agreement.NOT_CODED)
    telling = [(one, other) for one, other, found in pairs if found.code == agreement.value]
    if not telling:
        return Standing(agreement)
    apart = [pair for pair in telling if pair[0].study_id != pair[1].study_id]
    speaks, _other = (apart or telling)[-1]
    shared = agreement in SHARED_CLAIM
    return Standing(
        agreement,
        claim=speaks.claim if shared else "",
        direction=speaks.direction if shared else None,
        one_study=not apart,
    )


def convergences(findings: Iterable[Finding]) -> list[tuple[Finding, Finding, Convergence]]:
    """Code every pair of findings that come from different methods."""
    coded = [
        (one, coded_of(one))
        for one in findings
        if one.claim and (one.mixed or one.direction is not None)
    ]
    return [
        (first, second, converge(f, g))
        for (first, f), (second, g) in combinations(coded, 2)
        if first.method != second.method
    ]


@dataclass(frozen=True)
class Dispute:
    """Two findings on one question that say opposite things; both are shown."""

    first: str
    second: str
    different_groups: bool


def disputes(findings: Sequence[Finding]) -> tuple[Dispute, ...]:
    """Return what the coding finds, and what a person has marked as conflicting."""
    coded = [
        Dispute(min(first.code, second.code), max(first.code, second.code), found.perspective_gap)
        for first, second, found in convergences(findings)
        if found.code == Agreement.DISAGREE.value
    ]
    known = {(one.first, one.second) for one in coded}
    codes = {one.code for one in findings}
    marked = {
        (min(one.code, other.code), max(one.code, other.code))
        for one in findings
        for other in one.conflicts_with.all()
        if other.code in codes
    }
    rest = [Dispute(*pair, different_groups=False) for pair in sorted(marked - known)]
    return (*coded, *rest)


def coded_of(finding: Finding) -> CodedFinding:
    """Return what the coding of agreement needs of a finding with a claim and a direction."""
    return CodedFinding(
        coverage=finding.coverage,
        subject=finding.subject or None,
        direction="mixed" if finding.mixed else cast("Direction", finding.direction),
        claim=finding.claim,
        rank=finding.rank,
        share=finding.claim_share,
        objects=frozenset(map(str, finding.objects_named)),
        examples=frozenset(map(str, finding.examples)),
        recruited_via=finding.recruited_via or None,
    )
