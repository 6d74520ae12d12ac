"""Cutting a list into pages with links that stay the same."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypedDict, TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Schema
from pydantic import Field, StringConstraints

from allmenning.ui.paging import query_without

Row = TypeVar("Row")
PER_PAGE, MOST = 50, 200
# No database takes the characters below the space.
Text = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Paging(Schema):
    page: int = Field(1, ge=1, le=100_000)
    per_page: int = Field(PER_PAGE, ge=1, le=MOST)


PagingQuery = Annotated[Paging, Query()]


class Cut(TypedDict):
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    items: list[Any]


def cut(
    request: HttpRequest,
    paging: Paging,
    rows: "QuerySet[Any] | Sequence[Row]",
    told: Callable[[Any], Any],
) -> Cut:
    """Return one page of `rows`, each as `told` tells it; a page past the last is not found."""
    return cut_all(request, paging, rows, lambda some: [told(one) for one in some])


def cut_all(
    request: HttpRequest,
    paging: Paging,
    rows: "QuerySet[Any] | Sequence[Row]",
    told: Callable[[list[Any]], list[Any]],
) -> Cut:
    """Return one page of `rows`, told together, where a row's answer depends on the others."""
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    pages = max(1, -(-count // paging.per_page))
    if paging.page > pages:
        raise Http404(f"There are {pages} pages.")
    first = (paging.page - 1) * paging.per_page
    return {
        "count": count,
        "page": paging.page,
        "pages": pages,
        "next": _address(request, paging.page + 1) if paging.page < pages else None,
        "previous": _address(request, paging.page - 1) if paging.page > 1 else None,
        "items": told(list(rows[first : first + paging.per_page])),
    }


def _address(request: HttpRequest, number: int) -> str:
    kept = query_without(request, "page")
    query = f"{kept}&page={number}" if kept else f"page={number}"
    return request.build_absolute_uri(f"{request.path}?{query}")
