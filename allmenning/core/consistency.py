"""Agreement between two raters and consistency of a scale, with answers that weigh unequally.

Sources: Cohen (1960), Educational and Psychological Measurement 20; Cronbach (1951), Psychometrika
16. Pages: docs/method/kappa-in-surveys.md, docs/method/alpha-in-surveys.md.
"""

import numpy as np

from allmenning.core.design.domain import subset
from allmenning.core.design.kernel import degrees_of_freedom
from allmenning.core.design.model import Codes, Design, DesignError, Floats, Replicates
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.statistic import Estimate, estimate


def kappa(design: Design | Replicates, first: Codes, second: Codes, *, categories: int) -> Estimate:
    """Cohen's kappa of two ratings of the same units.

    Parameters
    ----------
    design : Design or Replicates
    first, second : Codes
        (n,), 0 to `categories` - 1, -1 where missing; such rows take no part.
    categories : int

    Returns
    -------
    Estimate
        One value named ``kappa``.

    Raises
    ------
    DesignError
        Only one category is used: chance cannot be told from agreement.
    """
    known = (first >= 0) & (second >= 0)
    used = subset(design, known)
    cells = np.zeros((len(first), categories**2))
    cells[known, (first * categories + second)[known]] = 1.0
    names = tuple(str(number) for number in range(categories**2))
    counted = estimate(used, Mean(names, cells), degrees=degrees_of_freedom(design))
    table = counted.values.reshape(categories, categories)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    seen, chance = float(np.trace(table)), float(rows @ columns)
    if chance > 1 - 1e-12:
        raise DesignError("Only one category is used, so chance cannot be told from agreement.")
    by_chance = columns[:, None] + rows[None, :]
    slope = (np.eye(categories) * (1 - chance) - (1 - seen) * by_chance).ravel() / (1 - chance) ** 2
    variance = max(float(slope @ counted.covariance @ slope), 0.0)
    value = (seen - chance) / (1 - chance)
    return Estimate(("kappa",), np.array([value]), np.array([[variance]]), counted.degrees)


def cronbach_alpha(design: Design | Replicates, items: Floats) -> float:
    """Cronbach's alpha of items that are summed to a scale.

    Parameters
    ----------
    design : Design or Replicates
    items : Floats
        (n, k), k at least 2; rows with NaN make it NaN unless they are outside the domain.

    Returns
    -------
    float
        At most 1; NaN when the sum does not vary.

    Raises
    ------
    DesignError
        Fewer than two items.
    """
    k = items.shape[1]
    if k < 2:
        raise DesignError(f"A scale has two items or more, not {k}.")
    kept = design.weights != 0
    weights, answers = design.weights[kept], items[kept]
    centred = answers - weights @ answers / weights.sum()
    each = float(np.sum(weights @ centred**2))
    whole = float(weights @ centred.sum(axis=1) ** 2)
    return k / (k - 1) * (1 - each / whole) if whole > 0 else float("nan")
