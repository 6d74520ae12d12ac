"""The list of surveys, as a page and as open data, and the page of one."""

from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from allmenning.accounts.access import may_publish, public
from allmenning.accounts.models import Role
from allmenning.surveys.forms.survey import SurveyFilters
from allmenning.surveys.models import Stage, Survey, Unit
from allmenning.surveys.queries.coverage import (
    Coverage,
    by_stratum,
    coverage_by_kind,
    coverage_of,
    shown_to_all,
)
from allmenning.surveys.queries.stages import missing_before, next_stage
from allmenning.surveys.queries.surveys import (
    PUBLIC_STAGES,
    Narrowing,
    narrowed,
    open_data,
    surveys_seen,
    years_of,
)
from allmenning.surveys.queries.surveys_page import changes_of, facts_of, texts_of
from allmenning.surveys.queries.words import language_of, said
from allmenning.ui.parameters import choice, text
from allmenning.ui.responses import csv_response, json_response
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import day, number, percent

Kind = Literal["csv", "json"]


def is_analyst(request: HttpRequest) -> bool:
    """Tell whether the reader may see what is being planned."""
    return may_publish(request, Role.ANALYST)


def survey_seen(request: HttpRequest, slug: str) -> Survey:
    """Find a survey that the reader may see."""
    return get_object_or_404(surveys_seen(is_analyst=is_analyst(request)), slug=slug)


def narrowing_from(request: HttpRequest) -> Narrowing:
    """Read how the list is narrowed; what makes no sense counts as not given."""
    given = request.GET
    year = text(given, "ar", 4)
    return Narrowing(
        words=text(given, "q", 100),
        stage=choice(given, "status", Stage.values),
        unit=choice(given, "enhet", Unit.values),
        year=year if year.isascii() and year.isdigit() and int(year) else "",
    )


@dataclass(frozen=True)
class Row:
    survey: Survey
    counts: Coverage


def title_link(row: Row) -> SafeString:
    """Link the survey by its title, in the language the title is in."""
    language = get_language() or "nb"
    return format_html(
        '<a href="{}" lang="{}">{}</a>',
        reverse("surveys:survey", args=[row.survey.slug]),
        language_of(row.survey.title, language),
        said(row.survey.title, language),
    )


def stage_shown(row: Row) -> object:
    """Say how far it has come, and that it is simulated where it is."""
    stage = Stage(row.survey.stage).label
    if not row.survey.is_simulated:
        return stage
    return format_html(
        '{} <span class="tag" data-kind="warning">{}</span>', stage, _("Simulated example")
    )


COLUMNS = [
    Column(
        key="title",
        label=pgettext_lazy("survey", "Survey"),
        cell=title_link,
        row_header=True,
    ),
    Column(key="owner", label=gettext_lazy("Who asks"), cell=lambda row: row.survey.owner.name),
    Column(
        key="frame_date",
        label=gettext_lazy("Day of the frame"),
        cell=lambda row: day(row.survey.frame_date),
    ),
    Column(
        key="population",
        label=gettext_lazy("In the frame"),
        cell=lambda row: number(row.counts.population),
        numeric=True,
    ),
    Column(
        key="asked",
        label=pgettext_lazy("survey", "Asked"),
        cell=lambda row: number(row.counts.asked),
        numeric=True,
    ),
    Column(
        key="answered",
        label=pgettext_lazy("survey", "Answered"),
        cell=lambda row: number(row.counts.answered),
        numeric=True,
    ),
    Column(key="stage", label=gettext_lazy("How far it has come"), cell=stage_shown),
]


@public
def surveys(request: HttpRequest) -> HttpResponse:
    analyst, by = is_analyst(request), narrowing_from(request)
    seen = surveys_seen(is_analyst=analyst)
    query = request.GET.urlencode()
    stages = list(Stage) if analyst else list(PUBLIC_STAGES)
    table = Table(
        caption=_("Surveys"),
        columns=COLUMNS,
        rows=[Row(one, coverage_of(one)) for one in narrowed(seen, by)],
        csv=f"{reverse('surveys:surveys_csv')}?{query}".rstrip("?"),
        json=f"{reverse('surveys:surveys_json')}?{query}".rstrip("?"),
        empty=_("There is no survey here yet."),
        caption_hidden=True,
    )
    context = {
        "table": table,
        "filters": SurveyFilters(by, stages=stages, years=years_of(seen)),
        "is_narrowed": bool(by),
        "is_analyst": analyst,
    }
    return render(request, "surveys/surveys.html", context)


@public
def surveys_file(request: HttpRequest, kind: Kind) -> HttpResponseBase:
    """Give the same list as data."""
    seen = surveys_seen(is_analyst=is_analyst(request))
    rows = list(open_data(narrowed(seen, narrowing_from(request))))
    if kind == "json":
        return json_response(rows)
    header = list(rows[0]) if rows else ["id"]
    return csv_response("undersokelser", header, (list(row.values()) for row in rows))


STRATUM = Column(
    key="stratum",
    label=gettext_lazy("Stratum"),
    cell=lambda row: row.label,
    data=lambda row: row.stratum,
    row_header=True,
)
STRATA = [
    STRATUM,
    Column(
        key="population",
        label=gettext_lazy("In the frame"),
        cell=lambda row: number(row.population),
        data=lambda row: row.population,
        numeric=True,
    ),
    Column(
        key="mapped",
        label=pgettext_lazy("survey", "Mapped"),
        hint=gettext_lazy("A named person who answers is confirmed."),
        cell=lambda row: number(row.mapped),
        data=lambda row: row.mapped,
        numeric=True,
    ),
    Column(
        key="coverage",
        label=gettext_lazy("Coverage"),
        cell=lambda row: "–" if row.coverage is None else percent(row.coverage),
        data=lambda row: row.coverage,
        numeric=True,
    ),
    Column(
        key="asked",
        label=pgettext_lazy("survey", "Asked"),
        cell=lambda row: number(row.asked),
        data=lambda row: row.asked,
        numeric=True,
    ),
    Column(
        key="answered",
        label=pgettext_lazy("survey", "Answered"),
        cell=lambda row: number(row.answered),
        data=lambda row: row.answered,
        numeric=True,
    ),
    Column(
        key="response",
        label=gettext_lazy("Response"),
        cell=lambda row: "–" if row.response is None else percent(row.response),
        data=lambda row: row.response,
        numeric=True,
    ),
]


def strata_seen(request: HttpRequest, shown: Survey) -> list[Coverage]:
    """Count by stratum; only analysts see strata of a few bodies apart."""
    strata = by_stratum(shown)
    return strata if is_analyst(request) else shown_to_all(strata)


@public
def survey(request: HttpRequest, slug: str) -> HttpResponse:
    shown, language = survey_seen(request, slug), get_language() or "nb"
    analyst = is_analyst(request)
    strata = Table(
        caption=_("Frame, coverage and response by stratum"),
        columns=STRATA,
        rows=strata_seen(request, shown),
        csv=reverse("surveys:strata_csv", args=[slug]),
        json=reverse("surveys:strata_json", args=[slug]),
        empty=_("There is no frame yet."),
    )
    stage = next_stage(shown) if analyst else None
    context = {
        "survey": shown,
        "title": said(shown.title, language),
        "title_language": language_of(shown.title, language),
        "lead": said(shown.lead, language),
        "lead_language": language_of(shown.lead, language),
        "facts": list(facts_of(shown)),
        "texts": texts_of(shown, language),
        "kinds": coverage_by_kind(shown),
        "counts": coverage_of(shown),
        "strata": strata,
        "changes": changes_of(shown),
        "previous": _seen_or_none(request, shown.previous),
        "previous_title": said(shown.previous.title, language) if shown.previous else "",
        "is_analyst": analyst,
        "is_over": shown.stage in (Stage.CLOSED, Stage.PUBLISHED),
        "has_report": shown.publications.exists(),
        "next_stage": stage.label if stage else "",
        "missing": missing_before(shown, stage) if stage else [],
    }
    return render(request, "surveys/survey.html", context)


def _seen_or_none(request: HttpRequest, other: Survey | None) -> Survey | None:
    if other is None or not (is_analyst(request) or other.stage in PUBLIC_STAGES):
        return None
    return other


@public
def strata_file(request: HttpRequest, slug: str, kind: Kind) -> HttpResponseBase:
    """Give the counts by stratum as data; whose they are is not told."""
    rows = strata_seen(request, survey_seen(request, slug))
    table = Table(caption="", columns=STRATA, rows=rows)
    if kind == "json":
        return json_response(table.records())
    return csv_response(f"{slug}-strata", table.header(), table.data())
