"""When a finding is from: on an axis, and in words short enough for one."""

from datetime import date

from babel.dates import format_date

from allmenning.evidence.models import Finding
from allmenning.ui.text import locale


def moment_of(finding: Finding) -> float:
    """Place a finding on the axis of time, in years; the middle of a period."""
    start, end = finding.period_start, finding.period_end
    if start is None:
        return float(finding.year or 0)
    last = end or start
    middle = start + (last - start) / 2
    return middle.year + (middle - date(middle.year, 1, 1)).days / 365.25


def short_month(day: date) -> str:
    """Write a month short enough to stand beside another on an axis: jan. 2013."""
    return format_date(day, "LLL y", locale=locale())


def when(finding: Finding) -> str:
    """Write the time as exactly as it is known, short enough for an axis."""
    start, end = finding.period_start, finding.period_end
    if start is None or (end and (end - start).days > 31):
        return str(finding.year or finding.period_text)
    return short_month(start)
