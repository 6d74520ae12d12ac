"""What unequal weights cost."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def weights_design_effect(weights: Floats) -> float:
    """Return how many times larger the variance of a mean is for unequal weights (Kish).

    Parameters
    ----------
    weights : Floats
        (n,), with a sum above 0; calibration may have made some negative. Leave rows outside a
        domain out.

    Returns
    -------
    float
        ``n * sum(w**2) / sum(w)**2``, at least 1.

    Raises
    ------
    ValueError
        No weights, or a sum of 0 or less.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7; docs/method/design-effect.md.
    """
    if not weights.sum() > 0:
        raise ValueError("The design effect needs weights with a sum above 0.")
    return float(weights.size * (weights @ weights) / weights.sum() ** 2)


def effective_n(weights: Floats) -> float:
    """Return the number of equally weighted answers that would say as much, at most n.

    Raises
    ------
    ValueError
        As `weights_design_effect`.
    """
    return weights.size / weights_design_effect(weights)
