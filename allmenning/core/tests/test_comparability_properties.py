"""What must hold for any two figures whatever."""

from dataclasses import replace
from typing import Any

from hypothesis import assume, example, given
from hypothesis import strategies as st

from allmenning.core.comparability import (
    KNOWN,
    REASONS,
    Facts,
    Verdict,
    compare,
    facts_from_mapping,
    what_would_help,
)

from .build import STRATEGY_2013, make_facts, make_later_round

SAMPLINGS = ("census", "register", "probability", "purposive", "quota")
MODES = ("web", "phone", "forum", "observation")
PRECISIONS = ("exact", "percent0", "fraction", "verbal", "derived")
LINKS = ("equivalent", "break")
word = st.none() | st.sampled_from(("x", "y"))
truth = st.none() | st.booleans()

VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(Facts.__dataclass_fields__, word),
    "sampling": st.none() | st.sampled_from(SAMPLINGS),
    "mode": st.none() | st.sampled_from(MODES),
    "precision": st.none() | st.sampled_from(PRECISIONS),
    "doy": st.none() | st.integers(1, 366),
    "n_base": st.none() | st.integers(0, 60),
    "time": st.none() | st.sampled_from(("2013", "2013-06", "2014", "soon")),
    "nonresponse_adjusted": truth,
    "weighted": truth,
    "translations": st.frozensets(st.sampled_from(("x", "y")), max_size=2),
    "crosswalk": st.dictionaries(
        st.sampled_from(("x", "y")), st.sampled_from(LINKS), max_size=2
    ).map(lambda found: tuple(sorted(found.items()))),
    **dict.fromkeys(
        ("harmonised", "seasonal", "suppressed", "intention", "derived"), st.booleans()
    ),
}
any_facts = st.builds(Facts, **VALUES)
near_facts = st.dictionaries(st.sampled_from(sorted(VALUES)), st.just(None), max_size=4).flatmap(
    lambda names: st.fixed_dictionaries({name: VALUES[name] for name in names}).map(
        lambda changes: replace(make_facts(), **changes)
    )
)
facts = any_facts | near_facts
one_change = st.sampled_from(sorted(VALUES)).flatmap(
    lambda name: st.tuples(st.just(name), VALUES[name])
)


@given(a=facts, b=facts)
def test_the_order_of_the_figures_does_not_matter(a: Facts, b: Facts) -> None:
    there, back = compare(a, b), compare(b, a)
    assert there.verdict == back.verdict
    assert there.rules == back.rules
    assert there.reasons == back.reasons


@given(a=facts, b=facts)
def test_the_verdict_is_the_lowest_ceiling_and_every_reason_is_known(a: Facts, b: Facts) -> None:
    found = compare(a, b)
    assert found.verdict == min([Verdict.TREND, *(one.ceiling for one in found.failures)])
    assert set(found.reasons) <= REASONS
    assert all(failure.reasons for failure in found.failures)


@given(a=facts, b=facts, change=one_change)
@example(a=make_facts(), b=make_later_round(), change=("theme", "x"))
def test_one_more_failing_rule_never_raises_the_verdict(
    a: Facts, b: Facts, change: tuple[str, Any]
) -> None:
    before = compare(a, b)
    after = compare(a, replace(b, **dict([change])))
    ceilings = {one.rule: one.ceiling for one in after.failures}
    still = all(ceilings.get(one.rule, Verdict.TREND) <= one.ceiling for one in before.failures)
    assume(still)
    assert after.verdict <= before.verdict


@given(a=facts, b=facts, name=st.sampled_from(KNOWN))
def test_not_knowing_a_fact_never_gives_a_higher_verdict(a: Facts, b: Facts, name: str) -> None:
    """Declared exceptions: few answers hide a value only when they are known to be few, and
    where nobody was asked an empty nonresponse flag or wording is no unknown."""
    assume(name != "n_base" or b.n_base is None or b.n_base >= 5)
    assume(name != "nonresponse_adjusted" or b.nonresponse_adjusted is not False)
    assume(name != "wording" or b.mode not in ("observation", "register"))
    unknown: dict[str, Any] = {name: None}
    assert compare(a, replace(b, **unknown)).verdict <= compare(a, b).verdict


@given(b=facts, order=st.permutations(sorted(STRATEGY_2013)))
def test_the_order_of_the_facts_does_not_matter(b: Facts, order: list[str]) -> None:
    shuffled = facts_from_mapping({name: STRATEGY_2013[name] for name in order})
    assert compare(shuffled, b) == compare(make_facts(), b)


@given(a=facts, b=facts)
def test_what_would_help_is_exactly_what_stands_below_the_next_verdict(a: Facts, b: Facts) -> None:
    found = compare(a, b)
    remedy = what_would_help(found)
    rest = [one.ceiling for one in found.failures if one not in remedy.failures]
    assert remedy.verdict is None or min([Verdict.TREND, *rest]) >= remedy.verdict
    assert bool(remedy.failures) == (found.verdict < Verdict.TREND)


@given(a=facts, b=facts)
def test_differences_named_are_differences(a: Facts, b: Facts) -> None:
    reasons = compare(a, b).reasons
    assert ("country" not in reasons) or {a.country, b.country} == {"x", "y"}
    assert ("base" not in reasons) or {a.base, b.base} == {"x", "y"} or "all" in (a.base, b.base)
    assert ("time" not in reasons) or None not in (a.time, b.time)
    assert ("selection" not in reasons) or "purposive" in (a.sampling, b.sampling)
    assert ("intention_vs_state" not in reasons) or a.intention != b.intention
