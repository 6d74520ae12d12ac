"""One page of a long list, and links to its neighbours that keep the filters."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.paginator import Paginator

from allmenning.ui.parameters import integer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest

Row = TypeVar("Row")
PER_PAGE = 50


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: "Sequence[Row]"
    number: int
    pages: int
    count: int
    first: int
    last: int
    query: str

    @property
    def previous(self) -> str:
        return self.address(self.number - 1)

    @property
    def next(self) -> str:
        return self.address(self.number + 1)

    def address(self, number: int) -> str:
        """Link a page of the same list."""
        joined = f"{self.query}&" if self.query else ""
        return f"?{joined}side={number}"


def page_of(
    request: "HttpRequest", rows: "QuerySet[Any] | Sequence[Any]", per_page: int = PER_PAGE
) -> Page[Any]:
    """Cut out the page that the parameter `side` asks for, the nearest one if it is too high."""
    paginator = Paginator(rows, per_page)
    wanted = integer(request.GET, "side", low=1, default=1) or 1
    page = paginator.get_page(min(wanted, paginator.num_pages))
    return Page(
        rows=list(page.object_list),
        number=page.number,
        pages=paginator.num_pages,
        count=paginator.count,
        first=page.start_index(),
        last=page.end_index(),
        query=query_without(request, "side"),
    )


def query_without(request: "HttpRequest", *names: str) -> str:
    """Write the query string anew without some of its parameters."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()


@dataclass(frozen=True)
class Step:
    """A link in the row of page numbers; without a number it stands for those left out."""

    number: int | None = None
    address: str = ""


def steps(page: Page[Any]) -> list[Step]:
    """List the pages to link: the first, the neighbours and the last."""
    near = {1, page.number - 1, page.number, page.number + 1, page.pages}
    shown = sorted(number for number in near if 1 <= number <= page.pages)
    listed: list[Step] = []
    for before, number in zip([0, *shown], shown, strict=False):
        listed += [Step()] * (number - before > 1) + [Step(number, page.address(number))]
    return listed
