"""Whoever reads everything that is published, and computes.

The attacker knows every table, that counts are whole numbers from 0, how far rounded counts may lie
from the true ones, and what else is said to be known (`Prior`). What is hidden is a cell without a
count; what no table shows but two filters have between them is looked at as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from allmenning.core.disclosure.apart import Where, apart, codes_of, group_cells
from allmenning.core.disclosure.bounds import Bounded, Enough, bounded
from allmenning.core.disclosure.derived import crossings, differences, where_of
from allmenning.core.disclosure.known import Known, stacked
from allmenning.core.disclosure.rules import Rules, Sensitive, sensitive_cells
from allmenning.core.disclosure.space import Matrix, Space, key, space_of
from allmenning.core.disclosure.table import Cell, Table

MOST_EXACT = 1_000
"""With more targets than this, each is looked at only until it is known to be safe."""
SMALLEST_SHARE = 1e-9


@dataclass(frozen=True, eq=False)
class Prior:
    """What a reader knows besides: how many units there are in a cell.

    Attributes
    ----------
    where : mapping of str to str
        Variable and code.
    low, high : float
    """

    where: Mapping[str, str]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What can be known of one cell that is not to be known.

    Attributes
    ----------
    table : str
        The first table that hides it; empty where no table has the cell.
    where : tuple of (str, str)
        Variable and code; of several cells that only their sum is known of, the first.
    measure : str
        ``count`` or ``value``.
    truth : float or None
        Where the one who asks knows it.
    lower, upper : float
        The cell can be anything between.
    is_inside : bool
        The bounds are closer than the rules allow.
    is_exact : bool
        Both bounds are reached and are the bounds; else the cell is only known to be safe or not,
        because there was too much to look at.
    """

    table: str
    where: Where
    measure: str
    truth: float | None
    lower: float
    upper: float
    is_inside: bool
    is_exact: bool = True


@dataclass(frozen=True, eq=False)
class Target:
    """A sum of atoms that is not to be known, and how well."""

    table: str
    where: Where
    row: int
    truth: float | None = None
    margin: float = 0.0
    is_sensitive: bool = False


def attack(
    published: Sequence[Table],
    *,
    rules: Rules | None = None,
    prior: Sequence[Prior] = (),
    hurried: bool = False,
) -> tuple[Knowledge, ...]:
    """Return what can be known of every cell that is hidden, sensitive or only implied.

    Parameters
    ----------
    published : sequence of Table
        Everything: every table with every filter, of every round. A cell that is hidden here but
        shown there is shown.
    rules : Rules or None
        What is sensitive; the usual rules if None.
    prior : sequence of Prior
        What readers know besides.
    hurried : bool
        Look only until a cell is known to be safe; its bounds may then be wider than told.

    Returns
    -------
    tuple of Knowledge
        Implied cells only where the attacker gets inside.

    Raises
    ------
    DisclosureError
        The tables do not fit together.
    """
    found: list[Knowledge] = []
    for places in apart(published):
        scene = Scene(
            [published[place] for place in places],
            rules or Rules(),
            [*known_of(prior, published, places), *_known_of_groups(published, places)],
        )
        found += scene.of_counts(hurried=hurried)
        found += scene.of_values()
    return tuple(found)


def known_of(prior: Sequence[Prior], tables: Sequence[Table], places: Sequence[int]) -> list[Prior]:
    """Return what is known besides of the variables of some of the tables."""
    codes = codes_of([tables[place] for place in places])
    return [one for one in prior if codes.issuperset(one.where.items())]


def _known_of_groups(tables: Sequence[Table], places: Sequence[int]) -> Iterator[Prior]:
    """Yield what the other tables show of the groups that these have."""
    codes = codes_of([tables[place] for place in places])
    others = [table for place, table in enumerate(tables) if place not in places]
    for where, count in dict(group_cells(others)).items():
        if where and codes.issuperset(where):
            yield Prior(dict(where), count, count)


class Scene:
    """All tables in one space, with what is shown and what is aimed at."""

    def __init__(self, tables: Sequence[Table], rules: Rules, prior: Sequence[Prior] = ()) -> None:
        self.tables = tuple(tables)
        self.rules = rules
        self.space: Space = space_of(self.tables, [one.where for one in prior])
        self.places = [where_of(self.space, key(table, cell.codes)) for table, cell in self.cells()]
        self.names = list(dict.fromkeys(self.places))
        self.at = {where: at for at, where in enumerate(self.names)}
        self.rows = self.space.rows([dict(where) for where in self.names])
        self.prior = prior
        self.sensitive = self._sensitive()

    def cells(self) -> Iterator[tuple[Table, Cell]]:
        """Yield every cell of every table."""
        for table in self.tables:
            for cell in table.cells:
                yield table, cell

    def _sensitive(self) -> dict[int, tuple[Table, Sensitive]]:
        """Return the sensitive cells by their place among the names."""
        found: dict[int, tuple[Table, Sensitive]] = {}
        start = 0
        for table in self.tables:
            for one in () if table.slack else sensitive_cells(table, self.rules):
                at = self.at[self.places[start + one.place]]
                known = found.get(at)
                if known is None or known[1].margin < one.margin:
                    found[at] = (table, one)
            start += len(table.cells)
        return found

    def shown(self, measure: str) -> Known:
        """Return what the tables show exactly, as sums of atoms."""
        names, low, high = [], [], []
        for (table, cell), where in zip(self.cells(), self.places, strict=True):
            figure = cell.count if measure == "count" else cell.value
            if figure is not None and not cell.is_hidden and not table.slack:
                names.append(self.at[where])
                low.append(float(figure))
                high.append(float(figure))
        rows = self.rows[np.array(names, dtype=np.intp)]
        return Known(rows, np.array(low, dtype=float), np.array(high, dtype=float))

    def stated(self) -> Known:
        """Return what is known of counts without being a table's exact cell."""
        names, low, high = [], [], []
        for (table, cell), where in zip(self.cells(), self.places, strict=True):
            if table.slack and cell.count is not None and not cell.is_hidden:
                names.append(self.at[where])
                low.append(max(0.0, cell.count - table.slack))
                high.append(float(cell.count + table.slack))
        rows = self.rows[np.array(names, dtype=np.intp)]
        if self.prior:
            rows = sp.csr_array(sp.vstack([rows, self.space.rows([p.where for p in self.prior])]))
            low += [one.low for one in self.prior]
            high += [one.high for one in self.prior]
        return Known(rows, np.array(low, dtype=float), np.array(high, dtype=float))

    def truths(self, measure: str) -> dict[int, float]:
        """Return each name's figure where the tables hold one, shown or not."""
        found: dict[int, float] = {}
        for (table, cell), where in zip(self.cells(), self.places, strict=True):
            figure = cell.count if measure == "count" else cell.value
            if figure is not None and not table.slack:
                found.setdefault(self.at[where], float(figure))
        return found

    def hidden(self) -> dict[int, Table]:
        """Return the names that some table has without showing them exactly, with that table."""
        found: dict[int, Table] = {}
        for (table, cell), where in zip(self.cells(), self.places, strict=True):
            if cell.is_hidden or cell.count is None or table.slack:
                found.setdefault(self.at[where], table)
        return found

    def count_targets(self) -> tuple[list[Target], Matrix]:
        """Return what is hidden, sensitive or implied, and their rows."""
        truths = self.truths("count")
        aims: dict[int, Table] = {at: table for at, (table, _) in self.sensitive.items()}
        aims = {**self.hidden(), **aims}
        targets = [
            Target(
                table.name, self.names[at], at, truths.get(at), is_sensitive=at in self.sensitive
            )
            for at, table in sorted(aims.items())
        ]
        rows, implied = self._implied()
        start = len(targets)
        targets += [Target("", where, start + at) for at, where in enumerate(implied)]
        own = self.rows[np.array(sorted(aims), dtype=np.intp)]
        return targets, sp.csr_array(sp.vstack([own, rows])) if implied else own

    def _implied(self) -> tuple[Matrix, list[Where]]:
        counts = dict.fromkeys(self.names)
        truths = self.truths("count")
        counts.update({self.names[at]: int(count) for at, count in truths.items()})
        sums = list(differences(self.space, self.names))
        sums += [(where,) for where in crossings(counts)]
        sums = list(dict.fromkeys(sums))
        flat = [dict(where) for parts in sums for where in parts]
        if not flat:
            return self.rows[:0], []
        row = np.repeat(np.arange(len(sums)), [len(parts) for parts in sums])
        gather = sp.csr_array((np.ones(len(flat)), (row, np.arange(len(flat)))))
        return sp.csr_array(gather @ self.space.rows(flat)), [parts[0] for parts in sums]

    def of_counts(self, *, hurried: bool) -> list[Knowledge]:
        """Return what can be known of the counts."""
        targets, rows = self.count_targets()
        if not targets:
            return []
        hurried = hurried or len(targets) > MOST_EXACT
        known = stacked(self.shown("count"), self.stated())
        found = bounded(known, rows, enough=self.enough(targets, hurried=hurried))
        knowledge = [
            _known(one, found, at, is_inside=self.is_inside(one, found.lower[at], found.upper[at]))
            for at, one in enumerate(targets)
        ]
        knowledge = [replace(one, is_exact=one.is_exact and not hurried) for one in knowledge]
        return [one for one in knowledge if one.table or one.is_inside]

    def enough(self, targets: Sequence[Target], *, hurried: bool) -> Enough:
        """Say when a target is safe; what is only implied is of no interest beyond that."""
        is_implied = np.array([not one.table for one in targets], dtype=np.bool_)
        width = np.where(is_implied | hurried, float(self.rules.width), np.inf)
        floor = np.where(is_implied, 0.0, -np.inf)
        ceiling = np.where(is_implied, float(self.rules.minimum), np.inf)
        return Enough(width, floor, ceiling)

    def is_inside(self, target: Target, lower: float, upper: float) -> bool:
        """Tell whether a count is known more closely than the rules allow."""
        if upper - lower >= self.rules.width:
            return False
        if target.is_sensitive:
            return True
        if not target.table:
            return lower >= 1 and upper < self.rules.minimum
        return target.truth is None and lower < self.rules.minimum

    def of_values(self) -> list[Knowledge]:
        """Return what can be known of the values."""
        targets = self.value_targets()
        if not targets:
            return []
        rows = self.rows[np.array([one.row for one in targets], dtype=np.intp)]
        found = bounded(self.shown("value"), rows, whole=False)
        return [
            _known(
                one, found, at, "value", is_inside=is_near(one, found.lower[at], found.upper[at])
            )
            for at, one in enumerate(targets)
        ]

    def value_targets(self) -> list[Target]:
        """Return the cells whose value is too much one unit's, or hidden with the count."""
        truths = self.truths("value")
        if not truths:
            return []
        hidden = self.hidden()
        margins = {at: one.margin for at, (_, one) in self.sensitive.items() if one.margin}
        tables = {**hidden, **{at: self.sensitive[at][0] for at in margins}}
        return [
            Target(table.name, self.names[at], at, truths.get(at), margins.get(at, 0.0))
            for at, table in sorted(tables.items())
        ]


def is_near(target: Target, lower: float, upper: float) -> bool:
    """Tell whether a value is known to within its margin on either side."""
    if target.truth is None or not target.margin:
        return False
    least = max(0.0, target.truth - target.margin)
    slack = SMALLEST_SHARE * max(1.0, target.truth)
    return lower > least + slack or upper < target.truth + target.margin - slack


def _known(
    target: Target, found: Bounded, at: int, measure: str = "count", *, is_inside: bool
) -> Knowledge:
    return Knowledge(
        target.table,
        target.where,
        measure,
        target.truth,
        float(found.lower[at]),
        float(found.upper[at]),
        bool(is_inside),
        bool(found.is_exact[at]),
    )
