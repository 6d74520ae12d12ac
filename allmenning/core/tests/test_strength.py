"""Strength: the start, each deduction, the floor."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmenning.core.strength import DEDUCTIONS, Basis, Confidence, strength

TODAY = date(2026, 11, 23)


def reckon(**changes: Any) -> tuple[int | None, list[tuple[str, int]]]:
    solid: dict[str, Any] = {
        "sampling": "census",
        "asked": False,
        "period_end": date(2026, 1, 1),
    }
    found = strength(Basis(**{**solid, **changes}), today=TODAY)
    return found.score, [(one.key, one.points) for one in found.deductions]


@pytest.mark.parametrize("sampling", ["census", "register"])
def test_a_complete_count_of_this_year_keeps_all_four(sampling: str) -> None:
    assert reckon(sampling=sampling) == (4, [])


@pytest.mark.parametrize("sampling", ["self-selected", "follower-recruited", "purposive", None])
def test_others_start_at_two_as_a_statement_of_the_population(sampling: str | None) -> None:
    assert reckon(sampling=sampling) == (2, [])


def test_what_is_said_of_the_participants_only_is_for_a_person_to_judge() -> None:
    assert reckon(sampling="purposive", population_statement=False) == (None, [])


@pytest.mark.parametrize(
    ("changes", "score", "deductions"),
    [
        ({"asked": True, "response_rate": 0.5}, 4, []),
        ({"asked": True, "response_rate": 0.49}, 3, [("response_under_50", 1)]),
        ({"asked": True, "response_rate": 0.25}, 3, [("response_under_50", 1)]),
        ({"asked": True, "response_rate": 0.24}, 2, [("response_under_25", 2)]),
        ({"asked": True, "response_rate": 0.24, "adjusted": True}, 4, []),
        ({"asked": True}, 3, [("response_unknown", 1)]),
        ({"half_width": 10.0}, 4, []),
        ({"half_width": 10.1}, 3, [("wide_interval", 1)]),
        ({"sampling": "probability"}, 3, [("interval_unknown", 1)]),
        ({"sampling": "probability", "half_width": 3.0}, 4, []),
        ({"proxy": True}, 3, [("proxy", 1)]),
        ({"self_report": True}, 3, [("self_report", 1)]),
        ({"period_end": date(2021, 11, 23)}, 4, []),
        ({"period_end": date(2021, 11, 22)}, 3, [("over_5_years", 1)]),
        ({"period_end": date(2016, 11, 23)}, 3, [("over_5_years", 1)]),
        ({"period_end": date(2016, 11, 22)}, 2, [("over_10_years", 2)]),
        ({"period_end": date(2012, 2, 29)}, 2, [("over_10_years", 2)]),
        ({"period_end": None}, 3, [("age_unknown", 1)]),
    ],
)
def test_each_deduction_is_made_and_said(
    changes: dict[str, Any], score: int, deductions: list[tuple[str, int]]
) -> None:
    assert reckon(**changes) == (score, deductions)


def test_a_finding_never_bears_less_than_nothing_but_all_deductions_are_said() -> None:
    score, deductions = reckon(
        sampling="self-selected",
        asked=True,
        response_rate=0.1,
        self_report=True,
        period_end=date(2013, 6, 1),
    )
    assert score == 0
    assert sum(points for _, points in deductions) == 5


@given(
    sampling=st.none() | st.sampled_from(("census", "probability", "purposive")),
    rate=st.none() | st.floats(0, 1),
    width=st.none() | st.floats(0, 100),
    flags=st.tuples(st.booleans(), st.booleans()),
)
def test_the_score_is_the_start_less_what_is_said(
    sampling: str | None,
    rate: float | None,
    width: float | None,
    flags: tuple[bool, bool],
) -> None:
    asked, proxy = flags
    basis = Basis(sampling=sampling, response_rate=rate, half_width=width, asked=asked, proxy=proxy)
    found = strength(basis, today=TODAY)
    assert found.start is not None
    assert found.score == max(0, found.start - sum(one.points for one in found.deductions))
    assert {one.key for one in found.deductions} <= set(DEDUCTIONS)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"response_rate": 80.0}, "from 0 to 1, not 80"), ({"half_width": -1.0}, "0 or more points")],
)
def test_a_basis_out_of_range_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        reckon(**changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"coherence": "some"}, "concern about coherence"),
        ({"overall": "fair"}, "overall confidence must be high"),
        ({"why": " "}, "needs a reason in words"),
    ],
)
def test_a_recorded_judgement_uses_the_scale_and_says_why(
    changes: dict[str, Any], sentence: str
) -> None:
    judged: dict[str, Any] = {
        "methodological": "moderate",
        "coherence": "none",
        "adequacy": "serious",
        "relevance": "minor",
        "overall": "low",
        "why": "Two groups, both recruited on Facebook.",
    }
    assert Confidence(**judged).overall == "low"
    with pytest.raises(ValueError, match=sentence):
        Confidence(**{**judged, **changes})
