"""Hide what is sensitive, and as little else as keeps it from being computed.

`protect` takes all tables of a publication at once, since they are read at once. A large whole one
is protected by blocks (`moves`), everything else by linear programs (`hiding`, `widen`); in both
cases what was hidden without need is shown again, and the attacker looks at the result.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from allmenning.core.disclosure.apart import Where, apart
from allmenning.core.disclosure.attacker import Knowledge, Prior, Scene, attack, known_of
from allmenning.core.disclosure.blocks import blocked
from allmenning.core.disclosure.hiding import Hiding
from allmenning.core.disclosure.rules import Reason, Rules, sensitive_cells
from allmenning.core.disclosure.space import Flags
from allmenning.core.disclosure.table import Cell, Table

MOST_ROUNDS = 8
LARGE = 3_000
"""From so many cells a whole table is protected by blocks."""


class Status(StrEnum):
    """What has become of a cell."""

    SHOWN = "shown"
    SENSITIVE = "sensitive"
    SECONDARY = "secondary"


@dataclass(frozen=True, eq=False)
class Protected:
    """Tables as they may be published, and what can still be known.

    Attributes
    ----------
    tables : tuple of Table
        Hidden cells have neither count nor value.
    status : tuple of tuple of Status
        For each table, for each cell.
    reasons : tuple of tuple of tuple of Reason
    knowledge : tuple of Knowledge
        What the attacker knows of every hidden cell.
    """

    tables: tuple[Table, ...]
    status: tuple[tuple[Status, ...], ...]
    reasons: tuple[tuple[tuple[Reason, ...], ...], ...]
    knowledge: tuple[Knowledge, ...]

    @property
    def leaks(self) -> tuple[Knowledge, ...]:
        """What the attacker knows too closely; empty when all may be published."""
        return tuple(one for one in self.knowledge if one.is_inside)

    def count(self, status: Status) -> int:
        """Return how many cells have a status."""
        return sum(one is status for table in self.status for one in table)


def protect(
    tables: Sequence[Table],
    *,
    rules: Rules | None = None,
    prior: Sequence[Prior] = (),
    earlier: Sequence[Table] = (),
) -> Protected:
    """Hide sensitive cells and what they could be computed from.

    Parameters
    ----------
    tables : sequence of Table
        With all counts.
    rules : Rules or None
        The usual rules if None.
    prior : sequence of Prior
        What readers know besides.
    earlier : sequence of Table
        What is published already, as it stands: it cannot be hidden any more.

    Returns
    -------
    Protected
        `leaks` is not empty where nothing that may still be hidden helps.

    Raises
    ------
    DisclosureError
        The tables do not fit together.
    """
    rules = rules or Rules()
    if len(tables) == 1 and len(tables[0].cells) >= LARGE and not earlier and not prior:
        found = blocked(tables[0], rules)
        if found is not None:
            return _protected(tables, [found.hidden], rules, found.knowledge)
    everything = (*earlier, *tables)
    marks = _hidden(everything, len(earlier), rules, prior)[len(earlier) :]
    marked = [_marked(table, mark) for table, mark in zip(tables, marks, strict=True)]
    knowledge = attack((*earlier, *marked), rules=rules, prior=prior)
    return _protected(tables, marks, rules, knowledge)


def _hidden(
    tables: Sequence[Table], earlier: int, rules: Rules, prior: Sequence[Prior]
) -> list[Flags]:
    """Mark the cells to hide, part by part, until all parts hide the same groups."""
    answers = {name for table in tables for name in table.answers}
    parts = apart(tables)
    groups: set[Where] = set()
    found: dict[int, Flags] = {}
    for _ in range(MOST_ROUNDS):
        before = len(groups)
        for places in parts:
            scene = Scene([tables[at] for at in places], rules, known_of(prior, tables, places))
            hidden = Hiding(scene, [at < earlier for at in places], groups).run()
            found.update(zip(places, _by_table(scene, hidden), strict=True))
            names = [scene.names[at] for at in np.flatnonzero(hidden)]
            groups |= {one for one in names if not {name for name, _ in one} & answers}
        if len(groups) == before or len(parts) == 1:
            break
    return [found[at] for at in range(len(tables))]


def _by_table(scene: Scene, hidden: Flags) -> list[Flags]:
    flags = np.array([hidden[scene.at[where]] for where in scene.places], dtype=np.bool_)
    ends = np.cumsum([len(table.cells) for table in scene.tables])[:-1]
    return [np.asarray(part) for part in np.split(flags, ends)]


def _marked(table: Table, hidden: Flags) -> Table:
    cells = (
        replace(cell, is_hidden=bool(on)) for cell, on in zip(table.cells, hidden, strict=True)
    )
    return replace(table, cells=tuple(cells))


def _protected(
    tables: Sequence[Table], hidden: Sequence[Flags], rules: Rules, knowledge: tuple[Knowledge, ...]
) -> Protected:
    reasons = [_reasons(table, rules) for table in tables]
    return Protected(
        tuple(_emptied(table, on) for table, on in zip(tables, hidden, strict=True)),
        tuple(_status(on, why) for on, why in zip(hidden, reasons, strict=True)),
        tuple(reasons),
        knowledge,
    )


def _reasons(table: Table, rules: Rules) -> tuple[tuple[Reason, ...], ...]:
    found = {one.place: one.reasons for one in sensitive_cells(table, rules)}
    return tuple(found.get(place, ()) for place in range(len(table.cells)))


def _status(hidden: Flags, reasons: tuple[tuple[Reason, ...], ...]) -> tuple[Status, ...]:
    return tuple(
        (Status.SENSITIVE if why else Status.SECONDARY) if on else Status.SHOWN
        for on, why in zip(hidden, reasons, strict=True)
    )


def _emptied(table: Table, hidden: Flags) -> Table:
    cells = (
        Cell(cell.codes, None, is_hidden=True) if on else replace(cell, contributions=())
        for cell, on in zip(table.cells, hidden, strict=True)
    )
    return replace(table, cells=tuple(cells))
