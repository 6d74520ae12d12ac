"""Norwegian working days, by the calendars of 2024 and 2026."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.core.working_days import (
    after_working_days,
    is_working_day,
    next_working_day,
    working_hours,
)

OSLO = ZoneInfo("Europe/Oslo")


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=OSLO)  # type: ignore[arg-type,misc]


def test_easter_2026_has_three_days_off_besides_the_weekend() -> None:
    off = [date(2026, 4, day) for day in (2, 3, 4, 5, 6)]

    assert not any(map(is_working_day, off))
    assert next_working_day(date(2026, 4, 1)) == date(2026, 4, 7)


def test_a_question_before_easter_is_due_when_five_working_days_have_passed() -> None:
    """Asked on Tuesday 31 March 2026: 1, 7, 8, 9 and 10 April are the five days."""
    assert after_working_days(at(2026, 3, 31, 10), 5) == at(2026, 4, 10, 10)


def test_seventeenth_of_may_on_a_friday_is_no_working_day() -> None:
    """Asked on Monday 13 May 2024: 14, 15, 16, then 21 (20 is Whit Monday) and 22 May."""
    assert after_working_days(at(2024, 5, 13, 9, 30), 5) == at(2024, 5, 22, 9, 30)


def test_on_a_day_off_it_counts_from_the_next_working_day() -> None:
    assert after_working_days(at(2026, 4, 4, 22), 5) == at(2026, 4, 14)


def test_working_hours_leave_out_nights_weekends_and_holidays() -> None:
    """Wednesday 1 April 14 to 16, nothing until Tuesday 7 April 8 to 9."""
    assert working_hours(at(2026, 4, 1, 14), at(2026, 4, 7, 9)) == 3.0
    assert working_hours(at(2026, 4, 4, 10), at(2026, 4, 4, 15)) == 0.0


def test_the_end_is_not_before_the_start() -> None:
    with pytest.raises(ValueError, match="before the start"):
        working_hours(at(2026, 4, 1, 14), at(2026, 4, 1, 13))


def test_a_wait_may_go_over_the_new_year() -> None:
    """Wednesday 30 December 2026 12 to 16, 31st, 4 January, and 5 January 8 to 10."""
    assert working_hours(at(2026, 12, 30, 12), at(2027, 1, 5, 10)) == 4 + 8 + 8 + 2


@settings(max_examples=50)
@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31)),  # noqa: DTZ001 - the zone is added
    st.integers(0, 12),
)
def test_so_many_working_days_are_eight_hours_each(moment: datetime, days: int) -> None:
    start = moment.replace(tzinfo=OSLO, fold=0)

    assert working_hours(start, after_working_days(start, days)) == pytest.approx(8.0 * days)
