"""Hiding so that nobody gets inside; rounding; merging; rounds."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from allmenning.core.disclosure import (
    Cell,
    Dimension,
    DisclosureError,
    Merge,
    Prior,
    Rules,
    Status,
    Table,
    as_rounds,
    attack,
    flat,
    protect,
    rounded,
    rounded_with_sums,
    suggested_merge,
    table_of,
    tree,
)
from allmenning.core.disclosure.blocks import blocked
from allmenning.core.disclosure.moves import Mover, Need

SIZE = flat("size", ("small", "middle", "large"))
COUNTY = flat("county", ("03", "34", "50", "56"))
ANSWER = flat("strategy", ("yes", "no"))
OTHER_ANSWER = flat("guidelines", ("yes", "no", "dont_know"))


def units(seed: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    n = int(random.integers(40, 350))
    return {
        "size": random.choice(SIZE.leaves, n, p=(0.6, 0.3, 0.1)),
        "county": random.choice(COUNTY.leaves, n),
        "strategy": random.choice(ANSWER.leaves, n, p=(0.4, 0.6)),
        "guidelines": random.choice(OTHER_ANSWER.leaves, n, p=random.dirichlet((2, 2, 1))),
    }


def counted(
    rows: dict[str, np.ndarray], *names: str, filters: tuple[tuple[str, str], ...] = ()
) -> Table:
    known = {one.name: one for one in (SIZE, COUNTY, ANSWER, OTHER_ANSWER)}
    inside = np.ones(len(rows["size"]), dtype=bool)
    for name, code in filters:
        inside &= rows[name] == code
    counts: dict[tuple[str, ...], int] = {}
    for codes in zip(*(rows[name][inside].tolist() for name in names), strict=True):
        counts[codes] = counts.get(codes, 0) + 1
    answers = tuple(name for name in names if name in {"strategy", "guidelines"})
    dimensions = tuple(known[name] for name in names)
    return table_of(" ".join(names), dimensions, counts, filters=filters, answers=answers)


WITH = (("strategy", "yes"),)
POOL = (
    (("size", "guidelines"), ()),
    (("county", "guidelines"), ()),
    (("size", "guidelines"), WITH),
    (("county", "guidelines"), WITH),
    (("size", "strategy"), ()),
    (("county", "strategy"), ()),
    (("size", "county", "guidelines"), ()),
)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
def test_nobody_gets_inside_what_was_protected(seed: int) -> None:
    """Random tables with different filters; benchmarks/disclosure.py does 1,000."""
    random = np.random.default_rng(seed)
    rows = units(seed)
    chosen = random.choice(len(POOL) - 1, 2, replace=False)
    tables = [counted(rows, *POOL[at][0], filters=POOL[at][1]) for at in chosen]
    protected = protect(tables)
    assert not protected.leaks
    assert not any(one.is_inside for one in attack(protected.tables))


def test_what_is_shown_is_as_it_was() -> None:
    table = counted(units(3), "size", "guidelines")
    (shown,) = protect([table]).tables
    kept = [(a, b) for a, b in zip(table.cells, shown.cells, strict=True) if not b.is_hidden]
    assert kept
    assert all(before.count == after.count for before, after in kept)


def test_one_sensitive_cell_takes_the_three_that_make_a_square() -> None:
    table = table_of(
        "t",
        (flat("size", ("small", "large")), ANSWER),
        {("small", "yes"): 40, ("small", "no"): 60, ("large", "yes"): 14, ("large", "no"): 2},
    )
    protected = protect([table])
    assert protected.count(Status.SENSITIVE) == 1
    assert protected.count(Status.SECONDARY) == 3


def test_an_overlapping_group_hides_what_two_filters_differ_by() -> None:
    """All 26, and all but the one in Oslo."""
    county = Dimension("county", {"all but 03": ("34", "50"), "03": (), "34": (), "50": ()})
    whole = table_of("all", (ANSWER,), {("yes",): 15, ("no",): 11})
    rest = table_of("rest", (ANSWER,), {("yes",): 14, ("no",): 11})
    rest = replace(rest, filters=(("county", "all but 03"),), groups=(county,))
    protected = protect([whole, rest])
    assert not protected.leaks
    assert protected.count(Status.SECONDARY) > 0


def test_what_is_out_already_cannot_be_helped() -> None:
    table = table_of("t", (SIZE,), {("small",): 2, ("middle",): 9, ("large",): 9})
    assert protect([table], earlier=[table]).leaks


def test_values_are_hidden_with_what_gives_them_away() -> None:
    """One of four has 90 of 100; with one more hidden each can be anything up to their sum."""
    one = flat("size", ("small", "middle", "large"))
    cells = (
        Cell(("total",), 34, 700.0),
        Cell(("small",), 4, 100.0, (90.0, 5.0)),
        Cell(("middle",), 10, 300.0, (60.0, 50.0)),
        Cell(("large",), 20, 300.0, (60.0, 50.0)),
    )
    protected = protect([Table("t", (one,), cells)])
    assert protected.count(Status.SENSITIVE) == 1
    assert protected.count(Status.SECONDARY) == 1
    assert not protected.leaks


def test_a_prior_makes_the_reader_know_more_and_more_is_hidden() -> None:
    table = table_of("t", (SIZE,), {("small",): 2, ("middle",): 9, ("large",): 9})
    assert protect([table]).count(Status.SECONDARY) == 1
    known = [Prior({"size": "middle"}, 9, 9), Prior({"size": "large"}, 9, 9)]
    assert protect([table], prior=known).count(Status.SECONDARY) == 1
    assert protect([table], prior=known).status[0][0] is Status.SECONDARY


def test_groups_are_hidden_alike_in_tables_of_different_answers() -> None:
    rows = units(5)
    rows["size"][rows["size"] == "large"] = "small"
    rows["size"][:2] = "large"
    protected = protect([counted(rows, "size", "guidelines"), counted(rows, "size", "strategy")])
    first, second = (
        {cell.codes[0] for cell in table.cells if cell.codes[1] == "total" and cell.is_hidden}
        for table in protected.tables
    )
    assert first == second
    assert "large" in first
    assert not protected.leaks


def large_table(shape: tuple[int, int, int] = (12, 12, 12)) -> Table:
    random = np.random.default_rng(7)
    names = [[f"{axis}{at}" for at in range(size)] for axis, size in zip("abc", shape, strict=True)]
    mean = np.multiply.outer(
        np.multiply.outer(random.lognormal(0, 1, shape[0]), random.lognormal(0, 1, shape[1])),
        random.lognormal(0, 1, shape[2]),
    )
    counts = random.poisson(mean * 8)
    inner = {codes: int(n) for codes, n in zip(product(*names), counts.ravel(), strict=True)}
    dimensions = tuple(flat(axis, some) for axis, some in zip("abc", names, strict=True))
    return table_of("large", dimensions, inner)


@pytest.mark.slow
def test_blocks_protect_a_table_as_the_attacker_finds_too() -> None:
    """The second route: linear programs over the table that blocks protected."""
    table = large_table((8, 7, 6))
    found = blocked(table, Rules())
    assert found is not None
    marked = zip(table.cells, found.hidden, strict=True)
    cells = tuple(replace(cell, is_hidden=bool(on)) for cell, on in marked)
    assert not any(one.is_inside for one in attack([replace(table, cells=cells)], hurried=True))
    assert all(one.upper - one.lower >= 2 for one in found.knowledge)


def test_blocks_follow_a_hierarchy() -> None:
    parents = {f"{k:02}": f"region {k % 3}" for k in range(9)}
    region = tree("a", {"total": None, **{f"region {k}": "total" for k in range(3)}, **parents})
    random = np.random.default_rng(2)
    names = (list(parents), [f"b{k}" for k in range(6)])
    table = table_of(
        "t",
        (region, flat("b", names[1])),
        {codes: int(random.poisson(6)) for codes in product(*names)},
    )
    found = blocked(table, Rules())
    assert found is not None
    marked = zip(table.cells, found.hidden, strict=True)
    cells = tuple(replace(cell, is_hidden=bool(on)) for cell, on in marked)
    assert not any(one.is_inside for one in attack([replace(table, cells=cells)]))


def test_each_count_is_rounded_to_a_multiple_beside_it() -> None:
    table = counted(units(1), "size", "guidelines")
    shown = rounded(table, 3, np.random.default_rng(1))
    assert shown.slack == 2
    for before, after in zip(table.cells, shown.cells, strict=True):
        assert (after.count or 0) % 3 == 0
        assert abs((after.count or 0) - (before.count or 0)) <= 2


def test_rounding_is_right_on_average() -> None:
    table = table_of("t", (SIZE,), {("small",): 4})
    generator = np.random.default_rng(4)
    shown = [rounded(table, 3, generator).at(("small",)) for _ in range(900)]
    assert np.mean([cell.count or 0 for cell in shown if cell]) == pytest.approx(4, abs=0.15)


def test_rounding_with_sums_keeps_them() -> None:
    table = counted(units(1), "size", "guidelines")
    shown = rounded_with_sums(table, 5, np.random.default_rng(1))
    again = table_of(
        "t",
        table.dimensions,
        {cell.codes: cell.count or 0 for cell in shown.cells if "total" not in cell.codes},
    )
    assert [again.at(cell.codes) for cell in shown.cells] == [
        Cell(cell.codes, cell.count) for cell in shown.cells
    ]


def test_rounding_beside_the_true_table_is_found() -> None:
    table = table_of("t", (SIZE,), {("small",): 2, ("middle",): 9, ("large",): 9})
    both = [rounded(table, 3, np.random.default_rng(1)), table]
    assert any(one.is_inside for one in attack(both))


def test_a_base_below_two_is_refused() -> None:
    with pytest.raises(DisclosureError, match="at least 2, not 1"):
        rounded(counted(units(1), "size"), 1, np.random.default_rng(1))


def test_the_merge_of_the_smallest_neighbours_is_suggested() -> None:
    table = table_of("t", (SIZE,), {("small",): 40, ("middle",): 9, ("large",): 2})
    assert suggested_merge(table) == Merge("size", ("middle", "large"), 1, 0)
    assert suggested_merge(table_of("t", (SIZE,), {(code,): 9 for code in SIZE.leaves})) is None


def test_rounds_without_change_are_one() -> None:
    table = counted(units(1), "size")
    told, prior = as_rounds([[table], [table]])
    assert told == [[table], [table]]
    assert prior == []


def test_nobody_has_left_where_no_count_is_smaller() -> None:
    first = table_of("t", (ANSWER,), {("yes",): 9, ("no",): 8})
    second = table_of("t", (ANSWER,), {("yes",): 9, ("no",): 9})
    told, prior = as_rounds([[first], [second]])
    assert [dict(one.where) for one in prior] == [{"publication": "in 1"}]
    assert any(one.is_inside for one in attack([*told[0], *told[1]], prior=prior))
    assert as_rounds([[second], [first]])[1] == []


@pytest.mark.slow
def test_every_block_adds_up_is_hidden_and_goes_far_enough() -> None:
    """By adding and taking away: all sums hold, no cell gets below 0, and the count moves by 2."""
    random = np.random.default_rng(7)
    shape = (10, 8, 7)
    counts = random.poisson(random.lognormal(1.5, 0.8, shape)).astype(float)
    for axis in range(3):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    sensitive = (counts > 0) & (counts < 3)
    members = [np.vstack([np.eye(n), np.ones((1, n))]) for n in shape]
    mover = Mover(counts, None, members, sensitive=sensitive, need=Need(2))
    mover.run()
    for place in map(tuple, np.argwhere(sensitive)):
        block = mover.blocks[place]
        change = np.zeros(counts.shape)
        change[block.cells] = block.change
        for axis in range(3):
            parts, total = np.split(change, [-1], axis=axis)
            assert (parts.sum(axis=axis, keepdims=True) == total).all()
        assert mover.hidden[block.cells].all()
        times = [k for k in range(-3, 4) if (counts + k * change).min() >= 0]
        assert (max(times) - min(times)) * abs(change[place]) >= 2
