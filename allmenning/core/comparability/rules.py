"""The rules R00 to R18: each looks at a pair and says nothing, or what fails.

Every rule is symmetric in the pair. The table is rooms/evidence.md section 5.3.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from .facts import Facts
from .times import times
from .verdict import Failure, Verdict

SMALLEST_BASE_SHOWN = 5
SMALLEST_BASE_FOR_TREND = 30
SEASON_DAYS = 45
DAYS_IN_YEAR = 365

WITH_KNOWN_CHANCE = frozenset(("census", "census-attempt", "register", "probability"))
COMPLETE = frozenset(("census", "register"))
SELECTIONS = frozenset(
    ("purposive", "self-selected", "customers", "convenience", "follower-recruited"),
)
INTERVIEW_MODES = frozenset(("web", "paper", "phone", "face"))
UNSAID_MODE = "questionnaire"
NOBODY_ASKED = frozenset(("observation", "register", "platform", "documents", "document"))
UNSEEN = "unknown:"
"""A wording id that starts so names an item whose wording nobody has seen."""
DEFINED = "definition"
"""A wording id that starts so is the definition of a count where nobody was asked."""
IN_WORDS = "none"
"""The statistic of a statement without a figure: there is no value to withhold."""
PRECISE = re.compile(r"exact|count|decimal|rounded|percent\d*")


class Pair(NamedTuple):
    """Two figures and what is declared about indicators and wordings from outside."""

    a: Facts
    b: Facts
    crosswalks: Mapping[tuple[str, str], str]
    translations: Mapping[str, str]


def difference(first: object, second: object, reason: str) -> tuple[str, ...]:
    """Return why two known facts are not shown to be equal; empty when they are."""
    if first is None or second is None:
        return (f"{reason}_unknown",)
    return () if first == second else (reason,)


def declared_difference(first: object, second: object, reason: str) -> tuple[str, ...]:
    """As `difference`, but two figures that declare nothing agree."""
    return () if first == second else difference(first, second, reason)


def failure(rule: str, ceiling: Verdict, reasons: tuple[str, ...]) -> Failure | None:
    """Return a failure when there is a reason for one."""
    return Failure(rule, ceiling, reasons) if reasons else None


def one_battery(pair: Pair) -> bool:
    """Whether the figures are items of one battery with the same base, scale and time.

    Notes
    -----
    One study is the same known study id or, where neither figure names its study, the same
    series at the same time. The one exception to R02, R03 and R04.
    """
    a, b = pair.a, pair.b
    if a.battery is None or a.battery != b.battery:
        return False
    alike = ((a.base, b.base), (a.scale, b.scale), (a.time, b.time))
    if any(first is None or first != second for first, second in alike):
        return False
    if a.study is None and b.study is None:
        return a.series is not None and a.series == b.series
    return a.study == b.study


def indicator_link(pair: Pair) -> str | None:
    """Return ``equivalent``, ``break`` or None; where two records disagree, the stricter."""
    a, b = pair.a.indicator, pair.b.indicator
    if a is None or b is None:
        return None
    if a == b:
        return "equivalent"
    links = {dict(pair.a.crosswalk).get(b), dict(pair.b.crosswalk).get(a)}
    links |= {pair.crosswalks.get((a, b)), pair.crosswalks.get((b, a))}
    return "break" if "break" in links else "equivalent" if "equivalent" in links else None


def same_wording(pair: Pair) -> bool:
    """Whether the wordings are known to be the same or declared translations of each other."""
    a, b = pair.a.wording, pair.b.wording
    if a is None or b is None:
        return False
    if a == b or b in pair.a.translations or a in pair.b.translations:
        return True
    group = pair.translations.get(a)
    return group is not None and group == pair.translations.get(b)


def unasked(facts: Facts) -> bool:
    """Whether nobody was asked: there is no wording, or a definition stands for it."""
    no_wording = facts.wording is None or facts.wording.startswith(DEFINED)
    return facts.mode in NOBODY_ASKED and no_wording


def same_question(pair: Pair) -> bool:
    """Whether the wording is the same, or nobody was asked so that there is none."""
    return (unasked(pair.a) and unasked(pair.b)) or same_wording(pair)


def unseen_items(pair: Pair) -> bool:
    """Whether both are items of one concept whose wordings nobody has seen."""
    a, b = pair.a, pair.b
    unseen = all(one is not None and one.startswith(UNSEEN) for one in (a.wording, b.wording))
    return unseen and a.concept is not None and a.concept == b.concept


def theme(pair: Pair) -> Failure | None:
    """R00: figures of different themes do not meet."""
    return failure("R00", Verdict.NONE, difference(pair.a.theme, pair.b.theme, "theme"))


def statistic(pair: Pair) -> Failure | None:
    """R01: the same statistic in the same unit of measure."""
    reasons = difference(pair.a.stat, pair.b.stat, "statistic")
    return failure("R01", Verdict.SIDE, reasons + difference(pair.a.unit, pair.b.unit, "measure"))


def concept(pair: Pair) -> Failure | None:
    """R02: the same concept; what is intended is another concept than what is."""
    reasons = () if one_battery(pair) else difference(pair.a.concept, pair.b.concept, "construct")
    if pair.a.intention != pair.b.intention:
        reasons += ("intention_vs_state",)
    return failure("R02", Verdict.SIDE, reasons)


def indicator(pair: Pair) -> Failure | None:
    """R03: the same indicator version, or a crosswalk that says how they relate."""
    link = indicator_link(pair)
    if link == "equivalent" or one_battery(pair):
        return None
    if link == "break":
        return Failure("R03", Verdict.AXIS, ("break",))
    if unseen_items(pair):
        return Failure("R03", Verdict.SIDE, ("construct_unknown",))
    reasons = difference(pair.a.indicator, pair.b.indicator, "construct")
    return Failure("R03", Verdict.SIDE, reasons)


def wording(pair: Pair) -> Failure | None:
    """R04: the same wording or a declared translation of it, where somebody was asked."""
    if same_question(pair) or one_battery(pair):
        return None
    if unseen_items(pair):
        return Failure("R04", Verdict.SIDE, ("question_unknown",))
    return Failure("R04", Verdict.SIDE, difference(pair.a.wording, pair.b.wording, "question"))


def scale(pair: Pair) -> Failure | None:
    """R05: the same response scale, coding rule and window of counting."""
    a, b = pair.a, pair.b
    reasons = difference(a.scale, b.scale, "scale")
    reasons += declared_difference(a.coding, b.coding, "coding")
    reasons += declared_difference(a.window, b.window, "time_window")
    return failure("R05", Verdict.SIDE, reasons)


def base(pair: Pair) -> Failure | None:
    """R06: shares of the same base."""
    return failure("R06", Verdict.SIDE, difference(pair.a.base, pair.b.base, "base"))


def analysis_unit(pair: Pair) -> Failure | None:
    """R07: the same unit is counted."""
    reasons = difference(pair.a.analysis_unit, pair.b.analysis_unit, "unit")
    return failure("R07", Verdict.SIDE, reasons)


def population(pair: Pair) -> Failure | None:
    """R08: the same population, which lies in the same country."""
    reasons = difference(pair.a.population, pair.b.population, "population")
    reasons += declared_difference(pair.a.country, pair.b.country, "country")
    return failure("R08", Verdict.SIDE, reasons)


def same_frame(pair: Pair) -> bool:
    """Whether the frames are the same vintage or harmonised to common boundaries."""
    a, b = pair.a, pair.b
    first, second = a.harmonised_to or a.frame, b.harmonised_to or b.frame
    return a.harmonised or b.harmonised or (first is not None and first == second)


def frame(pair: Pair) -> Failure | None:
    """R08b: for one population, frames of one vintage or harmonised to common boundaries."""
    if population(pair) or same_frame(pair):
        return None
    reasons = difference(pair.a.frame, pair.b.frame, "frame") or ("frame",)
    return Failure("R08b", Verdict.AXIS, reasons)


def same_panel(pair: Pair) -> bool:
    """Whether both are rounds of one series from the same kind of web panel."""
    a, b = pair.a, pair.b
    one_series = a.series is not None and a.series == b.series
    return one_series and a.sampling == b.sampling == "web-panel"


def sampling(pair: Pair) -> Failure | None:
    """R09: both are a census (or register) or a probability sample.

    Notes
    -----
    Rounds of one web panel share its faults, so they may share an axis; never a tested change.
    """
    found = (pair.a.sampling, pair.b.sampling)
    reasons = tuple(
        key
        for key, holds in (
            ("sample", any(one is not None and one not in WITH_KNOWN_CHANCE for one in found)),
            ("selection", any(one in SELECTIONS for one in found)),
            ("sample_unknown", None in found),
        )
        if holds
    )
    return failure("R09", Verdict.AXIS if same_panel(pair) else Verdict.SIDE, reasons)


def mode(pair: Pair) -> Failure | None:
    """R10: the same method and mode; two interview modes may still share an axis.

    Notes
    -----
    A questionnaire of unsaid mode may have been the other's web form: not known to differ.
    """
    a, b = pair.a, pair.b
    if other_method := declared_difference(a.method, b.method, "instrument"):
        return Failure("R10", Verdict.SIDE, other_method)
    reasons = difference(a.mode, b.mode, "instrument")
    modes = {a.mode, b.mode}
    if not modes <= INTERVIEW_MODES | {UNSAID_MODE}:
        return failure("R10", Verdict.SIDE, reasons)
    if reasons and UNSAID_MODE in modes:
        return Failure("R10", Verdict.AXIS, ("instrument_unknown",))
    return failure("R10", Verdict.AXIS, reasons)


def role(pair: Pair) -> Failure | None:
    """R11: the same kind of person answered or observed."""
    reasons = difference(pair.a.role, pair.b.role, "informant")
    return failure("R11", Verdict.AXIS, reasons)


def season(pair: Pair) -> Failure | None:
    """R12: a seasonal indicator (said by either figure) is read at the same time of year."""
    a, b = pair.a, pair.b
    if not (a.seasonal or b.seasonal):
        return None
    if a.doy is None or b.doy is None:
        return Failure("R12", Verdict.AXIS, ("season_unknown",))
    apart = abs(a.doy - b.doy)
    far = min(apart, abs(DAYS_IN_YEAR - apart)) > SEASON_DAYS
    return Failure("R12", Verdict.AXIS, ("season",)) if far else None


def adjusted(facts: Facts) -> bool:
    """Whether nonresponse is adjusted for, or nobody was asked so that there was none."""
    if facts.nonresponse_adjusted is not None:
        return facts.nonresponse_adjusted
    return facts.sampling == "register" or facts.mode in NOBODY_ASKED


def nonresponse(pair: Pair) -> Failure | None:
    """R13: nonresponse is known to be adjusted for in both; one that is not is enough to fail."""
    if adjusted(pair.a) and adjusted(pair.b):
        return None
    return Failure("R13", Verdict.AXIS, ("nonresponse",))


def precision(pair: Pair) -> Failure | None:
    """R14: both are reported as figures, not as a fraction, in words or derived from others."""
    a, b = pair.a, pair.b
    reasons: tuple[str, ...] = ()
    if a.derived or b.derived or "derived" in (a.precision, b.precision):
        reasons += ("derived",)
    given = [one for one in (a.precision, b.precision) if one not in (None, "derived")]
    if any(not PRECISE.fullmatch(one) for one in given if one):
        reasons += ("precision",)
    if None in (a.precision, b.precision):
        reasons += ("precision_unknown",)
    return failure("R14", Verdict.SIDE, reasons)


def hidden(facts: Facts) -> tuple[str, ...]:
    """Return why the value of one figure may not be shown at all; empty when it may."""
    if facts.suppressed:
        return ("suppressed",)
    if facts.stat == IN_WORDS:
        return ()
    few = facts.n_base is not None and facts.n_base < SMALLEST_BASE_SHOWN
    return ("very_small_base",) if few else ()


def disclosure(pair: Pair) -> Failure | None:
    """R15: neither value is withheld, neither base is under 5."""
    reasons = {*hidden(pair.a), *hidden(pair.b)}
    return failure("R15", Verdict.NONE, tuple(sorted(reasons)))


def complete(facts: Facts) -> bool:
    """Whether everyone was counted without being asked, so that chance plays no part."""
    return facts.sampling in COMPLETE and facts.mode in NOBODY_ASKED and adjusted(facts)


def base_size(pair: Pair) -> Failure | None:
    """R16: both bases are known to be 30 or more, or are complete counts of a small group."""
    sizes = [one.n_base for one in (pair.a, pair.b) if not (complete(one) and one.n_base)]
    reasons: tuple[str, ...] = ()
    if any(size is not None and size < SMALLEST_BASE_FOR_TREND for size in sizes):
        reasons += ("small_base",)
    if None in sizes:
        reasons += ("base_size_unknown",)
    return failure("R16", Verdict.AXIS, reasons)


def time(pair: Pair) -> Failure | None:
    """R17: a trend needs two known, different times."""
    relation = times(pair.a.time, pair.b.time)
    keys = {"same": ("same_time",), "unknown": ("time_unknown",)}
    return failure("R17", Verdict.AXIS, keys.get(relation, ()))


def series(pair: Pair) -> Failure | None:
    """R17b: a trend needs one and the same series; reported also when R17 fails."""
    return failure("R17b", Verdict.AXIS, difference(pair.a.series, pair.b.series, "series"))


def weighting(pair: Pair) -> Failure | None:
    """R18: both are weighted or neither is."""
    return failure("R18", Verdict.AXIS, difference(pair.a.weighted, pair.b.weighted, "weighting"))


RULES = (
    theme,
    statistic,
    concept,
    indicator,
    wording,
    scale,
    base,
    analysis_unit,
    population,
    frame,
    sampling,
    mode,
    role,
    season,
    nonresponse,
    precision,
    disclosure,
    base_size,
    time,
    series,
    weighting,
)
"""Every rule, in the order of its id."""
