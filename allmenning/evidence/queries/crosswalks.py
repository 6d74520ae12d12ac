"""The crosswalks: every exception from the guard, who proposed it, why, and who agreed."""

from django.db.models import QuerySet

from allmenning.evidence.models import Crosswalk


def crosswalks() -> QuerySet[Crosswalk]:
    """Return all of them, those that wait for a second person first."""
    rows = Crosswalk.objects.select_related("first__concept", "second__concept")
    return rows.order_by("reviewed_at", "-proposed_at", "id")
