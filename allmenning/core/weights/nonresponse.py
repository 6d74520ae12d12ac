"""Weights for those who did not answer, by class; and a figure with and without weights."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Reason = Literal["no answers", "too few answers"]
LIKE = 1.5
"""Chances of being drawn are alike while the larger is less than this times the smaller."""


@dataclass(frozen=True, slots=True)
class Collapse:
    """A class that had to be joined with its neighbour: the warning that follows the weights.

    Attributes
    ----------
    name, into : str
        The class, and the neighbour whose weight it now shares.
    population, respondents : int
        Of the class that was joined.
    reason : {"no answers", "too few answers"}
    """

    name: str
    into: str
    population: int
    respondents: int
    reason: Reason

    def __str__(self) -> str:
        """Say it in a sentence."""
        return (
            f"The class {self.name} ({self.respondents} of {self.population} answered) was joined "
            f"with {self.into}: {self.reason}."
        )


@dataclass(frozen=True, slots=True)
class WeightingClass:
    """A class that got a weight of its own, maybe of several that were joined.

    Attributes
    ----------
    names : tuple of str
        The classes in it, in order.
    population, respondents : int
        Units in the frame and units that answered.
    weight : float
        Share of the population over share of those who answered; 1 is proportional response.
    expansion : float
        Units of the population that each answer stands for.
    """

    names: tuple[str, ...]
    population: int
    respondents: int
    weight: float
    expansion: float


@dataclass(frozen=True, slots=True)
class Nonresponse:
    """Nonresponse weights by class.

    Attributes
    ----------
    classes : tuple of WeightingClass
        In the order given; together they are the whole frame.
    warnings : tuple of Collapse
        Classes that were joined with a neighbour.
    """

    classes: tuple[WeightingClass, ...]
    warnings: tuple[Collapse, ...]

    def expand(self, classes: Sequence[str]) -> Floats:
        """Return the expansion weight of each answer, from its class; they sum to the frame.

        Raises
        ------
        ValueError
            A class that is not in the frame.
        """
        return self._of(
            classes, {name: one.expansion for one in self.classes for name in one.names}
        )

    def relative(self, classes: Sequence[str]) -> Floats:
        """Return the relative weight of each answer, from its class; their mean is 1.

        Raises
        ------
        ValueError
            A class that is not in the frame.
        """
        return self._of(classes, {name: one.weight for one in self.classes for name in one.names})

    @staticmethod
    def _of(classes: Sequence[str], weights: Mapping[str, float]) -> Floats:
        if unknown := sorted(set(classes) - set(weights)):
            raise ValueError(f"Classes that are not in the frame: {unknown[:5]}.")
        return np.array([weights[name] for name in classes], dtype=np.float64)


def relative_weights(population: Floats, respondents: Floats) -> Floats:
    """Return share of the population over share of those who answered, class by class.

    Parameters
    ----------
    population, respondents : Floats
        (h,), counts or percent; each is divided by its own sum.

    Returns
    -------
    Floats
        (h,); their mean over those who answered is 1.

    Raises
    ------
    ValueError
        A class without respondents, or nothing at all.

    References
    ----------
    DOMAIN.md, fixture for survey weights (DSB 2019).
    """
    if population.shape != respondents.shape or population.size == 0:
        raise ValueError("Population and respondents must have one entry per class, at least one.")
    if (population < 0).any() or (respondents <= 0).any():
        raise ValueError("Each class needs respondents; join an empty class with its neighbour.")
    shares = population / population.sum()
    return np.asarray(shares / (respondents / respondents.sum()))


def nonresponse_weights(
    population: Mapping[str, int],
    respondents: Mapping[str, int],
    *,
    least: int = 1,
    chances: Mapping[str, float] | None = None,
) -> Nonresponse:
    """Weight those who answered up to the frame, class by class.

    Parameters
    ----------
    population : mapping of str to int
        Units in the frame by class, **in the order in which neighbours are alike** (size classes
        from small to large).
    respondents : mapping of str to int
        Units that answered by class; a class left out has none.
    least : int
        Answers a class needs to stand alone.
    chances : mapping of str to float, optional
        How probable it was to be drawn, by class; all alike where it is left out.

    Returns
    -------
    Nonresponse
        A class under `least` is joined with the smaller of its two neighbours (the one before
        when they are as large), again until every class has enough; each is a warning. Those
        who are joined share a weight, so where the chances of being drawn differ, the nearest
        class that was drawn with a like chance is taken before a neighbour that was not.

    Raises
    ------
    ValueError
        More answers than units, answers from outside the frame, or fewer than `least` in all.
    """
    _check(population, respondents, least)
    groups: list[_Group] = [
        ((name,), size, respondents.get(name, 0)) for name, size in population.items() if size
    ]
    expected = {name: size * (chances or {}).get(name, 1.0) for name, size in population.items()}
    warnings: list[Collapse] = []
    while (weakest := _first_under(groups, least)) is not None:
        neighbour = _neighbour(groups, weakest, expected)
        names, size, n = groups[weakest]
        reason: Reason = "too few answers" if n else "no answers"
        into = ", ".join(groups[neighbour][0])
        warnings.append(Collapse(", ".join(names), into, size, n, reason))
        first, second = sorted((weakest, neighbour))
        more, size_more, n_more = groups.pop(second)
        names, size, n = groups[first]
        groups[first] = (names + more, size + size_more, n + n_more)
    return Nonresponse(_weighted(groups), tuple(warnings))


_Group = tuple[tuple[str, ...], int, int]


def _check(population: Mapping[str, int], respondents: Mapping[str, int], least: int) -> None:
    """Refuse counts that cannot be."""
    if least < 1:
        raise ValueError(f"A class needs at least one answer to stand alone, not {least}.")
    for name, n in respondents.items():
        if not 0 <= n <= population.get(name, 0):
            raise ValueError(
                f"{n} answers in the class {name}, which has {population.get(name, 0)} units in "
                f"the frame: there cannot be more answers than units.",
            )
    if sum(respondents.values()) < least:
        raise ValueError(f"All classes together have fewer than {least} answers.")


def _first_under(groups: Sequence[_Group], least: int) -> int | None:
    """Return the group with the fewest answers, if that is too few."""
    fewest = min(range(len(groups)), key=lambda index: groups[index][2])
    return fewest if groups[fewest][2] < least else None


def _neighbour(groups: Sequence[_Group], index: int, expected: Mapping[str, float]) -> int:
    """Return the nearest group of like chances; of two as near the one with fewer units."""
    chances = [sum(expected[name] for name in names) / size for names, size, _n in groups]
    others = [other for other in range(len(groups)) if other != index]
    return min(
        others,
        key=lambda other: (
            _unlike(chances[index], chances[other]),
            abs(other - index),
            groups[other][1],
        ),
    )


def _unlike(one: float, other: float) -> int:
    """Count how many times half as much again parts two chances; a class not drawn is like any."""
    if one <= 0 or other <= 0:
        return 0
    return int(abs(math.log(one / other)) / math.log(LIKE))


def _weighted(groups: Sequence[_Group]) -> tuple[WeightingClass, ...]:
    """Give every group its weights."""
    size = np.array([one[1] for one in groups], dtype=np.float64)
    n = np.array([one[2] for one in groups], dtype=np.float64)
    weights = zip(groups, relative_weights(size, n), size / n, strict=True)
    return tuple(WeightingClass(*one, float(w), float(x)) for one, w, x in weights)


@dataclass(frozen=True, eq=False)
class SideBySide:
    """Means of the same answers without and with weights.

    Attributes
    ----------
    unweighted, weighted : Floats
        (k,), one per variable; NaN where nobody answered.
    n : NDArray of int
        (k,), answers to each.
    """

    unweighted: Floats
    weighted: Floats
    n: NDArray[np.int64]

    @property
    def difference(self) -> Floats:
        """What the weights change: weighted less unweighted."""
        return np.asarray(self.weighted - self.unweighted)


def side_by_side(values: Floats, weights: Floats) -> SideBySide:
    """Compute means without and with weights, leaving out missing answers of each variable.

    Parameters
    ----------
    values : Floats
        (n, k); NaN is a missing answer. 0 and 1 give shares.
    weights : Floats
        (n,), 0 or more.

    Raises
    ------
    ValueError
        Unlike lengths or a negative weight.
    """
    if values.ndim != 2 or len(values) != len(weights) or (weights < 0).any():
        raise ValueError("Values must be rows by variables, with one weight of 0 or more per row.")
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    n = known.sum(axis=0)
    total = weights @ known
    with np.errstate(invalid="ignore"):
        return SideBySide(filled.sum(axis=0) / n, weights @ filled / total, n.astype(np.int64))
