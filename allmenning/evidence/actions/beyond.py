"""What a person may not do by a file, since it takes two persons or a new version."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from allmenning.evidence.actions.kinds import CROSSWALK, INDICATOR
from allmenning.evidence.actions.rows import Problem, Reading, Row
from allmenning.evidence.actions.versions import key_of
from allmenning.evidence.models import Crosswalk, Indicator

MEASURING = (
    "concept",
    "statistic",
    "unit",
    "base",
    "analysis_unit",
    "wording",
    "wording_id",
    "scale",
    "coding",
    "window",
    "battery",
    "seasonal",
)
"""Columns that decide what an indicator measures; its texts may be put right."""


def beyond_a_person(reading: Reading) -> Iterator[Problem]:
    """Yield new crosswalks and altered definitions; takes known crosswalks out of the reading."""
    yield from _crosswalks(reading)
    yield from _definitions(reading)


def _crosswalks(reading: Reading) -> Iterator[Problem]:
    rows = reading.rows.pop(CROSSWALK.name, [])
    known = {
        key_of(one) for one in Crosswalk.objects.select_related("first", "second").order_by("id")
    }
    told = _("Two definitions are joined on a page of its own, by two persons, not by a file.")
    for row in rows:
        if row.key not in known:
            yield Problem(CROSSWALK.name, row.number, row.key, "first", told)


def _definitions(reading: Reading) -> Iterator[Problem]:
    rows = reading.rows.get(INDICATOR.name, [])
    used = Indicator.objects.filter(findings__isnull=False).select_related("concept", "base")
    stored = {one.key: one for one in used.distinct()} if rows else {}
    for row in rows:
        before = stored.get(row.key)
        for column in MEASURING if before else ():
            if before and _differs(before, row, column):
                told = _(
                    "This version of the definition is in use. Give the new one version %(n)d."
                )
                yield Problem(
                    INDICATOR.name, row.number, row.key, column, told % {"n": before.version + 1}
                )
                break


def _differs(before: Indicator, row: Row, column: str) -> bool:
    stored = getattr(before, column)
    if column in {"concept", "base"}:
        return (key_of(stored) if stored else "") != (row.columns[column] or "")
    return bool(stored != row.columns[column])
