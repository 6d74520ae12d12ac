"""The friendly competition: those who want it, by inhabitants, those like the reader first."""

from typing import Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from allmenning.accounts.access import person_of
from allmenning.arena.actions.competition import leave
from allmenning.arena.actions.competition import take_part as join
from allmenning.arena.queries.competition import Standing, standings, takes_part
from allmenning.arena.queries.viewer import viewer_of
from allmenning.register.access import requires_body_role
from allmenning.register.models import Body, BodyRole
from allmenning.register.queries import lens_from, norwegian
from allmenning.ui.access import public
from allmenning.ui.responses import csv_response, json_response
from allmenning.ui.tables import Column, Order, Table, order_of, query_of
from allmenning.ui.text import number

DECIMALS = 1


def _rate(value: float | None) -> str:
    return _("Not known") if value is None else number(value, DECIMALS)


def _plain(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


COLUMNS = [
    Column(
        key="name",
        label=gettext_lazy("Name"),
        cell=lambda one: one.body.name,
        sortable=True,
        row_header=True,
    ),
    Column(
        key="shared",
        label=gettext_lazy("Shared per 10,000"),
        cell=lambda one: _rate(one.shared_rate),
        data=lambda one: _plain(one.shared_rate),
        numeric=True,
        sortable=True,
    ),
    Column(
        key="growth",
        label=gettext_lazy("Growth per 10,000"),
        cell=lambda one: _rate(one.growth_rate),
        data=lambda one: _plain(one.growth_rate),
        numeric=True,
        sortable=True,
    ),
    Column(
        key="dialogue",
        label=gettext_lazy("Dialogue per 10,000"),
        cell=lambda one: _rate(one.dialogue_rate),
        data=lambda one: _plain(one.dialogue_rate),
        numeric=True,
        sortable=True,
    ),
    Column(
        key="population",
        label=gettext_lazy("Inhabitants"),
        cell=lambda one: number(one.body.population) if one.body.population else _("Not known"),
        data=lambda one: one.body.population,
        numeric=True,
        sortable=True,
    ),
]


@public
@require_safe
def competition(request: HttpRequest) -> HttpResponse:
    lens, order = (
        lens_from(request),
        order_of(request, COLUMNS, Order(key="shared", descending=True)),
    )
    rows = _sorted(standings(timezone.now()), order)
    near = [one for one in rows if lens and one.body.pk in lens.body_ids]
    context = {
        "lens": lens,
        "near": _table(
            request, near, order, _("Those like the municipality you look from"), "near"
        ),
        "rest": _table(
            request,
            [one for one in rows if one not in near],
            order,
            _("All others who take part") if lens else _("All who take part"),
            "rest",
        ),
        "own": _own(request),
        "csv": reverse("arena:competition_csv"),
        "json": reverse("arena:competition_json"),
    }
    return render(request, "arena/competition.html", context)


def _sorted(rows: list[Standing], order: Order) -> list[Standing]:
    """Sort by one measure; where it is not known stands last, equal ones by name."""
    column = next(one for one in COLUMNS if one.key == order.key)
    known = [one for one in rows if column.datum(one) is not None]
    key = column.key
    if key == "name":
        known.sort(key=lambda one: norwegian(one.body.name), reverse=order.descending)
    else:
        known.sort(key=column.datum, reverse=order.descending)  # type: ignore[arg-type]
    return known + [one for one in rows if column.datum(one) is None]


def _table(
    request: HttpRequest, rows: list[Standing], order: Order, caption: str, identity: str
) -> Table:
    return Table(
        caption=caption,
        columns=COLUMNS,
        rows=rows,
        order=order,
        query=query_of(request),
        identity=identity,
        empty=_("Nobody takes part yet."),
    )


def _own(request: HttpRequest) -> list[tuple[Body, bool]]:
    """Return the bodies this reader may bring in or take out, and whether they take part."""
    bodies = Body.objects.filter(pk__in=viewer_of(request).edits).order_by("name", "pk")
    return [(body, takes_part(body)) for body in bodies]


@public
@require_safe
def competition_file(request: HttpRequest, kind: Literal["csv", "json"]) -> HttpResponseBase:
    order = order_of(request, COLUMNS, Order(key="name"))
    table = _table(request, _sorted(standings(timezone.now()), order), order, "", "all")
    if kind == "csv":
        return csv_response("bidrag", table.header(), table.data())
    return json_response(table.records())


@requires_body_role(BodyRole.EDITOR)
@require_POST
def take_part(request: HttpRequest, slug: str) -> HttpResponse:
    body, by, at = get_object_or_404(Body, slug=slug), person_of(request), timezone.now()
    if "leave" in request.POST:
        leave(body=body, by=by, at=at)
        messages.success(request, _("You are out. Nothing is counted of you any more."))
    else:
        join(body=body, by=by, at=at)
        messages.success(request, _("You take part from now on, and may leave at any time."))
    return redirect("arena:competition")
