"""Change between rounds: worked cases, a second route by enumeration, refusals."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmenning.core.change import (
    CENSUS,
    SMALL,
    STRATIFIED,
    TESTED,
    Rounds,
    change,
    difference_variance,
    holm,
    rounds_from_mapping,
    stratified_change,
)

from .build import shared_json

PLAIN: dict[str, object] = {"x1": 80, "n1": 200, "x2": 110, "n2": 220, "N": 356}
PANEL: dict[str, object] = {"n12": 170, "x11": 59, "x1_overlap": 68, "x2_overlap": 85}


def test_every_worked_case_is_met_to_the_last_digit() -> None:
    cases = [case for case in shared_json("evidence/convergence_cases.json") if "args" in case]
    assert len(cases) == 2
    for case in cases:
        found = change(rounds_from_mapping(case["args"])).as_mapping()
        assert found.keys() == case["expect"].keys()
        assert found.pop("kind") == case["expect"].pop("kind")
        assert found == pytest.approx(case["expect"], abs=1e-14)


def test_80_of_200_then_110_of_220_of_356_drawn_independently() -> None:
    found = change(Rounds(x1=80, n1=200, x2=110, n2=220, N=356, independent=True))
    assert (round(100 * found.lo, 1), round(100 * found.hi, 1)) == (3.9, 16.1)
    assert found.kind == TESTED
    assert found.z == pytest.approx(3.2198, abs=1e-4)
    assert found.p_value == pytest.approx(0.00128, abs=1e-5)


def test_170_in_both_rounds_make_the_interval_narrower() -> None:
    found = change(rounds_from_mapping({**PLAIN, **PANEL}))
    assert (round(100 * found.lo, 1), round(100 * found.hi, 1)) == (5.0, 15.0)


def test_the_change_between_two_censuses_is_exact_and_has_no_test() -> None:
    found = change(Rounds(x1=142, n1=356, x2=178, n2=356, N=356))
    assert found.diff == found.lo == found.hi == pytest.approx(36 / 356)
    assert found.se == 0.0
    assert (found.z, found.p_value, found.kind) == (None, None, CENSUS)
    assert "z" not in found.as_mapping()


def test_the_variance_is_unbiased_over_every_pair_of_independent_draws() -> None:
    """Second route: 6 units, 4 and 3 drawn, all 300 pairs of samples."""
    first, second = (1, 1, 0, 1, 0, 0), (1, 1, 1, 1, 0, 1)
    draws = list(product(combinations(range(6), 4), combinations(range(6), 3)))
    rounds = [
        Rounds(
            x1=sum(first[i] for i in one),
            n1=4,
            x2=sum(second[i] for i in two),
            n2=3,
            N=6,
            independent=True,
        )
        for one, two in draws
    ]
    estimated = np.mean([difference_variance(one) for one in rounds])
    assert estimated == pytest.approx(np.var([one.difference for one in rounds]))


def test_the_variance_is_unbiased_over_every_pair_of_draws_with_a_given_overlap() -> None:
    """Second route: 6 units, 4 and 3 drawn with exactly 2 in common."""
    first, second = (1, 1, 0, 1, 0, 0), (1, 1, 1, 1, 0, 1)
    rounds = []
    for one, two in product(combinations(range(6), 4), combinations(range(6), 3)):
        both = set(one) & set(two)
        if len(both) == 2:
            rounds.append(
                Rounds(
                    x1=sum(first[i] for i in one),
                    n1=4,
                    x2=sum(second[i] for i in two),
                    n2=3,
                    N=6,
                    n12=2,
                    x11=sum(first[i] * second[i] for i in both),
                    x1_overlap=sum(first[i] for i in both),
                    x2_overlap=sum(second[i] for i in both),
                )
            )
    estimated = np.mean([difference_variance(one) for one in rounds])
    assert estimated == pytest.approx(np.var([one.difference for one in rounds]))


def test_19_of_20_intervals_of_independent_rounds_cover_the_change() -> None:
    rng = np.random.default_rng(356)
    first = rng.hypergeometric(142, 214, 200, size=2000)
    second = rng.hypergeometric(178, 178, 220, size=2000)
    covered = 0
    for x1, x2 in zip(first.tolist(), second.tolist(), strict=True):
        found = change(Rounds(x1=x1, n1=200, x2=x2, n2=220, N=356, independent=True))
        covered += found.lo <= 36 / 356 <= found.hi
    assert 0.93 <= covered / 2000 <= 0.96


@pytest.mark.parametrize(
    "rounds",
    [
        Rounds(x1=4, n1=200, x2=110, n2=220, N=356, independent=True),
        Rounds(x1=216, n1=220, x2=110, n2=220, N=356, independent=True),
        Rounds(x1=10, n1=29, x2=12, n2=40, N=60, independent=True),
        Rounds(x1=68, n1=170, x2=85, n2=170, N=356, n12=170, x11=66, x1_overlap=68, x2_overlap=85),
    ],
)
def test_small_counts_get_an_exact_interval_and_no_test(rounds: Rounds) -> None:
    found = change(rounds)
    assert (found.kind, found.z, found.se) == (SMALL, None, None)
    assert found.lo <= rounds.difference <= found.hi


def test_the_exact_interval_of_a_change_by_hand() -> None:
    """Round 1 is a census with 0 of 100; round 2 has 0 of 10, at most 29 of 100 by 2.5 % tails."""
    found = change(Rounds(x1=0, n1=100, x2=0, n2=10, N=100, independent=True))
    assert (found.diff, found.lo, found.hi) == (0.0, 0.0, 0.29)


def test_strata_are_summed_by_size() -> None:
    """Two strata: census +10 points in 100 of 400, the sample of the rest by its own variance."""
    counted = Rounds(x1=40, n1=100, x2=50, n2=100, N=100)
    drawn = Rounds(x1=80, n1=200, x2=110, n2=220, N=300, independent=True)
    found = stratified_change([counted, drawn])
    assert found.diff == pytest.approx(0.25 * 0.1 + 0.75 * 0.1)
    assert found.se == pytest.approx(0.75 * difference_variance(drawn) ** 0.5)
    assert found.kind == STRATIFIED


def test_strata_of_few_are_tested_together() -> None:
    stratum = Rounds(x1=4, n1=10, x2=5, n2=11, N=20, independent=True)
    assert stratified_change([stratum] * 3).kind == STRATIFIED
    assert stratified_change([stratum] * 2).kind == SMALL
    assert change(stratum).kind == SMALL
    assert stratified_change([Rounds(x1=1, n1=9, x2=2, n2=9, N=9)] * 2).kind == CENSUS


def test_a_stratum_with_one_answer_must_be_merged() -> None:
    lonely = Rounds(x1=1, n1=1, x2=1, n2=2, N=5, independent=True)
    big = Rounds(x1=80, n1=200, x2=110, n2=220, N=356, independent=True)
    with pytest.raises(ValueError, match="merge it"):
        stratified_change([lonely, big])
    with pytest.raises(ValueError, match="at least one stratum"):
        stratified_change([])


IMPOSSIBLE: list[tuple[dict[str, object], str]] = [
    ({"x1": 201}, "201 of 200 is no share"),
    ({"n2": 400}, "400 answers from 356 units"),
    ({"independent": False}, "Say how many answered both rounds"),
    (PANEL, "either an overlap or independent"),
    ({**PANEL, "independent": False, "n12": 63}, "it must be from 64 to 200"),
    ({**PANEL, "independent": False, "n12": 201}, "it must be from 64 to 200"),
    ({**PANEL, "independent": False, "x11": 69}, "does not fit"),
    ({**PANEL, "independent": False, "x1_overlap": 81}, "does not fit"),
    ({**PANEL, "independent": False, "x1_overlap": 45, "x11": 45}, "does not fit"),
    ({"independent": False, "n12": 170}, "also x11"),
    ({"x1": "80"}, "x1 must be a whole number, not '80'"),
    ({"x1": -1}, "x1 must be 0 or more"),
    ({"N": 10**400}, "at most"),
    ({"x1": None}, "Two rounds need x1"),
    ({"N": float("nan")}, "N must be a whole number"),
    ({"independent": "no"}, "independent must be true or false"),
]


@pytest.mark.parametrize(("edit", "sentence"), IMPOSSIBLE)
def test_what_cannot_be_is_refused_in_a_sentence(edit: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        rounds_from_mapping({**PLAIN, "independent": True, **edit})


def test_beside_a_census_no_overlap_need_be_known() -> None:
    """All 356 in one round: n12 = 220, and 220 / (356 * 220) - 1 / 356 is 0."""
    counts = {"x1": 100, "n1": 356, "x2": 110, "n2": 220, "N": 356}
    found = change(rounds_from_mapping(counts))
    assert found == change(rounds_from_mapping({**counts, "independent": True}))
    assert found.se == pytest.approx((136 / 356 * 110 / 219 / 2 / 220) ** 0.5)


@pytest.mark.parametrize("end", [".", "dot", "_12", "_both"])
def test_the_totals_of_the_overlap_go_by_the_names_people_use(end: str) -> None:
    named = {"n12": 170, "x11": 59, f"x1{end}": 68, f"x2{end}": 85}
    assert rounds_from_mapping({**PLAIN, **named}) == rounds_from_mapping({**PLAIN, **PANEL})


def test_a_change_table_may_be_given_cell_by_cell() -> None:
    table = {"x11": 59, "x10": 9, "x01": 26, "x00": 76}
    assert rounds_from_mapping({**PLAIN, **table}) == rounds_from_mapping({**PLAIN, **PANEL})


counts = st.integers(0, 40)


@given(table=st.tuples(counts, counts, counts, counts), rest=st.integers(0, 50))
def test_swapping_the_rounds_mirrors_the_change(
    table: tuple[int, int, int, int], rest: int
) -> None:
    yes_both, yes_no, no_yes, _ = table
    if sum(table) < 2:
        return
    there = change(_complete_panel(table, rest))
    back = change(_complete_panel((yes_both, no_yes, yes_no, table[3]), rest))
    assert there.kind == back.kind
    assert [there.diff, there.lo, there.hi] == pytest.approx([-back.diff, -back.hi, -back.lo])


def _complete_panel(table: tuple[int, int, int, int], rest: int) -> Rounds:
    first, second, n = table[0] + table[1], table[0] + table[2], sum(table)
    return Rounds(
        x1=first,
        n1=n,
        x2=second,
        n2=n,
        N=n + rest,
        n12=n,
        x11=table[0],
        x1_overlap=first,
        x2_overlap=second,
    )


def test_holm_by_hand() -> None:
    """0.01 x 4, 0.02 x 3, then 0.03 x 2 is held up to 0.06, 0.04 x 1 likewise."""
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx((0.06, 0.04, 0.06, 0.06))
    assert holm([0.6, 0.7]) == (1.0, 1.0)
    assert holm([]) == ()
    with pytest.raises(ValueError, match=r"from 0 to 1, not 1\.2"):
        holm([1.2])
