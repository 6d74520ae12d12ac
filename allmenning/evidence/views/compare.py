"""Two findings or more put to the guard."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from allmenning.evidence.models import Finding
from allmenning.evidence.queries.pages_change import ChangeView, changes
from allmenning.evidence.queries.pages_charts import drawn
from allmenning.evidence.queries.pages_compare import (
    CANDIDATES_SHOWN,
    Candidate,
    ComparePage,
    candidates,
    compare_page,
    examples,
)
from allmenning.evidence.queries.pages_finding import PAGE_NEEDS
from allmenning.evidence.queries.words import vocabulary
from allmenning.evidence.views.tables import Kind, as_file
from allmenning.ui.access import public
from allmenning.ui.parameters import choices

PARAMETER = "f"
CODES_READ = 20


@public
def compare(request: HttpRequest) -> HttpResponse:
    codes = codes_from(request)
    page = compare_page(codes, timezone.localdate())
    context = {
        "page": page,
        "codes": codes,
        "drawn": drawn(page.figures, page.axis, vocabulary()) if page.axis else None,
        "changes": _changes(page),
        "candidates": _others(page),
        "examples": [] if page.cards else examples(),
    }
    return render(request, "evidence/compare.html", context)


def codes_from(request: HttpRequest) -> tuple[str, ...]:
    """Read the codes; people also write them together, and in small letters."""
    given = choices(request.GET, PARAMETER)
    told = " ".join(given).replace(",", " ").upper().split()
    return tuple(dict.fromkeys(told))[:CODES_READ]


def _changes(page: ComparePage) -> list[ChangeView]:
    """Test the changes where all the figures are rounds of one trend."""
    if page.axis is None or page.axis.trend is None:
        return []
    return changes(page.axis.trend, page.figures.findings)


def _others(page: ComparePage) -> list[Candidate]:
    if len(page.cards) != 1:
        return []
    chosen = Finding.objects.select_related(*PAGE_NEEDS).get(code=page.cards[0].code)
    return candidates(chosen)[:CANDIDATES_SHOWN]


@public
def compare_file(request: HttpRequest, kind: Kind) -> HttpResponseBase:
    page = compare_page(codes_from(request), timezone.localdate())
    return as_file("sammenlign", kind, _rows(page), COLUMNS)


COLUMNS = (
    "first",
    "first_value",
    "first_unit",
    "second",
    "second_value",
    "second_unit",
    "verdict",
    "rules",
    "reasons",
)


def _rows(page: ComparePage) -> list[Mapping[str, object]]:
    return [
        {
            "first": pair.first,
            "first_value": page.figures.findings[pair.first].value,
            "first_unit": page.figures.findings[pair.first].unit,
            "second": pair.second,
            "second_value": page.figures.findings[pair.second].value,
            "second_unit": page.figures.findings[pair.second].unit,
            "verdict": pair.verdict.name.lower(),
            "rules": " ".join(pair.comparison.rules),
            "reasons": " ".join(pair.comparison.reasons),
        }
        for pair in page.pairs
    ]
