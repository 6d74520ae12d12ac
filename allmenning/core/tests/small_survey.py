"""Twenty-four answers from twelve clusters in three strata, on which R survey 4.1-1 was run too."""

import numpy as np

from allmenning.core.design.build import build
from allmenning.core.design.model import Codes, Design, Floats, Lonely, Replicates
from allmenning.core.estimate.statistic import Estimate, estimate
from allmenning.core.estimate.total import Total
from allmenning.core.weights.margin import Margin

CLUSTER = np.repeat(np.arange(12), 2)
STRATUM = np.repeat(["a", "b", "c"], 8)
WEIGHT = np.repeat([12.0, 15.0, 9.0], 8) + np.tile([0.0, 1.0, 0.5, 2.0], 6)
POPULATION = np.repeat([20.0, 30.0, 10.0], 8)
SIZE = np.array([0, 1, 2, 0, 1, 2, 0, 0, 1, 1, 2, 0, 2, 1, 0, 1, 2, 2, 0, 1, 0, 2, 1, 0])
FORM = np.array([0, 0, 1, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0])
INHABITANTS = np.array(
    [
        31,
        52,
        88,
        24,
        57,
        97,
        33,
        29,
        61,
        48,
        91,
        36,
        79,
        66,
        21,
        55,
        82,
        99,
        38,
        47,
        27,
        76,
        58,
        35,
    ],
    dtype=np.float64,
)
USE = np.array([3, 5, 9, 2, 4, 8, 5, 3, 7, 4, 8, 4, 6, 8, 1, 6, 9, 7, 3, 5, 4, 8, 4, 2.0])


def design() -> Design:
    """The survey, stratified and clustered, with finite population correction."""
    return build(
        24,
        clusters=[CLUSTER],
        strata=[STRATUM],
        weights=WEIGHT,
        populations=[POPULATION],
    )


def margin(codes: Codes, totals: list[float], title: str = "size") -> Margin:
    """Known totals by class, named 0, 1, 2."""
    labels = tuple(str(code) for code in range(len(totals)))
    return Margin(codes.astype(np.intp), np.array(totals), labels, title)


def size_margin() -> Margin:
    """120, 110 and 90 small, middling and large."""
    return margin(SIZE, [120.0, 110.0, 90.0])


def form_margin() -> Margin:
    """170 and 150 of the two language forms."""
    return margin(FORM, [170.0, 150.0], "form")


def columns() -> Floats:
    """Intercept, inhabitants, and a column for language form 1."""
    return np.column_stack([np.ones(24), INHABITANTS, FORM.astype(np.float64)])


def lonely(how: Lonely) -> Design:
    """The same answers without populations, in strata of which the last has one cluster."""
    strata = np.array(["a"] * 8 + ["b"] * 8 + ["c"] * 6 + ["d"] * 2)
    return build(24, clusters=[CLUSTER], strata=[strata], weights=WEIGHT, lonely=how)


def use(of: Design | Replicates) -> Estimate:
    """Total use of channels, with its standard error."""
    return estimate(of, Total(("use",), USE[:, None]))


def total_and_error(of: Design | Replicates) -> tuple[float, float]:
    """Total use of channels and its standard error, as R survey prints them."""
    found = use(of)
    return float(found.values[0]), float(found.errors[0])
