"""What a finding must carry before it is stored, each with a sentence and a field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from allmenning.evidence.models.words import NO_RESPONSE_RATE, ValueKind

LARGEST_DEVIATION = 0.006
"""Shares that differ more than 0.6 percentage points from their own counts are flagged."""


@dataclass(frozen=True)
class FieldProblem:
    field: str
    message: str


class EvidenceRefused(ValueError):  # noqa: N818 - the room's word
    """Something may not be stored; `problems` says what, field by field."""

    def __init__(self, *problems: FieldProblem) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.message for problem in problems))


class ShareWithoutBase(EvidenceRefused):
    """A share was offered without saying out of whom."""


def recomputed_share(values: Mapping[str, object]) -> float | None:
    """Return numerator / denominator of a share, or None when either is unknown."""
    numerator, denominator = values.get("numerator"), values.get("denominator")
    if values.get("value_kind") != ValueKind.SHARE:
        return None
    if not isinstance(numerator, int) or not isinstance(denominator, int) or not denominator:
        return None
    return numerator / denominator


def deviates(values: Mapping[str, object]) -> bool:
    """Whether the published share is too far from its own counts to be a rounding."""
    recomputed, value = recomputed_share(values), values.get("value")
    if recomputed is None or not isinstance(value, float):
        return False
    return abs(value - recomputed) > LARGEST_DEVIATION + 1e-9


def finding_problems(values: Mapping[str, object]) -> Iterator[FieldProblem]:
    """Yield what keeps a finding from being stored; the database holds the same line."""
    if values.get("value_kind") == ValueKind.SHARE:
        yield from _share_problems(values)
    numerator, denominator = values.get("numerator"), values.get("denominator")
    if (
        isinstance(numerator, int)
        and isinstance(denominator, int)
        and values.get("value_kind") == ValueKind.SHARE
        and numerator > denominator
    ):
        yield FieldProblem(
            "numerator", _("The numerator cannot be larger than the denominator in a share.")
        )
    start, end = values.get("period_start"), values.get("period_end")
    if start and end and start > end:  # type: ignore[operator]
        yield FieldProblem("period.end", _("The period ends before it starts."))


def _share_problems(values: Mapping[str, object]) -> Iterator[FieldProblem]:
    if base := base_problem(values):
        yield base
    needed = {
        "population": _("A share needs a population: whom is it about?"),
        "analysis_unit": _("Say what is counted: municipalities or people."),
        "instrument": _("A share needs an instrument: how was it found out?"),
        "informant": _("A share needs an informant: who answered or observed?"),
    }
    for field, message in needed.items():
        if not values.get(field):
            yield FieldProblem(field, message)
    if values.get("is_intention") is None:
        yield FieldProblem(
            "is_intention", _("Say whether the share is a state or a plan; they are kept apart.")
        )
    if not values.get("year") and not values.get("period_text"):
        yield FieldProblem("year", _("A share needs a year or a period."))
    value = values.get("value")
    if isinstance(value, float) and not 0 <= value <= 1:
        yield FieldProblem(
            "value", _("A share is written from 0 to 1, so 58 percent is written as 0.58.")
        )


def base_problem(values: Mapping[str, object]) -> FieldProblem | None:
    """Return why the base does not do: a base, or the word that it is unknown with a note."""
    if values.get("base"):
        return None
    if values.get("base_unknown") and values.get("base_note"):
        return None
    if values.get("base_unknown"):
        return FieldProblem(
            "base_note", _("When the base is unknown, write what the source says about it.")
        )
    return FieldProblem(
        "base",
        _("A share needs a base: out of whom is it a share? If the source does not say, say so."),
    )


def belonging_problems(values: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Yield where theme, concept and indicator of a finding do not belong together."""
    theme, concept, indicator = (values.get(name) for name in ("theme", "concept", "indicator"))
    if theme and concept and concept.theme_id != theme.pk:
        yield FieldProblem("concept", _("What it is about belongs to another theme."))
    if indicator and concept and indicator.concept_id != concept.pk:
        yield FieldProblem("indicator", _("The definition measures something else."))


def study_problems(values: Mapping[str, object]) -> Iterator[FieldProblem]:
    """Yield what keeps a study from being stored."""
    if values.get("response_rate") is not None and values.get("sampling") in NO_RESPONSE_RATE:
        yield FieldProblem(
            "response_rate",
            _("There is no response rate when nobody was drawn: it cannot be calculated."),
        )
    invited, answered = values.get("n_invited"), values.get("n_answered")
    if isinstance(invited, int) and isinstance(answered, int) and answered > invited:
        yield FieldProblem("n_answered", _("More cannot have answered than were invited."))
    first, last = values.get("first_year"), values.get("last_year")
    if isinstance(first, int) and isinstance(last, int) and last < first:
        yield FieldProblem("last_year", _("The last year cannot be before the first."))
