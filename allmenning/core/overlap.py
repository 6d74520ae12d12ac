"""The change between two weighted rounds of which some units answered both."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from allmenning.core.design.coding import coded, crossed
from allmenning.core.design.model import Codes, Design, DesignError, Floats
from allmenning.core.estimate.statistic import Statistic, estimate
from allmenning.core.share import check_level
from allmenning.core.weights.margin import class_sums


@dataclass(frozen=True, eq=False)
class Round:
    """One round of a survey.

    Attributes
    ----------
    design : Design
        With its weights, and the totals that they were fitted to.
    statistic : Statistic
        What is estimated; the same k figures in both rounds.
    keys : sequence of str
        (n,), what the unit of each row is known by in both rounds, such as a municipality's number.
    """

    design: Design
    statistic: Statistic
    keys: Sequence[str]


@dataclass(frozen=True, eq=False)
class WeightedChange:
    """Differences between two rounds; all arrays are (k,).

    Attributes
    ----------
    names : tuple of str
    difference : Floats
        The second round less the first.
    error : Floats
        Standard error of the difference.
    lower, upper : Floats
        The interval at the level asked for.
    correlation : Floats
        Between the two rounds' estimates, because of those who answered both; 0 where one of them
        has no error.
    both : int
        Units that answered both rounds.
    degrees : float
        Degrees of freedom of the interval, the smaller of the two rounds'.
    """

    names: tuple[str, ...]
    difference: Floats
    error: Floats
    lower: Floats
    upper: Floats
    correlation: Floats
    both: int
    degrees: float


def change_with_overlap(first: Round, second: Round, *, level: float = 0.95) -> WeightedChange:
    """Return the change of each figure, with what the overlap takes from its variance.

    Parameters
    ----------
    first, second : Round
        Drawn from the same population by the same strata. Units that have moved to another
        stratum are counted as drawn again whenever they could be.
    level : float
        Confidence level, 0 to 1.

    Returns
    -------
    WeightedChange

    Raises
    ------
    DesignError
        Other figures in the second round, keys that are not one per row, a unit in two clusters.
    ValueError
        The level is not between 0 and 1.

    References
    ----------
    Tam (1984), American Statistician 38; Berger (2004), Canadian Journal of Statistics 32;
    docs/method/change-with-overlap.md.
    """
    check_level(level)
    if first.statistic.names != second.statistic.names:
        raise DesignError("The two rounds must estimate the same figures, by the same names.")
    before, after = (estimate(one.design, one.statistic) for one in (first, second))
    shared = overlap_of(first, second)
    covariance = shared.covariance
    own, other = np.diag(before.covariance), np.diag(after.covariance)
    error = np.sqrt(np.maximum(own + other - 2 * covariance, 0.0))
    difference = after.values - before.values
    degrees = min(before.degrees, after.degrees)
    reach = student.ppf((1 + level) / 2, degrees) * error
    size = np.sqrt(own * other)
    return WeightedChange(
        names=first.statistic.names,
        difference=difference,
        error=error,
        lower=difference - reach,
        upper=difference + reach,
        correlation=np.where(size > 0, covariance / np.where(size > 0, size, 1.0), 0.0),
        both=shared.both,
        degrees=float(degrees),
    )


@dataclass(frozen=True, eq=False)
class Overlap:
    """What those who answered both rounds make the two estimates have in common.

    Attributes
    ----------
    covariance : Floats
        (k,), of the two rounds' estimates.
    one_answer : float
        The most that the covariance of two shares would move if one of those who answered both
        had answered otherwise in one of them.
    both : int
        Units that answered both rounds.
    """

    covariance: Floats
    one_answer: float
    both: int


def overlap_of(first: Round, second: Round) -> Overlap:
    """Return the covariance alone, where the variances of the rounds are known from elsewhere.

    Raises
    ------
    DesignError
        Keys that are not one per row, a unit in two clusters.
    """
    return _shared(_Units.of(first), _Units.of(second))


@dataclass(frozen=True, eq=False)
class _Units:
    """The first-stage units of one round.

    Attributes
    ----------
    keys : array of str
        (m,).
    influence : Floats
        (m, k), less what known totals explain.
    stratum : array of str
        (m,), names of strata.
    sampled, population : Floats
        (m,), units drawn and units there are in the stratum.
    part : Floats
        (m,), of the sum of weights.
    """

    keys: np.ndarray[tuple[int], np.dtype[np.str_]]
    influence: Floats
    stratum: np.ndarray[tuple[int], np.dtype[np.str_]]
    sampled: Floats
    population: Floats
    part: Floats

    @classmethod
    def of(cls, one: Round) -> "_Units":
        """Sum the influence values of the rows of each unit."""
        stage = one.design.stages[0]
        if len(one.keys) != len(stage.strata):
            raise DesignError(f"{len(one.keys)} keys for {len(stage.strata)} rows: give one each.")
        keys, first, codes = np.unique(
            np.asarray(one.keys, dtype=np.str_),
            return_index=True,
            return_inverse=True,
        )
        if (stage.clusters[first][codes] != stage.clusters).any():
            raise DesignError("A unit is in two clusters of the first stage; its keys must tell.")
        values = one.statistic.influence(one.design.weights)
        for projection in one.design.projections:
            values = projection.residuals(values)
        called = stage.stratum_names or tuple(str(code) for code in range(stage.strata.max() + 1))
        return cls(
            keys,
            class_sums(codes, values, len(keys)),
            np.asarray(called, dtype=np.str_)[stage.strata[first]],
            stage.sampled[first],
            stage.population[first],
            class_sums(codes, one.design.weights / one.design.weights.sum(), len(keys)),
        )


def _shared(first: _Units, second: _Units) -> Overlap:
    _, here, there = np.intersect1d(first.keys, second.keys, return_indices=True)
    if here.size == 0:
        return Overlap(np.zeros(first.influence.shape[1]), 0.0, 0)
    cells = _cells(first.stratum[here], second.stratum[there])
    n = np.bincount(cells).astype(np.float64)
    one, other = first.influence[here], second.influence[there]
    sums = class_sums(cells, one, len(n)), class_sums(cells, other, len(n))
    products = class_sums(cells, one * other, len(n)) - sums[0] * sums[1] / n[:, None]
    within = products / np.maximum(n - 1, 1.0)[:, None]
    expected = np.zeros(len(n))
    expected[cells] = _by_chance(first, second, here, there, n[cells])
    beyond = (n - expected) * (n > 1)
    one_answer = np.abs(beyond) / np.maximum(n - 1, 1.0)
    for units in (first.part[here], second.part[there]):
        largest = np.zeros(len(n))
        np.maximum.at(largest, cells, units)
        one_answer = one_answer * largest
    return Overlap(np.asarray(beyond @ within), float(one_answer.max()), len(here))


def _by_chance(
    first: _Units,
    second: _Units,
    here: Codes,
    there: Codes,
    n: Floats,
) -> Floats:
    """Return how many of the row's stratum would be in both rounds without coordination.

    Of units that moved stratum nobody knows; they count as drawn again whenever they could be.
    """
    fraction = first.sampled[here] / first.population[here]
    other = second.sampled[there] / second.population[there]
    stays = first.stratum[here] == second.stratum[there]
    return np.where(stays, fraction * second.sampled[there], n * np.maximum(fraction, other))


def _cells(
    one: np.ndarray[tuple[int], np.dtype[np.str_]], other: np.ndarray[tuple[int], np.dtype[np.str_]]
) -> Codes:
    """Give every pair of strata that occurs a code."""
    return coded(crossed([coded(one)[0], coded(other)[0]]))[0]
