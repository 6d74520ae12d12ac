"""Hides cells of several tables at once, by linear programs, and shows again what it can."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import islice

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from allmenning.core.disclosure.apart import Where
from allmenning.core.disclosure.attacker import Scene, is_near
from allmenning.core.disclosure.bounds import Pool, bounded
from allmenning.core.disclosure.known import Known, stacked
from allmenning.core.disclosure.space import Flags, Floats, Matrix
from allmenning.core.disclosure.widen import Offer, widened

MOST_PASSES = 12
GIVEN_BACK = 150
"""No more hidden cells than this are tried again one by one."""


class Hiding:
    """Which names of a scene are hidden, and what becomes known of the targets."""

    def __init__(self, scene: Scene, earlier: Sequence[bool], also: AbstractSet[Where]) -> None:
        self.scene, self.rules = scene, scene.rules
        count = len(scene.names)
        self.figures = _filled(scene.truths("count"), count)
        self.values = _filled(scene.truths("value"), count)
        self.sensitive = np.zeros(count, dtype=np.bool_)
        self.sensitive[list(scene.sensitive)] = True
        self.bound = self._bound(earlier)
        self.asked = self.sensitive | np.array([one in also for one in scene.names], dtype=np.bool_)
        self.hidden = self.asked & ~self.bound
        self.targets, self.rows = scene.count_targets()
        self.aims = scene.value_targets()
        self.pool = Pool()

    def _bound(self, earlier: Sequence[bool]) -> Flags:
        """Mark what is out already."""
        found = np.zeros(len(self.scene.names), dtype=np.bool_)
        places = iter(self.scene.places)
        for table, is_out in zip(self.scene.tables, earlier, strict=True):
            for cell, where in zip(table.cells, islice(places, len(table.cells)), strict=True):
                if is_out and cell.count is not None and not cell.is_hidden:
                    found[self.scene.at[where]] = True
        return found

    def run(self) -> Flags:
        """Hide until nothing is known too closely, then show again what can be shown."""
        for extra in range(MOST_PASSES):
            before = self.hidden.copy()
            self._widen_counts(extra // 4)
            self._widen_values()
            if (before == self.hidden).all() and not self._bad_counts().any():
                break
        self._give_back()
        return self.hidden

    def _known(self, figures: Floats) -> Known:
        at = np.flatnonzero(~self.hidden & np.isfinite(figures))
        known = Known(self.scene.rows[at], figures[at], figures[at])
        return stacked(known, self.scene.stated()) if figures is self.figures else known

    def _bad_counts(self) -> Flags:
        if not self.targets:
            return np.zeros(0, dtype=np.bool_)
        enough = self.scene.enough(self.targets, hurried=True)
        found = bounded(self._known(self.figures), self.rows, enough=enough, pool=self.pool)
        return np.array(
            [
                self.scene.is_inside(one, found.lower[at], found.upper[at])
                for at, one in enumerate(self.targets)
            ],
            dtype=np.bool_,
        )

    def _is_bad_count(self, at: int) -> bool:
        """Look at one target again, after others have been helped."""
        enough = self.scene.enough([self.targets[at]], hurried=True)
        known = self._known(self.figures)
        found = bounded(known, self.rows[[at]], enough=enough, pool=self.pool)
        return self.scene.is_inside(self.targets[at], found.lower[0], found.upper[0])

    def _widen_counts(self, extra: int) -> None:
        for at in np.flatnonzero(self._bad_counts()):
            if not self._is_bad_count(int(at)):
                continue
            width = float(self.rules.width + extra)
            self._widen(self.figures, self.rows[[at]], np.inf, -np.inf, width)

    def _widen_values(self) -> None:
        for at in np.flatnonzero(self._bad_values()):
            aim = self.aims[at]
            if aim.truth is not None:
                low, high = max(0.0, aim.truth - aim.margin), aim.truth + aim.margin
                self._widen(self.values, self.scene.rows[[aim.row]], low, high, 0.0)

    def _bad_values(self) -> Flags:
        if not self.aims:
            return np.zeros(0, dtype=np.bool_)
        rows = self.scene.rows[np.array([one.row for one in self.aims], dtype=np.intp)]
        found = bounded(self._known(self.values), rows, whole=False)
        return np.array(
            [is_near(one, found.lower[at], found.upper[at]) for at, one in enumerate(self.aims)],
            dtype=np.bool_,
        )

    def _widen(self, figures: Floats, row: Matrix, low: float, high: float, width: float) -> None:
        """Hide what makes one sum wide enough; nothing where nothing helps."""
        at = np.flatnonzero(~self.hidden & ~self.bound & np.isfinite(figures))
        fixed = self._fixed(figures)
        rows, target, fixed = _gathered(self.scene.rows[at], row, fixed)
        prices = 1.0 + 0.2 * np.log10(1.0 + np.nan_to_num(self.figures[at]))
        found = widened(Offer(rows, figures[at], prices, fixed), target, low, high, width)
        if found is not None:
            self.hidden[at[found]] = True

    def _fixed(self, figures: Floats) -> Known:
        at = np.flatnonzero(self.bound & np.isfinite(figures))
        known = Known(self.scene.rows[at], figures[at], figures[at])
        return stacked(known, self.scene.stated()) if figures is self.figures else known

    def _give_back(self) -> None:
        """Show again, the largest first, what nobody needs to be hidden."""
        extra = np.flatnonzero(self.hidden & ~self.asked)
        if len(extra) > GIVEN_BACK or self._is_bad():
            return
        for at in extra[np.argsort(-np.nan_to_num(self.figures[extra]), kind="stable")]:
            self.hidden[at] = False
            self.hidden[at] = self._is_bad()

    def _is_bad(self) -> bool:
        if self.targets:
            enough = replace(self.scene.enough(self.targets, hurried=True), stops=True)
            found = bounded(self._known(self.figures), self.rows, enough=enough, pool=self.pool)
            reached = enough.reached(found.lower, found.upper)
            if not reached.all() and self._bad_counts_at(np.flatnonzero(~reached)):
                return True
        return bool(self._bad_values().any())

    def _bad_counts_at(self, places: NDArray[np.intp]) -> bool:
        return any(self._is_bad_count(int(at)) for at in places)


def _filled(truths: Mapping[int, float], count: int) -> Floats:
    found = np.full(count, np.nan)
    found[list(truths)] = list(truths.values())
    return found


def _gathered(rows: Matrix, target: Matrix, fixed: Known) -> tuple[Matrix, Floats, Known]:
    """Take atoms together that nothing tells apart; the program gets much smaller."""
    everything = sp.csc_array(sp.vstack([rows, target, fixed.rows]))
    weights = np.random.default_rng(20133).random((everything.shape[0], 2))
    prints = np.asarray(everything.T @ weights).round(9)
    first = np.sort(np.unique(prints, axis=0, return_index=True)[1])
    held = Known(sp.csr_array(fixed.rows[:, first]), fixed.low, fixed.high)
    return sp.csr_array(rows[:, first]), target[:, first].toarray().ravel(), held
