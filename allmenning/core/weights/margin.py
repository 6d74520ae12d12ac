"""Known totals by class, and sums of weights by class."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from allmenning.core.design.model import Codes, DesignError, Flags, Floats

SHOWN = 5


@dataclass(frozen=True, eq=False)
class Margin:
    """The population of every class, and the class of every row.

    Attributes
    ----------
    codes : Codes
        (n,), 0 to C-1; -1 for a row whose class has no known total, allowed outside a domain only.
    totals : Floats
        (C,), 0 or more.
    labels : tuple of str
        What the C classes are called in messages.
    title : str
        What the margin is called in messages.
    """

    codes: Codes
    totals: Floats
    labels: tuple[str, ...]
    title: str

    def __post_init__(self) -> None:
        """Refuse totals that cannot be."""
        wrong = ~(np.isfinite(self.totals) & (self.totals >= 0))
        if wrong.any():
            raise DesignError(
                f"The margin {self.title} needs a total of 0 or more for each class; not so for"
                f" {self.name(np.flatnonzero(wrong))}.",
            )

    def name(self, classes: Codes) -> str:
        """Return the classes in words, for a message."""
        shown = [self.labels[index] for index in classes[:SHOWN]]
        more = f" and {len(classes) - SHOWN} more" if len(classes) > SHOWN else ""
        return ", ".join(shown) + more


def class_sums(codes: Codes, weights: Floats, classes: int) -> Floats:
    """Sum weights (n,) or (n, R) by class: (C,) or (C, R)."""
    if weights.ndim == 1:
        return np.bincount(codes, weights=weights, minlength=classes).astype(np.float64, copy=False)
    return np.asarray(indicator(codes, classes) @ weights)


def indicator(codes: Codes, classes: int) -> csr_array:
    """Return a matrix (C, n) of 1 where the row is in the class."""
    order = np.argsort(codes, kind="stable")
    bounds = np.concatenate(([0], np.cumsum(np.bincount(codes, minlength=classes))))
    return csr_array((np.ones(len(codes)), order, bounds), shape=(classes, len(codes)))


def check_classes(margin: Margin, rows: Flags, *, partial: bool = False) -> None:
    """Refuse rows without a known total, and totals without rows.

    Parameters
    ----------
    margin : Margin
    rows : Flags
        (n,), rows that weigh something.
    partial : bool
        Leave totals of classes that nobody is in out, instead of refusing.

    Raises
    ------
    DesignError
        The sentence names the margin and the classes.
    """
    if len(margin.codes) != len(rows):
        raise DesignError(
            f"The margin {margin.title} has {len(margin.codes)} rows for a design of {len(rows)}.",
        )
    if missing := int((margin.codes[rows] < 0).sum()):
        raise DesignError(
            f"{missing} rows are in no class of the margin {margin.title} that has a known total."
            " Give every class in the data a total, and every row a class.",
        )
    held = np.bincount(margin.codes[rows], minlength=len(margin.totals)) > 0
    if (unasked := np.flatnonzero(held & (margin.totals == 0))).size:
        raise DesignError(
            f"The margin {margin.title} says that nobody is in {margin.name(unasked)}, but the data"
            " hold rows there. Correct the total, or leave the rows out.",
        )
    empty = np.flatnonzero(~held & (margin.totals > 0))
    if empty.size and not partial:
        raise DesignError(
            f"Nobody in the data is in {margin.name(empty)} of the margin {margin.title}. Join the"
            " class with a neighbour, or say that the totals are partial.",
        )


def check_sums(margins: Sequence[Margin], *, tolerance: float) -> None:
    """Refuse margins of unlike sums: no weights can meet them all.

    Raises
    ------
    DesignError
        The sentence names the first margin and the one that differs most.
    """
    sums = [float(margin.totals.sum()) for margin in margins]
    worst = max(range(len(sums)), key=lambda index: abs(sums[index] - sums[0]))
    if abs(sums[worst] - sums[0]) > tolerance * abs(sums[0]):
        raise DesignError(
            f"The margin {margins[0].title} sums to {sums[0]:.10g} and {margins[worst].title} to"
            f" {sums[worst]:.10g}: all margins must sum to the same population.",
        )
