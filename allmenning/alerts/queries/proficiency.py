"""Who has exercised lately enough to send live."""

from calendar import monthrange
from datetime import datetime
from zoneinfo import ZoneInfo

from allmenning.accounts.models import User
from allmenning.alerts.models import Proficiency
from allmenning.register.models import Body

MONTHS = 3
OSLO = ZoneInfo("Europe/Oslo")


def months_before(moment: datetime, months: int) -> datetime:
    """Go back by calendar months in Norway, to the last day where the month is too short."""
    return _moved(moment, -months)


def _moved(moment: datetime, months: int) -> datetime:
    local = moment.astimezone(OSLO)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def last_exercise(user: User, body: Body) -> Proficiency | None:
    known = Proficiency.objects.filter(user=user, body=body)
    return known.order_by("-passed_at", "-pk").first()


def has_proficiency(user: User, body: Body, at: datetime) -> bool:
    """Tell whether the person has passed an exercise here within three months."""
    since = months_before(at, MONTHS)
    known = Proficiency.objects.filter(user=user, body=body, passed_at__gt=since)
    return known.filter(passed_at__lte=at).exists()


def practised_until(user: User, body: Body) -> datetime | None:
    """Return when the right to send live lapses, or None for who never exercised."""
    last = last_exercise(user, body)
    return _moved(last.passed_at, MONTHS) if last else None
