"""What stands in a personal letter: likeness x theme x novelty, few, and not all from one place.

References
----------
docs/method/letter.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

MOST = 7
PER_OWNER = 2
HALF_LIFE_DAYS = 7.0
# Where nothing is known of both bodies: as good as any, neither near nor far.
UNKNOWN = 0.5


@dataclass(frozen=True, eq=False, kw_only=True)
class Weighed:
    """What n things weigh for one reader.

    Attributes
    ----------
    likeness : (n,) array of float
        0 to 1; NaN is unknown.
    theme : (n,) array of float
        0 to 1, how well the themes suit the reader.
    age : (n,) array of float
        Days, 0 or more.
    weight : (n,) array of float
        0 to 1, what the thing itself is worth, such as how much of a case is told.
    first : (n,) array of bool
        Concerns the reader alone, and stands before the rest.
    """

    likeness: Floats
    theme: Floats
    age: Floats
    weight: Floats
    first: Booleans


def scores(things: Weighed) -> Floats:
    """Return likeness x theme x novelty x weight; novelty halves in a week."""
    likeness = np.nan_to_num(things.likeness, nan=UNKNOWN)
    novelty = np.exp2(-np.maximum(things.age, 0.0) / HALF_LIFE_DAYS)
    return np.asarray(likeness * things.theme * novelty * things.weight)


def choose(
    things: Weighed,
    owners: Integers,
    suits: Booleans,
    *,
    most: int = MOST,
    per_owner: int = PER_OWNER,
) -> Sequence[int]:
    """Return the rows of what is told, best first; equal ones as they stood.

    Parameters
    ----------
    things : Weighed
    owners : (n,) array of int
        Who each thing comes from.
    suits : (n,) array of bool
        What may be told to this reader at all.
    most, per_owner : int
        At most so many, and at most so many from one owner.

    Returns
    -------
    sequence of int
    """
    rows = np.flatnonzero(suits)
    worth = scores(things)[rows]
    order = rows[np.lexsort((rows, -worth, ~things.first[rows]))]
    chosen: list[int] = []
    taken: dict[int, int] = {}
    for row, owner in zip(order.tolist(), owners[order].tolist(), strict=True):
        if taken.get(owner, 0) < per_owner:
            taken[owner] = taken.get(owner, 0) + 1
            chosen.append(row)
        if len(chosen) == most:
            break
    return chosen
