"""The change between two published shares, told so that no single answer can be read of it."""

import math
from dataclasses import dataclass

from scipy.stats import t as student

from allmenning.core.overlap import Overlap

MOST_LEVELS = 20


@dataclass(frozen=True)
class ToldShare:
    """A share as it is published: all three are out already."""

    estimate: float
    error: float
    degrees: float


@dataclass(frozen=True)
class ToldChange:
    """The second share less the first, with its interval and the correlation it was given."""

    difference: float
    lower: float
    upper: float
    correlation: float


def told_change(
    before: ToldShare, now: ToldShare, overlap: Overlap, *, least: int, level: float = 0.95
) -> ToldChange:
    """Return the change with an interval whose width tells of at least `least` answers at once.

    Parameters
    ----------
    before, now : ToldShare
        The two rounds.
    overlap : Overlap
        Of one figure (k = 1); only of strata where everything is shown.
    least : int
        So many of those who answered both may have answered otherwise, at the least, without
        another correlation being told.
    level : float
        Confidence level, 0 to 1.

    Raises
    ------
    ValueError
        `least` is less than 1, or the level is not between 0 and 1.

    References
    ----------
    docs/method/change-with-overlap.md
    """
    if least < 1 or not 0 < level < 1:
        raise ValueError(f"At least 1 answer and a level between 0 and 1, not {least}, {level}.")
    correlation = coarse_correlation(before, now, overlap, least=least)
    own = before.error**2 + now.error**2 - 2 * correlation * before.error * now.error
    reach = student.ppf((1 + level) / 2, min(before.degrees, now.degrees)) * math.sqrt(own)
    difference = now.estimate - before.estimate
    return ToldChange(difference, difference - reach, difference + reach, correlation)


def coarse_correlation(before: ToldShare, now: ToldShare, overlap: Overlap, *, least: int) -> float:
    """Return the correlation, rounded down to one of so few levels that each holds `least` answers.

    The levels are equally far apart, j / K for j < K. Below zero counts as zero.
    """
    size = before.error * now.error
    if size <= 0:
        return 0.0
    step = max(least * overlap.one_answer / size, 1 / MOST_LEVELS)
    levels = math.floor(1 / step)
    found = math.floor(float(overlap.covariance[0]) / size * levels) if levels else 0
    return min(max(found, 0), levels - 1) / levels if levels else 0.0
