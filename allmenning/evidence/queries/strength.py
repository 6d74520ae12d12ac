"""How much a stored finding can carry: what `core.strength` says of it, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmenning.core import strength as core
from allmenning.core.share import margin_of_error
from allmenning.evidence.models import Finding
from allmenning.evidence.models.words import Method, Sampling, ValueKind
from allmenning.evidence.queries.facts import NOBODY_ASKED

FULL = core.HIGHEST
COUNTED = (
    Sampling.CENSUS,
    Sampling.CENSUS_ATTEMPT,
    Sampling.REGISTER,
    Sampling.PROBABILITY,
)
NO_ERROR_OF_SAMPLING = (Sampling.CENSUS, Sampling.REGISTER)
TELLS_OF_ITSELF = (Method.SELF_REPORT, Method.STAFF)
ASKS_NOBODY = (Method.OBSERVATION, Method.STATISTICS, Method.DOCUMENTS)

COUNTED_START = _("Everybody was counted or asked, or a random sample was drawn.")
SELECTED_START = _("Those who took part were chosen, or chose themselves, or we do not know how.")
NOT_JUDGED = _("Told in words: nobody has judged its strength yet.")
SENTENCES: Mapping[str, Promise] = {
    "response_under_25": _("Fewer than one in four answered, and nobody has corrected for it."),
    "response_under_50": _("Fewer than half answered, and nobody has corrected for it."),
    "response_unknown": _(
        "We do not know what share of those asked answered, and nobody corrected for it."
    ),
    "wide_interval": _("Few answers: the margin of error is more than 10 percentage points."),
    "interval_unknown": _("We do not know the margin of error."),
    "proxy": _("The figure stands in for what one wants to know."),
    "self_report": _("Those who answered tell about their own performance."),
    "over_10_years": _("The figure is more than ten years old."),
    "over_5_years": _("The figure is more than five years old."),
    "age_unknown": _("We do not know when the figure is from."),
}


@dataclass(frozen=True)
class Deduction:
    points: int
    sentence: Promise


@dataclass(frozen=True)
class Strength:
    """From 0 to 4; None where a finding in words has not been judged."""

    level: int | None
    start: int | None
    reason: Promise
    deductions: tuple[Deduction, ...]

    @property
    def order(self) -> int:
        """Strongest last; what is not judged comes before what is judged at nothing."""
        return -1 if self.level is None else self.level


UNJUDGED = Strength(None, None, NOT_JUDGED, ())


def strength_of(finding: Finding, today: date) -> Strength:
    """Judge a finding that comes with its study and population selected."""
    if finding.value_kind == ValueKind.QUALITATIVE or finding.value is None:
        return UNJUDGED
    found = core.strength(_basis(finding), today=today)
    return Strength(
        level=found.score,
        start=found.start,
        reason=COUNTED_START if found.start == FULL else SELECTED_START,
        deductions=tuple(Deduction(one.points, SENTENCES[one.key]) for one in found.deductions),
    )


def _basis(finding: Finding) -> core.Basis:
    return core.Basis(
        sampling=_sampling(finding.sampling),
        asked=finding.mode not in NOBODY_ASKED and finding.method not in ASKS_NOBODY,
        response_rate=finding.study.response_rate,
        adjusted=bool(finding.nonresponse_adjusted),
        half_width=_half_width(finding),
        self_report=finding.method in TELLS_OF_ITSELF,
        period_end=last_day_of(finding),
    )


def _sampling(sampling: str) -> str:
    """Where everybody was asked, those who did not answer are the response's business."""
    return Sampling.CENSUS.value if sampling == Sampling.CENSUS_ATTEMPT else sampling


def last_day_of(finding: Finding) -> date | None:
    """Return the last day a finding is about, at the latest the end of its year."""
    if finding.period_end or finding.period_start:
        return finding.period_end or finding.period_start
    return date(finding.year, 12, 31) if finding.year else None


def is_old(finding: Finding, today: date) -> bool:
    """Whether more than five years have passed since the last day it is about."""
    last = last_day_of(finding)
    return last is not None and (last.year + 5, last.month, last.day) < (
        today.year,
        today.month,
        today.day,
    )


def _half_width(finding: Finding) -> float | None:
    """Half the width of the interval of a share, in points; a full count has none."""
    if finding.sampling in NO_ERROR_OF_SAMPLING:
        return 0.0
    if finding.value_kind != ValueKind.SHARE or finding.value is None or not finding.n:
        return None
    if finding.n == 1:
        return 100.0
    size = finding.population.size if finding.population else None
    known = size if size and size >= finding.n else None
    return 100 * margin_of_error(finding.value, finding.n, known)
