"""How many there are, how many have a contact, how many were asked, and how many have answered.

Coverage is mapped of the frame; response is answered of those asked. They are never mixed (R31).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from allmenning.surveys.models import Contact, FrameUnit, Letter, LetterKind, Response, Survey, Unit
from allmenning.surveys.queries.frame import county_names
from allmenning.surveys.queries.strata import in_order, stratum_label


@dataclass(frozen=True)
class Coverage:
    """Counts of one survey, one stratum, or one kind of body.

    `asked`, `answered` and `partial` count bodies, but persons where each person answers.
    """

    population: int
    mapped: int
    drawn: int
    asked: int
    answered: int
    partial: int
    left_out: int = 0
    stratum: str = ""
    label: str = ""

    @property
    def coverage(self) -> float | None:
        return self.mapped / self.population if self.population else None

    @property
    def response(self) -> float | None:
        return self.answered / self.asked if self.asked else None


# As few as may be counted where everybody reads it.
FEWEST_SHOWN = 5
SMALL = "small"
COUNTS = ("population", "mapped", "drawn", "asked", "answered", "partial", "left_out")


def standing_contacts() -> QuerySet[Contact]:
    """Give contacts that are confirmed and can be reached; wiped ones were so once."""
    return Contact.objects.filter(
        confirmed_at__isnull=False, bounced_at__isnull=True, ended_at__isnull=True
    )


def units_with_state(survey: Survey) -> QuerySet[FrameUnit]:
    """Give the units with `is_mapped`, `is_asked`, `is_answered` and `is_begun`."""
    here = {"unit": OuterRef("pk")}
    sent = Letter.objects.filter(
        contact__unit=OuterRef("pk"), kind=LetterKind.INVITATION, sent_at__isnull=False
    )
    counted = Response.objects.filter(set_aside_at__isnull=True, **here)
    return survey.units.annotate(
        is_mapped=Exists(standing_contacts().filter(**here)),
        is_asked=Exists(sent),
        is_answered=Exists(counted.filter(submitted_at__isnull=False)),
        is_begun=Exists(counted.filter(submitted_at__isnull=True)),
    ).order_by("-kind", "code", "pk")


def coverage_of(survey: Survey) -> Coverage:
    """Count the whole frame."""
    return _together(by_stratum(survey))


def coverage_by_kind(survey: Survey) -> dict[str, Coverage]:
    """Count municipalities and counties apart."""
    return {kind: _one(rows) for kind, rows in _grouped(survey, "kind").items()}


def by_stratum(survey: Survey) -> list[Coverage]:
    """Count each stratum, in order."""
    grouped, counties = _grouped(survey, "stratum"), county_names(survey)
    return [
        _one(grouped[stratum], stratum, stratum_label(survey.stratification, stratum, counties))
        for stratum in in_order(survey.stratification, grouped)
    ]


def shown_to_all(strata: Iterable[Coverage]) -> list[Coverage]:
    """Put strata of fewer than five together, so that nobody reads who has answered."""
    listed = list(strata)
    small = [one for one in listed if one.population < FEWEST_SHOWN]
    rest = [one for one in listed if one.population >= FEWEST_SHOWN]
    while small and rest and sum(one.population for one in small) < FEWEST_SHOWN:
        least = min(rest, key=lambda one: one.population)
        rest.remove(least)
        small.append(least)
    if len(small) < 2:
        return rest + small if sum(one.population for one in small) >= FEWEST_SHOWN else rest
    label = _("Small strata together")
    return [*rest, replace(_together(small), stratum=SMALL, label=label)]


Counts = dict[str, int]


def _grouped(survey: Survey, by: str) -> dict[str, list[Counts]]:
    """Count in one question to the database for bodies, two where persons answer."""
    inside = Q(left_out="")
    rows = (
        units_with_state(survey)
        .order_by()
        .values(by)
        .annotate(
            population=Count("pk", filter=inside),
            left_out_n=Count("pk", filter=~inside),
            mapped=Count("pk", filter=inside & Q(is_mapped=True)),
            drawn=Count("pk", filter=inside & Q(is_drawn=True)),
            asked=Count("pk", filter=inside & Q(is_asked=True)),
            answered=Count("pk", filter=inside & Q(is_answered=True)),
            partial=Count("pk", filter=inside & Q(is_begun=True, is_answered=False)),
        )
    )
    found = {str(row[by]): _counts(row) for row in rows.order_by(by)}
    if survey.unit == Unit.PERSON:
        for value, persons in _persons(survey, by).items():
            found[value] |= persons
    return {value: [counts] for value, counts in found.items()}


def _counts(row: dict[str, int]) -> Counts:
    return {name: row["left_out_n" if name == "left_out" else name] for name in COUNTS}


def _persons(survey: Survey, by: str) -> dict[str, Counts]:
    invited = Letter.objects.filter(
        contact__unit__survey=survey,
        contact__unit__left_out="",
        kind=LetterKind.INVITATION,
        sent_at__isnull=False,
    )
    asked = invited.order_by().values_list(f"contact__unit__{by}").annotate(n=Count("pk"))
    answers = Response.objects.filter(
        unit__survey=survey, unit__left_out="", set_aside_at__isnull=True
    )
    done = (
        answers.order_by()
        .values_list(f"unit__{by}")
        .annotate(
            n=Count("pk", filter=Q(submitted_at__isnull=False)),
            begun=Count("pk", filter=Q(submitted_at__isnull=True)),
        )
    )
    found: dict[str, Counts] = {
        value: {"asked": 0, "answered": 0, "partial": 0}
        for value in survey.units.order_by(by).values_list(by, flat=True).distinct()
    }
    for value, n in asked:
        found[value]["asked"] = n
    for value, n, begun in done:
        found[value] |= {"answered": n, "partial": begun}
    return found


def _one(rows: Iterable[Counts], stratum: str = "", label: str = "") -> Coverage:
    listed = list(rows)
    counts = {name: sum(row[name] for row in listed) for name in COUNTS}
    return Coverage(**counts, stratum=stratum, label=label)


def _together(parts: Iterable[Coverage]) -> Coverage:
    listed = list(parts)
    return Coverage(**{name: sum(getattr(one, name) for one in listed) for name in COUNTS})
