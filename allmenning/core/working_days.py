"""Norwegian working days and hours: Monday to Friday but public holidays, from 8 to 16.

References
----------
Lov om helligdager og helligdagsfred (1995) and lov om 1 og 17 mai (1947), as the library
`holidays` knows them.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

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
    spent, day = timedelta(), start.date()
    while day <= end.date():
        if is_working_day(day):
            opens = datetime.combine(day, STARTS, tzinfo=start.tzinfo)
            closes = datetime.combine(day, ENDS, tzinfo=start.tzinfo)
            spent += max(min(end, closes) - max(start, opens), timedelta())
        day += ONE_DAY
    return spent.total_seconds() / 3600
