"""What a reader may choose among in the filters."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmenning.accounts.queries import KeptPerRevision
from allmenning.evidence.models import Finding, Question, Study, Theme
from allmenning.evidence.models.words import Method, Sampling
from allmenning.evidence.queries.pages_cards import method_words, sampling_of
from allmenning.evidence.queries.pages_filters import IN_THE_ORIGINAL, Filters

COUNTRIES: Mapping[str, Promise] = {
    "NO": _("Norway"),
    "SE": _("Sweden"),
    "DK": _("Denmark"),
    "FI": _("Finland"),
    "UK": _("the United Kingdom"),
    "US": _("the USA"),
    "NO+SE": _("Norway and Sweden"),
    "IT+ES": _("Italy and Spain"),
    "EU": _("Western Europe"),
}


@dataclass(frozen=True)
class Choices:
    """Value and label, for each list to choose from."""

    countries: tuple[tuple[str, str], ...]
    methods: tuple[tuple[str, str], ...]
    samplings: tuple[tuple[str, str], ...]
    readings: tuple[tuple[str, str], ...]
    themes: tuple[tuple[str, str], ...] = ()


CHOICES_KEPT = 40
_kept: KeptPerRevision[Choices] = KeptPerRevision(CHOICES_KEPT)


def choices(theme: Theme | None = None) -> Choices:
    """Return the countries there are findings from, and the words of the room."""
    return _kept.get(theme and theme.pk, lambda: _choices(theme))


def _choices(theme: Theme | None) -> Choices:
    findings = Finding.objects.filter(theme=theme) if theme else Finding.objects.all()
    found = findings.order_by("country").values_list("country", flat=True).distinct()
    codes = sorted(found, key=_place)
    return Choices(
        countries=tuple((code, country(code)) for code in codes if code),
        methods=tuple((one.value, method_words(one.value)) for one in Method),
        samplings=tuple((one.value, sampling_of(one.value)) for one in Sampling),
        readings=((IN_THE_ORIGINAL, str(_("Only what was read in the original"))),),
    )


def _place(code: str) -> tuple[int, str]:
    """Put single countries in the order of the list, then several together, then all others."""
    known = list(COUNTRIES)
    return (known.index(code) if code in COUNTRIES else len(known)), code


def country(code: str) -> str:
    """Return the name of a country, or its code when it is not in the list."""
    return str(COUNTRIES.get(code, code))


def all_choices() -> Choices:
    """Return what the list over all themes may be narrowed by."""
    return _kept.get("all", _all_choices)


def _all_choices() -> Choices:
    themes = tuple((one.slug, one.name) for one in Theme.objects.all())
    return replace(_choices(None), themes=themes)


def narrowed_to(filters: Filters) -> list[str]:
    """Name the question and the study that the address, but no field, narrows to."""
    questions = Question.objects.filter(slug=filters.question) if filters.question else ()
    studies = Study.objects.filter(slug=filters.study) if filters.study else ()
    return [one.name for one in questions] + [one.title for one in studies]
