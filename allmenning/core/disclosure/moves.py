"""Hiding cells of one large table so that each sensitive one can move: blocks of hidden cells.

Move one unit from a code to another in each dimension at once, and every sum that holds both is as
before. If all cells that do change are hidden, and none gets below 0, nobody can tell the tables
apart: the block is a witness, in whole numbers, of how far the cell may be from what it is. With
flat dimensions a block is a cube of 2 x 2 x 2 cells, the total being a code like the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import SupportsIndex

import numpy as np
from numpy.typing import NDArray

from allmenning.core.disclosure.space import Flags, Floats

Whole = NDArray[np.int64]
Place = tuple[int, ...]

MOST_MOVES = 300
NEVER = 1e6
FAR = 1e9
PAIRS = 8
"""So many blocks with one shown cell are tried to be put right by a second block."""
WELCOME = 0.3
"""What a block is given for each sensitive cell in it that has no block yet."""


@dataclass(frozen=True, eq=False)
class Need:
    """How far sensitive cells must be able to move.

    Attributes
    ----------
    width : int
        From the lowest count to the highest.
    margins : Floats or None
        For each cell how far its value must be able to go, both up and down.
    """

    width: int
    margins: Floats | None = None


@dataclass(frozen=True, eq=False)
class Block:
    """Cells that move together.

    Attributes
    ----------
    cells : tuple of arrays
        Places in the table, as numpy takes them.
    change : Floats
        How much each of them grows.
    """

    cells: tuple[Whole, ...]
    change: Floats

    def at(self, place: Place) -> float:
        """Return how much one cell grows."""
        same = np.ones(len(self.change), dtype=np.bool_)
        for axis, code in zip(self.cells, place, strict=True):
            same &= axis == code
        return float(self.change[same].sum())

    def reach(self, counts: Floats) -> tuple[float, float]:
        """Return how many times it can be taken away, and added, before a cell is below 0."""
        room = np.floor(counts[self.cells] / np.abs(self.change))
        grows = self.change > 0
        return float(room[grows].min(initial=FAR)), float(room[~grows].min(initial=FAR))

    def without(self, place: Place, other: "Block", shape: Place) -> "Block":
        """Return this block and as much of another as leaves one cell where it is."""
        whole = np.zeros(shape)
        whole[self.cells] = self.change
        whole[other.cells] -= other.change * (self.at(place) / other.at(place))
        cells = np.nonzero(whole)
        return Block(cells, whole[cells])


class Mover:
    """Finds blocks in a whole table and hides what they take.

    Parameters
    ----------
    counts : Floats
        Every cell, one axis for each dimension.
    values : Floats or None
    members : list of Floats
        For each dimension codes by finest codes.
    sensitive : Flags
    """

    def __init__(
        self,
        counts: Floats,
        values: Floats | None,
        members: list[Floats],
        *,
        sensitive: Flags,
        need: Need,
    ) -> None:
        self.counts, self.values, self.need = counts, values, need
        self.members, self.sensitive = members, sensitive
        self.hidden = sensitive.copy()
        self.waiting = sensitive.copy()
        tie = np.log1p(counts) / (10 * np.log1p(max(1.0, counts.max())))
        self.cost = 1.0 + tie
        self.cost[self.hidden] = -WELCOME
        self.blocks: dict[Place, Block] = {}
        self._moves: dict[tuple[int, int], Floats] = {}

    def run(self) -> None:
        """Find a block for every sensitive cell that has one; `waiting` keeps the others."""
        for place in self._places():
            if self.waiting[place]:
                self._take(place, self._free(place))
        asked = [(self._best(place)[0], place) for place in self._places() if self.waiting[place]]
        for cost, place in sorted(asked):
            if self.waiting[place] and cost < inf:
                self._take(place, self._free(place) or self._best(place)[1])
        self._give_back()

    def _places(self) -> list[Place]:
        return [tuple(int(at) for at in place) for place in np.argwhere(self.sensitive)]

    def _take(self, place: Place, block: Block | None) -> None:
        if block is None:
            return
        cells = block.cells
        self.hidden[cells] = True
        self.cost[cells] = 0.0
        self.blocks[place] = block
        self.waiting[place] = False
        for other in zip(*cells, strict=True):
            if self.waiting[other] and self._is_enough(block, other):
                self.waiting[other] = False
                self.blocks[other] = block

    def _is_enough(self, block: Block, place: Place) -> bool:
        down, up = block.reach(self.counts)
        if (down + up) * abs(block.at(place)) < self.need.width:
            return False
        if self.values is None or self.need.margins is None or not self.need.margins[place]:
            return True
        return bool(self.values[block.cells].min() >= self.need.margins[place])

    def _ways(self, place: Place) -> list[tuple[int, int]]:
        """Return how far down and up a cell might go, the most even first."""
        width = self.need.width
        downs = range(min(int(self.counts[place]), width) + 1)
        return sorted(
            ((down, width - down) for down in downs), key=lambda way: abs(2 * way[0] - width)
        )

    def _free(self, place: Place) -> Block | None:
        """Return a block of hidden cells only, or one made of two that share one shown cell."""
        price = np.where(self.hidden, 0.0, 1.0)
        for down, up in self._ways(place):
            cost, moves, least = self._costs(place, down, up, np.where(self.hidden, 0.0, NEVER))
            if cost is not None and least < 1:
                return _block(moves, np.unravel_index(int(np.argmin(cost)), cost.shape))
        down, up = self._ways(place)[0]
        cost, moves, least = self._costs(place, down, up, price)
        if cost is None or least > 1:
            return None
        near = np.argwhere(cost < 1.5)
        for at in near[np.linspace(0, len(near) - 1, min(len(near), PAIRS)).astype(int)]:
            block = self._paired(place, _block(moves, at))
            if block is not None:
                return block
        return None

    def _paired(self, place: Place, block: Block) -> Block | None:
        """Undo the one shown cell of a block by another block in which all others are hidden."""
        (shown,) = np.flatnonzero(~self.hidden[block.cells])
        between = tuple(int(axis[shown]) for axis in block.cells)
        price = np.where(self.hidden, 0.0, NEVER)
        price[between], price[place] = 0.0, NEVER
        cost, moves, least = self._costs(between, 1, 1, price)
        if cost is None or least >= 1:
            return None
        other = _block(moves, np.unravel_index(int(np.argmin(cost)), cost.shape))
        found = block.without(between, other, self.counts.shape)
        return found if self._is_enough(found, place) else None

    def _best(self, place: Place) -> tuple[float, Block | None]:
        """Return the cheapest block in which a cell may move, and its cost."""
        best: tuple[float, Block | None] = (inf, None)
        for down, up in self._ways(place):
            cost, moves, least = self._costs(place, down, up, self.cost)
            if cost is not None and least < best[0]:
                best = least, _block(moves, np.unravel_index(int(np.argmin(cost)), cost.shape))
        return best

    def _costs(
        self, place: Place, down: int, up: int, price: Floats
    ) -> tuple[Floats | None, list[Floats], float]:
        """Return the cost of every block in which a cell may go so far, its moves, the least."""
        growing = np.where(self.counts >= down, price, NEVER)
        shrinking = np.where(self.counts >= up, price, NEVER)
        if self.values is not None and self.need.margins is not None:
            short = self.values < self.need.margins[place]
            growing[short] = shrinking[short] = NEVER
        moves = [self._affordable(axis, place, growing, shrinking) for axis in range(len(place))]
        if any(not len(one) for one in moves):
            return None, moves, inf
        used = [np.flatnonzero(np.abs(one).any(axis=0)) for one in moves]
        inside = np.ix_(*used)
        growing, shrinking = growing[inside], shrinking[inside]
        small = [one[:, codes] for one, codes in zip(moves, used, strict=True)]
        cost = _crossed(growing + shrinking, [np.abs(one) for one in small])
        if down != up or self.values is not None:
            cost += _crossed(growing - shrinking, small)
        cost /= 2
        least = float(cost.min())
        return (cost, moves, least) if least < NEVER / 2 else (None, moves, inf)

    def _affordable(self, axis: int, place: Place, growing: Floats, shrinking: Floats) -> Floats:
        """Return the moves along one axis whose cells on the place's own line can be had."""
        line: tuple[int | slice, ...] = (*place[:axis], slice(None), *place[axis + 1 :])
        moves = self._moves_of(axis, place[axis])
        price = np.where(moves > 0, growing[line], 0.0) + np.where(moves < 0, shrinking[line], 0.0)
        return np.asarray(moves[price.sum(axis=1) < NEVER / 2])

    def _moves_of(self, axis: int, code: int) -> Floats:
        """Return the moves that make a code grow by one (moves, codes)."""
        if (axis, code) not in self._moves:
            self._moves[axis, code] = _moves(self.members[axis], code)
        return self._moves[axis, code]

    def _give_back(self) -> None:
        """Show again what no block needs, the largest first, if its cells have other blocks."""
        users: dict[Place, set[Place]] = {}
        for place, block in self.blocks.items():
            _note(users, place, block)
        extra = np.argwhere(self.hidden & ~self.sensitive)
        for at in sorted((tuple(int(k) for k in one) for one in extra), key=self._worth):
            self._try_without(at, users)

    def _worth(self, place: Place) -> tuple[float, Place]:
        return (-float(self.counts[place]), place)

    def _try_without(self, cell: Place, users: dict[Place, set[Place]]) -> None:
        self.hidden[cell] = False
        found: dict[Place, Block] = {}
        for place in sorted(users.get(cell, ())):
            if self.blocks[place].at(cell):
                block = self._free(place)
                if block is None:
                    self.hidden[cell] = True
                    return
                found[place] = block
        for place, block in found.items():
            self.blocks[place] = block
            _note(users, place, block)


def _note(users: dict[Place, set[Place]], place: Place, block: Block) -> None:
    """Write down which cells a place's block needs."""
    for cell in zip(*(axis.tolist() for axis in block.cells), strict=True):
        users.setdefault(cell, set()).add(place)


def _crossed(costs: Floats, moves: list[Floats]) -> Floats:
    """Sum costs over what every combination of moves changes, one axis for each dimension."""
    for one in moves:
        costs = np.tensordot(costs, one, axes=(0, 1))
    return np.asarray(costs, dtype=np.float64)


def _moves(members: Floats, code: int) -> Floats:
    inside = np.flatnonzero(members[code])
    outside = np.flatnonzero(members[code] == 0)
    alone = members[:, inside].T
    pairs = [members[:, [a]].T - members[:, outside].T for a in inside]
    found = np.vstack([*pairs, alone])
    if len(found) <= MOST_MOVES:
        return found
    return np.asarray(found[np.linspace(0, len(found) - 1, MOST_MOVES).astype(int)])


def _block(moves: list[Floats], at: Iterable[SupportsIndex]) -> Block:
    """Return the block of one move in each dimension."""
    picked = [one[int(k)] for one, k in zip(moves, at, strict=True)]
    change = picked[0]
    for one in picked[1:]:
        change = np.multiply.outer(change, one)
    cells = np.nonzero(change)
    return Block(cells, change[cells])
