"""What unequal weights cost."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def weights_design_effect(weights: Floats) -> float:
    """Return how many times larger the variance of a mean is for unequal weights (Kish).

    Parameters
    ----------
    weights : Floats
        (n,), 0 or more; rows of weight 0 count as drawn only if they are given, so leave those
        outside a domain out.

    Returns
    -------
    float
        ``n * sum(w**2) / sum(w)**2``, at least 1.

    Raises
    ------
    ValueError
        No weights, a negative one, or all 0.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7; docs/method/design-effect.md.
    """
    if weights.size == 0 or (weights < 0).any() or not weights.sum() > 0:
        raise ValueError("The design effect needs weights of 0 or more that are not all 0.")
    return float(weights.size * (weights @ weights) / weights.sum() ** 2)


def effective_n(weights: Floats) -> float:
    """Return the number of equally weighted answers that would say as much, at most n.

    Raises
    ------
    ValueError
        As `weights_design_effect`.
    """
    return weights.size / weights_design_effect(weights)
