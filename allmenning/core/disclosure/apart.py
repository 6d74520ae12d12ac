"""Tables of different answers are looked through apart, with the groups they have in common.

Thirty questions by six strata are six times two to the thirtieth combinations together, and thirty
times twelve apart. Two tables that no table crosses fit together whenever their groups do, so what
is shown of groups in one is known in all, and nothing else is lost.
"""

from collections.abc import Iterator, Sequence

from allmenning.core.disclosure.space import key
from allmenning.core.disclosure.table import Table

Where = tuple[tuple[str, str], ...]
"""Variable and code, by variable; where a variable is missing, all of it."""


def apart(tables: Sequence[Table]) -> list[list[int]]:
    """Return which tables must be looked through together, by their place.

    Tables that are about no answer come with the first.
    """
    answers = {name for table in tables for name in table.answers}
    parts: list[tuple[set[str], list[int]]] = []
    free = []
    for place, table in enumerate(tables):
        mine = answers & variables_of(table)
        if not mine:
            free.append(place)
            continue
        joined = [part for part in parts if part[0] & mine]
        parts = [part for part in parts if not part[0] & mine]
        names = mine.union(*(part[0] for part in joined))
        places = [place, *(one for part in joined for one in part[1])]
        parts.append((names, places))
    found = sorted(sorted(places) for _, places in parts)
    if not found:
        return [free] if free else []
    return [sorted([*found[0], *free]), *found[1:]]


def variables_of(table: Table) -> set[str]:
    """Return the names of everything a table is broken down by or filtered to."""
    return {one.name for one in table.dimensions} | {name for name, _ in table.filters}


def codes_of(tables: Sequence[Table]) -> set[tuple[str, str]]:
    """Return every variable with every code that the tables know."""
    known = {
        (one.name, code)
        for table in tables
        for one in (*table.dimensions, *table.groups)
        for code in one.parts
    }
    return known | {pair for table in tables for pair in table.filters}


def group_cells(tables: Sequence[Table]) -> Iterator[tuple[Where, int]]:
    """Yield the shown cells that are about groups only, without the codes that are a whole."""
    for table in tables:
        totals = {(one.name, one.total) for one in table.dimensions}
        for cell in table.cells:
            if cell.count is not None and not cell.is_hidden and not table.slack:
                named = key(table, cell.codes).items()
                left = tuple(sorted(pair for pair in named if pair not in totals))
                if not {name for name, _ in left} & set(table.answers):
                    yield left, cell.count
