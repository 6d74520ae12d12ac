"""The same units published again, when some have joined or left since."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from allmenning.core.disclosure.attacker import Prior
from allmenning.core.disclosure.space import key
from allmenning.core.disclosure.table import Dimension, Table

ROUND = "publication"


def as_rounds(
    rounds: Sequence[Sequence[Table]],
) -> tuple[list[list[Table]], list[Prior]]:
    """Tell publications of the same units apart, so that their differences can be looked at.

    Parameters
    ----------
    rounds : sequence of sequence of Table
        From the first to the last; a unit's answer is the same in all it is in.

    Returns
    -------
    tuple
        The tables, about their own round, and what a reader takes for given: if no count has
        become smaller from one round to the next, nobody has left. Unchanged counts throughout
        leave everything as it was: then all rounds are one.
    """
    shrunk, changed = _compared(rounds)
    if not changed:
        return [list(tables) for tables in rounds], []
    whole = _membership(len(rounds))
    told = [
        [_about(table, whole, str(number)) for table in tables]
        for number, tables in enumerate(rounds, start=1)
    ]
    gone = [code for code in whole.leaves if not code.endswith(str(len(rounds)))]
    holes = [code for code in whole.leaves if code not in gone and not _is_run(code)]
    return told, [] if shrunk else [Prior({ROUND: code}, 0, 0) for code in (*gone, *holes)]


def _membership(count: int) -> Dimension:
    """Return rounds as sums of who was in exactly which of them ("in 1 2")."""
    numbers = [str(number) for number in range(1, count + 1)]
    exact = ["in " + " ".join(some) for k in range(count) for some in combinations(numbers, k + 1)]
    parts: dict[str, tuple[str, ...]] = dict.fromkeys(exact, ())
    for number in numbers:
        parts[number] = tuple(code for code in exact if number in code.split())
    return Dimension(ROUND, parts)


def _is_run(code: str) -> bool:
    """Tell whether the rounds follow each other: nobody leaves and comes again."""
    numbers = [int(number) for number in code.split()[1:]]
    return numbers == list(range(numbers[0], numbers[-1] + 1))


def _about(table: Table, whole: Dimension, number: str) -> Table:
    return replace(
        table,
        name=f"{table.name} ({number})",
        filters=(*table.filters, (ROUND, number)),
        groups=(*table.groups, whole),
    )


def _compared(rounds: Sequence[Sequence[Table]]) -> tuple[bool, bool]:
    """Tell whether any count became smaller, and whether any changed."""
    last: dict[frozenset[tuple[str, str]], int] = {}
    shrunk = changed = False
    for tables in rounds:
        for name, count in _counts(tables):
            before = last.get(name, count)
            shrunk |= count < before
            changed |= count != before
            last[name] = count
    return shrunk, changed


def _counts(tables: Iterable[Table]) -> Iterable[tuple[frozenset[tuple[str, str]], int]]:
    for table in tables:
        totals = {(one.name, one.total) for one in table.dimensions}
        for cell in table.cells:
            if cell.count is not None:
                named = key(table, cell.codes).items()
                yield frozenset(pair for pair in named if pair not in totals), cell.count
