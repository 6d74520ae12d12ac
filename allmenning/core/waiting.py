"""The median wait when some are still waiting: docs/method/first-answer.md."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

FEWEST = 5


def median_wait(over: Sequence[float], going: Sequence[float]) -> float | None:
    """Return the Kaplan-Meier median of the waits, those still going on counted as such.

    Leaving out those who still wait would make the slowest look fast.

    Parameters
    ----------
    over : sequence of float
        Waits that are over, 0 or more, in any one unit.
    going : sequence of float
        How long the others have waited so far, in the same unit.

    Returns
    -------
    float or None
        None where fewer than `FEWEST` waits are over, or more than half may still be going on.

    Raises
    ------
    ValueError
        A wait is negative.

    References
    ----------
    Kaplan and Meier (1958), J. Am. Stat. Assoc. 53, 457-481, equation (2b).
    """
    if any(wait < 0 for wait in (*over, *going)):
        raise ValueError("A wait must be 0 or more.")
    if len(over) < FEWEST:
        return None
    ended, everybody = Counter(over), sorted((*over, *going))
    still_waiting = 1.0
    for wait in sorted(ended):
        at_risk = len(everybody) - bisect_left(everybody, wait)
        still_waiting *= 1 - ended[wait] / at_risk
        if still_waiting <= 0.5 + 1e-12:
            return wait
    return None
