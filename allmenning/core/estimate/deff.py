"""Design effects: the variance over that of a simple random sample as large."""

import numpy as np

from allmenning.core.design.model import Design, Floats, Replicates


def simple_variance(
    design: Design | Replicates, columns: Floats, *, of_total: bool, replacement: bool
) -> Floats:
    """Return the variances (k,) that means or totals would have in a simple random sample.

    Parameters
    ----------
    design : Design or Replicates
        Its weights give the size of the population and the variance of the values.
    columns : Floats
        (n, k).
    of_total : bool
        Of totals; otherwise of means.
    replacement : bool
        Without the correction for a finite population.

    Returns
    -------
    Floats
        (k,), exactly 0 where all values are the same.

    Source: Kish (1965), Survey Sampling, section 8.2.
    """
    weights = design.weights
    drawn, size = int(np.count_nonzero(weights)), float(weights.sum())
    if drawn < 2:
        return np.full(columns.shape[1], np.nan)
    seen = columns[weights != 0]
    centred = columns - weights @ columns / size
    variance = (weights @ centred**2) / size * drawn / (drawn - 1)
    variance[seen.max(axis=0) == seen.min(axis=0)] = 0.0
    scale = (size**2 if of_total else 1.0) / drawn
    correction = 1.0 if replacement else (size - drawn) / size
    return np.asarray(variance * scale * correction)
