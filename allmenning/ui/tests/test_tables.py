import pytest
from django.test import RequestFactory
from django.utils.html import format_html

from allmenning.ui.tables import Column, Order, Table, order_of, query_of, render

COLUMNS = (
    Column(key="name", label="Navn", cell=lambda r: r[0], sortable=True, row_header=True),
    Column(
        key="n", label="Antall", cell=lambda r: f"{r[1]} stk", data=lambda r: r[1], numeric=True
    ),
)


def table(**changes: object) -> Table:
    made: dict[str, object] = {"caption": "Kommuner", "columns": COLUMNS, "rows": [("Lom", 2)]}
    return Table(**(made | changes))  # type: ignore[arg-type]


def test_every_table_has_a_caption_row_headers_and_a_region_to_scroll() -> None:
    shown = render(table())
    assert '<caption><span id="table">Kommuner</span></caption>' in shown
    assert '<th scope="row">Lom</th><td class="numeric">2 stk</td>' in shown
    assert 'role="region" tabindex="0" aria-labelledby="table"' in shown


def test_what_users_wrote_is_escaped() -> None:
    shown = render(table(rows=[("<script>", 1)], caption="<b>"))
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "&lt;b&gt;" in shown


def test_a_link_made_by_us_is_kept() -> None:
    linked = Column(key="a", label="A", cell=lambda r: format_html('<a href="/x/">{}</a>', r[0]))
    assert '<td><a href="/x/">&lt;Lom</a></td>' in render(table(columns=[linked], rows=[("<Lom",)]))


@pytest.mark.parametrize(
    ("order", "head"),
    [
        (Order(key="n"), '<th scope="col"><a href="?fylke=34&amp;sort=name">Navn</a></th>'),
        (
            Order(key="name"),
            '<th scope="col" aria-sort="ascending"><a href="?fylke=34&amp;sort=-name">',
        ),
        (
            Order(key="name", descending=True),
            '<th scope="col" aria-sort="descending"><a href="?fylke=34&amp;sort=name">',
        ),
    ],
)
def test_a_heading_sorts_by_link_and_says_how_it_is_sorted(order: Order, head: str) -> None:
    assert head in render(table(order=order, query="fylke=34"))


def test_only_a_column_that_can_be_sorted_is_sorted_by(rf: RequestFactory) -> None:
    default = Order(key="name")
    assert order_of(rf.get("/?sort=-name"), COLUMNS, default) == Order(key="name", descending=True)
    assert order_of(rf.get("/?sort=n"), COLUMNS, default) == default
    assert order_of(rf.get("/?sort='--"), COLUMNS, default) == default


def test_sorting_keeps_the_filters_and_goes_to_the_first_page(rf: RequestFactory) -> None:
    assert query_of(rf.get("/?fylke=34&sort=n&side=3")) == "fylke=34"


def test_an_empty_table_says_so() -> None:
    assert render(table(rows=[], empty="Ingen treff.")) == '<p class="nothing">Ingen treff.</p>'


def test_the_same_rows_are_open_data() -> None:
    assert table().header() == ["name", "n"]
    assert list(table().data()) == [["Lom", 2]]
    assert table().records() == [{"name": "Lom", "n": 2}]


def test_a_stacked_table_names_the_column_in_each_cell_and_keeps_its_roles() -> None:
    columns = [
        Column(key="fact", label="Fact", cell=lambda row: row[0], row_header=True),
        Column(key="value", label="Value", cell=lambda row: row[1]),
    ]
    shown = render(Table(caption="Facts", columns=columns, rows=[("A", "<b>")], stacked=True))
    assert '<tr role="row"><th scope="row" role="rowheader">A</th>' in shown
    assert '<td role="cell" data-label="Value">&lt;b&gt;</td>' in shown
