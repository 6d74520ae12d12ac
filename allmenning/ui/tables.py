"""A table: columns that know how to read a row, sorted by links, the same as CSV and JSON."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from allmenning.ui.paging import query_without

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, kw_only=True)
class Column:
    """`cell` gives what the page shows; `data` what CSV and JSON hold, when that differs."""

    key: str
    label: object
    cell: Callable[[Any], object]
    data: Callable[[Any], object] | None = None
    numeric: bool = False
    sortable: bool = False
    row_header: bool = False
    hint: object = ""

    def datum(self, row: Any) -> object:
        return (self.data or self.cell)(row)


@dataclass(frozen=True, kw_only=True)
class Order:
    """Which column the rows are sorted by; written `sort=navn` or `sort=-navn`."""

    key: str
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.key}" if self.descending else self.key


@dataclass(frozen=True, kw_only=True)
class Table:
    caption: object
    columns: Sequence[Column]
    rows: Iterable[Any]
    order: Order | None = None
    query: str = ""
    csv: str = ""
    json: str = ""
    empty: object = ""
    caption_hidden: bool = False
    stacked: bool = False
    identity: str = "table"

    def header(self) -> list[str]:
        """Name the columns of the CSV file."""
        return [column.key for column in self.columns]

    def data(self) -> Iterable[list[object]]:
        """Yield the rows of the CSV file."""
        return ([column.datum(row) for column in self.columns] for row in self.rows)

    def records(self) -> list[dict[str, object]]:
        """Give the rows as JSON objects."""
        return [{c.key: c.datum(row) for c in self.columns} for row in self.rows]


def order_of(request: "HttpRequest", columns: Sequence[Column], default: Order) -> Order:
    """Read the parameter `sort`; an unknown column leaves the default."""
    wanted = request.GET.get("sort", "")
    key = wanted.removeprefix("-")
    known = {column.key for column in columns if column.sortable}
    return Order(key=key, descending=wanted.startswith("-")) if key in known else default


def query_of(request: "HttpRequest") -> str:
    """Give the filters that a sorting link keeps; sorting starts at the first page again."""
    return query_without(request, "sort", "side")


def render(table: Table) -> SafeString:
    """Write the table in Python: a template include per row costs more than the row."""
    write = _stacked_row if table.stacked else _row
    rows = "".join(write(table.columns, row) for row in table.rows)
    if not rows:
        return _nothing(table)
    kind = "ds-table stacked" if table.stacked else "ds-table"
    return mark_safe(  # noqa: S308 -- every cell went through conditional_escape
        f'<div class="table-scroll" role="region" tabindex="0" aria-labelledby="{table.identity}">'
        f'<table class="{kind}">{_caption(table)}<thead><tr>{_heads(table)}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{_links(table)}"
    )


def _nothing(table: Table) -> SafeString:
    return format_html('<p class="nothing">{}</p>', table.empty or _("Nothing to show here."))


def _caption(table: Table) -> SafeString:
    kind = ' class="hidden-text"' if table.caption_hidden else ""
    return format_html(
        '<caption{}><span id="{}">{}</span></caption>',
        mark_safe(kind),  # noqa: S308
        table.identity,
        table.caption,
    )


def _heads(table: Table) -> str:
    return "".join(_head(table, column) for column in table.columns)


def _head(table: Table, column: Column) -> SafeString:
    numeric = mark_safe(' class="numeric"' if column.numeric else "")  # noqa: S308
    if not column.sortable:
        return format_html('<th scope="col"{}>{}</th>', numeric, column.label)
    sorted_here = table.order if table.order and table.order.key == column.key else None
    descending = sorted_here is not None and not sorted_here.descending
    link = Order(key=column.key, descending=descending)
    return format_html(
        '<th scope="col"{}{}><a href="?{}sort={}">{}</a></th>',
        numeric,
        _sorted(sorted_here),
        f"{table.query}&" if table.query else "",
        link,
        column.label,
    )


def _sorted(order: Order | None) -> SafeString:
    if order is None:
        return SafeString()
    return format_html(' aria-sort="{}"', "descending" if order.descending else "ascending")


def _row(columns: Sequence[Column], row: Any) -> str:
    return f"<tr>{''.join([_cell(column, row) for column in columns])}</tr>"


def _stacked_row(columns: Sequence[Column], row: Any) -> str:
    """Name the column in each cell: on a narrow screen the cells stand below each other.

    The roles are there because a browser forgets them when a row is laid out otherwise.
    """
    cells = [_stacked_cell(column, column.cell(row)) for column in columns]
    return f'<tr role="row">{"".join(cells)}</tr>'


def _stacked_cell(column: Column, shown: object) -> SafeString:
    if column.row_header:
        return format_html('<th scope="row" role="rowheader">{}</th>', shown)
    return format_html('<td role="cell" data-label="{}">{}</td>', column.label, shown)


def _cell(column: Column, row: Any) -> str:
    shown = column.cell(row)
    content = "" if shown is None else conditional_escape(cast("str", shown))
    if column.row_header:
        return f'<th scope="row">{content}</th>'
    return f'<td class="numeric">{content}</td>' if column.numeric else f"<td>{content}</td>"


def _links(table: Table) -> SafeString:
    links = [(table.csv, "CSV"), (table.json, "JSON")]
    link = '<a href="{}">{}<span class="hidden-text">: {}</span></a>'
    given = [format_html(link, address, kind, table.caption) for address, kind in links if address]
    if not given:
        return SafeString()
    return format_html(
        '<p class="downloads">{} {}</p>',
        _("Download the table:"),
        mark_safe(" ".join(given)),  # noqa: S308 -- made of format_html
    )
