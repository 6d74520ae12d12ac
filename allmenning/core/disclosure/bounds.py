"""How low and how high sums of unknowns can be, given what is known of other sums.

Unknowns are 0 or more, and whole where they are counts. What follows by elimination is taken out
first; what hangs together is solved together, as a linear program, and as an integer program only
where the linear one ends between whole numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse.csgraph import connected_components

from allmenning.core.disclosure.known import NEARLY, Known, eliminated, merged
from allmenning.core.disclosure.space import Flags, Floats, Matrix
from allmenning.core.disclosure.table import DisclosureError

ROUNDS = 40
WORTH_IT = 0.9
FEW = 4
MOST_KEPT = 500
LARGEST_KEPT = 20_000
LARGEST_WHOLE = 2_000
"""With more unknowns that hang together, whole solutions are not sought: it would take hours."""
SECONDS = 5.0
"""An integer program that takes longer keeps the linear bounds, which are wider."""


@dataclass(frozen=True, eq=False)
class Bounded:
    """What can be known of sums of atoms.

    Attributes
    ----------
    lower, upper : Floats
        (targets,); upper may be infinite.
    is_exact : Flags
        Whether both are reached by some whole solution (else they may be too wide), where the
        target was looked at to the end.
    """

    lower: Floats
    upper: Floats
    is_exact: Flags


@dataclass(frozen=True, eq=False)
class Enough:
    """When a target need not be looked at further; one entry for each target.

    Attributes
    ----------
    width : Floats
        It is found to reach from some value to this much above it.
    floor, ceiling : Floats
        Or it is found to be able to be so low, or so high.
    stops : bool
        The first target that does not reach ends the look; the bounds of those after it are left
        at nothing (lower above upper).
    """

    width: Floats
    floor: Floats
    ceiling: Floats
    stops: bool = False

    def of(self, places: NDArray[np.intp]) -> "Enough":
        """Return the same for some of the targets."""
        return Enough(self.width[places], self.floor[places], self.ceiling[places], self.stops)

    def reached(self, low: Floats, high: Floats) -> Flags:
        """Mark the targets that are found to reach far enough."""
        far = (high - low >= self.width) | (low <= self.floor) | (high >= self.ceiling)
        return np.asarray(far & (low <= high), dtype=np.bool_)


class Pool:
    """Solutions met before; those that still fit are witnesses from the start."""

    def __init__(self) -> None:
        """Begin with none."""
        self.solutions: list[Floats] = []

    def add(self, atoms: Floats) -> None:
        """Keep a solution, and forget the oldest when there are many."""
        if len(atoms) <= LARGEST_KEPT:
            self.solutions.append(atoms)
            del self.solutions[:-MOST_KEPT]

    def fitting(self, known: Known) -> Floats:
        """Return the solutions that fit what is known (solutions, atoms)."""
        atoms = known.rows.shape[1]
        found = np.array(self.solutions).reshape(-1, atoms)
        sums = np.asarray(known.rows @ found.T)
        fits = (sums >= known.low[:, None] - NEARLY) & (sums <= known.high[:, None] + NEARLY)
        return found[fits.all(axis=0)]


def bounded(
    known: Known,
    targets: Matrix,
    *,
    whole: bool = True,
    enough: Enough | None = None,
    pool: Pool | None = None,
) -> Bounded:
    """Return the bounds of every target.

    Parameters
    ----------
    known : Known
    targets : Matrix
        (targets, atoms).
    whole : bool
        Unknowns are whole numbers.
    enough : Enough or None
        A target that reaches far enough is looked at no further: its bounds are then only known to
        be at least so wide.
    pool : Pool or None
        Solutions of earlier calls over the same atoms; new ones are added.

    Raises
    ------
    DisclosureError
        What is said to be known contradicts itself.
    """
    if enough is None or pool is None:
        return _Search(known, targets, whole=whole, enough=enough, pool=None).run()
    solutions = pool.fitting(known)
    if not len(solutions):
        return _Search(known, targets, whole=whole, enough=enough, pool=pool).run()
    values = np.asarray(targets @ solutions.T)
    low, high = values.min(axis=1), values.max(axis=1)
    exact = np.ones(len(low), dtype=np.bool_)
    left = np.flatnonzero(~enough.reached(low, high))
    if len(left):
        search = _Search(known, targets[left], whole=whole, enough=enough.of(left), pool=pool)
        found = search.run()
        low[left], high[left], exact[left] = found.lower, found.upper, found.is_exact
    return Bounded(low, high, exact)


class _Search:
    """One look through everything; keeps the solutions it meets, which each witness all targets."""

    def __init__(
        self,
        known: Known,
        targets: Matrix,
        *,
        whole: bool,
        enough: Enough | None,
        pool: Pool | None,
    ) -> None:
        self.whole, self.enough, self.pool = whole, enough, pool
        self.atoms = targets.shape[1]
        known, targets, self.first = merged(known, targets)
        self.known, self.fixed, self.is_fixed = eliminated(known)
        self.targets = targets
        count = targets.shape[0]
        base = np.asarray(targets @ np.where(self.is_fixed, self.fixed, 0.0)).ravel()
        self.lower, self.upper = base.copy(), base.copy()
        self.exact = np.ones(count, dtype=np.bool_)

    def run(self) -> Bounded:
        parts = list(self._parts())
        if len(parts) == 1 and self.enough is not None:
            parts[0].is_alone = self.enough.stops
        for part in parts:
            part.look(self.lower, self.upper, self.exact)
        self._keep(parts)
        return Bounded(self.lower, self.upper, self.exact)

    def _keep(self, parts: list["_Part"]) -> None:
        """Put the parts' solutions together; any goes with any, since the parts share nothing."""
        if self.pool is None or any(not part.solutions for part in parts):
            return
        for number in range(max((len(part.solutions) for part in parts), default=0)):
            whole = np.where(self.is_fixed, self.fixed, 0.0)
            for part in parts:
                whole[part.atoms] = part.solutions[number % len(part.solutions)]
            atoms = np.zeros(self.atoms)
            atoms[self.first] = whole
            self.pool.add(atoms)

    def _parts(self) -> Iterator["_Part"]:
        free = np.flatnonzero(~self.is_fixed)
        if not len(free):
            return
        rows = sp.csr_array(self.known.rows[:, free])
        targets = sp.csr_array(self.targets[:, free])
        # Statements and atoms as one graph: a statement links its atoms.
        statements, atoms = rows.shape
        links = sp.csr_array(
            (rows.data, rows.indices + statements, np.append(rows.indptr, [rows.nnz] * atoms)),
            shape=(statements + atoms, statements + atoms),
        )
        _, label = connected_components(links, directed=False)
        label = label[statements:]
        touched = np.asarray(targets.sum(axis=0)).ravel() > 0
        for part in np.unique(label):
            mine = np.flatnonzero(label == part)
            if touched[mine].any() or self.pool is not None:
                yield self._part(rows, targets, mine, free[mine])

    def _part(
        self, rows: Matrix, targets: Matrix, atoms: NDArray[np.intp], places: NDArray[np.intp]
    ) -> "_Part":
        inside = sp.csr_array(rows[:, atoms])
        used = np.flatnonzero(np.diff(inside.indptr))
        mine = sp.csr_array(targets[:, atoms])
        return _Part(
            known=Known(sp.csr_array(inside[used]), self.known.low[used], self.known.high[used]),
            targets=mine,
            atoms=places,
            whole=self.whole,
            enough=self.enough,
            is_kept=self.pool is not None,
        )


@dataclass(eq=False)
class _Part:
    """Atoms that hang together, and the targets that touch them."""

    known: Known
    targets: Matrix
    atoms: NDArray[np.intp]
    whole: bool
    enough: Enough | None
    is_kept: bool
    is_alone: bool = False
    """All targets lie in this part alone, and the first that does not reach ends the look."""
    solutions: list[Floats] = field(default_factory=list)

    def look(self, lower: Floats, upper: Floats, exact: Flags) -> None:
        """Add this part's bounds to those of the whole targets."""
        touching = np.flatnonzero(np.diff(self.targets.indptr))
        seen: dict[bytes, int] = {}
        low = np.full(len(lower), np.inf)
        high = np.full(len(lower), -np.inf)
        self._scatter(touching, low, high)
        for target in touching:
            row = self._row(int(target))
            same = seen.setdefault(row.tobytes(), int(target))
            if same != target:
                self._copy(same, int(target), low, high, exact)
            elif not self._is_enough(int(target), low, high):
                self._solve(row, int(target), low, high, exact)
                if self.is_alone and not self._is_enough(int(target), low, high):
                    break
        lower[touching] += low[touching]
        upper[touching] += high[touching]

    def _scatter(self, touching: NDArray[np.intp], low: Floats, high: Floats) -> None:
        """Look for witnesses of many targets at once, in random directions."""
        if self.is_kept and not len(touching):
            self._extreme(np.zeros(self.targets.shape[1]), low, high)
        if self.enough is None:
            return
        random = np.random.default_rng(20134)
        left, before = touching[~self.enough.reached(low, high)[touching]], np.inf
        for _ in range(ROUNDS):
            if len(left) < FEW or len(left) > WORTH_IT * before:
                return
            signs = np.zeros(self.targets.shape[0])
            signs[left] = random.choice((-1.0, 1.0), len(left))
            for direction in (signs, -signs):
                row, whole = np.asarray(self.targets.T @ direction), self.is_sought_whole
                found = self._program(row, whole=whole)
                if found is not None and found.x is not None:
                    self._witness(np.round(found.x) if whole else found.x, low, high)
            before, left = len(left), left[~self.enough.reached(low, high)[left]]

    @staticmethod
    def _copy(source: int, target: int, low: Floats, high: Floats, exact: Flags) -> None:
        low[target], high[target] = low[source], high[source]
        exact[target] &= exact[source]

    def _row(self, target: int) -> Floats:
        dense = np.zeros(self.targets.shape[1])
        at = slice(self.targets.indptr[target], self.targets.indptr[target + 1])
        dense[self.targets.indices[at]] = self.targets.data[at]
        return dense

    def _is_enough(self, target: int, low: Floats, high: Floats) -> bool:
        if self.enough is None or low[target] > high[target]:
            return False
        enough = self.enough
        return bool(
            high[target] - low[target] >= enough.width[target]
            or low[target] <= enough.floor[target]
            or high[target] >= enough.ceiling[target]
        )

    def _solve(self, row: Floats, target: int, low: Floats, high: Floats, exact: Flags) -> None:
        least, sure = self._extreme(row, low, high)
        low[target] = least
        if self._is_enough(target, low, high):
            return
        most, also = self._extreme(-row, low, high)
        low[target], high[target] = least, -most
        exact[target] &= sure and also

    @property
    def is_sought_whole(self) -> bool:
        """Whether integer programs are worth the time."""
        return self.whole and self.targets.shape[1] <= LARGEST_WHOLE

    def _extreme(self, row: Floats, low: Floats, high: Floats) -> tuple[float, bool]:
        """Return the least of a sum, and whether a whole solution reaches it."""
        found = self._program(row, whole=False)
        if found is None:
            return -np.inf, True
        if not self.whole:
            self._witness(found.x, low, high)
            return float(found.fun), True
        if _is_whole(found.x):
            self._witness(found.x, low, high)
            return float(round(found.fun)), True
        relaxed = float(np.ceil(found.fun - NEARLY))
        if not self.is_sought_whole:
            self._witness(found.x, low, high)
            return relaxed, False
        found = self._program(row, whole=True)
        if found is None or found.x is None or found.status != 0:
            return relaxed, False
        self._witness(np.round(found.x), low, high)
        return float(round(found.fun)), True

    def _program(self, row: Floats, *, whole: bool) -> OptimizeResult | None:
        found = milp(
            row,
            integrality=np.full(len(row), int(whole)),
            bounds=Bounds(0, np.inf),
            constraints=_constraint(self.known),
            options={"time_limit": SECONDS} if whole else {},
        )
        if found.status == 3 or (found.status == 4 and not whole):
            return None
        if found.status == 2:
            raise DisclosureError(
                "What is published contradicts itself: no counts fit all the sums. "
                "Rounded tables must say how far a count may lie from the true one."
            )
        return found

    def _witness(self, atoms: Floats, low: Floats, high: Floats) -> None:
        if self.is_kept:
            self.solutions.append(atoms)
        values = np.asarray(self.targets @ atoms).ravel()
        np.minimum(low, values, out=low)
        np.maximum(high, values, out=high)


def _constraint(known: Known) -> list[LinearConstraint]:
    return [LinearConstraint(known.rows, known.low, known.high)] if known.rows.shape[0] else []


def _is_whole(solution: Floats) -> bool:
    return bool(np.abs(solution - np.round(solution)).max(initial=0.0) < NEARLY)
