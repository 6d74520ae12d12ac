"""How far a publication is, for the page of who asked for it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from allmenning.surveys.models import PublishingState, PublishingStep, PublishingWork, Survey
from allmenning.surveys.queries.words import said


@dataclass(frozen=True)
class ShownStep:
    """A step: "done", "now" or "waits", and how far in it where that is known."""

    label: str | Promise
    state: str
    place: int
    of: int


@dataclass(frozen=True)
class ShownWork:
    work: PublishingWork
    is_silent: bool
    steps: tuple[ShownStep, ...]
    reasons: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Tell whether somebody is doing it, so that asking again gives nothing more."""
        return self.work.ended_at is None and not self.is_silent


def latest_work(survey: Survey, at: datetime) -> ShownWork | None:
    """Show the last time somebody asked for a publication."""
    work = survey.publishing.select_related("publication").order_by("-pk").first()
    if work is None:
        return None
    reasons = tuple(said(one) for one in work.reasons)
    return ShownWork(work, work.is_silent(at), _steps(work), reasons)


def _steps(work: PublishingWork) -> tuple[ShownStep, ...]:
    order = PublishingStep.values
    reached = order.index(work.step) if work.step else -1
    if work.state == PublishingState.UNDER_WAY:
        reached = max(reached, 0)
    shown = []
    for index, step in enumerate(PublishingStep):
        state = "done" if index < reached else "now" if index == reached else "waits"
        here = state == "now"
        shown.append(
            ShownStep(step.label, state, work.place if here else 0, work.of if here else 0)
        )
    return tuple(shown)
