"""What a stratum is called, and which one a unit of the frame belongs to."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from allmenning.register.models import Body
from allmenning.register.queries.bodies import SIZE_CLASSES
from allmenning.surveys.models import FrameUnit, Stratification

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

UNKNOWN = "unknown"
EVERYBODY = "all"
COUNTIES = "counties"

SIZE_LABELS: dict[str, "StrOrPromise"] = {
    "0-1999": _("Fewer than 2,000 inhabitants"),
    "2000-4999": _("2,000 to 4,999 inhabitants"),
    "5000-9999": _("5,000 to 9,999 inhabitants"),
    "10000-19999": _("10,000 to 19,999 inhabitants"),
    "20000-49999": _("20,000 to 49,999 inhabitants"),
    "50000-": _("50,000 inhabitants or more"),
}
CENTRALITY_LABELS: dict[str, "StrOrPromise"] = {
    "1": _("Centrality 1, most central"),
    "2": _("Centrality 2"),
    "3": _("Centrality 3"),
    "4": _("Centrality 4"),
    "5": _("Centrality 5"),
    "6": _("Centrality 6, least central"),
}
OTHER_LABELS: dict[str, "StrOrPromise"] = {
    UNKNOWN: pgettext_lazy("stratum", "Not known"),
    EVERYBODY: pgettext_lazy("stratum", "All municipalities"),
    COUNTIES: pgettext_lazy("stratum", "Counties"),
}
FACT_OF = {
    Stratification.SIZE: "size_class",
    Stratification.KOSTRA: "kostra_group",
    Stratification.CENTRALITY: "centrality_class",
    Stratification.LANGUAGE: "language_form",
}


def size_class(population: int | None) -> str | None:
    """Place a number of inhabitants in the classes that DSB used in 2019."""
    if population is None:
        return None
    return next(name for name, (low, high) in SIZE_CLASSES.items() if low <= population < high)


def stratum_of(unit: FrameUnit, by: str) -> str:
    """Name the stratum by the facts of the day of the frame; counties stand apart."""
    if unit.kind == Body.Kind.COUNTY:
        return COUNTIES
    if by == Stratification.NONE:
        return EVERYBODY
    if by == Stratification.COUNTY:
        return unit.county_code or UNKNOWN
    return str(unit.facts.get(FACT_OF[Stratification(by)]) or UNKNOWN)


def stratum_label(by: str, stratum: str, counties: Mapping[str, str]) -> str:
    """Say in words what the stratum is; `counties` are names by code on the day."""
    if stratum in OTHER_LABELS:
        return str(OTHER_LABELS[stratum])
    if by == Stratification.SIZE:
        return str(SIZE_LABELS[stratum])
    if by == Stratification.CENTRALITY:
        return str(CENTRALITY_LABELS[stratum])
    if by == Stratification.LANGUAGE:
        return str(Body.LanguageForm(stratum).label)
    return counties.get(stratum, stratum)


def in_order(by: str, strata: Iterable[str]) -> list[str]:
    """Order the strata: by size, class or code; what is not known, and the counties, last."""
    known = list(SIZE_CLASSES) if by == Stratification.SIZE else []
    last = [UNKNOWN, COUNTIES]

    def place(stratum: str) -> tuple[int, int, str]:
        if stratum in last:
            return (1, last.index(stratum), stratum)
        return (0, known.index(stratum) if stratum in known else 0, stratum)

    return sorted(set(strata), key=place)
