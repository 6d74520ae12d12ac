"""Labels as codes: fast for integers of a small range, exact for everything else."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from allmenning.core.design.model import Codes

SPREAD = 4
"""A table of codes may have this many places per row before sorting is cheaper."""

Labels = NDArray[np.generic]


def coded(labels: Labels) -> tuple[Codes, Labels]:
    """Give every distinct label a code in sorted order.

    Parameters
    ----------
    labels : array
        (n,), numbers or text.

    Returns
    -------
    tuple of Codes and array
        Codes (n,) from 0 to K-1, and the K labels.
    """
    if labels.dtype.kind == "f":
        whole = _whole(labels)
        labels = labels if whole is None else whole
    if labels.dtype.kind in "iub" and len(labels):
        integers = labels.astype(np.int64, copy=False)
        lowest = int(integers.min())
        places = int(integers.max()) - lowest + 1
        if places <= SPREAD * len(labels) + 1024:
            return _by_table(integers - lowest, places, lowest)
    found, codes = np.unique(labels, return_inverse=True)
    return codes.reshape(-1).astype(np.intp, copy=False), found


def _whole(labels: Labels) -> NDArray[np.int64] | None:
    with np.errstate(invalid="ignore"):
        integers = labels.astype(np.int64)
    return integers if bool(np.all(integers == labels)) else None


def _by_table(offsets: NDArray[np.int64], places: int, lowest: int) -> tuple[Codes, Labels]:
    used = np.zeros(places, dtype=bool)
    used[offsets] = True
    if used.all():
        return offsets.astype(np.intp, copy=False), np.arange(lowest, lowest + places)
    table = np.cumsum(used) - 1
    return table[offsets].astype(np.intp, copy=False), np.flatnonzero(used) + lowest


def crossed(parts: Sequence[Codes]) -> Codes:
    """Give every combination that occurs a code, ordered by the first part, then the next.

    Parameters
    ----------
    parts : sequence of Codes
        At least one, all (n,).
    """
    codes = parts[0]
    for part in parts[1:]:
        wide = int(part.max(initial=0)) + 1
        codes, _ = coded(codes.astype(np.int64) * wide + part)
    return codes


def named(labels: Labels) -> tuple[str, ...]:
    """Return what labels are called in sentences: 83.0 is "83"."""
    return tuple(
        str(int(label)) if isinstance(label, float) and label.is_integer() else str(label)
        for label in labels.tolist()
    )
