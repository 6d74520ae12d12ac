"""AAPOR rates, worked out by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.core.rates import NO_CASES, NO_CONTACT, Dispositions, response_rates

COUNTS = st.integers(0, 500)
CASES = st.builds(Dispositions, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)


def values(cases: Dispositions) -> dict[str, float | None]:
    return {rate.name: rate.value for rate in response_rates(cases)}


def test_a_survey_worked_out_by_hand() -> None:
    """I 50, P 10, R 8, NC 20, O 2, U 10: 100 cases, 90 known to be eligible, 70 reached."""
    told = values(Dispositions(50, 10, 8, 20, 2, 10))
    assert told == {
        "RR1": 0.5,
        "RR2": 0.6,
        "RR5": 50 / 90,
        "RR6": 60 / 90,
        "COOP1": 50 / 70,
        "COOP2": 60 / 70,
        "REF1": 0.08,
        "CON1": 0.7,
    }


def test_where_nothing_is_unknown_the_lowest_and_the_highest_rate_are_one() -> None:
    told = values(Dispositions(complete=316, non_contact=112))
    assert told["RR1"] == told["RR5"] == pytest.approx(0.7383, abs=1e-4)


def test_a_rate_without_a_base_is_none_and_says_why() -> None:
    rates = {rate.name: rate for rate in response_rates(Dispositions(0))}
    assert rates["RR1"].value is None
    assert rates["RR1"].reason == NO_CASES
    assert rates["COOP1"].reason == NO_CONTACT


def test_a_negative_count_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="refusal is -1"):
        Dispositions(1, refusal=-1)


@settings(max_examples=50)
@given(CASES)
def test_rates_stand_in_order_and_within_0_and_1(cases: Dispositions) -> None:
    told = values(cases)
    known = {name: value for name, value in told.items() if value is not None}
    assert all(0 <= value <= 1 for value in known.values())
    for lower, higher in (("RR1", "RR2"), ("RR1", "RR5"), ("RR2", "RR6"), ("COOP1", "COOP2")):
        if lower in known and higher in known:
            assert known[lower] <= known[higher]


@settings(max_examples=20)
@given(COUNTS, COUNTS, COUNTS)
def test_response_is_contact_times_cooperation(complete: int, refusal: int, silent: int) -> None:
    told = values(Dispositions(complete, refusal=refusal, non_contact=silent))
    if told["COOP1"] is not None and told["CON1"] is not None:
        assert told["RR1"] == pytest.approx(told["COOP1"] * told["CON1"])
