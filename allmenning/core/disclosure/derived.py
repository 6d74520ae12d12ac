"""Cells that no table shows, but that two tables with different filters have between them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from allmenning.core.disclosure.apart import Where
from allmenning.core.disclosure.space import Space

MOST_CROSSINGS = 2_000


def where_of(space: Space, cell: Mapping[str, str]) -> Where:
    """Return a cell's name without the codes that are the whole of their variable."""
    by_name = {one.name: one for one in space.variables}
    return tuple(
        sorted(
            (name, code)
            for name, code in cell.items()
            if len(by_name[name].leaves_of[code]) < len(by_name[name].leaves)
        )
    )


def differences(space: Space, shown: Iterable[Where]) -> Iterator[tuple[Where, ...]]:
    """Yield what two overlapping groups differ by, as cells that add up, where no table has it.

    All units and all but Oslo differ by Oslo; two rounds differ by who joined and who left.
    """
    shown = set(shown)
    for variable in space.variables:
        whole = frozenset(variable.leaves)
        for rest, groups in _lines(shown, variable.name).items():
            sets = [variable.leaves_of[code] if code else whole for code in groups]
            for leaves in _unlisted(sets):
                yield tuple(
                    tuple(sorted((*rest, (variable.name, leaf)))) for leaf in sorted(leaves)
                )


def _lines(shown: Iterable[Where], name: str) -> dict[Where, list[str]]:
    """Gather cells that differ in one variable only, by what they have in common."""
    lines: dict[Where, list[str]] = defaultdict(list)
    for where in shown:
        code = dict(where).get(name, "")
        lines[tuple(pair for pair in where if pair[0] != name)].append(code)
    return lines


def _unlisted(sets: list[frozenset[str]]) -> set[frozenset[str]]:
    """Return the differences of overlapping sets that the listed sets inside do not make up."""
    single = frozenset().union(*(one for one in sets if len(one) == 1))
    if single.issuperset(frozenset().union(*sets)):
        return set()
    found = set()
    for a, b in combinations(sets, 2):
        if a & b:
            found |= {one for one in (a - b, b - a, a & b) if one}
    return {one for one in found if not _is_made_up(one, sets)}


def _is_made_up(group: frozenset[str], sets: list[frozenset[str]]) -> bool:
    return frozenset().union(*(one for one in sets if one <= group)) == group


def crossings(shown: Mapping[Where, int | None]) -> list[Where]:
    """Return the cells where two groups by different variables meet, where no table crosses them.

    The smallest groups come first; at most `MOST_CROSSINGS`.
    """
    lines: dict[Where, list[tuple[str, str]]] = defaultdict(list)
    for where in shown:
        for pair in where:
            lines[tuple(other for other in where if other != pair)].append(pair)
    found: dict[Where, int] = {}
    for rest, pairs in lines.items():
        for one, other in combinations(pairs, 2):
            where = tuple(sorted((*rest, one, other)))
            if one[0] != other[0] and where not in shown:
                found[where] = min(_count(shown, rest, one), _count(shown, rest, other))
    return sorted(found, key=lambda where: (found[where], where))[:MOST_CROSSINGS]


def _count(shown: Mapping[Where, int | None], rest: Where, pair: tuple[str, str]) -> int:
    count = shown[tuple(sorted((*rest, pair)))]
    return 0 if count is None else count
