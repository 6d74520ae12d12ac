"""The board of the fieldwork: response by stratum, the weakest on top, as a page and as data."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from allmenning.accounts.access import requires
from allmenning.accounts.models import Role
from allmenning.core.rates import NO_CONTACT, Rate
from allmenning.surveys.models import Stage, Survey
from allmenning.surveys.queries.board import (
    Row,
    answers_by_day,
    board_of,
    post_of,
    schedule_of,
    to_reconcile,
)
from allmenning.surveys.queries.words import said
from allmenning.surveys.views.fieldwork_chart import answers_chart
from allmenning.surveys.views.surveys import STRATUM
from allmenning.ui.responses import csv_response, json_response
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import number, percent

Kind = Literal["csv", "json"]
MEANINGS = {
    "RR1": gettext_lazy("Answered, of all who were drawn"),
    "RR2": gettext_lazy("Answered or partly answered, of all who were drawn"),
    "RR5": gettext_lazy("Answered, of those known to be in the population"),
    "RR6": gettext_lazy("Answered or partly answered, of those known to be in the population"),
    "COOP1": gettext_lazy("Answered, of those we have heard from"),
    "COOP2": gettext_lazy("Answered or partly answered, of those we have heard from"),
    "REF1": gettext_lazy("Said no or broke off, of all who were drawn"),
    "CON1": gettext_lazy("Heard from, of all who were drawn"),
}


def _count(key: str, label: object, hint: object = "") -> Column:
    return Column(
        key=key,
        label=label,
        hint=hint,
        cell=lambda row: number(getattr(row, key)),
        data=lambda row: getattr(row, key),
        numeric=True,
    )


RESPONSE = Column(
    key="response",
    label=gettext_lazy("Response"),
    hint=gettext_lazy("Answered, of all who were drawn."),
    cell=lambda row: "–" if row.response is None else percent(row.response),
    data=lambda row: row.response,
    numeric=True,
)
COLUMNS = [
    STRATUM,
    RESPONSE,
    _count("answered", pgettext_lazy("survey", "Answered")),
    _count(
        "partial",
        pgettext_lazy("case", "Partly"),
        gettext_lazy("At least half of the core module, not sent in."),
    ),
    _count("broken_off", gettext_lazy("Begun"), gettext_lazy("Less than half, not sent in.")),
    _count("refused", pgettext_lazy("case", "No")),
    _count(
        "bounced",
        pgettext_lazy("case", "Returned"),
        gettext_lazy("The letter came back, and nobody else is named."),
    ),
    _count("invited", gettext_lazy("Invited")),
    _count("mapped", pgettext_lazy("survey", "Mapped")),
    _count("drawn", gettext_lazy("Drawn")),
]


def remind_link(survey: Survey, row: Row) -> SafeString | str:
    """Lead to a reminder of this stratum alone."""
    if not row.waiting_for or survey.stage != Stage.FIELDING:
        return ""
    address = reverse("surveys:remind", args=[survey.slug])
    return format_html(
        '<a href="{}?stratum={}">{}<span class="hidden-text">: {}</span></a>',
        address,
        row.stratum,
        _("Remind"),
        row.label,
    )


def rate_shown(one: Rate) -> str:
    if one.value is not None:
        return percent(one.value, 1)
    return _("Nobody has been heard from") if one.reason == NO_CONTACT else _("Nobody is drawn")


RATES = [
    Column(key="rate", label="AAPOR", cell=lambda one: one.name, row_header=True),
    Column(key="meaning", label=gettext_lazy("What it is"), cell=lambda one: MEANINGS[one.name]),
    Column(key="value", label=gettext_lazy("Share"), cell=rate_shown, numeric=True),
    Column(
        key="of",
        label=gettext_lazy("Of how many"),
        cell=lambda one: f"{number(one.count)} / {number(one.base)}",
        numeric=True,
    ),
]


@requires(Role.ANALYST)
@never_cache
@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Show analysts where answers are missing, and let them remind there."""
    survey = get_object_or_404(Survey, slug=slug)
    found, days = board_of(survey, label_of_all=_("All")), answers_by_day(survey)
    columns = list(COLUMNS)
    if survey.stage == Stage.FIELDING:
        # Beside the response, so that it is seen where the table is wider than the page.
        columns.insert(
            columns.index(RESPONSE) + 1,
            Column(
                key="remind",
                label=gettext_lazy("What can be done"),
                cell=lambda row: remind_link(survey, row),
            ),
        )
    context = {
        "survey": survey,
        "title": said(survey.title),
        "board": found,
        "strata": _table(_("Response by stratum"), columns, found.rows, survey),
        "rates": Table(
            caption=_("Rates as AAPOR defines them"),
            columns=RATES,
            rows=_that_apply(found.rates),
            identity="rates",
        ),
        "chart": answers_chart(days) if days else None,
        "schedule": schedule_of(survey),
        "post": post_of(survey, timezone.now()),
        "twice": to_reconcile(survey),
        "is_open": survey.stage == Stage.FIELDING,
    }
    return render(request, "surveys/board.html", context)


def _that_apply(rates: tuple[Rate, ...]) -> list[Rate]:
    """Leave out RR5 and RR6 where they say again what RR1 and RR2 say."""
    bases = {one.name: one.base for one in rates}
    again = {"RR5", "RR6"} if bases["RR5"] == bases["RR1"] else set()
    return [one for one in rates if one.name not in again]


def _table(caption: str, columns: list[Column], rows: list[Row], survey: Survey) -> Table:
    return Table(
        caption=caption,
        columns=columns,
        rows=rows,
        csv=reverse("surveys:board_csv", args=[survey.slug]),
        json=reverse("surveys:board_json", args=[survey.slug]),
        empty=_("Nobody is drawn yet."),
        caption_hidden=True,
    )


@requires(Role.ANALYST)
@never_cache
@require_safe
def board_file(request: HttpRequest, slug: str, kind: Kind) -> HttpResponseBase:
    """Give the board as data: counts, never answers."""
    del request
    survey = get_object_or_404(Survey, slug=slug)
    found = board_of(survey)
    table = Table(caption="", columns=COLUMNS, rows=[*found.rows, found.total])
    if kind == "csv":
        return csv_response(f"{survey.slug}-feltarbeid", table.header(), table.data())
    rates = {one.name: one.value for one in found.rates}
    return json_response({"strata": table.records(), "rates": rates})
