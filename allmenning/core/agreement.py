"""Agreement between people who code the same things."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

NO_PAIRS = "no unit was coded by two people"
ONE_CATEGORY = "only one category was used, so chance cannot be told from agreement"


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha, or why there is none.

    Attributes
    ----------
    value : float or None
        At most 1; 0 is agreement by chance, below 0 is worse than chance. None is undefined.
    reason : str or None
        Why `value` is None.
    units : int
        Units coded by two people or more.
    values : int
        Codes given to those units.
    """

    value: float | None
    reason: str | None
    units: int
    values: int


def nominal_alpha(units: Sequence[Sequence[Hashable | None]]) -> Alpha:
    """Krippendorff's alpha for codes without order.

    Parameters
    ----------
    units : sequence of sequences
        One row a unit, one code a coder; None is not coded. Rows may differ in length.

    Returns
    -------
    Alpha
        `Alpha.value` is None when no unit was coded twice, and when one category only was used:
        full agreement on a constant is not evidence of reliability.

    References
    ----------
    Krippendorff (2004), Content Analysis, section 11.3: one less observed over expected
    disagreement, from the coincidences within units.
    """
    rows = [Counter(code for code in row if code is not None) for row in units]
    rows = [row for row in rows if row.total() >= 2]
    totals: Counter[Hashable] = sum(rows, start=Counter())
    n = totals.total()
    if not rows:
        return Alpha(None, NO_PAIRS, 0, 0)
    expected = n * n - sum(count * count for count in totals.values())
    if expected == 0:
        return Alpha(None, ONE_CATEGORY, len(rows), n)
    observed = sum(_disagreeing_pairs(row) / (row.total() - 1) for row in rows)
    return Alpha(1 - (n - 1) * observed / expected, None, len(rows), n)


def _disagreeing_pairs(row: Counter[Hashable]) -> int:
    """Ordered pairs of unequal codes within one unit."""
    return row.total() ** 2 - sum(count * count for count in row.values())


def coder_alpha(
    first: Mapping[Key, Hashable],
    second: Mapping[Key, Hashable],
) -> Alpha:
    """Nominal alpha between two people.

    Parameters
    ----------
    first, second : mapping
        What was coded (e.g. a pair of finding ids) to the code given. What only one of them
        coded counts as not coded by the other.
    """
    keys = {**first, **second}
    return nominal_alpha([(first.get(key), second.get(key)) for key in keys])
