"""Which surveys a reader may see, narrowed down, and what is told of one."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from allmenning.accounts.models import AuditEntry
from allmenning.accounts.queries import entries_about
from allmenning.surveys.models import Stage, Survey
from allmenning.surveys.queries.coverage import coverage_of

# From the day somebody is asked, everybody may read what is asked and why.
PUBLIC_STAGES = (Stage.FIELDING, Stage.CLOSED, Stage.PUBLISHED)
ORDER = list(Stage)


def surveys_seen(*, is_analyst: bool) -> QuerySet[Survey]:
    """Give all surveys to analysts, and the open and published ones to everybody."""
    rows = Survey.objects.select_related("owner", "previous").order_by("-frame_date", "-pk")
    return rows if is_analyst else rows.filter(stage__in=PUBLIC_STAGES)


@dataclass(frozen=True)
class Narrowing:
    """What the reader has chosen; empty is all."""

    words: str = ""
    stage: str = ""
    unit: str = ""
    year: str = ""

    def __bool__(self) -> bool:
        return self != Narrowing()


def narrowed(rows: QuerySet[Survey], by: Narrowing) -> list[Survey]:
    """Keep what the reader asked for; titles are few, so they are searched here."""
    if by.stage:
        rows = rows.filter(stage=by.stage)
    if by.unit:
        rows = rows.filter(unit=by.unit)
    if by.year:
        rows = rows.filter(frame_date__year=int(by.year))
    wanted = by.words.casefold()
    return [one for one in rows if not wanted or wanted in _words(one)]


def _words(survey: Survey) -> str:
    texts = [*survey.title.values(), *survey.lead.values(), survey.owner.name]
    return " ".join(texts).casefold()


def years_of(rows: QuerySet[Survey]) -> list[str]:
    """List the years of the frames, newest first."""
    return [str(day.year) for day in rows.dates("frame_date", "year", order="DESC")]


def open_data(rows: list[Survey]) -> Iterator[dict[str, object]]:
    """Give the list as open data; coverage and response stand apart."""
    for survey in rows:
        counts = coverage_of(survey)
        yield {
            "id": survey.slug,
            **{f"title_{language}": survey.title.get(language, "") for language in TITLE_LANGUAGES},
            "owner": survey.owner.name,
            "stage": survey.stage,
            "unit": survey.unit,
            "frame_date": survey.frame_date,
            "stratification": survey.stratification,
            "population": counts.population,
            "mapped": counts.mapped,
            "asked": counts.asked,
            "answered": counts.answered,
            "opens_at": survey.opens_at,
            "closes_at": survey.closes_at,
            "published_at": survey.published_at,
            "plan_sha256": survey.plan_sha256,
            "simulated": survey.is_simulated,
            "previous": survey.previous.slug if survey.previous else "",
        }


TITLE_LANGUAGES = ("nb", "nn", "en")


def target_of(survey: Survey) -> str:
    """Name the survey as the audit log does."""
    return f"surveys.survey:{survey.pk}"


def entries_of(survey: Survey) -> QuerySet[AuditEntry]:
    """Give what was done with the survey, newest first."""
    return entries_about(target_of(survey))
