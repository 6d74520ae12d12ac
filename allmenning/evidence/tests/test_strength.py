"""Strength: a start by design, and every deduction (rooms/evidence.md, section 5.2)."""

from datetime import date
from typing import Any

import pytest

from allmenning.evidence.models import Finding
from allmenning.evidence.queries.strength import strength_of
from allmenning.evidence.tests.build import finding_values, make_study

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def level(**changes: Any) -> int | None:
    return strength_of(Finding(**finding_values(**changes)), TODAY).level


def test_a_recent_observation_of_everybody_is_the_strongest() -> None:
    assert level(method="observation", sampling="census", year=2025) == 4


def test_a_selected_sample_starts_at_two() -> None:
    assert level(method="observation", sampling="follower_recruited", year=2025, n=1000) == 2


def test_telling_of_oneself_costs_one() -> None:
    assert level(method="self_report", sampling="census", year=2025) == 3


def test_an_unknown_response_costs_one_where_somebody_was_asked() -> None:
    told = {"method": "inhabitants", "year": 2025, "nonresponse_adjusted": None}
    assert level(**told, mode="web") == 3
    assert level(**{**told, "method": "observation", "mode": "observation"}) == 4


def test_age_costs_one_after_five_years_and_two_after_ten() -> None:
    assert level(method="observation", sampling="census", year=2021) == 4
    assert level(method="observation", sampling="census", year=2020) == 3
    assert level(method="observation", sampling="census", year=2015) == 2


def test_low_response_without_correction_costs_one_and_under_a_quarter_two() -> None:
    half = make_study("halv", response_rate=0.4)
    quarter = make_study("kvart", response_rate=0.2)
    told = {"method": "inhabitants", "year": 2025, "nonresponse_adjusted": False}
    assert level(study=half, **told) == 3
    assert level(study=quarter, **told) == 2
    assert level(study=quarter, **{**told, "nonresponse_adjusted": True}) == 4


def test_a_wide_margin_costs_one() -> None:
    told = {"method": "observation", "sampling": "probability", "year": 2025, "value": 0.5}
    assert level(n=400, **told) == 4
    assert level(n=50, **told) == 3


def test_the_level_never_falls_below_zero() -> None:
    assert level(method="self_report", sampling="unknown", year=2010, n=10) == 0


def test_a_finding_in_words_is_not_judged() -> None:
    assert level(value=None, value_kind="qualitative") is None
