"""The guard itself: may two figures meet, and if not, what stands between them."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from . import rules
from .facts import Facts
from .times import times
from .verdict import Comparison, Remedy, Verdict

_NO_CROSSWALKS: Mapping[tuple[str, str], str] = MappingProxyType({})
_NO_TRANSLATIONS: Mapping[str, str] = MappingProxyType({})


def compare(
    a: Facts,
    b: Facts,
    *,
    crosswalks: Mapping[tuple[str, str], str] = _NO_CROSSWALKS,
    translations: Mapping[str, str] = _NO_TRANSLATIONS,
) -> Comparison:
    """Say how close two figures may be brought.

    Parameters
    ----------
    a, b : Facts
        The order does not matter.
    crosswalks : mapping of (indicator, indicator) to str
        Reviewed crosswalk records, ``"equivalent"`` or ``"break"``; either order of the key.
        They add to the `Facts.crosswalk` of the figures; the stricter record wins.
    translations : mapping of str to str
        Wording to the id of its declared translation set.

    Returns
    -------
    Comparison
        The verdict is the lowest ceiling of all failing rules. Never raises.

    Notes
    -----
    R13 fails when at least one of the two is not known to be adjusted for nonresponse; a register
    or an observation, where nobody is asked, counts as adjusted unless it says otherwise, and
    needs no wording for R04.
    R17 (same time) and R17b (not the same series) are both reported when both fail, as are R15
    (base under 5) and R16 (base under 30). R08b is asked only within one population. Items of
    one battery (see `rules.one_battery`) skip R02, R03 and R04 and end at an axis by R17.

    References
    ----------
    rooms/evidence.md section 5.3.
    """
    pair = rules.Pair(a, b, crosswalks, translations)
    failures = tuple(found for rule in rules.RULES if (found := rule(pair)) is not None)
    verdict = min((failure.ceiling for failure in failures), default=Verdict.TREND)
    reasons = [reason for failure in failures for reason in failure.reasons]
    reasons.extend(_likenesses(pair) if verdict >= Verdict.AXIS else ())
    if verdict < Verdict.TREND and times(a.time, b.time) == "different":
        reasons.append("time")
    return Comparison(verdict, failures, tuple(dict.fromkeys(reasons)))


def _likenesses(pair: rules.Pair) -> Iterator[str]:
    """Yield what a comparable pair is known to have in common."""
    if rules.same_question(pair) and not (rules.mode(pair) or rules.role(pair)):
        yield "same_instrument"
    same_measure = not (rules.statistic(pair) or rules.scale(pair))
    if same_measure and _same_concept(pair) and rules.indicator_link(pair) == "equivalent":
        yield "same_definition"
    if not (rules.base(pair) or rules.population(pair) or rules.frame(pair)):
        yield "same_base"
    if rules.one_battery(pair):
        yield "same_battery"


def _same_concept(pair: rules.Pair) -> bool:
    """Whether the concepts are known to be the same, whatever a battery would excuse."""
    return pair.a.concept is not None and pair.a.concept == pair.b.concept


def what_would_help(comparison: Comparison) -> Remedy:
    """Name the failures that keep a pair from the next higher verdict.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    Remedy
        The verdict reached if all its failures were removed and nothing else changed is at
        least `Remedy.verdict`. Empty, with verdict None, when the pair allows a trend.
    """
    if comparison.verdict is Verdict.TREND:
        return Remedy(None, ())
    wanted = Verdict(comparison.verdict + 1)
    return Remedy(wanted, tuple(one for one in comparison.failures if one.ceiling < wanted))
