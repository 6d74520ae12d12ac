"""Cases from a file: what the guard, the agreement between methods and the change test answer."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from allmenning.core.change import Change, change, rounds_from_mapping, stratified_change
from allmenning.core.comparability import Facts, compare, facts_from_mapping
from allmenning.core.convergence import CodedFinding, coded_from_mapping, converge
from allmenning.evidence.models import Finding
from allmenning.evidence.queries.facts import NEEDED, facts_of, reviewed_crosswalks
from allmenning.evidence.queries.pages_agreement import coded_of

Answer = dict[str, Any]
Known = Mapping[str, Facts]
Crosswalks = Mapping[tuple[str, str], str]


class CaseNotReadable(ValueError):  # noqa: N818 - reads as a sentence where it is raised
    """A case lacks something; the sentence says which case and what."""


def answers_to(cases: object) -> list[Answer]:
    """Answer every case of a file, in its order; one that cannot be read answers with `error`.

    Raises `CaseNotReadable` where the file holds no list.
    """
    if not isinstance(cases, Sequence) or isinstance(cases, str):
        raise CaseNotReadable("The file must hold a list of cases.")
    known = _named_findings(cases)
    crosswalks = reviewed_crosswalks() if known else {}
    return [_answer(number, case, known, crosswalks) for number, case in enumerate(cases, start=1)]


def _named_findings(cases: Sequence[object]) -> Known:
    codes = {
        case[side]
        for case in cases
        if isinstance(case, Mapping)
        for side in ("a", "b")
        if isinstance(case.get(side), str)
    }
    found = Finding.objects.filter(code__in=sorted(codes)).select_related(*NEEDED) if codes else ()
    return {one.code: facts_of(one) for one in found}


def _answer(number: int, case: object, known: Known, crosswalks: Crosswalks) -> Answer:
    if not isinstance(case, Mapping):
        return {"id": number, "error": f"Case {number} must be an object."}
    name = case.get("id", number)
    try:
        return {"id": name, **_result(case, known, crosswalks)}
    except ValueError as error:
        return {"id": name, "error": f"Case {number} ({name}): {error}"}


def _result(case: Mapping[str, Any], known: Known, crosswalks: Crosswalks) -> Answer:
    if "a" in case and "b" in case:
        return _pair(case, known, crosswalks)
    if "f" in case and "g" in case:
        return _agreement(case)
    if "args" in case:
        return {"expect": _change(case["args"]).as_mapping()}
    raise CaseNotReadable("it must have a and b, f and g, or args.")


def _change(args: object) -> Change:
    """Compute a change; a list of rounds, or one under `strata`, is a stratified one."""
    strata = args.get("strata") if isinstance(args, Mapping) else args
    if isinstance(strata, list):
        return stratified_change([rounds_from_mapping(one) for one in strata])
    return change(rounds_from_mapping(cast("Mapping[str, object]", args)))


def _pair(case: Mapping[str, Any], known: Known, crosswalks: Crosswalks) -> Answer:
    links = {**crosswalks, **_declared_crosswalks(case)}
    found = compare(_facts(case["a"], known), _facts(case["b"], known), crosswalks=links)
    return {
        "verdict": found.verdict.name,
        "rules": list(found.rules),
        "reasons": list(found.reasons),
    }


def _declared_crosswalks(case: Mapping[str, Any]) -> Crosswalks:
    """Read a crosswalk a case declares for its own pair: {"crosswalk": "break"}."""
    link = case.get("crosswalk")
    sides = (case["a"], case["b"])
    if link is None or not all(isinstance(side, Mapping) for side in sides):
        return {}
    if link not in ("equivalent", "break"):
        raise CaseNotReadable(f"crosswalk must be equivalent or break, not {link!r}.")
    return {(str(sides[0].get("indicator")), str(sides[1].get("indicator"))): str(link)}


def _facts(side: object, known: Known) -> Facts:
    if isinstance(side, str):
        if side not in known:
            raise CaseNotReadable(f"there is no finding {side}.")
        return known[side]
    if not isinstance(side, Mapping):
        raise CaseNotReadable(f"a and b must be facts or ids of findings, not {side!r}.")
    return facts_from_mapping(side)


def _agreement(case: Mapping[str, Any]) -> Answer:
    found = converge(_coded(case["f"]), _coded(case["g"]))
    return {"expect": found.code, "flags": list(found.flags)}


def _coded(side: object) -> CodedFinding:
    """Read a coded finding, or take the stored one with this id."""
    if not isinstance(side, str):
        return coded_from_mapping(cast("Mapping[str, object]", side))
    found = Finding.objects.filter(code=side).select_related("study").first()
    if found is None:
        raise CaseNotReadable(f"there is no finding {side}.")
    return coded_of(found)
