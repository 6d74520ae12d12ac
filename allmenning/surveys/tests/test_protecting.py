"""The gate before publication."""

import json

import pytest

from allmenning.core.disclosure import Table, attack
from allmenning.surveys.actions.protecting import (
    NotPublishableError,
    counted_table,
    hidden_categories,
    protect_tables,
    read_tables,
    record_of,
    rules_of,
    stored_tables,
)

STRATA = {"stratum": ("small", "middle", "large")}
COUNTS: dict[tuple[str, ...], int] = {
    ("small", "yes"): 40,
    ("small", "no"): 60,
    ("middle", "yes"): 31,
    ("middle", "no"): 22,
    ("large", "yes"): 14,
    ("large", "no"): 2,
}


def table(**changes: int) -> Table:
    counts: dict[tuple[str, ...], int] = {
        **COUNTS,
        **{("large", code): count for code, count in changes.items()},
    }
    return counted_table("strategy", STRATA, ("yes", "no"), counts)


def test_a_small_cell_is_hidden_together_with_what_would_tell_it() -> None:
    protected = protect_tables([table()], settings={"minimum": 5})
    assert hidden_categories(protected)["strategy"]["large"] == {"yes", "no"}
    assert attack(protected.tables, rules=rules_of({"minimum": 5}))
    assert not protected.leaks


def test_the_usual_settings_protect_where_none_are_set() -> None:
    assert rules_of({}).minimum == 5
    assert rules_of({}).all_or_none
    assert not rules_of({"all_or_none_off": "The law says so."}).all_or_none


def test_what_is_out_already_and_tells_too_much_stops_the_publication() -> None:
    with pytest.raises(NotPublishableError, match=r"strategy no"):
        protect_tables([table()], settings={}, earlier=[[table()]])


def test_other_groups_than_those_that_are_out_are_not_published() -> None:
    """Nobody can tell what small and large give away beside small, middle and large."""
    other = counted_table("strategy", {"stratum": ("s", "l")}, ("yes", "no"), {("s", "yes"): 9})
    with pytest.raises(NotPublishableError, match="codes they have in common"):
        protect_tables([other], settings={}, earlier=[[table(no=9)]])


def test_one_who_answered_late_does_not_tell_what_by_being_added() -> None:
    """No in large was 8 and is now 9, which beside each other tell the late one's answer."""
    first = protect_tables([table(no=8)], settings={})
    assert not hidden_categories(first)
    second = protect_tables([table(no=9)], settings={}, earlier=[first.tables])
    hidden = hidden_categories(second)["strategy"]
    assert {"no", "total"} <= hidden["large"]
    assert "total" in hidden["total"]


def test_the_same_publication_again_hides_nothing_more() -> None:
    first = protect_tables([table()], settings={})
    again = protect_tables([table()], settings={}, earlier=[first.tables])
    assert hidden_categories(again) == hidden_categories(first)


def test_what_was_published_comes_back_from_json() -> None:
    protected = protect_tables([table()], settings={})
    (back,) = read_tables(json.loads(json.dumps(stored_tables(protected.tables))))
    assert [(cell.codes, cell.count) for cell in back.cells] == [
        (cell.codes, cell.count) for cell in protected.tables[0].cells
    ]


def test_the_record_has_no_true_counts() -> None:
    record = record_of(protect_tables([table()], settings={}))
    assert record["sensitive"] == 1
    assert all(
        set(one) == {"table", "where", "measure", "lower", "upper"} for one in record["known"]
    )
    assert all(one["upper"] - one["lower"] >= 4 for one in record["known"])
