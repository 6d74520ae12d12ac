"""Response rates as AAPOR defines them, from counts of how each case ended."""

from dataclasses import dataclass

NO_CASES = "nobody was asked"
NO_CONTACT = "nobody was reached"


@dataclass(frozen=True, slots=True)
class Dispositions:
    """How many cases ended how; the letters are AAPOR's.

    Attributes
    ----------
    complete : int
        I: answered and sent in.
    partial : int
        P: answered enough to be used, not sent in.
    refusal : int
        R: said no, or broke off before enough was answered.
    non_contact : int
        NC: known to belong to the population, never heard from.
    other : int
        O: heard from, neither answered nor refused.
    unknown : int
        UH + UO: nobody knows whether the case belongs to the population.
    """

    complete: int
    partial: int = 0
    refusal: int = 0
    non_contact: int = 0
    other: int = 0
    unknown: int = 0

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if (count := getattr(self, name)) < 0:
                raise ValueError(f"{name} is {count}; a count of cases is 0 or more.")

    @property
    def interviewed(self) -> int:
        return self.complete + self.partial

    @property
    def reached(self) -> int:
        return self.interviewed + self.refusal + self.other

    @property
    def eligible(self) -> int:
        return self.reached + self.non_contact

    @property
    def cases(self) -> int:
        return self.eligible + self.unknown


@dataclass(frozen=True, slots=True)
class Rate:
    """A share from 0 to 1 of `base` cases, or why there is none.

    Attributes
    ----------
    name : str
        AAPOR's name, such as ``RR1``.
    value : float or None
        None where the base is empty.
    count : int
        The cases above the line.
    base : int
        The cases below the line.
    reason : str or None
        Why `value` is None.
    """

    name: str
    value: float | None
    count: int
    base: int
    reason: str | None = None


def response_rates(cases: Dispositions) -> tuple[Rate, ...]:
    """Response, cooperation, refusal and contact rates, in AAPOR's order.

    Parameters
    ----------
    cases : Dispositions
        Counts of all drawn cases that are not known to lie outside the population.

    Returns
    -------
    tuple of Rate
        RR1, RR2, RR5, RR6, COOP1, COOP2, REF1, CON1. RR3 and RR4 need a guess of how many of
        unknown eligibility belong to the population; a frame of municipalities knows it, so they
        are not here. RR5 equals RR1, and RR6 equals RR2, where nothing is unknown.

    References
    ----------
    AAPOR, Standard Definitions, 10th edition (2023), section "Calculating Outcome Rates".
    """
    answered, either = cases.complete, cases.interviewed
    return (
        _rate("RR1", answered, cases.cases, NO_CASES),
        _rate("RR2", either, cases.cases, NO_CASES),
        _rate("RR5", answered, cases.eligible, NO_CASES),
        _rate("RR6", either, cases.eligible, NO_CASES),
        _rate("COOP1", answered, cases.reached, NO_CONTACT),
        _rate("COOP2", either, cases.reached, NO_CONTACT),
        _rate("REF1", cases.refusal, cases.cases, NO_CASES),
        _rate("CON1", cases.reached, cases.cases, NO_CASES),
    )


def _rate(name: str, count: int, base: int, reason: str) -> Rate:
    if not base:
        return Rate(name, None, count, base, reason)
    return Rate(name, count / base, count, base)
