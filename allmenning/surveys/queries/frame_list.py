"""The units of a frame, narrowed down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import pgettext_lazy

from allmenning.surveys.models import FrameUnit, Survey
from allmenning.surveys.queries.coverage import units_with_state

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

STATES: dict[str, "StrOrPromise"] = {
    "drawn": pgettext_lazy("unit", "Drawn"),
    "unmapped": pgettext_lazy("unit", "No confirmed contact"),
    "waiting": pgettext_lazy("unit", "Asked, has not answered"),
    "answered": pgettext_lazy("unit", "Has answered"),
    "refused": pgettext_lazy("unit", "Has said no"),
    "left_out": pgettext_lazy("unit", "Left out"),
}
CONDITIONS: dict[str, Callable[[], Q]] = {
    "drawn": lambda: Q(is_drawn=True),
    "unmapped": lambda: Q(is_mapped=False, left_out=""),
    "waiting": lambda: Q(is_asked=True, is_answered=False),
    "answered": lambda: Q(is_answered=True),
    "refused": lambda: Q(refused_at__isnull=False),
    "left_out": lambda: ~Q(left_out=""),
}


@dataclass(frozen=True)
class UnitNarrowing:
    """What the analyst has chosen; empty is all."""

    words: str = ""
    stratum: str = ""
    state: str = ""

    def __bool__(self) -> bool:
        return self != UnitNarrowing()


def narrowed_units(survey: Survey, by: UnitNarrowing) -> QuerySet[FrameUnit]:
    """Give the units with their state, narrowed."""
    rows = units_with_state(survey)
    if by.stratum:
        rows = rows.filter(stratum=by.stratum)
    if by.state:
        rows = rows.filter(CONDITIONS[by.state]())
    if by.words:
        rows = rows.filter(Q(code=by.words) | Q(name__icontains=by.words))
    return rows
