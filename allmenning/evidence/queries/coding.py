"""How two findings relate in the eyes of those who coded, and how far the coders agree (K7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from allmenning.core.agreement import Alpha, nominal_alpha
from allmenning.evidence.models import Coding, Finding, Theme
from allmenning.evidence.models.words import Relation
from allmenning.evidence.queries.pages_agreement import convergences

PAIRS_AT_MOST = 200

PairKey = tuple[int, int]


@dataclass(frozen=True)
class PairToCode:
    first: Finding
    second: Finding
    mine: str
    coders: int
    consensus: str


@dataclass(frozen=True)
class CodedPair:
    """A pair on its way to a consensus; the others' codes are None until one has coded oneself."""

    mine: Coding | None
    others: tuple[Coding, ...] | None
    rule: str
    consensus: Coding | None
    may_settle: bool

    @property
    def rule_words(self) -> str:
        return str(Relation(self.rule).label)


def coder_alpha() -> Alpha:
    """Return Krippendorff's alpha over every pair two people or more have coded apart."""
    units: dict[PairKey, dict[int, str]] = defaultdict(dict)
    rows = Coding.objects.filter(is_consensus=False).order_by("id")
    for first, second, coder, code in rows.values_list("first", "second", "coder", "code"):
        units[first, second][coder] = code
    return nominal_alpha([list(codes.values()) for codes in units.values()])


def pairs_to_code(theme: Theme, coder: int) -> list[PairToCode]:
    """Return the pairs of a theme that come from different methods and answer one question."""
    findings = Finding.objects.filter(theme=theme).exclude(claim="").select_related("concept")
    by_question: dict[int | None, list[Finding]] = defaultdict(list)
    for one in findings.order_by("code")[:PAIRS_AT_MOST]:
        by_question[one.concept.question_id].append(one)
    known = _latest(Coding.objects.filter(first__theme=theme).order_by("id"))
    pairs = [
        _pair(first, second, known.get(_key(first, second), ()), coder)
        for group in by_question.values()
        for first, second, _found in convergences(group)
    ]
    return sorted(pairs, key=lambda pair: (bool(pair.mine), pair.first.code, pair.second.code))[
        :PAIRS_AT_MOST
    ]


def coded_pair(first: Finding, second: Finding, coder: int) -> CodedPair:
    """Return what one coder may see of a pair."""
    low, high = _key(first, second)
    rows = Coding.objects.filter(first=low, second=high).select_related("coder").order_by("id")
    latest = _latest(rows).get((low, high), ())
    mine = next((one for one in latest if one.coder_id == coder and not one.is_consensus), None)
    apart = [one for one in latest if not one.is_consensus]
    others = tuple(one for one in apart if one.coder_id != coder) if mine else None
    rule = next((found.code for _a, _b, found in convergences([first, second])), "")
    return CodedPair(
        mine=mine,
        others=others,
        rule=rule if mine else "",
        consensus=next((one for one in latest if one.is_consensus), None) if mine else None,
        may_settle=mine is not None and len(apart) > 1,
    )


def _key(first: Finding, second: Finding) -> PairKey:
    return min(first.pk, second.pk), max(first.pk, second.pk)


def _latest(rows: Iterable[Coding]) -> Mapping[PairKey, tuple[Coding, ...]]:
    """Keep the newest code of each coder, and the newest consensus."""
    found: dict[PairKey, dict[tuple[bool, int], Coding]] = defaultdict(dict)
    for one in rows:
        who = 0 if one.is_consensus else one.coder_id
        found[one.first_id, one.second_id][one.is_consensus, who] = one
    return {pair: tuple(codes.values()) for pair, codes in found.items()}


def _pair(first: Finding, second: Finding, known: Sequence[Coding], coder: int) -> PairToCode:
    apart = [one for one in known if not one.is_consensus]
    mine = next((str(one.get_code_display()) for one in apart if one.coder_id == coder), "")
    settled = next((str(one.get_code_display()) for one in known if one.is_consensus), "")
    return PairToCode(first, second, mine, len(apart), settled if mine else "")
