"""How much a figure can carry: a start by design, and every deduction with its sentence.

Never averaged across methods. Start and deductions are from rooms/evidence.md section 5.2.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmenning.core.share import margin_of_error
from allmenning.evidence.models import Finding
from allmenning.evidence.models.words import Method, Sampling, ValueKind

FULL = 4
SELECTED = 2
LONGEST_HALF_WIDTH = 0.10
COUNTED = (
    Sampling.CENSUS,
    Sampling.CENSUS_ATTEMPT,
    Sampling.REGISTER,
    Sampling.PROBABILITY,
)
NO_ERROR_OF_SAMPLING = (Sampling.CENSUS, Sampling.REGISTER)
TELLS_OF_ITSELF = (Method.SELF_REPORT, Method.STAFF)

COUNTED_START = _("Everybody was counted or asked, or a random sample was drawn.")
SELECTED_START = _("Those who took part were chosen, or chose themselves, or we do not know how.")
RESPONSE_UNDER_HALF = _("Fewer than half answered, and nobody has corrected for it.")
RESPONSE_UNDER_QUARTER = _("Fewer than one in four answered, and nobody has corrected for it.")
WIDE = _("Few answers: the margin of error is more than 10 percentage points.")
OWN_PERFORMANCE = _("Those who answered tell about their own performance.")
OLD = _("The figure is more than five years old.")
VERY_OLD = _("The figure is more than ten years old.")
NOT_JUDGED = _("Told in words: nobody has judged its strength yet.")


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
    """Judge a finding that comes with its study selected."""
    if finding.value_kind == ValueKind.QUALITATIVE or finding.value is None:
        return UNJUDGED
    counted = finding.sampling in COUNTED
    start = FULL if counted else SELECTED
    deductions = tuple(_deductions(finding, today))
    level = max(0, start - sum(one.points for one in deductions))
    return Strength(level, start, COUNTED_START if counted else SELECTED_START, deductions)


def _deductions(finding: Finding, today: date) -> Iterator[Deduction]:
    rate = finding.study.response_rate
    if rate is not None and rate < 0.5 and not finding.nonresponse_adjusted:
        yield (
            Deduction(2, RESPONSE_UNDER_QUARTER)
            if rate < 0.25
            else Deduction(1, RESPONSE_UNDER_HALF)
        )
    if _is_wide(finding):
        yield Deduction(1, WIDE)
    if finding.method in TELLS_OF_ITSELF:
        yield Deduction(1, OWN_PERFORMANCE)
    if finding.year and today.year - finding.year > 10:
        yield Deduction(2, VERY_OLD)
    elif finding.year and today.year - finding.year > 5:
        yield Deduction(1, OLD)


def _is_wide(finding: Finding) -> bool:
    """Whether the half-width of a share is over 10 points; a full count has none."""
    if finding.value_kind != ValueKind.SHARE or not finding.n or finding.value is None:
        return False
    if finding.sampling in NO_ERROR_OF_SAMPLING:
        return False
    if finding.n == 1:
        return True
    size = finding.population.size if finding.population else None
    known = size if size and size >= finding.n else None
    return margin_of_error(finding.value, finding.n, known) > LONGEST_HALF_WIDTH
