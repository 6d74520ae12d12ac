"""A study: how it was done, what others say of it, what it found and what it did not ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmenning.accounts.queries import KeptPerRevision
from allmenning.evidence.models import Finding, Instrument, Position, Study
from allmenning.evidence.models.words import (
    NO_RESPONSE_RATE,
    Coverage,
    Sampling,
)
from allmenning.evidence.queries.facts import NOBODY_ASKED
from allmenning.evidence.queries.pages_cards import CARD_NEEDS, Card, card_of, method_words
from allmenning.evidence.queries.pages_choices import country
from allmenning.evidence.queries.pages_finding import Fact, in_norwegian, known, mode_of
from allmenning.evidence.queries.words import vocabulary
from allmenning.ui.text import number, percent

FINDINGS_SHOWN = 30
# Half a percentage point is rounding; the rest is slack for how sources round.
LARGEST_DEVIATION = 0.006 + 1e-9
PAGES_KEPT = 30


@dataclass(frozen=True)
class StudyPage:
    study: Study
    facts: tuple[Fact, ...]
    unknown: tuple[str, ...]
    positions: tuple[Position, ...]
    cards: tuple[Card, ...]
    more: int
    silent: tuple[Instrument, ...]


def studies() -> QuerySet[Study]:
    """Return every study with how many findings we have from it, the newest first."""
    rows = Study.objects.annotate(found=Count("findings"), ends=Coalesce("last_year", "first_year"))
    return rows.order_by(
        F("ends").desc(nulls_last=True), F("first_year").desc(nulls_last=True), "slug"
    )


_kept: KeptPerRevision[StudyPage] = KeptPerRevision(PAGES_KEPT)


def study_page(study: Study, today: date) -> StudyPage:
    """Read a study with the cards of its findings."""
    return _kept.get((study.pk, today), lambda: _study_page(study, today))


def _study_page(study: Study, today: date) -> StudyPage:
    words = vocabulary()
    findings = Finding.objects.filter(study=study).select_related(*CARD_NEEDS)
    rows = list(findings.order_by("code")[: FINDINGS_SHOWN + 1])
    total = findings.count() if len(rows) > FINDINGS_SHOWN else len(rows)
    shown = rows[:FINDINGS_SHOWN]
    said = Position.objects.filter(Q(study=study) | Q(other=study)).select_related("study", "other")
    silent = study.instrument_map.exclude(coverage=Coverage.COVERED)
    facts = tuple(facts_of_study(study, words))
    return StudyPage(
        study=study,
        facts=tuple(one for one in facts if not one.unknown or one.name in always_said()),
        unknown=tuple(one.name for one in facts if one.unknown and one.name not in always_said()),
        positions=tuple(said),
        cards=tuple(card_of(one, today, words) for one in shown),
        more=total - len(shown),
        silent=tuple(silent.select_related("question__theme").order_by("question__position", "pk")),
    )


def years_of(study: Study) -> str:
    """Write the years of a study; where the year is a guess, that is said."""
    first, last = study.first_year, study.last_year
    if first is None:
        return study.years
    if study.years.endswith("-") and last is None:
        return _("from %(year)s") % {"year": first}
    told = str(first) if last in (None, first) else f"{first}\N{EN DASH}{last}"
    return _("about %(year)s") % {"year": told} if "?" in study.years else told


def sample_words(sampling: str) -> str:
    """Name the sample where nothing beside it says what is unknown."""
    if sampling == Sampling.UNKNOWN:
        return _("the sample is unknown")
    return str(Sampling(sampling).label)


def always_said() -> frozenset[str]:
    """Name what is said to be unknown on a line of its own: everything else hangs on it."""
    return frozenset((_("Invited"), _("Answered"), _("Response rate")))


def facts_of_study(study: Study, words: Mapping[tuple[str, str], str]) -> Iterator[Fact]:
    """Yield how the study was done; what we do not know is said."""
    yield known(_("Who"), study.who)
    yield in_norwegian(_("When"), study.period or years_of(study))
    yield known(_("Country"), country(study.country))
    yield _method(study, words)
    yield known(_("About whom"), _population(study))
    yield known(_("List they were drawn from"), words.get(("frame", study.frame), study.frame))
    yield known(_("How those who took part were found"), _sampling(study))
    yield known(_("Found through"), capfirst(study.recruited_via))
    yield from _answers(study)
    yield known(_("How it was collected"), _mode(study))
    yield known(_("Corrected for those who did not answer"), _yes_no(study.nonresponse_adjusted))
    yield known(_("Weighted"), _yes_no(study.weighted))
    yield in_norwegian(_("Paid by"), study.funder)
    yield _readable(study, words)


def _method(study: Study, words: Mapping[tuple[str, str], str]) -> Fact:
    """Say how the study was done in the reader's language, where somebody has put it so."""
    if told := words.get(("study_method", study.slug)):
        return known(_("Method"), told)
    return in_english(_("Method"), study.methods_text, method_words(study.method))


def _readable(study: Study, words: Mapping[tuple[str, str], str]) -> Fact:
    name, told = _("What of it we could read"), study.what_was_readable
    named = words.get(("readable", told))
    return known(name, named) if named else in_english(name, told)


def _answers(study: Study) -> Iterator[Fact]:
    """Yield how many were asked and answered, unless it is a study that asks nobody."""
    if study.mode in NOBODY_ASKED and study.n_answered is None:
        yield Fact(_("Answered"), _("Nobody was asked: it is observed or counted."))
        return
    yield known(_("Invited"), told(study.n_invited, study.n_invited_text))
    yield known(_("Answered"), told(study.n_answered, study.n_answered_text))
    yield known(_("Response rate"), response(study))


def in_english(name: str, words: str, otherwise: str = "") -> Fact:
    """Mark what is written in English on a page that is not."""
    if not words:
        return known(name, otherwise)
    return Fact(name, words, language="" if get_language() == "en" else "en")


def told(count: int | None, words: str) -> str:
    """Write a count with the words that go with it, or the words alone."""
    written = "" if count is None else number(count)
    return f"{written} ({words})" if written and words else written or words


def response(study: Study) -> str:
    """Write the response rate; where there was no frame there is none to write."""
    if study.sampling in NO_RESPONSE_RATE:
        return _("None: with this way of finding people nobody knows how many were asked.")
    if study.response_rate is None:
        return study.response_rate_text
    return told_rate(study)


def response_deviates(study: Study) -> bool:
    """Whether the response rate is too far from its own counts to be a rounding."""
    if study.n_answered is None or not study.n_invited or study.response_rate is None:
        return False
    return abs(study.response_rate - study.n_answered / study.n_invited) > LARGEST_DEVIATION


def told_rate(study: Study) -> str:
    """Write the response rate, and what its counts give where that is something else."""
    rate = percent(study.response_rate or 0)
    if response_deviates(study):
        counted = percent((study.n_answered or 0) / (study.n_invited or 1))
        return _("%(rate)s, but by the counts it is %(counted)s") % {
            "rate": rate,
            "counted": counted,
        }
    return f"{rate} ({study.response_rate_text})" if study.response_rate_text else rate


def _population(study: Study) -> str:
    name = study.population.name if study.population else study.population_text
    if study.population_size is None:
        return name
    return _("%(population)s (%(size)s in all)") % {
        "population": name,
        "size": number(study.population_size),
    }


def _sampling(study: Study) -> str:
    if study.sampling == Sampling.UNKNOWN:
        return study.sampling_text
    label = str(Sampling(study.sampling).label)
    return f"{label} ({study.sampling_text})" if study.sampling_text else label


def _mode(study: Study) -> str:
    return mode_of(study.method, study.mode)


def _yes_no(value: bool | None) -> str:  # noqa: FBT001 -- a column's value, not an option
    if value is None:
        return ""
    return _("Yes") if value else _("No")
