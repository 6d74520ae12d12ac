"""Norwegian working days and hours: Monday to Friday but public holidays, from 8 to 16.

References
----------
Lov om helligdager og helligdagsfred (1995) and lov om 1 og 17 mai (1947), as the library
`holidays` knows them.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate

import holidays

STARTS, ENDS = time(8), time(16)
ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def _holidays_of(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NO", years=year))


def is_working_day(day: date) -> bool:
    """Tell whether people are at work that day."""
    return day.weekday() < 5 and day not in _holidays_of(day.year)


def next_working_day(day: date) -> date:
    """Return the first working day after the day."""
    following = day + ONE_DAY
    while not is_working_day(following):
        following += ONE_DAY
    return following


def after_working_days(moment: datetime, days: int) -> datetime:
    """Return the same time of day so many working days later.

    Parameters
    ----------
    moment : datetime
        With its time zone, which decides what day it is. On a day off it counts from the start
        of the next working day.
    days : int
        Working days, 0 or more.
    """
    day, clock = moment.date(), moment.time()
    if not is_working_day(day):
        day, clock = next_working_day(day), time(0)
    for _ in range(days):
        day = next_working_day(day)
    return datetime.combine(day, clock, tzinfo=moment.tzinfo)


def working_hours(start: datetime, end: datetime) -> float:
    """Return the hours between two moments when people were at work.

    Parameters
    ----------
    start, end : datetime
        In the same time zone; the end is not before the start.

    Raises
    ------
    ValueError
        The end is before the start.
    """
    if end < start:
        raise ValueError(f"The end, {end}, must not be before the start, {start}.")
    if start.date() == end.date():
        return _hours_on(start.date(), start, end)
    between = _worked_until(end.date() - ONE_DAY) - _worked_until(start.date())
    years = range(start.year, (end.date() - ONE_DAY).year)
    whole = between + sum(_worked(year)[-1] for year in years)
    return _hours_on(start.date(), start, end) + 8.0 * whole + _hours_on(end.date(), start, end)


def _hours_on(day: date, start: datetime, end: datetime) -> float:
    """Return the hours of the day's work that lie between the moments."""
    if not is_working_day(day):
        return 0.0
    opens = datetime.combine(day, STARTS, tzinfo=start.tzinfo)
    closes = datetime.combine(day, ENDS, tzinfo=start.tzinfo)
    return max(min(end, closes) - max(start, opens), timedelta()).total_seconds() / 3600


def _worked_until(day: date) -> int:
    """Count the working days of its year up to and with the day."""
    return _worked(day.year)[day.timetuple().tm_yday - 1]


@lru_cache(maxsize=64)
def _worked(year: int) -> tuple[int, ...]:
    """Count the working days up to each day of the year: a list of waits asks for many."""
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    return tuple(accumulate(is_working_day(first + ONE_DAY * n) for n in range(days)))
