"""Weights that meet several margins at once: iterative proportional fitting.

Rows that are in the same class of every margin keep the proportions between them, so the fitting is
done on the table of classes that occur and costs next to nothing per row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np
from scipy.sparse import csr_array

from allmenning.core.design.coding import coded, crossed
from allmenning.core.design.model import Codes, Design, DesignError, Floats, Replicates
from allmenning.core.weights.margin import (
    Margin,
    check_classes,
    check_sums,
    class_sums,
    indicator,
)

SWEEPS_OF_VARIANCE = 10
"""R survey takes the margins out of the influence values this many times, which we follow."""
MOST_SWEEPS = 5000
STILL = 1e-14
"""Greatest relative change of a cell in one sweep that counts as no change."""
ROUGH = 1e-6
"""Sums of margins may differ by this much, relatively: published totals are rounded."""


@dataclass(frozen=True, eq=False)
class Table:
    """The combinations of classes that occur.

    Attributes
    ----------
    cells : Codes
        (n,), 0 to K-1.
    margins : tuple of Codes
        For each margin the class (K,) of every cell.
    """

    cells: Codes
    margins: tuple[Codes, ...]

    @property
    def size(self) -> int:
        """K."""
        return len(self.margins[0])


@dataclass(frozen=True, eq=False)
class MarginMeans:
    """What is left when the unweighted means of every class of every margin are taken away.

    Attributes
    ----------
    table : Table
    weights : Floats
        (n,), after the raking; rows of weight 0 count in no mean.
    """

    table: Table
    weights: Floats

    def residuals(self, influence: Floats) -> Floats:
        """Return influence (n, k) less what ten sweeps over the margins explain of it."""
        inside = self.weights != 0
        table = self.table
        scores = influence / np.where(inside, self.weights, 1.0)[:, None]
        scores[~inside] = 0
        n = np.bincount(table.cells[inside], minlength=table.size).astype(np.float64)
        explained = self._explained(class_sums(table.cells, scores, table.size), n)
        np.take(explained, table.cells, axis=0, out=scores)
        scores *= self.weights[:, None]
        return np.subtract(influence, scores, out=scores)

    def _explained(self, sums: Floats, n: Floats) -> Floats:
        """Return the means (K, k) that the sweeps take away from every cell."""
        explained = np.zeros_like(sums)
        steps = [_step(codes, n) for codes in self.table.margins]
        for _ in range(SWEEPS_OF_VARIANCE):
            for codes, add, count in steps:
                means = (add @ (sums - explained * n[:, None])) / count[:, None]
                explained += means[codes]
        return explained


def _step(codes: Codes, n: Floats) -> tuple[Codes, csr_array, Floats]:
    add = indicator(codes, int(codes.max()) + 1)
    return codes, add, np.maximum(add @ n, 1.0)


@overload
def rake(design: Design, margins: Sequence[Margin]) -> Design: ...
@overload
def rake(design: Replicates, margins: Sequence[Margin]) -> Replicates: ...
def rake(design: Design | Replicates, margins: Sequence[Margin]) -> Design | Replicates:
    """Scale the weights until every class of every margin has its known total.

    Parameters
    ----------
    design : Design or Replicates
        Replicates are each raked by themselves.
    margins : sequence of Margin
        At least one.

    Returns
    -------
    Design or Replicates

    Raises
    ------
    DesignError
        Margins of unlike sums, a class without a total or without rows, or margins that no
        weights can meet together; the sentence names the margin.

    References
    ----------
    Deming and Stephan (1940); Deville, Särndal and Sautory (1993), JASA 88; docs/method/raking.md.
    """
    if not margins:
        raise DesignError("Raking needs at least one margin with known totals.")
    inside = design.weights != 0
    for margin in margins:
        check_classes(margin, inside)
    check_sums(margins, tolerance=ROUGH)
    table = _table(margins)
    totals = [margin.totals for margin in margins]
    start = class_sums(table.cells, design.weights, table.size)
    factors = _fitted(table, start[:, None], totals)
    _check_met(table, start * factors[:, 0], margins)
    weights = design.weights * factors[table.cells, 0]
    if isinstance(design, Design):
        made = (*design.projections, MarginMeans(table, weights))
        return replace(design, weights=weights, projections=made)
    sums = class_sums(table.cells, design.replicates, table.size)
    # The fitted factors are a good start: the limit is the same for any product of class factors.
    warm = _fitted(table, sums * factors, totals) * factors
    replicates = warm[table.cells]
    replicates *= design.replicates
    return replace(design, weights=weights, replicates=replicates, degrees=None)


def _table(margins: Sequence[Margin]) -> Table:
    """Return the combinations of classes that occur."""
    codes = [np.maximum(margin.codes, 0) for margin in margins]
    cells, _ = coded(crossed(codes))
    first = np.zeros(int(cells.max(initial=-1)) + 1, dtype=np.intp)
    first[cells] = np.arange(len(cells))
    return Table(cells, tuple(one[first] for one in codes))


def _fitted(table: Table, start: Floats, totals: Sequence[Floats]) -> Floats:
    """Return factors (K, R) that take start (K, R) to the totals, as near as they can be met."""
    adds = [
        indicator(codes, len(known)) for codes, known in zip(table.margins, totals, strict=True)
    ]
    fitted = start.copy()
    moving = np.arange(start.shape[1])
    for _ in range(MOST_SWEEPS):
        before = fitted[:, moving]
        after = before.copy()
        for codes, add, known in zip(table.margins, adds, totals, strict=True):
            sums = add @ after
            ratio = np.where(sums > 0, known[:, None] / np.where(sums > 0, sums, 1.0), 1.0)
            after *= ratio[codes]
        fitted[:, moving] = after
        moving = moving[(np.abs(after - before) > STILL * before).any(axis=0)]
        if not moving.size:
            break
    return np.asarray(np.where(start > 0, fitted / np.where(start > 0, start, 1.0), 0.0))


def _check_met(table: Table, fitted: Floats, margins: Sequence[Margin]) -> None:
    """Refuse margins that cannot be met together."""
    worst: tuple[float, str, str] = (0.0, "", "")
    for codes, margin in zip(table.margins, margins, strict=True):
        sums = class_sums(codes, fitted, len(margin.totals))
        off = np.abs(sums - margin.totals) / np.maximum(margin.totals, 1e-300)
        off[margin.totals == 0] = 0
        index = int(off.argmax())
        worst = max(worst, (float(off[index]), margin.title, margin.labels[index]))
    if worst[0] > 10 * ROUGH:
        raise DesignError(
            f"The margins cannot all be met: {worst[2]} of {worst[1]} stays {100 * worst[0]:.3g} %"
            " off its total, because of combinations of classes that nobody is in. Join classes.",
        )
