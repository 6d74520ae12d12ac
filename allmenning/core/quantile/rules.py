"""Quantiles of weighted values by twelve rules.

Sources: Hyndman and Fan (1996), American Statistician 50, rules 1 to 9, with weights as R survey 4
has them; Shah and Vaish (2006), as R survey has it. Page: docs/method/quantiles.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from allmenning.core.design.model import Floats

EQUAL = 1e-12
"""Shares closer than this are the same."""


class QuantileRule(StrEnum):
    """What lies at a share between two values."""

    MATH = "math"
    SCHOOL = "school"
    SHAHVAISH = "shahvaish"
    HF1 = "hf1"
    HF2 = "hf2"
    HF3 = "hf3"
    HF4 = "hf4"
    HF5 = "hf5"
    HF6 = "hf6"
    HF7 = "hf7"
    HF8 = "hf8"
    HF9 = "hf9"


@dataclass(frozen=True, eq=False)
class Ordered:
    """Values in order with their weights; rows without weight are gone.

    Attributes
    ----------
    values, weights, sums : Floats
        (m,); `sums` are the cumulated weights.
    """

    values: Floats
    weights: Floats
    sums: Floats


def ordered(values: Floats, weights: Floats) -> Ordered:
    """Order values (n,) by size; equal values keep the order of their rows.

    Raises
    ------
    ValueError
        No row has a weight, or one has a weight below 0.
    """
    kept = weights != 0
    if not kept.any():
        raise ValueError("There is no quantile of no answers; at least one must have a weight.")
    if np.any(weights < 0):
        raise ValueError("A quantile needs weights of 0 or more; bound the calibration.")
    order = np.argsort(values[kept], kind="stable")
    x, w = values[kept][order], weights[kept][order]
    return Ordered(x, w, np.cumsum(w, dtype=np.longdouble).astype(np.float64))


def quantiles(data: Ordered, shares: Floats, rule: QuantileRule = QuantileRule.MATH) -> Floats:
    """Return the quantiles at shares (k,), NaN where the share is outside 0 to 1."""
    with np.errstate(invalid="ignore"):
        inside = (shares >= -EQUAL) & (shares <= 1 + EQUAL)
    out = np.full(shares.shape, np.nan)
    out[inside] = RULES[rule](data, shares[inside].clip(0, 1))
    return out


def _reached(data: Ordered, shares: Floats) -> tuple[np.ndarray, np.ndarray]:
    """Return the first place whose sum reaches each share, and whether it meets it exactly.

    To the last bit, as R survey has it: a tenth of 200 equal weights is not quite reached by twenty
    of them. Sums are added up in extended precision for the same reason.
    """
    distribution = data.sums / data.sums[-1]
    place = np.searchsorted(distribution, shares).clip(max=len(distribution) - 1)
    return place, distribution[place] == shares


def _lowest(data: Ordered, shares: Floats) -> Floats:
    return np.asarray(data.values[_reached(data, shares)[0]])


def _averaged(data: Ordered, shares: Floats) -> Floats:
    place, exact = _reached(data, shares)
    after = np.where(exact, np.minimum(place + 1, len(data.values) - 1), place)
    return np.asarray((data.values[place] + data.values[after]) / 2)


def _even(data: Ordered, shares: Floats) -> Floats:
    """Return the even one of two distinct values that a share lies between, as R survey counts."""
    values = np.unique(data.values)
    last = np.searchsorted(data.values, values, side="right") - 1
    place, exact = _reached(Ordered(values, data.weights[last], data.sums[last]), shares)
    odd = exact & (place % 2 == 0)
    return np.asarray(values[np.minimum(place + odd, len(values) - 1)])


def _shah_vaish(data: Ordered, shares: Floats) -> Floats:
    """Return the value with the highest score that does not exceed the share.

    R survey scales the sums to the number of rows, but subtracts half the weight as it is.
    """
    n = len(data.values)
    score = (data.sums * n / data.sums[-1] + 0.5 - data.weights / 2) / (n + 1)
    # The scores need not rise, so they are put in order themselves.
    order = np.argsort(score, kind="stable")
    place = np.searchsorted(score[order], shares + EQUAL, side="right") - 1
    return np.asarray(data.values[np.where(place < 0, 0, order[place.clip(min=0)])])


Scores = Callable[[Ordered], Floats]


def _between(scores: Scores) -> Callable[[Ordered, Floats], Floats]:
    """Return the rule that draws straight lines between values at their scores."""

    def rule(data: Ordered, shares: Floats) -> Floats:
        return np.asarray(np.interp(shares, scores(data), data.values))

    return rule


RULES: dict[QuantileRule, Callable[[Ordered, Floats], Floats]] = {
    QuantileRule.MATH: _lowest,
    QuantileRule.SCHOOL: _averaged,
    QuantileRule.SHAHVAISH: _shah_vaish,
    QuantileRule.HF1: _lowest,
    QuantileRule.HF2: _averaged,
    QuantileRule.HF3: _even,
    QuantileRule.HF4: _between(lambda d: d.sums / d.sums[-1]),
    QuantileRule.HF5: _between(lambda d: (d.sums - d.weights / 2) / d.sums[-1]),
    QuantileRule.HF6: _between(lambda d: d.sums / (d.sums[-1] + d.weights[-1])),
    QuantileRule.HF7: _between(
        lambda d: (d.sums - d.weights) / max(d.sums[-1] - d.weights[-1], np.finfo(float).tiny)
    ),
    QuantileRule.HF8: _between(
        lambda d: (d.sums - d.weights / 3) / (d.sums[-1] + d.weights[-1] / 3)
    ),
    QuantileRule.HF9: _between(
        lambda d: (d.sums - 3 * d.weights / 8) / (d.sums[-1] + d.weights[-1] / 4)
    ),
}
