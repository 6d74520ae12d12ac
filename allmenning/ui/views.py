from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from allmenning.ui.access import public
from allmenning.ui.parameters import choice
from allmenning.ui.responses import csv_response, json_response
from allmenning.ui.samples import COLUMNS, ORDER, sample_table, samples
from allmenning.ui.tables import Order, order_of

SCHEMES = ("light", "dark")


@public
def style(request: HttpRequest) -> HttpResponseBase:
    """Show every component; the examples are in bokmål whatever the page is in."""
    order = order_of(request, COLUMNS, ORDER)
    kind = choice(request.GET, "format", ("csv", "json"))
    if kind:
        return _data(kind, order)
    with translation.override("nb"):
        shown = [(s, render_to_string("ui/samples.html", samples(s, order))) for s in SCHEMES]
    return render(request, "ui/style.html", {"schemes": shown})


def _data(kind: str, order: Order) -> HttpResponseBase:
    table = sample_table("data", order)
    if kind == "csv":
        return csv_response("stil", table.header(), table.data())
    return json_response(table.records())
