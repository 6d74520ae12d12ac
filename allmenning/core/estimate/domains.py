"""Means of many variables in many domains at once, with standard errors.

The same numbers as `estimate` with `Mean` in each domain, by sums over cells of cluster and domain
instead of influence values for every row, domain and variable (docs/method/variance-of-domains.md).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from allmenning.core.design.domain import subset
from allmenning.core.design.kernel import degrees_of_freedom
from allmenning.core.design.model import Codes, Design, EmptyDomainError, Floats, Lonely
from allmenning.core.design.structure import Layout, layout
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.statistic import estimate

BLOCK = 1 << 10
"""Cells worked on at a time, so that what is made of them stays in the processor's cache."""
THREADS = 2
SMALL = 1 << 16
"""Below so many numbers a second thread costs more than it gives."""


@dataclass(frozen=True, eq=False)
class DomainMeans:
    """Means by domain.

    Attributes
    ----------
    values, errors : Floats
        (G, k), means and their standard errors; NaN in a domain without a row.
    rows : Codes
        (G,), answers in each domain.
    sizes : Floats
        (G,), sums of weights.
    degrees : float
        Degrees of freedom of the whole design.
    """

    values: Floats
    errors: Floats
    rows: Codes
    sizes: Floats
    degrees: float


def domain_means(design: Design, columns: Floats, domains: Codes) -> DomainMeans:
    """Estimate means of columns (n, k) in each domain.

    Parameters
    ----------
    design : Design
    columns : Floats
        (n, k), without missing values.
    domains : Codes
        (n,), 0 to G-1.

    Raises
    ------
    DesignError
        A stratum with a single cluster, where the design says that this fails.
    """
    count = int(domains.max(initial=-1)) + 1
    rows = np.bincount(domains[design.weights != 0], minlength=count)
    sizes = np.bincount(domains, weights=design.weights, minlength=count).astype(np.float64)
    degrees = degrees_of_freedom(design)
    if _is_plain(design):
        values, errors = _swift(design, columns, domains, sizes)
    else:
        values, errors = _one_by_one(design, columns, domains, count)
    return DomainMeans(values, errors, rows, sizes, degrees)


def _is_plain(design: Design) -> bool:
    """Return whether the variance comes from the first stage alone, with no stratum apart."""
    if design.projections or design.pairs is not None:
        return False
    shape = layout(design.stages[0])
    alone = (shape.clusters < 2) | (shape.sampled < 2)
    later = len(design.stages) > 1 and np.isfinite(design.stages[0].population).any()
    apart = design.adjust_domain_lonely and design.lonely in {Lonely.ADJUST, Lonely.AVERAGE}
    return not (later or apart or bool((alone & ~shape.complete).any()))


def _one_by_one(
    design: Design, columns: Floats, domains: Codes, count: int
) -> tuple[Floats, Floats]:
    values, errors = np.full((2, count, columns.shape[1]), np.nan)
    names = tuple(map(str, range(columns.shape[1])))
    for domain in range(count):
        try:
            kept = subset(design, domains == domain)
        except EmptyDomainError:
            continue
        found = estimate(kept, Mean(names, columns), degrees=0.0)
        values[domain], errors[domain] = found.values, found.errors
    return values, errors


@dataclass(frozen=True, eq=False)
class Cells:
    """Combinations of a cluster and a domain that occur, in the order of clusters.

    Attributes
    ----------
    weights : csr_array or None
        (cells, n), the weights of each cell's rows; None where the cells are the rows in order.
    domain, group : Codes
        (cells,), the domain of each, and its combination of stratum and domain.
    held : Floats
        (cells,), sums of weights.
    """

    weights: sparse.csr_array | None
    domain: Codes
    group: Codes
    held: Floats

    def sums(self, columns: Floats, block: slice, out: Floats) -> Floats:
        """Return weighted sums (cells of the block, k), in `out` if that spares an array."""
        if self.weights is None:
            return np.multiply(columns[block], self.held[block, None], out=out)
        bounds = self.weights.indptr[block.start : block.stop + 1]
        part = slice(bounds[0], bounds[-1])
        rows, weights = self.weights.indices[part], self.weights.data[part]
        shape = (len(bounds) - 1, self.weights.shape[1])
        sparse_part = sparse.csr_array((weights, rows, bounds - bounds[0]), shape=shape)
        return np.asarray(sparse_part @ columns)


def _swift(design: Design, columns: Floats, domains: Codes, sizes: Floats) -> tuple[Floats, Floats]:
    shape = layout(design.stages[0])
    cells = _cells(design, shape, domains, len(sizes))
    groups = len(shape.sampled) * len(sizes)
    rows = design.stages[0].strata * len(sizes) + domains
    sums = _scattered(columns, rows, design.weights, groups)
    by_domain = sums.reshape(len(shape.sampled), len(sizes), -1)
    with np.errstate(invalid="ignore"):
        means = by_domain.sum(axis=0) / sizes[:, None]
    held = np.bincount(rows, weights=design.weights, minlength=groups)
    count = np.bincount(cells.group, minlength=groups).astype(np.float64)
    # What the cells of a group add to the influence of their domain, on average.
    everywhere = np.tile(np.nan_to_num(means), (len(shape.sampled), 1))
    middle = (sums - everywhere * held[:, None]) / np.maximum(count, 1)[:, None]
    scale = np.zeros(len(shape.sampled))
    scale[shape.stratum] = shape.scale
    scale = np.repeat(scale, len(sizes))
    inside = _spread(cells, columns, means, middle, scale)
    drawn = np.repeat(shape.sampled, len(sizes))
    between = middle**2 * (scale * count * (1 - count / drawn))[:, None]
    variances = inside + between.reshape(by_domain.shape).sum(axis=0)
    with np.errstate(invalid="ignore"):
        return means, np.asarray(np.sqrt(variances) / sizes[:, None])


def _cells(design: Design, shape: Layout, domains: Codes, count: int) -> Cells:
    clusters = design.stages[0].clusters
    if shape.single:
        return Cells(None, domains, shape.stratum * count + domains, design.weights)
    codes, size = clusters * count + domains, len(shape.stratum) * count
    every = np.arange(len(codes))
    weights = sparse.coo_array((design.weights, (codes, every)), shape=(size, len(codes))).tocsr()
    used = np.flatnonzero(np.diff(weights.indptr))
    first = weights.indices[weights.indptr[used]]
    bounds = np.append(weights.indptr[used], weights.indptr[-1])
    kept = sparse.csr_array((weights.data, weights.indices, bounds), shape=(len(used), len(codes)))
    domain = domains[first]
    group = shape.stratum[clusters[first]] * count + domain
    return Cells(kept, domain, group, np.add.reduceat(weights.data, bounds[:-1]))


def _scattered(columns: Floats, codes: Codes, weights: Floats, size: int) -> Floats:
    """Return weighted sums by code (size, k), reading the rows in their order."""

    def part(rows: slice) -> Floats:
        picked = codes[rows]
        adding = sparse.csc_array(
            (weights[rows], picked, np.arange(len(picked) + 1)), shape=(size, len(picked))
        )
        return np.asarray(adding @ columns[rows])

    return _joined(part, len(codes), columns.shape[1])


def _spread(cells: Cells, columns: Floats, means: Floats, middle: Floats, scale: Floats) -> Floats:
    """Return by domain (G, k) the scaled squares of cells around the middle of their group."""

    def part(span: slice) -> Floats:
        total = np.zeros_like(means)
        # Kept from block to block: fresh memory costs more than what is written there.
        expected, other = np.empty((2, BLOCK, means.shape[1]))
        for start in range(span.start, span.stop, BLOCK):
            block = slice(start, min(start + BLOCK, span.stop))
            domain, group = cells.domain[block], cells.group[block]
            rest, middles = expected[: len(domain)], other[: len(domain)]
            np.take(means, domain, axis=0, out=rest, mode="clip")
            rest *= cells.held[block, None]
            rest += np.take(middle, group, axis=0, out=middles, mode="clip")
            np.subtract(cells.sums(columns, block, out=middles), rest, out=rest)
            np.square(rest, out=rest)
            adding = sparse.csc_array(
                (scale[group], domain, np.arange(len(domain) + 1)), shape=(len(means), len(domain))
            )
            total += np.asarray(adding @ rest)
        return total

    return _joined(part, len(cells.domain), columns.shape[1])


def _joined(part: Callable[[slice], Floats], rows: int, wide: int) -> Floats:
    """Add what a function makes of two halves of the rows, side by side where it pays."""
    if rows * wide < SMALL:
        return part(slice(0, rows))
    bounds = np.linspace(0, rows, THREADS + 1).astype(int)
    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(part, map(slice, bounds[:-1], bounds[1:])))
    return np.asarray(np.sum(parts, axis=0))
