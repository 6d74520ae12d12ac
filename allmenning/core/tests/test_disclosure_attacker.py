"""Whoever reads everything and computes: seeded leaks, and counting all tables that fit."""

from itertools import product

import numpy as np
import pytest

from allmenning.core.disclosure import (
    Cell,
    Dimension,
    DisclosureError,
    Knowledge,
    Prior,
    Rules,
    Table,
    attack,
    flat,
    table_of,
)

SIZE = flat("size", ("small", "large"))
ANSWER = flat("strategy", ("yes", "no"))


def hiding(table: Table, *codes: tuple[str, ...]) -> Table:
    """The table as it would be published without these cells."""
    cells = tuple(
        Cell(cell.codes, None if cell.codes in codes else cell.count) for cell in table.cells
    )
    return Table(
        table.name, table.dimensions, cells, table.filters, slack=table.slack, groups=table.groups
    )


def of(knowledge: tuple[Knowledge, ...], *codes: str) -> Knowledge:
    (found,) = [one for one in knowledge if {code for _, code in one.where} == set(codes)]
    return found


def two_by_two() -> Table:
    counts = (7, 2, 8, 9)
    names = tuple(product(("small", "large"), ("yes", "no")))
    return table_of("t", (SIZE, ANSWER), dict(zip(names, counts, strict=True)))


def test_one_hidden_cell_is_found_by_subtraction() -> None:
    found = of(attack([hiding(two_by_two(), ("small", "no"))]), "small", "no")
    assert (found.lower, found.upper, found.is_inside) == (2, 2, True)


def test_a_square_of_hidden_cells_leaves_the_room_that_the_smallest_gives() -> None:
    """7 2 / 8 9 with all four hidden: no in small can be from 0 to 9, as can be seen by hand."""
    inner = tuple(product(("small", "large"), ("yes", "no")))
    knowledge = attack([hiding(two_by_two(), *inner)])
    found = of(knowledge, "small", "no")
    assert (found.lower, found.upper, found.is_inside) == (0, 9, False)
    assert not any(one.is_inside for one in knowledge)


def test_a_forgotten_total_is_found_in_the_other_table() -> None:
    """The county table hides yes, but the size table shows its total."""
    county = table_of(
        "county",
        (flat("county", ("03", "34")), ANSWER),
        {("03", "yes"): 13, ("34", "yes"): 2, ("03", "no"): 8, ("34", "no"): 3},
    )
    hidden = hiding(county, ("34", "yes"), ("total", "yes"))
    assert not of(attack([hiding(hidden, ("34", "no"), ("total", "no"))]), "34", "yes").is_inside
    assert of(attack([hidden, two_by_two()]), "34", "yes").is_inside


def test_two_filters_that_differ_by_one_unit_tell_its_answer() -> None:
    """All 26 and all but Oslo; nobody shows Oslo, whose answer is the difference."""
    county = Dimension("county", {"all but 03": ("34", "50"), "03": (), "34": (), "50": ()})
    whole = table_of("all", (ANSWER,), {("yes",): 15, ("no",): 11})
    rest = table_of("rest", (ANSWER,), {("yes",): 14, ("no",): 11})
    rest = Table(
        rest.name, rest.dimensions, rest.cells, (("county", "all but 03"),), groups=(county,)
    )
    found = [one for one in attack([whole, rest]) if one.is_inside]
    assert {one.where for one in found} == {
        (("county", "03"),),
        (("county", "03"), ("strategy", "yes")),
    }
    assert {(one.lower, one.upper) for one in found} == {(1.0, 1.0)}


def rounds(first: dict[tuple[str, ...], int], second: dict[tuple[str, ...], int]) -> list[Table]:
    unit = Dimension(
        "round",
        {
            "first": ("kept", "left"),
            "second": ("kept", "joined"),
            "kept": (),
            "left": (),
            "joined": (),
        },
    )
    made = [table_of("a", (ANSWER,), first), table_of("b", (ANSWER,), second)]
    return [
        Table(one.name, one.dimensions, one.cells, (("round", code),), groups=(unit,))
        for one, code in zip(made, ("first", "second"), strict=True)
    ]


def test_two_rounds_with_one_who_joined_tell_what_it_answered() -> None:
    tables = rounds({("yes",): 9, ("no",): 8}, {("yes",): 9, ("no",): 9})
    nobody_left = Prior({"round": "left"}, 0, 0)
    found = [one.where for one in attack(tables, prior=[nobody_left]) if one.is_inside]
    assert (("round", "joined"), ("strategy", "no")) in found
    assert not any(one.is_inside for one in attack(tables))


def test_two_small_groups_that_meet_in_one_unit_are_found() -> None:
    """12 of 13 are large, 12 of 13 in 03; so 11 or 12 of them are both: 10 answers yes of each."""
    size = table_of("size", (SIZE,), {("small",): 1, ("large",): 12})
    county = table_of("county", (flat("county", ("03", "34")),), {("03",): 1, ("34",): 12})
    prior = Prior({"size": "small", "county": "34"}, 0, 0)
    found = [one for one in attack([size, county], prior=[prior]) if not one.table]
    assert (("county", "03"), ("size", "small")) in {one.where for one in found}


def test_rounding_each_cell_by_itself_can_still_give_a_count_away() -> None:
    """Base 3, to the nearest: 1 1 1 and the total 3 are shown as 0 0 0 and 3 (slack 1)."""
    one = flat("a", ("p", "q", "r"))
    cells = tuple(Cell((code,), 3 if code == "total" else 0) for code in one.parts)
    table = Table("t", (one,), cells, slack=1)
    knowledge = attack([Table("t", (one,), cells, slack=1), hiding(table, ("p",))])
    assert of(knowledge, "p").upper == 1
    exact_total = Table("total", (one,), (Cell(("total",), 3),))
    found = of(attack([hiding(table, ("q",)), table, exact_total]), "q")
    assert (found.lower, found.upper, found.is_inside) == (1, 1, True)


def test_a_sensitive_cell_that_is_shown_is_known() -> None:
    found = of(attack([two_by_two()]), "small", "no")
    assert (found.lower, found.upper, found.is_inside) == (2, 2, True)


def test_a_value_is_known_to_within_what_others_leave() -> None:
    """90 and 4 hidden, their sum 94 shown: each from 0 to 94; 81.5 / 0.85 asks for 95.9."""
    one = flat("a", ("p", "q"))
    cells = (
        Cell(("total",), 10, 94.0),
        Cell(("p",), 5, 90.0, (81.5, 3.0), is_hidden=True),
        Cell(("q",), 5, 4.0, is_hidden=True),
    )
    (found,) = [
        one
        for one in attack([Table("t", (one,), cells)])
        if one.measure == "value" and one.truth == 90
    ]
    assert (found.lower, found.upper, found.is_inside) == (0, 94, True)


def test_tables_that_contradict_each_other_are_refused() -> None:
    one = table_of("one", (SIZE,), {("small",): 5, ("large",): 5})
    other = table_of("other", (SIZE,), {("small",): 4, ("large",): 5})
    with pytest.raises(DisclosureError, match="two counts"):
        attack([hiding(one, ("large",)), hiding(other, ("large",))])
    wrong = Table("w", (SIZE,), (Cell(("total",), 5), Cell(("small",), 7), Cell(("large",), None)))
    with pytest.raises(DisclosureError, match="contradicts itself"):
        attack([wrong])


def test_a_variable_that_is_cut_in_two_ways_is_refused() -> None:
    other = Table("o", (flat("size", ("tiny", "huge")),), (Cell(("tiny",), 5),))
    with pytest.raises(DisclosureError, match="codes they have in common"):
        attack([two_by_two(), other])


@pytest.mark.parametrize("seed", range(6))
def test_the_bounds_are_those_of_counting_every_table_that_fits(seed: int) -> None:
    """A 3 x 2 table with random cells hidden, beside all 15,625 with counts of 0 to 4."""
    random = np.random.default_rng(seed)
    inner = list(product(("a", "b", "c"), ("yes", "no")))
    truth = random.integers(0, 4, 6)
    dimensions = (flat("g", ("a", "b", "c")), ANSWER)
    table = table_of("t", dimensions, dict(zip(inner, truth.tolist(), strict=True)))
    codes = [cell.codes for cell in table.cells]
    hidden = [codes[at] for at in random.choice(len(codes), 7, replace=False)]
    fitting = fits(table, hidden, inner)
    prior = [Prior({"g": g, "strategy": answer}, 0, 4) for g, answer in inner]
    knowledge = attack([hiding(table, *hidden)], rules=Rules(minimum=2), prior=prior)
    for one in knowledge:
        if one.table and len(one.where) == 2:
            place = inner.index((dict(one.where)["g"], dict(one.where)["strategy"]))
            assert one.lower == min(counts[place] for counts in fitting)
            assert one.upper == max(counts[place] for counts in fitting)


def fits(
    table: Table, hidden: list[tuple[str, ...]], inner: list[tuple[str, str]]
) -> list[tuple[int, ...]]:
    shown = {cell.codes: cell.count for cell in table.cells if cell.codes not in hidden}
    return [
        counts
        for counts in product(range(5), repeat=6)
        if all(
            sum(
                count
                for (g, a), count in zip(inner, counts, strict=True)
                if codes[0] in {g, "total"} and codes[1] in {a, "total"}
            )
            == wanted
            for codes, wanted in shown.items()
        )
    ]
