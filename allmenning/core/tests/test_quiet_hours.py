"""From 20 to 7 nothing is mailed, unless somebody has chosen other hours."""

from datetime import UTC, datetime

import pytest

from allmenning.core.quiet_hours import end_of_quiet, is_quiet


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "quiet"), [(19, False), (20, True), (23, True), (0, True), (6, True), (7, False)]
)
def test_the_night_goes_past_midnight(hour: int, quiet: bool) -> None:  # noqa: FBT001
    assert is_quiet(at(23, hour), 20, 7) is quiet


def test_equal_hours_are_never_quiet() -> None:
    assert not any(is_quiet(at(23, hour), 7, 7) for hour in range(24))


def test_hours_of_one_day() -> None:
    assert is_quiet(at(23, 12), 12, 13)
    assert not is_quiet(at(23, 13), 12, 13)


def test_the_quiet_ends_the_next_morning_or_the_same() -> None:
    assert end_of_quiet(at(23, 21, 30), 20, 7) == at(24, 7)
    assert end_of_quiet(at(23, 3, 15), 20, 7) == at(23, 7)
    assert end_of_quiet(at(23, 12), 20, 7) == at(23, 12)
