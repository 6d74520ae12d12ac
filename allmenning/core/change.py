"""The difference between two rounds of one series, when the guard says trend.

References
----------
rooms/evidence.md section 5.4; docs/method/change.md.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .share import LEVEL, check_counts, normal_quantile, share_interval

CENSUS = "census: exact, no test"
TESTED = "two-proportion, fpc, overlap"
STRATIFIED = "stratified two-proportion, fpc, overlap"
SMALL = "small: counts, exact hypergeometric interval, no test"

SMALLEST_CELL = 5
SMALLEST_ROUND = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """Two rounds drawn from the same population.

    Attributes
    ----------
    x1, n1, x2, n2 : int
        Yes and answers in each round.
    N : int
        Units in the population, the same in both rounds.
    independent : bool
        The rounds were drawn independently of each other. Also what to say when the overlap is
        unknown: the interval is then too wide rather than too narrow, as long as those who
        answered twice tend to answer alike.
    n12 : int or None
        Units that answered both rounds, at least 2 when given; then the next three are needed.
    x11, x1_overlap, x2_overlap : int or None
        Among them: yes both times, yes in the first round, yes in the second.

    Raises
    ------
    ValueError
        Counts that cannot be, an impossible overlap, overlap and independence at once, or
        neither of them when neither round is a full census. (Beside a census nothing covaries.)
    """

    x1: int
    n1: int
    x2: int
    n2: int
    N: int
    independent: bool = False
    n12: int | None = None
    x11: int | None = None
    x1_overlap: int | None = None
    x2_overlap: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        check_counts(self.x1, self.n1, self.N)
        check_counts(self.x2, self.n2, self.N)
        if self.n12 is not None:
            self._check_overlap()
        elif not (self.independent or self.N in (self.n1, self.n2)):
            raise ValueError(
                "Say how many answered both rounds (n12, x11, x1_overlap, x2_overlap), "
                "or that the rounds were drawn independently.",
            )

    def _check_overlap(self) -> None:
        """Refuse an overlap that the two rounds cannot have."""
        if self.independent:
            raise ValueError("Give either an overlap or independent rounds, not both.")
        n12 = self.n12 or 0
        least, most = max(2, self.n1 + self.n2 - self.N), min(self.n1, self.n2)
        if not least <= n12 <= most:
            raise ValueError(
                f"{n12} answered both rounds: with {self.n1} and {self.n2} answers from "
                f"{self.N} it must be from {least} to {most}.",
            )
        if self.x11 is None or self.x1_overlap is None or self.x2_overlap is None:
            raise ValueError("With n12, also x11, x1_overlap and x2_overlap are needed.")
        beyond_1 = (self.n1 - self.x1) - (n12 - self.x1_overlap)
        beyond_2 = (self.n2 - self.x2) - (n12 - self.x2_overlap)
        outside = (self.x1 - self.x1_overlap, self.x2 - self.x2_overlap, beyond_1, beyond_2)
        if min(*self.change_table, *outside) < 0:
            raise ValueError(
                f"{self.x11} of {n12} said yes both times, {self.x1_overlap} and "
                f"{self.x2_overlap} in each round: this does not fit "
                f"{self.x1} of {self.n1} and {self.x2} of {self.n2}.",
            )

    @property
    def census(self) -> bool:
        """Whether everybody answered both rounds."""
        return self.n1 == self.n2 == self.N

    @property
    def change_table(self) -> tuple[int, ...]:
        """Yes-yes, yes-no, no-yes, no-no among those in both; else yes and no of each round."""
        if self.n12 is None or self.x11 is None:
            return (self.x1, self.n1 - self.x1, self.x2, self.n2 - self.x2)
        first, second = self.x1_overlap or 0, self.x2_overlap or 0
        neither = self.n12 - first - second + self.x11
        return (self.x11, first - self.x11, second - self.x11, neither)

    @property
    def difference(self) -> float:
        """Share in the second round less the share in the first, -1 to 1."""
        return self.x2 / self.n2 - self.x1 / self.n1


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two rounds.

    Attributes
    ----------
    diff : float
        Second share less the first, -1 to 1.
    se : float or None
        None when the counts are too small for one; 0 between two censuses.
    lo, hi : float
        The interval at the level asked for.
    z : float or None
        None between two censuses and for small counts: there is no test.
    kind : str
        How it was computed: `CENSUS`, `TESTED`, `STRATIFIED` or `SMALL`.
    """

    diff: float
    se: float | None
    lo: float
    hi: float
    z: float | None
    kind: str

    @property
    def p_value(self) -> float | None:
        """Two-sided, None where there is no test."""
        return None if self.z is None else math.erfc(abs(self.z) / math.sqrt(2))

    def as_mapping(self) -> dict[str, float | str]:
        """Return the fields that apply, by name."""
        fields = {name: getattr(self, name) for name in ("diff", "se", "lo", "hi", "z", "kind")}
        return {name: value for name, value in fields.items() if value is not None}


def difference_variance(rounds: Rounds) -> float:
    """Estimate the variance of the difference, with fpc and overlap.

    Parameters
    ----------
    rounds : Rounds
        Two answers or more in each round that is not a census.

    Returns
    -------
    float
        Unbiased over repeated draws; may fall below 0 for odd overlaps.

    Raises
    ------
    ValueError
        One answer only in a round that is not a census.

    References
    ----------
    rooms/evidence.md section 5.4; Tam (1984) on covariance from overlapping samples.
    """
    variance = _round_variance(rounds.x1, rounds.n1, rounds.N)
    variance += _round_variance(rounds.x2, rounds.n2, rounds.N)
    if rounds.n12 is None:
        return variance
    yes_both, yes_no, no_yes, _ = rounds.change_table
    expected = (yes_both + yes_no) * (yes_both + no_yes) / rounds.n12
    covariance = (yes_both - expected) / (rounds.n12 - 1)
    return variance - 2 * (rounds.n12 / (rounds.n1 * rounds.n2) - 1 / rounds.N) * covariance


def _round_variance(x: int, n: int, size: int) -> float:
    """Return the variance of one share, drawn without replacement."""
    if n == size:
        return 0.0
    if n < 2:
        raise ValueError(f"{n} answer out of {size} has no variance; merge it with a neighbour.")
    share = x / n
    return (1 / n - 1 / size) * n * share * (1 - share) / (n - 1)


def change(rounds: Rounds, *, level: float = LEVEL) -> Change:
    """Difference between two rounds with its interval.

    Parameters
    ----------
    rounds : Rounds
    level : float
        Confidence level, 0 to 1.

    Returns
    -------
    Change
        Two censuses: exact, no z. A cell of the change table under 5 or a round under 30: an
        exact interval and no z. Otherwise the normal interval and z.

    Raises
    ------
    ValueError
        The level is not between 0 and 1.
    """
    return _change((rounds,), TESTED, level)


def stratified_change(strata: Sequence[Rounds], *, level: float = LEVEL) -> Change:
    """Difference between two rounds drawn within strata.

    Parameters
    ----------
    strata : sequence of Rounds
        One per stratum, weighted by its ``N``. Strata with one answer must be merged first.
    level : float

    Returns
    -------
    Change
        The rule of small counts is applied to the sums over strata.

    Raises
    ------
    ValueError
        No stratum, or a stratum with a single answer that is not a census.
    """
    if not strata:
        raise ValueError("A stratified change needs at least one stratum.")
    return _change(strata, STRATIFIED, level)


def _change(strata: Sequence[Rounds], kind: str, level: float) -> Change:
    quantile = normal_quantile(level)
    size = sum(one.N for one in strata)
    weights = [one.N / size for one in strata]
    diff = sum(w * one.difference for w, one in zip(weights, strata, strict=True))
    if all(one.census for one in strata):
        return Change(diff, 0.0, diff, diff, None, CENSUS)
    if _small(strata):
        return Change(diff, None, *_exact_interval(strata, level), None, SMALL)
    parts = zip(weights, strata, strict=True)
    variance = sum(w * w * difference_variance(one) for w, one in parts)
    if variance <= 0:
        return Change(diff, None, *_exact_interval(strata, level), None, SMALL)
    se = math.sqrt(variance)
    return Change(diff, se, diff - quantile * se, diff + quantile * se, diff / se, kind)


def _small(strata: Sequence[Rounds]) -> bool:
    """Whether a cell summed over strata is under 5, or a round under 30."""
    tables = [one.change_table for one in strata if not one.census]
    cells = [sum(cell) for cell in zip(*tables, strict=True)]
    answers = (sum(one.n1 for one in strata), sum(one.n2 for one in strata))
    return min(cells) < SMALLEST_CELL or min(answers) < SMALLEST_ROUND


def _exact_interval(strata: Sequence[Rounds], level: float) -> tuple[float, float]:
    """Interval from the exact one of every round; the error is shared out between them.

    Notes
    -----
    Bonferroni, so it holds whatever the overlap is; it is wide. A census round has no error.
    """
    size = sum(one.N for one in strata)
    open_rounds = sum((one.n1 < one.N) + (one.n2 < one.N) for one in strata)
    share_of_error = 1 - (1 - level) / open_rounds
    low = high = 0.0
    for one in strata:
        low_1, high_1 = share_interval(one.x1, one.n1, one.N, level=share_of_error)
        low_2, high_2 = share_interval(one.x2, one.n2, one.N, level=share_of_error)
        low += one.N / size * (low_2 - high_1)
        high += one.N / size * (high_2 - low_1)
    return low, high


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjust p-values of one page for their number, in the order given.

    Parameters
    ----------
    p_values : sequence of float
        0 to 1.

    Returns
    -------
    tuple of float
        Each at least its own p-value, at most 1.

    Raises
    ------
    ValueError
        A value outside 0 to 1.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6.
    """
    for p_value in p_values:
        if not 0 <= p_value <= 1:
            raise ValueError(f"A p-value must be from 0 to 1, not {p_value}.")
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    ranked = sorted(range(len(p_values)), key=p_values.__getitem__)
    for step, index in enumerate(ranked):
        highest = max(highest, min(1.0, (len(p_values) - step) * p_values[index]))
        adjusted[index] = highest
    return tuple(adjusted)


_COUNTS = ("x1", "n1", "x2", "n2", "N", "n12", "x11", "x1_overlap", "x2_overlap")
_TABLE = ("x11", "x10", "x01", "x00")
_OTHER_NAMES = {
    f"x{one}_overlap": tuple(f"x{one}{end}" for end in (".", "dot", "_dot", "_12", "_both", "o"))
    for one in (1, 2)
}
"""The totals of the overlap as the design (``x1.``) and common spellings name them."""


def rounds_from_mapping(mapping: Mapping[str, object]) -> Rounds:
    """Read two rounds from plain data such as JSON.

    Parameters
    ----------
    mapping : mapping of str to object
        Field names of `Rounds`; ``x1.`` and ``x2.`` are read as the counts of the overlap. A
        change table among those in both rounds may be given as ``x11, x10, x01, x00`` instead of
        ``n12`` and the overlap counts.

    Raises
    ------
    ValueError
        A field is missing, has the wrong type, or the counts cannot be.
    """
    if not isinstance(mapping, Mapping):
        raise ValueError(f"Two rounds must be an object of counts, not {mapping!r}.")  # noqa: TRY004
    names = dict.fromkeys((*_COUNTS, *_TABLE))
    found: dict[str, Any] = {name: _count(name, _named(name, mapping)) for name in names}
    if missing := [name for name in ("x1", "n1", "x2", "n2", "N") if found[name] is None]:
        raise ValueError(f"Two rounds need {', '.join(missing)}.")
    independent = mapping.get("independent", False)
    if not isinstance(independent, bool):
        raise ValueError(f"independent must be true or false, not {independent!r}.")  # noqa: TRY004
    table = [found[name] for name in _TABLE]
    if None not in table:
        yes_both, yes_no, no_yes, _ = table
        found.update(n12=sum(table), x1_overlap=yes_both + yes_no, x2_overlap=yes_both + no_yes)
    return Rounds(independent=independent, **{name: found[name] for name in _COUNTS})


def _named(name: str, mapping: Mapping[str, object]) -> object:
    """Return the field under its own or another of its names."""
    found = (mapping.get(key) for key in (name, *_OTHER_NAMES.get(name, ())))
    return next((value for value in found if value is not None), None)


def _count(name: str, value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value // 1:
        raise ValueError(f"{name} must be a whole number, not {value!r}.")
    if value < 0:
        raise ValueError(f"{name} must be 0 or more, not {value}.")
    return int(value)
