"""How many cases there are on a theme, from bodies like the reader's and in all."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from allmenning.arena.models import Case
from allmenning.arena.queries.cases import Narrowing, narrowed
from allmenning.arena.queries.near import Nearness
from allmenning.arena.queries.viewer import Viewer, listed
from allmenning.evidence.models import Theme


@dataclass(frozen=True)
class OnTheme:
    total: int
    near: int
    place: str


def on_theme(theme: Theme, viewer: Viewer, near: Nearness | None, at: datetime) -> OnTheme:
    """Count both in one question to the database."""
    seen = listed(Case.objects.filter(themes=theme), viewer, at)
    group = near.group if near else frozenset[int]()
    counted = narrowed(seen, Narrowing(), timezone.localdate(at)).aggregate(
        total=Count("pk"), near=Count("pk", filter=Q(owner__in=group))
    )
    return OnTheme(counted["total"], counted["near"], near.lens.body.name if near else "")
