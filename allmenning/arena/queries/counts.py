"""How much has been moderated, by half year, without a word about who."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from statistics import median

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from allmenning.arena.models import Appeal, Decision, Flag, Ground, Notice

HALF = 6
# What was done, where the labels of Decision.Kind say what to do.
DONE = {
    Decision.Kind.APPROVE: pgettext_lazy("moderation count", "Left standing"),
    Decision.Kind.HIDE: pgettext_lazy("moderation count", "Hidden"),
    Decision.Kind.WARN: pgettext_lazy("moderation count", "Author warned"),
    Decision.Kind.REMOVE: pgettext_lazy("moderation count", "Removed"),
    Decision.Kind.RESTORE: pgettext_lazy("moderation count", "Shown again"),
}


@dataclass
class HalfYear:
    """What was counted from January to June (1) or July to December (2)."""

    year: int
    half: int
    flags: int = 0
    notices: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    grounds: Counter[str] = field(default_factory=Counter)
    removed: int = 0
    appeals: int = 0
    reversed: int = 0
    held: int = 0
    held_wrongly: int = 0
    waits: list[timedelta] = field(default_factory=list)

    @property
    def median_hours(self) -> float | None:
        """Hours from when it came to the queue to the decision, by the middle one."""
        hours = [wait.total_seconds() / 3600 for wait in self.waits]
        return round(median(hours), 1) if hours else None

    @property
    def by_kind(self) -> list[tuple[str, int]]:
        return [(str(DONE[kind]), self.decisions[kind]) for kind in Decision.Kind]

    @property
    def by_ground(self) -> list[tuple[str, int]]:
        return [(str(ground.label), self.grounds[ground]) for ground in Ground]


Find = Callable[[datetime], HalfYear]


def half_years() -> list[HalfYear]:
    """Count every half year in which anything happened, newest first."""
    found: dict[tuple[int, int], HalfYear] = {}

    def find(moment: datetime) -> HalfYear:
        day = timezone.localdate(moment)
        key = (day.year, 1 if day.month <= HALF else 2)
        return found.setdefault(key, HalfYear(*key))

    for moment in Flag.objects.order_by("pk").values_list("at", flat=True):
        find(moment).flags += 1
    for moment in Notice.objects.order_by("pk").values_list("at", flat=True):
        find(moment).notices += 1
    _count_decisions(find)
    for moment, outcome in Appeal.objects.order_by("pk").values_list("at", "outcome"):
        find(moment).appeals += 1
        find(moment).reversed += outcome == Appeal.Outcome.REVERSED
    return [found[key] for key in sorted(found, reverse=True)]


def _count_decisions(find: Find) -> None:
    for one in Decision.objects.order_by("pk").iterator():
        half = find(one.at)
        half.decisions[one.kind] += 1
        half.grounds.update([one.ground] * bool(one.ground))
        half.removed += one.seconded_at is not None
        half.held += bool(one.held_for)
        half.held_wrongly += bool(one.held_for) and one.kind == Decision.Kind.APPROVE
        if one.since:
            half.waits.append(one.at - one.since)


def _decided(kind: str, one: HalfYear) -> int:
    return one.decisions[kind]


def _on_ground(ground: str, one: HalfYear) -> int:
    return one.grounds[ground]


COLUMNS: Sequence[tuple[str, Callable[[HalfYear], object]]] = (
    ("year", lambda one: one.year),
    ("half", lambda one: one.half),
    ("flags", lambda one: one.flags),
    ("notices", lambda one: one.notices),
    *((f"decision_{kind}", partial(_decided, kind)) for kind in Decision.Kind.values),
    ("removed_by_two", lambda one: one.removed),
    *((f"ground_{ground}", partial(_on_ground, ground)) for ground in Ground.values),
    ("appeals", lambda one: one.appeals),
    ("appeals_reversed", lambda one: one.reversed),
    ("held_by_filter", lambda one: one.held),
    ("held_wrongly", lambda one: one.held_wrongly),
    ("median_hours", lambda one: one.median_hours),
)


def as_columns(periods: Sequence[HalfYear]) -> tuple[list[str], list[list[object]]]:
    """Return the header and a row for each half year, as open data has them."""
    return [name for name, _read in COLUMNS], [
        [read(one) for _name, read in COLUMNS] for one in periods
    ]
