"""What the guard answers: a verdict, the rules that failed, and the reasons."""

from dataclasses import dataclass
from enum import IntEnum


class Verdict(IntEnum):
    """How close two figures may be brought; ordered, higher allows more.

    ``NONE``: the value is hidden, the row remains. ``SIDE``: two cards side by side, nothing
    computed across them. ``AXIS``: one common axis, no tested difference. ``TREND``: a tested
    difference, and a connecting line from three rounds on.
    """

    NONE = 0
    SIDE = 1
    AXIS = 2
    TREND = 3


@dataclass(frozen=True, slots=True)
class Failure:
    """One rule that does not hold for a pair.

    Attributes
    ----------
    rule : str
        Rule id, ``"R00"`` to ``"R18"`` (rooms/evidence.md section 5.3).
    ceiling : Verdict
        The highest verdict the pair can still get.
    reasons : tuple of str
        Stable keys out of `REASONS`, each of them true for the pair.
    """

    rule: str
    ceiling: Verdict
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The guard's answer for one pair of figures.

    Attributes
    ----------
    verdict : Verdict
        The lowest ceiling among `failures`, ``TREND`` when there is none.
    failures : tuple of Failure
        In the order of the rules.
    reasons : tuple of str
        The reasons of all failures, then those of the pair as a whole (``time`` below a trend;
        ``same_instrument``, ``same_definition``, ``same_base``, ``same_battery`` from an axis up).
    """

    verdict: Verdict
    failures: tuple[Failure, ...]
    reasons: tuple[str, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """Ids of the failing rules, in order."""
        return tuple(failure.rule for failure in self.failures)


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would have made a pair more comparable.

    Attributes
    ----------
    verdict : Verdict or None
        The next higher verdict, None when the pair already allows a trend.
    failures : tuple of Failure
        The failures that would all have to be removed to reach it.
    """

    verdict: Verdict | None
    failures: tuple[Failure, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """Ids of the rules that would have to hold."""
        return tuple(failure.rule for failure in self.failures)


_DIFFERENCES = (
    "theme",
    "statistic",
    "measure",
    "construct",
    "question",
    "scale",
    "coding",
    "time_window",
    "base",
    "unit",
    "population",
    "country",
    "frame",
    "instrument",
    "informant",
    "season",
    "precision",
    "series",
    "weighting",
)
_STATES = (
    "intention_vs_state",
    "break",
    "sample",
    "selection",
    "nonresponse",
    "derived",
    "suppressed",
    "very_small_base",
    "small_base",
    "same_time",
    "time",
)
_UNKNOWNS = tuple(
    f"{key}_unknown" for key in (*_DIFFERENCES, "sample", "base_size", "time") if key != "country"
)
_LIKENESSES = ("same_instrument", "same_definition", "same_base", "same_battery")

REASONS: frozenset[str] = frozenset(
    (*_DIFFERENCES, "country_unknown", *_STATES, *_UNKNOWNS, *_LIKENESSES),
)
"""Every reason key the guard can give; the evidence room has a sentence for each."""
