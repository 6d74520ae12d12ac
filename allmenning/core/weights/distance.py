"""How far calibration may pull a weight: the three distances of Deville and Särndal."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from allmenning.core.design.model import DesignError, Floats


class Distance(StrEnum):
    """What is kept small between the weights before and after."""

    LINEAR = "linear"
    RAKING = "raking"
    LOGIT = "logit"


@dataclass(frozen=True, eq=False)
class Bounds:
    """Least and greatest factor of every row.

    Attributes
    ----------
    low, high : Floats
        (n,); minus and plus infinity where there is no bound.
    """

    low: Floats
    high: Floats

    def __post_init__(self) -> None:
        """Refuse bounds that leave no room."""
        if not np.all(self.low < self.high):
            raise DesignError("The lower bound of a weight must be below its upper bound.")

    @property
    def open(self) -> bool:
        """Whether nothing is bounded."""
        return bool(np.isinf(self.low).all() and np.isinf(self.high).all())


def factors(distance: Distance, steps: Floats, bounds: Bounds) -> tuple[Floats, Floats]:
    """Return the factors (n,) for linear predictors (n,), and their slopes.

    References
    ----------
    Deville, Särndal and Sautory (1993), JASA 88, section 2.
    """
    if distance is Distance.LOGIT:
        return _logit(steps, bounds)
    raw = 1 + steps if distance is Distance.LINEAR else np.exp(np.minimum(steps, 500.0))
    slope = np.ones_like(raw) if distance is Distance.LINEAR else raw
    inside = (raw > bounds.low) & (raw < bounds.high)
    return np.clip(raw, bounds.low, bounds.high), np.where(inside, slope, 0.0)


def _logit(steps: Floats, bounds: Bounds) -> tuple[Floats, Floats]:
    """Return factors between the bounds on a logistic curve through 1 with slope 1."""
    low, high = bounds.low, bounds.high
    pull = (high - low) / ((1 - low) * (high - 1))
    grown = np.exp(np.clip(pull * steps, -500.0, 500.0))
    below = high - 1 + (1 - low) * grown
    value = (low * (high - 1) + high * (1 - low) * grown) / below
    slope = grown * (1 - low) * (high - 1) * (high - low) * pull / below**2
    return value, slope


def check_bounds(distance: Distance, bounds: Bounds) -> None:
    """Refuse bounds that the distance cannot use.

    Raises
    ------
    DesignError
        Logit without bounds around 1, or bounds that do not hold 1.
    """
    if distance is Distance.LOGIT:
        if not np.all(np.isfinite(bounds.low) & np.isfinite(bounds.high)):
            raise DesignError("Logit calibration needs both bounds, such as 0.5 and 2.")
        if not np.all((bounds.low < 1) & (bounds.high > 1)):
            raise DesignError("The bounds of logit calibration must be on either side of 1.")
