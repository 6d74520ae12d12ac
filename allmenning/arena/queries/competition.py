"""How much each body that takes part shares, by inhabitants; never totals alone (R82)."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from allmenning.arena.models import (
    Case,
    Guidance,
    Participation,
    Post,
    Question,
    Replication,
    State,
)
from allmenning.register.models import Body

HALF_A_YEAR = timedelta(days=182)
PER = 10_000


@dataclass(frozen=True)
class Standing:
    """One body: counts, and what they are by 10,000 inhabitants; None where nobody has counted."""

    body: Body
    shared: int
    before: int
    dialogue: int

    def _rate(self, count: int) -> float | None:
        return count * PER / self.body.population if self.body.population else None

    @property
    def shared_rate(self) -> float | None:
        return self._rate(self.shared)

    @property
    def growth_rate(self) -> float | None:
        """Tell how much more was shared in the last half year than in the one before."""
        return self._rate(self.shared - self.before)

    @property
    def dialogue_rate(self) -> float | None:
        return self._rate(self.dialogue)


def standings(at: datetime) -> list[Standing]:
    """Return those who take part; the shared is of the last half year."""
    rows = Participation.objects.select_related("body").order_by("body__name", "body_id")
    bodies = [row.body for row in rows]
    keys = [body.pk for body in bodies]
    middle, start = at - HALF_A_YEAR, at - 2 * HALF_A_YEAR
    shared, before = _shared(keys, middle, at), _shared(keys, start, middle)
    dialogue = _dialogue(keys, middle, at)
    return [Standing(body, shared[body.pk], before[body.pk], dialogue[body.pk]) for body in bodies]


def _shared(bodies: Collection[int], since: datetime, until: datetime) -> Counter[int]:
    """Count experiences, questions and guidance; a question tells others what one wonders about."""
    found: Counter[int] = Counter()
    for told in (Case.objects, Question.objects, Guidance.objects):
        rows = told.filter(
            owner__in=bodies,
            state=State.PUBLISHED,
            published_at__gt=since,
            published_at__lte=until,
        )
        found += _counted(rows, "owner_id")
    return found


def _dialogue(bodies: Collection[int], since: datetime, until: datetime) -> Counter[int]:
    """Count answers to others and what was tried after others."""
    answers = Post.objects.filter(
        body__in=bodies,
        is_answer=True,
        state=State.PUBLISHED,
        created_at__gt=since,
        created_at__lte=until,
    )
    tried = Replication.objects.filter(
        body__in=bodies, case__state=State.PUBLISHED, at__gt=since, at__lte=until
    )
    return _counted(answers, "body_id") + _counted(tried, "body_id")


def _counted(rows: "QuerySet[Any]", by: str) -> Counter[int]:
    counts = rows.order_by(by).values_list(by).annotate(n=Count("pk"))
    return Counter(dict(counts))


def takes_part(body: Body) -> bool:
    return Participation.objects.filter(body=body).exists()
