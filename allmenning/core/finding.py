"""The record every study room yields: one figure or statement with all it rests on.

References
----------
REQUIREMENTS.md R01; rooms/evidence.md section 5.2.
"""

import math
from dataclasses import dataclass
from typing import Literal, get_args

from .comparability import Facts
from .convergence import CodedFinding

ValueKind = Literal["share", "mean", "rate", "count", "rank", "ordinal", "raised_by", "qualitative"]
HowRead = Literal["report", "abstract", "secondary", "second_hand"]

UNKNOWN = "unknown"
"""What a required text says when the source does not tell; never left empty."""

WITHOUT_FIGURE = ("ordinal", "qualitative")
_REQUIRED = (
    "id",
    "theme",
    "statement",
    "unit",
    "population",
    "base",
    "analysis_unit",
    "instrument",
    "informant",
    "period",
    "source",
)


class IncompleteFinding(ValueError):  # noqa: N818 - reads as a sentence where it is raised
    """A finding lacks what it rests on, or contradicts itself.

    Attributes
    ----------
    field : str
        Name of the field at fault.
    """

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding; it cannot be made without what it rests on.

    Attributes
    ----------
    id, theme, statement : str
    value : float or None
        A share is 0 to 1. None for ordinal and qualitative findings, and where `withheld` says
        why the figure may not be shown.
    value_kind : str
        ``share``, ``mean``, ``rate``, ``count``, ``rank``, ``ordinal``, ``raised_by``,
        ``qualitative``.
    unit : str
        Unit of measure; ``"none"`` for a qualitative finding.
    population, base, analysis_unit, instrument, informant, period : str
        Never empty; `UNKNOWN` when the source does not tell. The base is of whom the share is.
    n : int or None
        Answers or units in the base; None is unknown.
    intention : bool
        A plan and not a state.
    how_read : str
        ``report``, ``abstract``, ``secondary``, ``second_hand``.
    source : str
        Where it stands: address, page, table or query hash.
    numerator, denominator : int or None
        The counts of a share, both or none.
    withheld : str or None
        Key of the reason why `value` is None.
    facts : Facts
        What the comparability guard needs.
    coded : CodedFinding or None
        What the coding of agreement needs, once somebody has coded it.

    Raises
    ------
    IncompleteFinding
        A required text is empty (a share without base among them), a value is missing without
        reason or out of range, or the record and its facts contradict each other.
    """

    id: str
    theme: str
    statement: str
    value: float | None
    value_kind: ValueKind
    unit: str
    population: str
    base: str
    analysis_unit: str
    instrument: str
    informant: str
    period: str
    n: int | None
    intention: bool
    how_read: HowRead
    source: str
    facts: Facts
    numerator: int | None = None
    denominator: int | None = None
    withheld: str | None = None
    coded: CodedFinding | None = None

    def __post_init__(self) -> None:
        """Refuse a naked figure."""
        for name in _REQUIRED:
            if not getattr(self, name).strip():
                raise IncompleteFinding(
                    name,
                    f"Finding {self.id!r} has no {name}; write {UNKNOWN!r} if the source does "
                    "not tell.",
                )
        self._check_words()
        self._check_value()
        self._check_counts()
        self._check_facts()

    def _check_words(self) -> None:
        for name, allowed in (("value_kind", ValueKind), ("how_read", HowRead)):
            if getattr(self, name) not in get_args(allowed):
                choices = ", ".join(get_args(allowed))
                raise IncompleteFinding(
                    name, f"{name} must be one of {choices}, not {getattr(self, name)!r}."
                )

    def _check_value(self) -> None:
        if self.value is None:
            if self.value_kind not in WITHOUT_FIGURE and not self.withheld:
                raise IncompleteFinding(
                    "value", f"Finding {self.id!r} has no value; say why in withheld."
                )
            return
        if self.withheld:
            raise IncompleteFinding("value", f"Finding {self.id!r} is withheld and has a value.")
        if not math.isfinite(self.value):
            raise IncompleteFinding("value", f"A value must be finite, not {self.value}.")
        if self.value_kind == "share" and not 0 <= self.value <= 1:
            raise IncompleteFinding("value", f"A share must be from 0 to 1, not {self.value}.")

    def _check_counts(self) -> None:
        if self.n is not None and self.n < 0:
            raise IncompleteFinding("n", f"n must be 0 or more, or unknown, not {self.n}.")
        if (self.numerator is None) != (self.denominator is None):
            raise IncompleteFinding("denominator", "Give both counts of a share, or neither.")
        if self.numerator is None or self.denominator is None:
            return
        if not 0 <= self.numerator <= self.denominator or self.denominator == 0:
            raise IncompleteFinding(
                "numerator", f"{self.numerator} of {self.denominator} is no share."
            )

    def _check_facts(self) -> None:
        if self.facts.intention != self.intention:
            raise IncompleteFinding(
                "intention", f"Finding {self.id!r} and its facts differ on plan and state."
            )
        if None not in (self.n, self.facts.n_base) and self.n != self.facts.n_base:
            raise IncompleteFinding(
                "n",
                f"Finding {self.id!r} has n {self.n}, its facts have n_base {self.facts.n_base}.",
            )
        if self.facts.suppressed and self.value is not None:
            raise IncompleteFinding("value", f"Finding {self.id!r} is suppressed and has a value.")
