"""How long a question waits for its first answer, measured: docs/method/first-answer.md."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from allmenning.arena.models import Question, State
from allmenning.core.kept import Kept
from allmenning.core.waiting import FEWEST, median_wait
from allmenning.core.working_days import working_hours

PERIOD = timedelta(days=365)
Span = Callable[[datetime, datetime], float]


@dataclass(frozen=True)
class FirstAnswer:
    """Medians in hours; None where they may not be shown, and then `reason` says why."""

    calendar_hours: float | None
    working_hours: float | None
    n: int
    n_answered: int
    since: date
    until: date
    reason: str = ""


_kept: Kept[None, FirstAnswer] = Kept()


def time_to_first_answer(at: datetime) -> FirstAnswer:
    """Measure over the questions of the last twelve months, once an hour in each process."""
    today = timezone.localdate(at)
    if connection.in_atomic_block:
        return _measured(at, today)
    return _kept.get((today, at.hour), None, lambda: _measured(at, today))


def _measured(at: datetime, today: date) -> FirstAnswer:
    asked = Question.objects.filter(
        state=State.PUBLISHED, published_at__gt=at - PERIOD, published_at__lte=at
    ).order_by("pk")
    rows = list(asked.values_list("published_at", "first_answer_at", "closed_at"))
    over = [(start, max(end, start)) for start, end, _closed in rows if start and end]
    going = [
        (start, max(min(closed or at, at), start))
        for start, end, closed in rows
        if start and not end
    ]
    calendar, working = (_median(span, over, going) for span in (_calendar, _working))
    return FirstAnswer(
        calendar_hours=calendar,
        working_hours=working,
        n=len(rows),
        n_answered=len(over),
        since=today - PERIOD,
        until=today,
        reason=_reason(len(over), calendar),
    )


def _median(
    span: Span, over: list[tuple[datetime, datetime]], going: list[tuple[datetime, datetime]]
) -> float | None:
    return median_wait([span(*one) for one in over], [span(*one) for one in going])


def _calendar(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 3600


def _working(start: datetime, end: datetime) -> float:
    return working_hours(timezone.localtime(start), timezone.localtime(end))


def _reason(answered: int, median: float | None) -> str:
    """Name why there is no figure: too few answers, or too many still wait."""
    if answered < FEWEST:
        return "too_few"
    return "too_many_wait" if median is None else ""
