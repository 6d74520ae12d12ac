"""The frame of a survey: made from the register, by stratum and unit by unit."""

from typing import Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role
from allmenning.surveys.actions.answering import refuse as no_from
from allmenning.surveys.actions.frame import (
    FrameInUseError,
    build_frame,
    leave_out,
    take_in_again,
)
from allmenning.surveys.forms.frame import BuildForm, LeaveOutForm, UnitFilters
from allmenning.surveys.models import FrameUnit, Survey
from allmenning.surveys.queries.coverage import by_stratum, coverage_by_kind, coverage_of
from allmenning.surveys.queries.frame import frame_rows
from allmenning.surveys.queries.frame_list import STATES, UnitNarrowing, narrowed_units
from allmenning.surveys.queries.words import said
from allmenning.surveys.views.surveys import STRATA
from allmenning.ui.paging import page_of
from allmenning.ui.parameters import choice, text
from allmenning.ui.responses import csv_response, json_response
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import number

Kind = Literal["csv", "json"]


def unit_link(unit: FrameUnit) -> SafeString:
    """Link the page of the unit."""
    address = reverse("surveys:frame_unit", args=[unit.survey.slug, unit.pk])
    return format_html('<a href="{}">{}</a>', address, unit.name)


def states_of(unit: FrameUnit) -> str:
    """Say in words how it stands with the unit."""
    told = []
    if unit.left_out:
        return _("Left out: %(reason)s") % {"reason": unit.left_out}
    if unit.is_drawn:
        told.append(pgettext("unit", "drawn"))
    if getattr(unit, "is_mapped", False):
        told.append(pgettext("unit", "mapped"))
    if unit.refused_at:
        told.append(pgettext("unit", "has said no"))
    elif getattr(unit, "is_answered", False):
        told.append(pgettext("unit", "has answered"))
    elif getattr(unit, "is_asked", False):
        told.append(pgettext("unit", "asked"))
    return ", ".join(told)


UNITS = [
    Column(
        key="name",
        label=pgettext_lazy("unit", "Name"),
        cell=unit_link,
        data=lambda unit: unit.name,
        row_header=True,
    ),
    Column(key="code", label=gettext_lazy("Number"), cell=lambda unit: unit.code),
    Column(key="county", label=gettext_lazy("County"), cell=lambda unit: unit.facts.get("county")),
    Column(
        key="population",
        label=gettext_lazy("Inhabitants"),
        cell=lambda unit: _number(unit.facts.get("population")),
        numeric=True,
    ),
    Column(
        key="state",
        label=pgettext_lazy("unit", "State"),
        cell=states_of,
    ),
]


def _number(value: int | None) -> str:
    return _("unknown") if value is None else number(value)


def title_of(survey: Survey) -> str:
    """Give the survey's title to the reader."""
    return said(survey.title, get_language() or "nb")


@requires(Role.ANALYST)
@never_cache
def frame(request: HttpRequest, slug: str) -> HttpResponse:
    survey = get_object_or_404(Survey, slug=slug)
    strata, by = by_stratum(survey), narrowing_from(request)
    units = narrowed_units(survey, by).select_related("survey")
    page = page_of(request, units)
    context = {
        "survey": survey,
        "title": title_of(survey),
        "build": BuildForm(),
        "has_frame": bool(strata),
        "kinds": coverage_by_kind(survey),
        "counts": coverage_of(survey),
        "strata": Table(
            caption=_("Frame, coverage and response by stratum"),
            columns=STRATA,
            rows=strata,
            identity="strata",
        ),
        "filters": UnitFilters(by, strata=[(one.stratum, one.label) for one in strata]),
        "page": page,
        "units": Table(
            caption=_("The units of the frame"),
            columns=UNITS,
            rows=page.rows,
            csv=reverse("surveys:frame_csv", args=[slug]),
            json=reverse("surveys:frame_json", args=[slug]),
            empty=_("No unit fits what you have chosen."),
        ),
    }
    return render(request, "surveys/frame.html", context)


def narrowing_from(request: HttpRequest) -> UnitNarrowing:
    """Read how the units are narrowed; what makes no sense counts as not given."""
    return UnitNarrowing(
        words=text(request.GET, "q", 60),
        stratum=text(request.GET, "stratum", 40),
        state=choice(request.GET, "tilstand", STATES),
    )


@requires(Role.ANALYST)
def frame_file(request: HttpRequest, slug: str, kind: Kind) -> HttpResponseBase:
    """Give the whole frame as data, without contacts and without who has answered."""
    del request
    rows = list(frame_rows(get_object_or_404(Survey, slug=slug)))
    if kind == "json":
        return json_response(rows)
    header = list(rows[0]) if rows else ["kind"]
    return csv_response(f"{slug}-ramme", header, (list(row.values()) for row in rows))


@requires(Role.ANALYST)
@require_POST
def build(request: HttpRequest, slug: str) -> HttpResponse:
    survey = get_object_or_404(Survey, slug=slug)
    form = BuildForm(request.POST)
    with_counties = form.is_valid() and form.cleaned_data["with_counties"]
    by = person_of(request)
    try:
        units = build_frame(survey=survey, with_counties=with_counties, by=by, at=timezone.now())
    except FrameInUseError:
        messages.error(
            request,
            _("The frame is in use: somebody is drawn, has a contact or has answered."),
        )
    else:
        told = _("The frame is made, with %(n)s units.") % {"n": number(len(units))}
        messages.success(request, told)
    return redirect("surveys:frame", slug)


def unit_of(slug: str, pk: int) -> FrameUnit:
    """Find a unit of the survey, or answer 404."""
    return get_object_or_404(FrameUnit.objects.select_related("survey"), survey__slug=slug, pk=pk)


@requires(Role.ANALYST)
@require_POST
def out(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Leave a unit out, with a reason."""
    unit, form = unit_of(slug, pk), LeaveOutForm(request.POST)
    if form.is_valid():
        reason, by = form.cleaned_data["reason"], person_of(request)
        leave_out(unit=unit, reason=reason, by=by, at=timezone.now())
        messages.success(request, _("%(name)s is left out.") % {"name": unit.name})
    else:
        messages.error(request, _("Say why it is left out."))
    return redirect("surveys:frame_unit", slug, pk)


@requires(Role.ANALYST)
@require_POST
def back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a unit into the frame again."""
    unit = unit_of(slug, pk)
    take_in_again(unit=unit, by=person_of(request), at=timezone.now())
    messages.success(request, _("%(name)s is in the frame again.") % {"name": unit.name})
    return redirect("surveys:frame_unit", slug, pk)


@requires(Role.ANALYST)
@require_POST
def refuse(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Note that the body has said no."""
    unit = unit_of(slug, pk)
    no_from(unit=unit, by=person_of(request), at=timezone.now())
    messages.success(request, _("It is noted that %(name)s has said no.") % {"name": unit.name})
    return redirect("surveys:frame_unit", slug, pk)
