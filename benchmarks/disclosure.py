"""Disclosure control: `python benchmarks/disclosure.py [sets]` (1,000 if not told).

One large table, as the issue describes it and does not give it: 100 x 20 x 16 with all totals, from
a Poisson model with log-normal effects, so that about 7,500 of 36,057 cells are 1 or 2. Then random
sets of tables of one survey with different filters, protected and attacked; the same with only the
sensitive cells hidden, for what the attacker is worth; and leaks of five kinds put in by hand.
"""

import math
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from allmenning.core.disclosure import (
    Cell,
    Dimension,
    Prior,
    Rules,
    Status,
    Table,
    as_rounds,
    attack,
    flat,
    protect,
    rounded,
    sensitive_cells,
    table_of,
)

SEED = 20131
SHAPE = (100, 20, 16)
UNITS = 376_000
SPREAD = (1.0, 0.8, 0.8)
LEAKS = 100

Counts = NDArray[np.int64]
Rows = dict[str, NDArray[np.str_]]


def large_counts() -> Counts:
    """The inner cells: effects of each dimension, a little noise, and Poisson counts."""
    random = np.random.default_rng(SEED)
    one, two, three = (np.exp(random.normal(0, s, n)) for s, n in zip(SPREAD, SHAPE, strict=True))
    mean = one[:, None, None] * two[:, None] * three * np.exp(random.normal(0, 0.3, SHAPE))
    return np.asarray(random.poisson(mean * UNITS / mean.sum()))


def large_table() -> Table:
    names = [[f"{axis}{at:03}" for at in range(n)] for axis, n in zip("abc", SHAPE, strict=True)]
    cells = zip(product(*names), large_counts().ravel().tolist(), strict=True)
    dimensions = tuple(flat(axis, some) for axis, some in zip("abc", names, strict=True))
    return table_of("large", dimensions, dict(cells))


def fewest(table: Table) -> int:
    """A lower bound: a line with one hidden cell needs another, and a cell lies on three lines."""
    places = {code: k for one in table.dimensions for k, code in enumerate(one.parts)}
    hidden = np.zeros([len(one.parts) for one in table.dimensions], dtype=bool)
    for one in sensitive_cells(table, Rules()):
        hidden[tuple(places[code] for code in table.cells[one.place].codes)] = True
    alone = sum(int((hidden.sum(axis=axis) == 1).sum()) for axis in range(hidden.ndim))
    return math.ceil(alone / hidden.ndim)


def large() -> None:
    table = large_table()
    print(f"cells {len(table.cells)}, at least {fewest(table)} must be hidden with the sensitive")
    print("| guards | sensitive | hidden with them | limit | CPU s | wall s | limit |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for words, rules in (
        ("three possible counts", Rules()),
        ("exact computing only", Rules(spread=1)),
    ):
        cpu, wall = time.process_time(), time.perf_counter()
        protected = protect([table], rules=rules)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        sensitive, extra = (protected.count(one) for one in (Status.SENSITIVE, Status.SECONDARY))
        print(
            f"| {words} | {sensitive} | {extra} | 946 | {cpu:.1f} | {wall:.1f} | 30 |", flush=True
        )


SIZE, COUNTY = ("s1", "s2", "s3", "s4", "s5", "s6"), tuple(f"c{k}" for k in range(8))
POOL: tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...] = (
    (("size", "q"), ()),
    (("county", "q"), ()),
    (("size", "county", "q"), ()),
    (("size", "q"), (("strategy", "has"),)),
    (("county", "q"), (("strategy", "has"),)),
    (("size", "strategy"), ()),
    (("county", "strategy"), ()),
    (("q",), ()),
)


def units(random: np.random.Generator) -> tuple[Rows, dict[str, Dimension]]:
    """One survey: 30 to 357 units with size, county, a strategy or not, and an answer."""
    n = int(random.integers(30, 358))
    sizes, counties = SIZE[: random.integers(2, 7)], COUNTY[: random.integers(2, 9)]
    answers = ("yes", "no", "dont_know")[: random.integers(2, 4)]
    codes = {"size": sizes, "county": counties, "strategy": ("has", "not"), "q": answers}
    rows = {
        name: random.choice(some, n, p=random.dirichlet(np.full(len(some), 2.0)))
        for name, some in codes.items()
    }
    return rows, {name: flat(name, some) for name, some in codes.items()}


def counted(
    rows: Rows,
    known: dict[str, Dimension],
    names: tuple[str, ...],
    filters: tuple[tuple[str, str], ...] = (),
) -> Table:
    inside = np.ones(len(rows["q"]), dtype=bool)
    for name, code in filters:
        inside &= rows[name] == code
    counts: dict[tuple[str, ...], int] = {}
    for codes in zip(*(rows[name][inside].tolist() for name in names), strict=True):
        counts[codes] = counts.get(codes, 0) + 1
    answers = tuple(name for name in names if name in {"q", "strategy"})
    dimensions = tuple(known[name] for name in names)
    named = " ".join((*names, *(code for _, code in filters)))
    return table_of(named, dimensions, counts, filters=filters, answers=answers)


def publication(seed: int) -> list[Table]:
    random = np.random.default_rng(seed)
    rows, known = units(random)
    chosen = random.choice(len(POOL), random.integers(1, 5), replace=False)
    return [counted(rows, known, *POOL[at]) for at in chosen]


def only_sensitive_hidden(table: Table) -> Table:
    hidden = {one.place for one in sensitive_cells(table, Rules())}
    cells = (replace(cell, is_hidden=at in hidden) for at, cell in enumerate(table.cells))
    return replace(table, cells=tuple(cells))


def sets(count: int) -> None:
    cells = sensitive = extra = leaking = bare = 0
    cpu = time.process_time()
    for seed in range(count):
        tables = publication(seed)
        protected = protect(tables)
        leaking += any(one.is_inside for one in attack(protected.tables)) or bool(protected.leaks)
        bare += any(one.is_inside for one in attack([only_sensitive_hidden(t) for t in tables]))
        cells += sum(len(table.cells) for table in tables)
        sensitive += protected.count(Status.SENSITIVE)
        extra += protected.count(Status.SECONDARY)
    cpu = time.process_time() - cpu
    print("\n| random sets | cells | sensitive | hidden with them | leak | CPU s |")
    print("| --- | --- | --- | --- | --- | --- |")
    print(f"| {count}, protected | {cells} | {sensitive} | {extra} | {leaking} | {cpu:.0f} |")
    print(f"| {count}, only the sensitive hidden | {cells} | {sensitive} | 0 | {bare} | |")


def two_filters(random: np.random.Generator) -> bool:
    """All, and all but one."""
    rows, known = units(random)
    whole = counted(rows, known, ("q",))
    unit = Dimension("unit", {"others": ("many",), "one": (), "many": ()})
    others = {name: column[1:] for name, column in rows.items()}
    rest = counted(others, known, ("q",), ())
    rest = replace(rest, filters=(("unit", "others"),), groups=(unit,))
    return _finds([whole, rest], {("unit", "one"), ("q", str(rows["q"][0]))})


def forgotten_total(random: np.random.Generator) -> bool:
    """A small cell and its column's total are hidden; another table shows the total."""
    counts = [int(one) for one in random.integers(3, 30, 6)]
    counts[0] = int(random.integers(1, 3))
    names = list(product(("a", "b", "c"), ("yes", "no")))
    dimensions = (flat("size", ("a", "b", "c")), flat("q", ("yes", "no")))
    table = table_of("size", dimensions, dict(zip(names, counts, strict=True)))
    hidden = {("a", "yes"), ("total", "yes"), ("total", "no"), ("a", "no")}
    cells = (Cell(c.codes, None, is_hidden=True) if c.codes in hidden else c for c in table.cells)
    sums = table_of("q", dimensions[1:], {("yes",): sum(counts[::2]), ("no",): sum(counts[1::2])})
    return _finds([replace(table, cells=tuple(cells)), sums], {("size", "a"), ("q", "yes")})


def two_rounds(random: np.random.Generator) -> bool:
    """The same again, with one unit more."""
    rows, known = units(random)
    before = {name: column[1:] for name, column in rows.items()}
    (first, second), prior = as_rounds(
        [[counted(before, known, ("q",))], [counted(rows, known, ("q",))]]
    )
    aim = {("publication", "in 2"), ("q", str(rows["q"][0]))}
    return _finds([*first, *second], aim, prior)


def complement(random: np.random.Generator) -> bool:
    """Yes is shown with the total, and no is hidden."""
    yes, no = int(random.integers(5, 60)), int(random.integers(1, 3))
    table = table_of("q", (flat("q", ("yes", "no")),), {("yes",): yes, ("no",): no})
    cells = (Cell(c.codes, None) if c.codes == ("no",) else c for c in table.cells)
    return _finds([replace(table, cells=tuple(cells))], {("q", "no")})


def rounding(random: np.random.Generator) -> bool:
    """The same cell rounded down here and up there."""
    count = int(random.integers(1, 3))
    table = table_of("q", (flat("q", ("yes", "no")),), {("yes",): count, ("no",): 30})
    tables = [rounded(table, 3, random) for _ in range(2)]
    while tables[0].at(("yes",)) == tables[-1].at(("yes",)):
        tables.append(rounded(table, 3, random))
    return _finds(tables, {("q", "yes")})


def _finds(
    tables: list[Table], aim: set[tuple[str, str]], prior: list[Prior] | None = None
) -> bool:
    known = attack(tables, prior=prior or [])
    return any(one.is_inside and set(one.where) == aim for one in known)


def leaks() -> None:
    print(f"\n| leak put in {LEAKS} times | found |")
    print("| --- | --- |")
    for name, found in _tried():
        print(f"| {name} | {found} |")


def _tried() -> Iterator[tuple[str, int]]:
    kinds: dict[str, Callable[[np.random.Generator], bool]] = {
        "two filters that differ by one": two_filters,
        "a forgotten total": forgotten_total,
        "two rounds with one more": two_rounds,
        "the complement": complement,
        "rounding that is not consistent": rounding,
    }
    for name, kind in kinds.items():
        yield name, sum(kind(np.random.default_rng(seed)) for seed in range(LEAKS))


if __name__ == "__main__":
    leaks()
    large()
    sets(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
