"""The lowest point of a smooth function of many numbers, by L-BFGS.

scipy's own asks the linear algebra library for each small product, which wakes all its threads:
with others at work on the same machine the filter took ten times as long to learn (2 to 4 s for
0.3 s of work).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
KEPT = 10
MOST_STEPS = 200
# A step is good enough when it wins this part of what the slope promises (Armijo).
WON = 1e-4
SHORTEST = 1e-10


def lowest(
    function: Callable[[Vector], tuple[float, Vector]], start: Vector, *, slope: float = 1e-3
) -> Vector:
    """Walk downhill from `start` until no number's slope is above `slope`.

    Parameters
    ----------
    function : callable
        Gives the value, and the gradient, at a point. Convex, or where it ends is a matter of
        where it began.
    start : array
        Where to begin; it is not changed.
    slope : float
        Above 0.

    Returns
    -------
    array
        The lowest point found within 200 steps.

    References
    ----------
    Nocedal and Wright (2006), Numerical Optimization, algorithms 3.1, 7.4 and 7.5.
    """
    here = start.copy()
    value, gradient = function(here)
    steps: list[tuple[Vector, Vector]] = []
    for _ in range(MOST_STEPS):
        if np.abs(gradient).max() <= slope:
            break
        way = -_turned(gradient, steps)
        length = 1.0 if steps else min(1.0, 1.0 / float(np.abs(gradient).max()))
        descent = _product(gradient, way)
        there, (lower, then) = here + length * way, function(here + length * way)
        while lower > value + WON * length * descent and length > SHORTEST:
            length /= 2
            there = here + length * way
            lower, then = function(there)
        steps = _remembered(steps, there - here, then - gradient)
        here, value, gradient = there, lower, then
    return here


def _remembered(
    steps: list[tuple[Vector, Vector]], step: Vector, change: Vector
) -> list[tuple[Vector, Vector]]:
    """Keep a step that tells how the slope bends, and the latest before it."""
    return [*steps, (step, change)][-KEPT:] if _product(step, change) > SHORTEST else steps


def _turned(gradient: Vector, steps: list[tuple[Vector, Vector]]) -> Vector:
    """Turn the gradient by what the steps have shown of how the slope bends."""
    turned = gradient.copy()
    shares: list[float] = []
    for step, change in reversed(steps):
        share = _product(step, turned) / _product(step, change)
        shares.append(share)
        turned = turned - share * change
    if steps:
        step, change = steps[-1]
        turned = turned * (_product(step, change) / _product(change, change))
    for (step, change), share in zip(steps, reversed(shares), strict=True):
        turned = turned + step * (share - _product(change, turned) / _product(step, change))
    return turned


def _product(first: Vector, second: Vector) -> float:
    return float((first * second).sum())
