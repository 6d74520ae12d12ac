"""What a chart is built from; it cannot be built from figures that may not meet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

from .facts import Facts
from .guard import compare
from .rules import hidden
from .verdict import Comparison, Failure, Verdict

ROUNDS_FOR_A_LINE = 3


class NotComparable(ValueError):  # noqa: N818 - the name the whole house uses
    """Figures were put on a common axis or in a trend the guard does not allow.

    Attributes
    ----------
    comparison : Comparison
        The lowest one found; its `verdict` and `failures` are at hand as attributes.
    keys : tuple of str
        The two points (or the one withheld point) it concerns.
    """

    def __init__(self, comparison: Comparison, keys: tuple[str, ...], wanted: Verdict) -> None:
        self.comparison = comparison
        self.verdict = comparison.verdict
        self.failures = comparison.failures
        self.keys = keys
        super().__init__(
            f"{' and '.join(keys)} may not be shown as {wanted.name.lower()}: the guard allows "
            f"{comparison.verdict.name.lower()} ({', '.join(comparison.rules)}).",
        )


@dataclass(frozen=True, slots=True)
class Point:
    """One figure on its way to a chart.

    Attributes
    ----------
    key : str
        Stable id of the finding, e.g. ``"F032"``.
    facts : Facts
    value : float
        In the unit of measure of the indicator.
    low, high : float or None
        Ends of the interval, None when no interval is known.
    """

    key: str
    facts: Facts
    value: float
    low: float | None = None
    high: float | None = None


def _check(
    points: tuple[Point, ...],
    wanted: Verdict,
    crosswalks: Mapping[tuple[str, str], str],
    translations: Mapping[str, str],
) -> Verdict:
    """Return the lowest verdict among all pairs, or refuse when it is below the wanted one."""
    for point in points:
        if reasons := hidden(point.facts):
            alone = Comparison(Verdict.NONE, (Failure("R15", Verdict.NONE, reasons),), reasons)
            raise NotComparable(alone, (point.key,), wanted)
    lowest = Verdict.TREND
    for first, second in combinations(points, 2):
        found = compare(first.facts, second.facts, crosswalks=crosswalks, translations=translations)
        if found.verdict < wanted:
            raise NotComparable(found, (first.key, second.key), wanted)
        lowest = min(lowest, found.verdict)
    return lowest


@dataclass(frozen=True)
class SharedAxis:
    """Figures that may stand on one axis: every pair of them is at least ``AXIS``.

    Attributes
    ----------
    points : tuple of Point
        One or more.
    crosswalks, translations : mapping
        As in `compare`.
    verdict : Verdict
        The lowest verdict among the pairs.

    Raises
    ------
    NotComparable
        A pair is below ``AXIS``, or a value is withheld.
    ValueError
        There is no point.
    """

    points: tuple[Point, ...]
    crosswalks: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)
    translations: Mapping[str, str] = field(default_factory=dict, repr=False)
    verdict: Verdict = field(init=False)

    def __post_init__(self) -> None:
        """Refuse what the guard refuses."""
        if not self.points:
            raise ValueError("A shared axis needs at least one point.")
        lowest = _check(self.points, Verdict.AXIS, self.crosswalks, self.translations)
        object.__setattr__(self, "verdict", lowest)


@dataclass(frozen=True)
class Trend:
    """Rounds whose differences may be tested: every pair of them is ``TREND``.

    Attributes
    ----------
    points : tuple of Point
        Two or more, in the order of their reference times.
    crosswalks, translations : mapping
        As in `compare`.

    Raises
    ------
    NotComparable
        A pair is below ``TREND``, or a value is withheld.
    ValueError
        There are fewer than two points, or they are not in the order of time.
    """

    points: tuple[Point, ...]
    crosswalks: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)
    translations: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Refuse what the guard refuses."""
        if len(self.points) < 2:
            raise ValueError(f"A trend needs two rounds or more, not {len(self.points)}.")
        _check(self.points, Verdict.TREND, self.crosswalks, self.translations)
        moments = [point.facts.time or "" for point in self.points]
        if moments != sorted(moments):
            raise ValueError(f"The rounds of a trend must be in the order of time, not {moments}.")

    @property
    def connected(self) -> bool:
        """Whether a line may connect the rounds: from three rounds on."""
        return len(self.points) >= ROUNDS_FOR_A_LINE
