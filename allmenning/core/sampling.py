"""Drawing a sample: how many in each stratum, and which.

The order of the rows never matters: units are known by their key.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]

_HALVINGS = 200


class Coordination(StrEnum):
    """How a draw leans on an earlier one that used the same permanent numbers."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


def proportional(
    sizes: Mapping[str, int],
    n: int,
    *,
    minimum: int = 0,
    take_all: Sequence[str] = (),
) -> dict[str, int]:
    """Share a sample out between strata by their size.

    Parameters
    ----------
    sizes : mapping of str to int
        Units in each stratum of the frame.
    n : int
        Units to draw in all.
    minimum : int
        Least in each stratum; a smaller stratum is taken whole.
    take_all : sequence of str
        Strata that are taken whole whatever their share is.

    Returns
    -------
    dict of str to int
        In the order of `sizes`; sums to `n`.

    Raises
    ------
    ValueError
        More units than there are, fewer than the minimums ask for, or an unknown stratum.

    References
    ----------
    Cochran (1977), Sampling Techniques, section 5.3; largest remainders (Hamilton).
    """
    return _allocate(sizes, dict(sizes), n, minimum, take_all)


def neyman(
    sizes: Mapping[str, int],
    deviations: Mapping[str, float],
    n: int,
    *,
    minimum: int = 0,
    take_all: Sequence[str] = (),
) -> dict[str, int]:
    """Share a sample out so that a mean of the population gets the least variance.

    Parameters
    ----------
    sizes : mapping of str to int
        Units in each stratum of the frame.
    deviations : mapping of str to float
        Standard deviation within each stratum of what is to be measured, in any one unit; for a
        share ``sqrt(p * (1 - p))``.
    n, minimum, take_all
        As in `proportional`.

    Returns
    -------
    dict of str to int
        A stratum whose share exceeds its size is taken whole and the rest shared out again.

    Raises
    ------
    ValueError
        As in `proportional`, or a deviation that is missing, negative or not finite.

    References
    ----------
    Neyman (1934); within bounds: Gabler, Ganninger and Münnich (2012), Metrika 75.
    """
    missing = [name for name in sizes if not 0 <= deviations.get(name, -1.0) < np.inf]
    if missing:
        raise ValueError(f"Each stratum needs a deviation of 0 or more; not so: {missing}.")
    measures = {name: size * deviations[name] for name, size in sizes.items()}
    return _allocate(sizes, measures, n, minimum, take_all)


def _allocate(
    sizes: Mapping[str, int],
    measures: Mapping[str, float],
    n: int,
    minimum: int,
    take_all: Sequence[str],
) -> dict[str, int]:
    """Share `n` out by `measures`, within the bounds of every stratum, in whole units."""
    if unknown := [name for name in take_all if name not in sizes]:
        raise ValueError(f"Strata to be taken whole that are not in the frame: {unknown}.")
    if min(sizes.values(), default=0) < 0 or minimum < 0:
        raise ValueError("Sizes of strata and the minimum must be 0 or more.")
    most = np.array(list(sizes.values()), dtype=np.int64)
    certain = np.array([name in set(take_all) for name in sizes], dtype=np.bool_)
    least = np.where(certain, most, np.minimum(most, minimum))
    if not least.sum() <= n <= most.sum():
        raise ValueError(
            f"A sample of {n} cannot be: the strata hold {most.sum()} units and their minimums "
            f"and strata taken whole ask for {least.sum()}.",
        )
    exact = _within_bounds(
        np.array([measures[name] for name in sizes], dtype=float), least, most, n
    )
    return dict(zip(sizes, _largest_remainders(exact, most, n), strict=True))


def _within_bounds(measures: Floats, least: Counts, most: Counts, n: int) -> Floats:
    """Return ``clip(factor * measures, least, most)`` with the factor that makes it sum to n."""
    fallback = measures.max(initial=0.0) == 0
    measures = most.astype(float) if fallback else measures
    positive = measures > 0
    reach = np.where(positive, most, least).sum()
    if reach <= n:
        # Strata without variance take what the others cannot.
        base = np.where(positive, most, least).astype(np.float64)
        room = most - base
        return np.asarray(base + room * ((n - reach) / max(float(room.sum()), 1.0)))
    low, high = 0.0, float(np.max(most[positive] / measures[positive]))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if np.clip(middle * measures, least, most).sum() < n:
            low = middle
        else:
            high = middle
    return np.asarray(np.clip(high * measures, least, most))


def _largest_remainders(exact: Floats, most: Counts, n: int) -> list[int]:
    """Round to whole units that sum to n; ties go to the stratum named first."""
    whole = np.floor(exact + 1e-9).astype(np.int64)
    remainders = np.where(whole < most, exact - whole, -1.0)
    order = np.argsort(-np.round(remainders, 9), kind="stable")
    whole[order[: n - int(whole.sum())]] += 1
    return [int(count) for count in whole]


@dataclass(frozen=True, eq=False)
class Drawing:
    """A drawn sample; all arrays have one entry per unit of the frame, in the order given.

    Attributes
    ----------
    drawn : Flags
        Whether the unit is in the sample.
    inclusion : Floats
        Probability of being drawn, n over N of the unit's stratum, 0 to 1.
    numbers : Floats
        The unit's permanent random number, at least 0 and under 1; keep it for the next round.
    allocation : dict of str to int
        Drawn in each stratum.
    """

    drawn: Flags
    inclusion: Floats
    numbers: Floats
    allocation: dict[str, int]

    @property
    def weights(self) -> Floats:
        """Units of the population that each drawn unit stands for; 0 for those not drawn."""
        chance = np.where(self.inclusion > 0, self.inclusion, 1.0)
        return np.where(self.drawn, 1 / chance, 0.0)


def permanent_numbers(
    keys: Sequence[str],
    generator: np.random.Generator,
    earlier: Mapping[str, float] | None = None,
) -> Floats:
    """Give every unit a random number that it keeps through all rounds.

    Parameters
    ----------
    keys : sequence of str
        What each unit is known by, such as a municipality's number; no two alike.
    generator : numpy.random.Generator
        Made from a recorded seed; the same seed and units give the same numbers in any order.
    earlier : mapping of str to float, optional
        Numbers of earlier rounds by key; only units without one get a new number.

    Returns
    -------
    Floats
        (n,), at least 0 and under 1.

    Raises
    ------
    ValueError
        Two units with one key, or an earlier number outside 0 to 1.

    References
    ----------
    Ohlsson (1995), Coordination of samples using permanent random numbers.
    """
    known = dict(earlier or {})
    if len(set(keys)) != len(keys):
        twice = sorted(key for key, count in Counter(keys).items() if count > 1)
        raise ValueError(f"Each unit must be in the frame once; more than once: {twice[:5]}.")
    if outside := [key for key, number in known.items() if not 0 <= number < 1]:
        raise ValueError(f"Permanent numbers are from 0 to 1; not so for {sorted(outside)[:5]}.")
    fresh = sorted(key for key in keys if key not in known)
    known.update(zip(fresh, generator.random(len(fresh)).tolist(), strict=True))
    return np.array([known[key] for key in keys], dtype=np.float64)


def draw(
    keys: Sequence[str],
    strata: Sequence[str],
    allocation: Mapping[str, int],
    numbers: Floats,
    *,
    coordination: Coordination = Coordination.POSITIVE,
    start: float = 0.0,
) -> Drawing:
    """Draw the allocated number of units in each stratum, without replacement.

    Parameters
    ----------
    keys, strata : sequence of str
        Key and stratum of each unit of the frame.
    allocation : mapping of str to int
        Units to draw in each stratum; a stratum left out gets none.
    numbers : Floats
        (n,), from `permanent_numbers`.
    coordination : Coordination
        Positive takes the units that come first after `start`, so the same numbers give the same
        units again; negative takes those that come last, so as few as possible are asked again.
    start : float
        Where on the circle from 0 to 1 to begin; moving it rotates the burden between rounds.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        Arrays of unlike length, more units than a stratum has, or an unknown stratum.
    """
    labels, codes = np.unique(np.asarray(strata, dtype=np.str_), return_inverse=True)
    if not len(keys) == len(strata) == len(numbers):
        raise ValueError("Keys, strata and numbers must have one entry per unit of the frame.")
    sizes = dict(zip(labels.tolist(), np.bincount(codes).tolist(), strict=True))
    _check_allocation(allocation, sizes)
    wanted = np.array([allocation.get(name, 0) for name in sizes], dtype=np.int64)
    turned = np.mod(numbers - start, 1.0)
    turned = turned if coordination is Coordination.POSITIVE else -turned
    order = np.lexsort((np.asarray(keys, dtype=np.str_), turned, codes))
    starts = np.concatenate(([0], np.cumsum(np.bincount(codes))[:-1]))
    rank = np.empty(len(keys), dtype=np.int64)
    rank[order] = np.arange(len(keys)) - starts[codes[order]]
    inclusion = wanted[codes] / np.bincount(codes)[codes]
    return Drawing(
        rank < wanted[codes],
        inclusion,
        numbers,
        {k: int(n) for k, n in zip(sizes, wanted, strict=True)},
    )


def _check_allocation(allocation: Mapping[str, int], sizes: Mapping[str, int]) -> None:
    """Refuse an allocation that the frame cannot give."""
    for name, n in allocation.items():
        if n and name not in sizes:
            raise ValueError(
                f"The stratum {name} has no units in the frame, so none of {n} can be drawn."
            )
        if not 0 <= n <= sizes.get(name, 0):
            raise ValueError(f"From the {sizes[name]} units of {name}, {n} cannot be drawn.")
