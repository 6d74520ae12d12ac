"""One share: its margin, its exact interval, its bounds under nonresponse, and a recount."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from scipy.stats import hypergeom

LEVEL = 0.95
LARGEST_POPULATION = 100_000_000
"""Many times the Nordic population; beyond it the exact intervals would take minutes."""
FLAGGED_POINTS = 0.6

Relation = Literal["equal", "less than", "more than"]
Note = Literal["matches", "truncated", "close", "deviates"]


def check_counts(x: int, n: int, size: int) -> None:
    """Refuse counts that cannot be: 0 <= x <= n <= size <= `LARGEST_POPULATION`, n at least 1.

    Raises
    ------
    ValueError
        With the counts in a sentence.
    """
    if n < 1:
        raise ValueError(f"A share needs at least one answer, not {n}.")
    if not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is no share: the count must be from 0 to {n}.")
    if n > size:
        raise ValueError(f"{n} answers from {size} units: there cannot be more answers than units.")
    if size > LARGEST_POPULATION:
        raise ValueError(f"A population may have {LARGEST_POPULATION} units at most, not {size}.")


def check_level(level: float) -> None:
    """Refuse a confidence level that cannot be: it is between 0 and 1.

    Raises
    ------
    ValueError
        With the level in a sentence.
    """
    if not 0 < level < 1:
        raise ValueError(f"A confidence level must be between 0 and 1, not {level}.")


def normal_quantile(level: float) -> float:
    """Return the two-sided normal quantile, 1.96 at level 0.95.

    Raises
    ------
    ValueError
        The level is not between 0 and 1.
    """
    check_level(level)
    return NormalDist().inv_cdf((1 + level) / 2)


def margin_of_error(share: float, n: int, size: int | None, *, level: float = LEVEL) -> float:
    """Half the width of the normal interval for a share.

    Parameters
    ----------
    share : float
        0 to 1.
    n : int
        Answers, at least 2 unless everybody answered.
    size : int or None
        Units in the population; None is without finite population correction.
    level : float
        Confidence level, 0 to 1.

    Returns
    -------
    float
        0 to 1 (times 100 for points); 0 when n is the whole population.

    Raises
    ------
    ValueError
        A share outside 0 to 1, more answers than units, or one answer out of many.

    References
    ----------
    Cochran (1977), Sampling Techniques, section 3.2; DOMAIN.md, fixture for survey weights.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"A share must be from 0 to 1, not {share}.")
    check_counts(0, n, n if size is None else size)
    quantile = normal_quantile(level)
    if n == size:
        return 0.0
    if n == 1:
        raise ValueError("One answer has no margin of error; at least 2 are needed.")
    sampled = 0.0 if size is None else n / size
    return quantile * math.sqrt((1 - sampled) * share * (1 - share) / (n - 1))


def count_interval(x: int, n: int, size: int, *, level: float = LEVEL) -> tuple[int, int]:
    """Exact interval for how many of the whole population are a yes.

    Parameters
    ----------
    x, n, size : int
        Yes among the answers, answers, units.
    level : float
        Confidence level, 0 to 1; the coverage is at least this.

    Returns
    -------
    tuple of int
        Lowest and highest number of units, both within ``x`` to ``size - (n - x)``.

    Raises
    ------
    ValueError
        Counts or level that cannot be.

    References
    ----------
    Buonaccorsi (1987), American Statistician 41: the tails of the hypergeometric inverted.
    """
    check_counts(x, n, size)
    normal_quantile(level)
    tail = (1 - level) / 2
    most = size - (n - x)

    def enough(count: int) -> bool:
        return bool(hypergeom.sf(x - 1, size, count, n) > tail)

    def too_many(count: int) -> bool:
        return bool(hypergeom.cdf(x, size, count, n) <= tail)

    return _first(enough, x, most), _first(too_many, x, most + 1) - 1


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """Return the first whole number for which a monotone condition holds; `high` at the latest."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def share_interval(x: int, n: int, size: int, *, level: float = LEVEL) -> tuple[float, float]:
    """Exact interval for a share of a finite population: `count_interval` over `size`."""
    low, high = count_interval(x, n, size, level=level)
    return low / size, high / size


def worst_case_bounds(x: int, n: int, size: int) -> tuple[float, float]:
    """Least and greatest share of the population, whatever those who did not answer would say.

    Parameters
    ----------
    x, n, size : int
        Yes among the answers, answers, units.

    Raises
    ------
    ValueError
        Counts that cannot be.

    References
    ----------
    Manski (1989), Anatomy of the selection problem; rooms/evidence.md section 5.4.
    """
    check_counts(x, n, size)
    return x / size, (x + size - n) / size


@dataclass(frozen=True, slots=True)
class Recount:
    """A stated share held against its counts.

    Attributes
    ----------
    share : float
        From the counts, 0 to 1.
    deviation : float
        Points between what is stated and what the counts give; 0 when a "less than" or
        "more than" holds.
    note : str
        ``matches`` (equal when rounded as stated), ``truncated`` (decimals cut off), ``close``,
        ``deviates``.
    """

    share: float
    deviation: float
    note: Note

    @property
    def flagged(self) -> bool:
        """Whether a person should look at it: more than 0.6 points off."""
        return self.note == "deviates"


def recount(
    stated: float,
    x: int,
    n: int,
    *,
    relation: Relation = "equal",
    decimals: int = 0,
) -> Recount:
    """Recompute a share from its counts.

    Parameters
    ----------
    stated : float
        Percent as stated, 0 to 100.
    x, n : int
        Numerator and denominator.
    relation : {"equal", "less than", "more than"}
        "Less than every fourth" is 25 and ``less than``.
    decimals : int
        Decimals the share is stated with.

    Returns
    -------
    Recount
        The deviation is held against 0.6 points at one decimal, so 63 for 63.636 passes.

    Raises
    ------
    ValueError
        Counts that cannot be, or a percent outside 0 to 100.

    References
    ----------
    REQUIREMENTS.md R46.
    """
    check_counts(x, n, n)
    if not 0 <= stated <= 100:
        raise ValueError(f"A share is stated from 0 to 100 percent, not {stated}.")
    percent = 100 * x / n
    if relation == "equal":
        return Recount(x / n, abs(percent - stated), _note(stated, percent, decimals))
    holds = percent < stated if relation == "less than" else percent > stated
    deviation = 0.0 if holds else abs(percent - stated)
    note: Note = "deviates" if round(deviation, 1) > FLAGGED_POINTS else "close"
    return Recount(x / n, deviation, "matches" if holds else note)


def _note(stated: float, percent: float, decimals: int) -> Note:
    """Say how a stated percent relates to the recomputed one."""
    unit = 10.0**-decimals
    if abs(stated - percent) <= unit / 2 + 1e-9:
        return "matches"
    if round(abs(stated - percent), 1) > FLAGGED_POINTS:
        return "deviates"
    cut = math.floor(percent / unit + 1e-9) * unit
    return "truncated" if math.isclose(cut, stated, abs_tol=unit / 1e3) else "close"
