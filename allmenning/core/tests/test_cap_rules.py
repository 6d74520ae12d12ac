"""Every rule has a message that breaks it, and nothing else speaks up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings

from allmenning.core.cap import (
    PROFILES,
    RULES,
    Alert,
    Point,
    Polygon,
    Profile,
    Reading,
    Reference,
    Remark,
    Status,
    check,
    is_valid,
    judge,
)

from .cap_messages import (
    SENT,
    SQUARE,
    all_clear,
    cancelled,
    each_area,
    each_info,
    met_alert,
    met_alerts,
    own_alert,
    own_alerts,
    own_info,
)
from .cap_seeds import SEEDS, Seed, exercise


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed.profile}-{seed.code}")
def test_a_seeded_violation_is_found_and_nothing_else(seed: Seed) -> None:
    found = {remark.code for remark in check(seed.alert, seed.profile)}

    assert found == {seed.code, *seed.also}


def test_every_rule_has_a_seeded_violation() -> None:
    assert {seed.code for seed in SEEDS} == {rule.code for rule in RULES}


def test_there_are_at_least_forty_rules_with_codes_of_their_own() -> None:
    codes = [rule.code for rule in RULES]

    assert len(codes) == len(set(codes)) >= 40


@pytest.mark.parametrize("turned", [lambda alert: alert, cancelled, all_clear])
def test_well_formed_messages_raise_no_remark(turned: Callable[[Alert], Alert]) -> None:
    assert check(turned(own_alert()), "own") == ()
    assert check(turned(own_alert()), "oasis") == ()
    assert check(turned(met_alert()), "met") == ()
    assert check(turned(met_alert()), "oasis") == ()


def test_a_named_exercise_raises_no_remark() -> None:
    assert check(exercise()) == ()


@pytest.mark.slow
@settings(max_examples=150)
@given(own_alerts())
def test_a_generated_message_of_ours_breaks_no_rule(alert: Alert) -> None:
    assert check(alert, "own") == ()
    assert check(alert, "oasis") == ()


@pytest.mark.slow
@settings(max_examples=150)
@given(met_alerts())
def test_a_generated_message_of_met_breaks_no_rule(alert: Alert) -> None:
    assert check(alert, "met") == ()
    assert check(alert, "oasis") == ()


def test_our_own_profile_is_the_one_asked_when_none_is_named() -> None:
    broken = own_alert(status=Status.DRAFT)

    assert check(broken) == check(broken, "own") != check(broken, "oasis")


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(ValueError, match="no profile 'ipaws'; there are oasis, met, own"):
        check(own_alert(), "ipaws")  # type: ignore[arg-type]


@pytest.mark.parametrize("profile", PROFILES)
def test_no_rule_fails_on_a_message_that_says_nothing(profile: Profile) -> None:
    nothing = Alert(identifier="", sender="", sent=None, status=None, message_type=None, scope=None)
    hollow = replace(
        nothing,
        references=(Reference("", "", datetime(2026, 1, 1, tzinfo=SENT.tzinfo)),),
        infos=(replace(own_info(), categories=(), urgency=None, severity=None, certainty=None),),
    )

    assert {remark.code for remark in check(nothing, profile)} >= {"structure_missing"}
    assert not is_valid(check(hollow, profile))


def test_a_polygon_with_a_place_that_is_no_number_is_out_of_range() -> None:
    nowhere = Polygon((Point(float("nan"), 8), *SQUARE.points))

    codes = {remark.code for remark in check(each_area(own_alert(), polygons=(nowhere,)), "oasis")}

    assert "polygon_range" in codes


def test_advice_does_not_make_a_message_invalid() -> None:
    advised = check(each_info(own_alert(), headline="V" * 161))

    assert [remark.level for remark in advised] == ["advice", "advice"]
    assert is_valid(advised)


def test_what_the_reader_has_said_is_not_said_again_by_the_rules() -> None:
    missing = Remark("structure_missing", "sender is missing.")
    reading = Reading(own_alert(sender=""), (missing,), "1.2")

    assert judge(reading) == (missing,)
