"""The cases of a person's own bodies, what needs a hand first."""

from datetime import datetime, timedelta

from django.db.models import Case as Choose
from django.db.models import QuerySet, Value, When
from django.utils import timezone

from allmenning.arena.models import Case, State
from allmenning.arena.queries.cases_due import REMIND_AFTER_DAYS
from allmenning.arena.queries.viewer import Viewer, visible

ORDER = (State.HIDDEN, State.DRAFT, State.WAITING)


def own_cases(viewer: Viewer, at: datetime) -> QuerySet[Case]:
    """List what the person may read of her bodies' cases; published ones last, but for the due."""
    due = timezone.localdate(at) - timedelta(days=REMIND_AFTER_DAYS)
    states = [When(state=state, then=Value(place)) for place, state in enumerate(ORDER)]
    is_due = When(state=State.PUBLISHED, confirmed_date__lte=due, then=Value(len(ORDER)))
    seen = visible(Case.objects.filter(owner__in=viewer.body_ids), viewer, at)
    placed = seen.annotate(place=Choose(*states, is_due, default=Value(len(ORDER) + 1)))
    return placed.select_related("owner").order_by("place", "-changed_at", "-pk")
