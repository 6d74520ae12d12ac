"""Which cells may not be shown."""

import pytest

from allmenning.core.disclosure import (
    Cell,
    Dimension,
    DisclosureError,
    Reason,
    Rules,
    Table,
    flat,
    sensitive_cells,
    table_of,
    tree,
)

SIZE = flat("size", ("small", "large"))
ANSWER = flat("strategy", ("yes", "no"))


def reasons(table: Table, rules: Rules) -> dict[tuple[str, ...], tuple[Reason, ...]]:
    return {table.cells[one.place].codes: one.reasons for one in sensitive_cells(table, rules)}


def magnitude(count: int, *parts: float) -> Table:
    cell = Cell(("total",), count, sum(parts), parts)
    return Table("t", (flat("size", ("small",)),), (cell,))


def test_a_table_has_all_its_sums() -> None:
    table = table_of("t", (SIZE, ANSWER), {("small", "yes"): 4, ("large", "yes"): 5})
    counts = {cell.codes: cell.count for cell in table.cells}
    assert counts["total", "yes"] == 9
    assert counts["small", "total"] == 4
    assert counts["large", "no"] == 0
    assert counts["total", "total"] == 9


def test_groups_of_a_dimension_may_overlap() -> None:
    county = Dimension("county", {"total": ("03", "34"), "not Oslo": ("34",), "03": (), "34": ()})
    assert county.leaves_of["not Oslo"] == {"34"}
    assert county.total == "total"


def test_a_tree_is_read_from_its_parents() -> None:
    region = tree("region", {"total": None, "east": "total", "34": "east", "03": "east"})
    assert region.leaves_of["total"] == {"34", "03"}


def test_one_and_two_are_few_and_three_is_not() -> None:
    table = table_of(
        "t", (flat("a", ("p", "q", "r", "s")),), {("p",): 1, ("q",): 2, ("r",): 3, ("s",): 0}
    )
    assert set(reasons(table, Rules())) == {("p",), ("q",)}
    assert ("s",) in reasons(table, Rules(hides_zeros=True))


def test_a_share_of_all_or_none_tells_of_everybody() -> None:
    table = table_of(
        "t",
        (SIZE, ANSWER),
        {("small", "yes"): 12, ("large", "yes"): 5, ("large", "no"): 6},
        answers=("strategy",),
    )
    assert reasons(table, Rules()) == {
        ("small", "yes"): (Reason.ALL_OR_NONE,),
        ("small", "no"): (Reason.ALL_OR_NONE,),
    }


def test_that_nobody_is_in_a_group_tells_of_nobody() -> None:
    table = table_of(
        "t", (SIZE, ANSWER), {("large", "yes"): 5, ("large", "no"): 6}, answers=("strategy",)
    )
    assert reasons(table, Rules()) == {}


def test_the_rule_on_shares_goes_off_only_with_a_reason() -> None:
    with pytest.raises(DisclosureError, match="only with a reason"):
        Rules(all_or_none=False)
    table = table_of("t", (ANSWER,), {("yes",): 5}, answers=("strategy",))
    off = Rules(all_or_none=False, all_or_none_off="The law says that every body must have one.")
    assert reasons(table, off) == {}


def test_dominance_is_more_than_k_percent_by_the_n_largest() -> None:
    """86 of 100 is more than 85 %; upper protection is 86 / 0.85 - 100 = 1.18."""
    rules = Rules(p_percent=None)
    (found,) = sensitive_cells(magnitude(5, 86.0, 8.0, 3.0, 2.0, 1.0), rules)
    assert found.reasons == (Reason.DOMINANCE,)
    assert found.margin == pytest.approx(1.1765, abs=1e-4)
    assert sensitive_cells(magnitude(5, 85.0, 9.0, 3.0, 2.0, 1.0), rules) == ()


def test_the_p_percent_rule_asks_what_the_second_largest_can_tell() -> None:
    """The rest is 4; 10 % of 50 is 5, so that 1 is missing."""
    rules = Rules(dominance=None)
    (found,) = sensitive_cells(magnitude(4, 50.0, 46.0, 3.0, 1.0), rules)
    assert found.reasons == (Reason.P_PERCENT,)
    assert found.margin == pytest.approx(1.0)
    assert sensitive_cells(magnitude(4, 50.0, 45.0, 3.0, 2.0), rules) == ()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Rules(minimum=1), "at least 2, not 1"),
        (lambda: Rules(spread=0), "at least 1 apart"),
        (lambda: Rules(dominance=(0, 85.0)), "from 1"),
        (lambda: Rules(p_percent=100.0), "between 0 and 100"),
        (lambda: Dimension("a", {"t": ("x",)}), "sum of x"),
        (lambda: Dimension("a", {"x": ("y",), "y": ("x",)}), "part of itself"),
        (lambda: tree("a", {"x": "y"}), "not a code"),
        (lambda: Table("t", (SIZE,), (Cell(("big",), 1),)), "big is no code of size"),
        (lambda: Table("t", (SIZE,), (Cell(("small", "yes"), 1),)), "has 2 codes"),
        (lambda: Table("t", (SIZE,), (Cell(("small",), -1),)), "below 0"),
        (lambda: Table("t", (SIZE,), (Cell(("small",), 1),) * 2), "stands twice"),
        (lambda: Table("t", (SIZE,), (), answers=("b",)), "none of the dimensions"),
        (lambda: table_of("t", (SIZE,), {("total",): 1}), "none of the finest"),
    ],
)
def test_what_cannot_be_is_refused(make: object, said: str) -> None:
    assert callable(make)
    with pytest.raises(DisclosureError, match=said):
        make()
