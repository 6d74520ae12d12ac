"""How much a finding bears, with every deduction said.

References
----------
rooms/evidence.md section 5.2; the numbers are proposals of the design, in the spirit of GRADE.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

WITH_KNOWN_CHANCE = ("census", "register", "probability")
HIGHEST = 4
LOWEST_START = 2

Concern = Literal["none", "minor", "moderate", "serious"]
Level = Literal["high", "moderate", "low", "very low"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a finding's strength is reckoned from.

    Attributes
    ----------
    sampling : str or None
        As in `Facts.sampling`; ``census`` also for a complete observation.
    asked : bool
        Somebody was asked, so that there can be nonresponse.
    population_statement : bool
        It is said of the population, not of the participants only.
    response_rate : float or None
        0 to 1; None is unknown.
    adjusted : bool
        Nonresponse is adjusted for.
    half_width : float or None
        Of the interval, in points; needed of probability samples only. None is unknown.
    proxy : bool
        It stands in for what one wants to know.
    self_report : bool
        Somebody reports on their own performance.
    period_end : date or None
        Last day of the period it is about; None is unknown.

    Raises
    ------
    ValueError
        A response rate outside 0 to 1 or a negative half-width.
    """

    sampling: str | None
    asked: bool
    population_statement: bool = True
    response_rate: float | None = None
    adjusted: bool = False
    half_width: float | None = None
    proxy: bool = False
    self_report: bool = False
    period_end: date | None = None

    def __post_init__(self) -> None:
        """Refuse what is out of range."""
        if self.response_rate is not None and not 0 <= self.response_rate <= 1:
            raise ValueError(f"A response rate must be from 0 to 1, not {self.response_rate}.")
        if self.half_width is not None and not self.half_width >= 0:
            raise ValueError(f"A half-width must be 0 or more points, not {self.half_width}.")


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points lost for one reason.

    Attributes
    ----------
    key : str
        One of `DEDUCTIONS`; the sentence stands in the evidence room.
    points : int
        1 or 2.
    """

    key: str
    points: int


@dataclass(frozen=True, slots=True)
class Strength:
    """How much a finding bears.

    Attributes
    ----------
    score : int or None
        0 to 4. None when it is said of its participants only: then a person judges it, see
        `Confidence`.
    start : int or None
        4 or 2.
    deductions : tuple of Deduction
        All of them, also those below 0.
    """

    score: int | None
    start: int | None
    deductions: tuple[Deduction, ...]


DEDUCTIONS = (
    "response_under_25",
    "response_under_50",
    "response_unknown",
    "wide_interval",
    "interval_unknown",
    "proxy",
    "self_report",
    "over_10_years",
    "over_5_years",
    "age_unknown",
)
"""Every key a deduction can have."""


def strength(basis: Basis, *, today: date) -> Strength:
    """Reckon the strength of a finding; never averaged over methods.

    Parameters
    ----------
    basis : Basis
    today : date

    Returns
    -------
    Strength
        Starts at 4 for a census, register or probability sample, at 2 for any other or unknown
        sample used as a statement of the population; never below 0.
    """
    known_chance = basis.sampling in WITH_KNOWN_CHANCE
    if not (known_chance or basis.population_statement):
        return Strength(None, None, ())
    start = HIGHEST if known_chance else LOWEST_START
    found = (
        _response(basis),
        _interval(basis),
        Deduction("proxy", 1) if basis.proxy else None,
        Deduction("self_report", 1) if basis.self_report else None,
        _age(basis.period_end, today),
    )
    deductions = tuple(one for one in found if one is not None)
    score = max(0, start - sum(one.points for one in deductions))
    return Strength(score, start, deductions)


def _response(basis: Basis) -> Deduction | None:
    """Return what low response costs; unknown response costs one."""
    if basis.adjusted or not basis.asked:
        return None
    if basis.response_rate is None:
        return Deduction("response_unknown", 1)
    if basis.response_rate < 0.25:
        return Deduction("response_under_25", 2)
    return Deduction("response_under_50", 1) if basis.response_rate < 0.5 else None


def _interval(basis: Basis) -> Deduction | None:
    """Return what a half-width over 10 points costs; of a sample also an unknown one."""
    if basis.half_width is None:
        return Deduction("interval_unknown", 1) if basis.sampling == "probability" else None
    return Deduction("wide_interval", 1) if basis.half_width > 10 else None


def _age(period_end: date | None, today: date) -> Deduction | None:
    """Return what age costs; an unknown age costs one."""
    if period_end is None:
        return Deduction("age_unknown", 1)
    if _older(period_end, 10, today):
        return Deduction("over_10_years", 2)
    return Deduction("over_5_years", 1) if _older(period_end, 5, today) else None


def _older(day: date, years: int, today: date) -> bool:
    """Whether more than so many years have passed."""
    return (day.year + years, day.month, day.day) < (today.year, today.month, today.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """Confidence in a qualitative finding: a person's judgement, recorded and not computed.

    Attributes
    ----------
    methodological, coherence, adequacy, relevance : str
        Concern about each component: ``none``, ``minor``, ``moderate``, ``serious``.
    overall : str
        ``high``, ``moderate``, ``low``, ``very low``.
    why : str
        The judge's words.

    Raises
    ------
    ValueError
        A word that is not among these, or no words of why.

    References
    ----------
    GRADE-CERQual, Lewin et al. (2018), Implementation Science 13 (suppl. 1).
    """

    methodological: Concern
    coherence: Concern
    adequacy: Concern
    relevance: Concern
    overall: Level
    why: str

    def __post_init__(self) -> None:
        """Refuse words that are not of the scale, and a judgement without reason."""
        for name in ("methodological", "coherence", "adequacy", "relevance"):
            if getattr(self, name) not in get_args(Concern):
                raise ValueError(
                    f"The concern about {name} must be {', '.join(get_args(Concern))}."
                )
        if self.overall not in get_args(Level):
            raise ValueError(f"The overall confidence must be {', '.join(get_args(Level))}.")
        if not self.why.strip():
            raise ValueError("A judgement of confidence needs a reason in words.")
