"""The list of municipalities and that of counties, as page, CSV and JSON."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from allmenning.core.peers import ATTRIBUTES, Peer
from allmenning.register.forms import NarrowingForm
from allmenning.register.models import Body
from allmenning.register.queries import Lens, Municipality, lens_from, norwegian, snapshot
from allmenning.register.queries.bodies import closest, county_bodies, formerly, narrowed
from allmenning.register.queries.words import alike, language_label
from allmenning.ui.access import public
from allmenning.ui.charts import Chart, Place, dot_map
from allmenning.ui.paging import page_of
from allmenning.ui.responses import csv_response, json_response
from allmenning.ui.tables import Column, Order, Table, order_of, query_of
from allmenning.ui.text import number

Rows = list[Municipality]


def link(body: "Municipality | Body") -> SafeString:
    return format_html('<a href="{}">{}</a>', address(body), body.name)


def address(body: "Municipality | Body") -> str:
    county = isinstance(body, Body) and body.kind == Body.Kind.COUNTY
    return _address(county, body.slug, get_language())


@lru_cache(maxsize=2048)
def _address(county: bool, slug: str, _language: str) -> str:  # noqa: FBT001
    """Resolve once per language: a list of fifty asks fifty times."""
    return reverse("register:county" if county else "register:municipality", args=[slug])


FACTS = [
    Column(
        key="name",
        label=gettext_lazy("Municipality"),
        cell=link,
        data=lambda one: one.name,
        sortable=True,
        row_header=True,
    ),
    Column(key="code", label=gettext_lazy("Number"), cell=lambda one: one.code, sortable=True),
    Column(key="county", label=gettext_lazy("County"), cell=lambda one: one.county, sortable=True),
    Column(
        key="population",
        label=gettext_lazy("Inhabitants"),
        cell=lambda one: _("unknown") if one.population is None else number(one.population),
        data=lambda one: one.population,
        numeric=True,
        sortable=True,
    ),
    Column(
        key="kostra_group",
        label=gettext_lazy("KOSTRA group"),
        cell=lambda one: one.kostra_group or _("unknown"),
        data=lambda one: one.kostra_group,
        sortable=True,
    ),
    Column(
        key="centrality_class",
        label=gettext_lazy("Centrality"),
        hint=gettext_lazy("1 is most central, 6 least central."),
        cell=lambda one: one.centrality_class or _("unknown"),
        data=lambda one: one.centrality_class,
        numeric=True,
        sortable=True,
    ),
    Column(
        key="language_form",
        label=gettext_lazy("Language form"),
        cell=lambda one: language_label(one.language_form),
        data=lambda one: one.language_form,
        sortable=True,
    ),
]
# What CSV and JSON hold besides.
MORE_FACTS = [
    Column(key=key, label=key, cell=attrgetter(key))
    for key in (
        "official_name",
        "county_code",
        "centrality_index",
        "latitude",
        "longitude",
        "website",
    )
]


def lens_columns(lens: Lens) -> list[Column]:
    weights = {name: float(getattr(lens.choice.weights, name)) for name in ATTRIBUTES}
    peers = lens.everyone

    def distance(one: Municipality) -> object:
        peer = peers.get(one.code)
        return "–" if peer is None or peer.distance is None else number(peer.distance, 2)

    def why(one: Municipality) -> object:
        if one.code == lens.body.code:
            return _("You look from here")
        return ", ".join(alike(peers[one.code], weights))

    return [
        Column(
            key="distance",
            label=gettext_lazy("Distance"),
            hint=gettext_lazy("0 is alike, 1 is wholly different."),
            cell=distance,
            data=lambda one: _distance(peers, one),
            numeric=True,
            sortable=True,
        ),
        Column(key="alike", label=gettext_lazy("Alike in"), cell=why),
    ]


def _distance(peers: Any, one: Municipality) -> float | None:
    peer: Peer | None = peers.get(one.code)
    return round(peer.distance, 4) if peer and peer.distance is not None else None


def ordered(rows: Rows, order: Order, lens: Lens | None) -> Rows:
    """Sort by the column, names by the Norwegian alphabet, unknown last."""
    value = _sort_value(order.key, lens)
    known = [one for one in rows if value(one) is not None]
    unknown = [one for one in rows if value(one) is None]
    return sorted(known, key=value, reverse=order.descending) + unknown


def _sort_value(key: str, lens: Lens | None) -> Callable[[Municipality], Any]:
    if key == "distance" and lens:
        peers = lens.everyone
        return lambda one: -1.0 if one.code == lens.body.code else _distance(peers, one)
    if key in {"name", "county"}:
        return lambda one: (norwegian(getattr(one, key)), one.code)
    return lambda one: None if getattr(one, key) in (None, "") else (getattr(one, key), one.code)


@public
def municipalities(request: HttpRequest) -> HttpResponse:
    lens = lens_from(request)
    known = (lens.snapshot if lens else snapshot()).municipalities
    form = NarrowingForm(request.GET, known=known)
    narrowing = form.narrowing()
    columns, order = _columns_and_order(request, lens)
    found = ordered(narrowed(known, narrowing), order, lens)
    page = page_of(request, found)
    query = request.GET.urlencode()
    context = {
        "form": form,
        "page": page,
        "n": len(found),
        "lens": lens,
        "former": [] if found else _former(narrowing.words),
        "close": [] if found else [link(one) for one in closest(narrowing.words, known)],
        "narrowed": bool(replace(narrowing, words="")) or bool(form.errors),
        "chart": _map(known, found, lens, whole=not narrowing),
        "table": Table(
            caption=_caption(len(found), lens),
            columns=_shown(columns, lens),
            rows=page.rows,
            order=order,
            query=query_of(request),
            csv=f"{reverse('register:municipalities-csv')}?{query}".rstrip("?"),
            json=f"{reverse('register:municipalities-json')}?{query}".rstrip("?"),
            empty=_("No municipality fits all you have chosen."),
        ),
    }
    return render(request, "register/municipalities.html", context)


def _former(words: str) -> list[tuple[str, str]]:
    """Link the codes of earlier years that the words fit."""
    return [
        (reverse("register:code", args=[one.code]), f"{one.code} {one.name}")
        for one in formerly(words)
    ]


def _columns_and_order(request: HttpRequest, lens: Lens | None) -> tuple[list[Column], Order]:
    columns = [FACTS[0], *lens_columns(lens), *FACTS[1:]] if lens else list(FACTS)
    return columns, order_of(request, columns, Order(key="distance" if lens else "name"))


def _shown(columns: list[Column], lens: Lens | None) -> list[Column]:
    """Make room for the distance and the reasons; CSV and JSON have all columns."""
    return [one for one in columns if not (lens and one.key in {"code", "language_form"})]


def _caption(n: int, lens: Lens | None) -> str:
    if lens:
        told = ngettext(
            "%(n)s municipality, the nearest to %(name)s",
            "%(n)s municipalities, nearest to %(name)s first unless you sort otherwise",
            n,
        )
        return told % {"n": number(n), "name": lens.body.name}
    return ngettext("%(n)s municipality", "%(n)s municipalities", n) % {"n": number(n)}


def _map(known: Sequence[Municipality], found: Rows, lens: Lens | None, *, whole: bool) -> Chart:
    """Let those in the lens or in the filter stand out; the table counts them by county."""
    if lens:
        standing_out, label = lens.codes - {lens.body.code}, _("In the lens")
    elif whole:
        standing_out, label = frozenset(), ""
    else:
        standing_out, label = frozenset(one.code for one in found), _("Those you have chosen")
    places = [
        Place(
            name=one.name,
            latitude=one.latitude,
            longitude=one.longitude,
            group=int(one.code in standing_out),
            chosen=lens is not None and one.code == lens.body.code,
        )
        for one in known
        if one.latitude is not None and one.longitude is not None
    ]
    groups = [_("Municipalities"), label] if label else [_("Municipalities")]
    chart = dot_map(_("Where they lie"), places, groups)
    shown = [one for one in known if one.code in standing_out] if label else list(known)
    return replace(chart, table=_by_county(shown, chart.identity))


def _by_county(shown: Sequence[Municipality], identity: str) -> Table:
    counted = sorted(
        Counter(one.county for one in shown).items(), key=lambda row: norwegian(row[0])
    )
    return Table(
        caption=_("Municipalities by county"),
        columns=[
            Column(key="county", label=_("County"), cell=lambda row: row[0], row_header=True),
            Column(key="n", label=_("Municipalities"), cell=lambda row: row[1], numeric=True),
        ],
        rows=counted,
        caption_hidden=True,
        identity=f"{identity}-table",
    )


def _data(request: HttpRequest) -> Table:
    """Give all rows that the page with the same filters shows."""
    lens = lens_from(request)
    known = (lens.snapshot if lens else snapshot()).municipalities
    narrowing = NarrowingForm(request.GET, known=known).narrowing()
    columns, order = _columns_and_order(request, lens)
    rows = ordered(narrowed(known, narrowing), order, lens)
    return Table(caption="", columns=[*columns, *MORE_FACTS], rows=rows)


@public
def municipalities_csv(request: HttpRequest) -> HttpResponseBase:
    table = _data(request)
    return csv_response("kommuner", table.header(), table.data())


@public
def municipalities_json(request: HttpRequest) -> HttpResponse:
    return json_response(_data(request).records())


COUNTY_COLUMNS = [
    Column(
        key="name",
        label=gettext_lazy("County"),
        cell=link,
        data=lambda one: one.name,
        row_header=True,
    ),
    Column(key="code", label=gettext_lazy("Number"), cell=lambda one: one.code),
    Column(
        key="municipalities",
        label=gettext_lazy("Municipalities"),
        cell=lambda one: one.n_municipalities,
        numeric=True,
    ),
    Column(
        key="population",
        label=gettext_lazy("Inhabitants"),
        cell=lambda one: number(one.population or 0),
        data=lambda one: one.population,
        numeric=True,
    ),
]


def _counties() -> list[Body]:
    return sorted(county_bodies(), key=lambda one: norwegian(one.name))


@public
def counties(request: HttpRequest) -> HttpResponse:
    table = Table(
        caption=_("The counties, Oslo among them"),
        columns=COUNTY_COLUMNS,
        rows=_counties(),
        csv=reverse("register:counties-csv"),
        json=reverse("register:counties-json"),
    )
    return render(request, "register/counties.html", {"table": table})


@public
def counties_csv(request: HttpRequest) -> HttpResponseBase:
    del request
    table = Table(caption="", columns=COUNTY_COLUMNS, rows=_counties())
    return csv_response("fylkeskommuner", table.header(), table.data())


@public
def counties_json(request: HttpRequest) -> HttpResponse:
    del request
    return json_response(Table(caption="", columns=COUNTY_COLUMNS, rows=_counties()).records())
