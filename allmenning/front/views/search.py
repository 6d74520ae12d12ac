"""One box over everything: `/sok/`, as a page, a table, a feed, and what a browser asks for."""

from datetime import datetime, time
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from allmenning.accounts.models import User
from allmenning.front.forms import SaveSearchForm
from allmenning.front.queries.search import (
    PER_PAGE,
    Shown,
    address_of,
    also_searched,
    choices_of,
    kind_name,
    kinds_of,
    near_of,
    orders_of,
    page_of,
    pages_of,
    reader_of,
    shown,
    theme_names,
)
from allmenning.register.queries import lens_from
from allmenning.search.contract import OPEN, Document
from allmenning.search.queries import (
    LONGEST,
    NEWEST,
    Reader,
    Results,
    SearchQuery,
    read_query,
    search,
)
from allmenning.ui.access import public
from allmenning.ui.atom import Entry, atom_response
from allmenning.ui.parameters import integer
from allmenning.ui.responses import csv_response, json_response

MOST_IN_A_FILE = 200
MOST_PAGES = 50
Answer = TypeVar("Answer", bound=HttpResponseBase)
COLUMNS = ("kind", "title", "language", "address", "owner", "themes", "tags", "date")


@public
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    query = read_query(request.GET)
    if not query:
        page = {"query": query, "theme_names": theme_names(), "has_filters": bool(query.themes)}
        return _not_kept(render(request, "front/search/start.html", page))
    number = integer(request.GET, "side", low=1, high=MOST_PAGES, default=1) or 1
    lens = lens_from(request)
    found, number = _page(query, reader_of(request, query), number)
    rows = shown(query, found, lens)
    context = {
        "query": query,
        "results": found,
        "page": page_of(query, found, rows, number),
        "kinds": kinds_of(query, found),
        "choices": choices_of(query, found),
        "orders": orders_of(query, lens),
        "near": near_of(query, lens),
        "also": also_searched(query, rows),
        "was_cut": len(request.GET.get("q", "")) > LONGEST,
        "parameters": query.parameters(),
        "bare": SearchQuery(text=query.text).parameters(),
        "save_form": _save_form(request, query),
    }
    return _not_kept(render(request, "front/search/results.html", context))


def _page(query: SearchQuery, reader: Reader, number: int) -> tuple[Results, int]:
    """Search for one page of hits; behind the last one there is the last one."""
    at = timezone.now()
    found = search(query, reader, at=at, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    if found.hits or number == 1:
        return found, number
    last = pages_of(query, found)
    return search(query, reader, at=at, limit=PER_PAGE, offset=(last - 1) * PER_PAGE), last


def _save_form(request: HttpRequest, query: SearchQuery) -> SaveSearchForm | None:
    if not isinstance(request.user, User):
        return None
    return SaveSearchForm(initial={"name": query.text[:100], "query": query.parameters()})


@public
@require_safe
def search_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the best hits that this reader may see as CSV or JSON."""
    query = read_query(request.GET)
    found = search(query, reader_of(request, query), at=timezone.now(), limit=MOST_IN_A_FILE)
    rows = [_row(request, one) for one in found.hits]
    if kind == "json":
        return _not_kept(json_response({"total": found.total, "hits": rows}))
    cells = ([row[name] for name in COLUMNS] for row in rows)
    return _not_kept(csv_response("sok", COLUMNS, cells))


def _row(request: HttpRequest, document: Document) -> dict[str, str]:
    title = document.titles.get(document.language) or next(iter(document.titles.values()))
    return {
        "kind": document.kind,
        "title": title,
        "language": document.language,
        "address": request.build_absolute_uri(address_of(document)),
        "owner": document.facets.get("owner", ""),
        "themes": " ".join(document.themes),
        "tags": " ".join(document.tags),
        "date": document.dated.isoformat() if document.dated else "",
    }


@public
@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """Follow a search: what everybody may read, newest first, whoever asks."""
    query = read_query(request.GET)
    newest = SearchQuery(**(vars(query) | {"sort": NEWEST, "near": False}))
    reader = Reader(audiences=frozenset({OPEN}), on=timezone.localdate())
    found = search(newest, reader, at=timezone.now(), limit=MOST_IN_A_FILE)
    title = _("Allmenning: search for %(text)s") % {"text": query.text or "…"}
    entries = [
        _entry(one, row) for one, row in zip(found.hits, shown(query, found, None), strict=True)
    ]
    page = f"{reverse('front:search')}?{query.parameters()}"
    dated = [one for one in entries if one is not None]
    return _not_kept(
        atom_response(request, title=title, page=page, entries=dated, author="Allmenning")
    )


def _entry(document: Document, row: Shown) -> Entry | None:
    if document.dated is None:
        return None
    return Entry(
        path=row.address,
        title="".join(piece.text for piece in row.title),
        updated=datetime.combine(document.dated, time(), timezone.get_current_timezone()),
        summary="".join(piece.text for piece in row.text),
        language=document.language,
        author=row.owner,
        categories=(kind_name(document.kind),),
    )


@public
@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Let a browser search here from its address line (OpenSearch 1.1)."""
    address = request.build_absolute_uri(reverse("front:search"))
    context = {
        "template": f"{address}?q={{searchTerms}}",
        "atom": f"{request.build_absolute_uri(reverse('front:search-atom'))}?q={{searchTerms}}",
        "description": pgettext("search engine", "Search what municipalities know and have tried"),
        "icon": request.build_absolute_uri(reverse("open:favicon")),
    }
    kind = "application/opensearchdescription+xml"
    return render(request, "front/search/opensearch.xml", context, content_type=kind)


def _not_kept(answer: Answer) -> Answer:
    """Keep no page of hits: the index may be a moment behind what the shelf goes by."""
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex, follow"
    return answer
