"""Who may be asked about a question, what they know of it, and how often they have been asked."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from allmenning.accounts.models import User
from allmenning.arena.models import Case, Experience, Profile, Question, Routing, State
from allmenning.arena.queries.viewer import WRITES
from allmenning.core.routing import Candidate, choose
from allmenning.register.models import Body, Membership
from allmenning.register.queries import Choice, Lens, lens_of

MOST = 10
FAIRNESS = timedelta(days=60)
MONTH = timedelta(days=30)
MONTHLY_CAP = 4
Why = Routing.Why
# What each reason is worth where it is somebody's turn; experience is what she said herself.
WORTH: Mapping[str, int] = {Why.EXPERIENCE: 3, Why.ANSWERS: 2, Why.CASE: 1}


@dataclass(frozen=True)
class Asked:
    """Somebody to ask, and why this one."""

    person_id: int
    why: Routing.Why


def whom_to_ask(question: Question, at: datetime, most: int = MOST) -> list[Asked]:
    """Return whose turn it is; those asked before about this question are left out."""
    themes = set(question.themes.values_list("pk", flat=True))
    places = _places(question, at)
    reasons = _reasons(themes, places, at)
    seen = _Seen(question.owner_id, _lens_of(question.owner), *_counts(places, at))
    found = [
        seen.candidate(person, bodies, reasons.get(person, set()))
        for person, bodies in places.items()
    ]
    chosen = choose(found, most=most, monthly=MONTHLY_CAP)
    return [Asked(one.person, _why(reasons.get(one.person, set()), one)) for one in chosen]


@dataclass(frozen=True)
class _Seen:
    """How people look from where it is asked."""

    own_body: int
    lens: Lens | None
    asked: Counter[int]
    month: Counter[int]

    def candidate(self, person: int, bodies: list[Body], reasons: set[Routing.Why]) -> Candidate:
        return Candidate(
            person=person,
            knowledge=sum(WORTH[why] for why in reasons),
            asked=self.asked[person],
            asked_this_month=self.month[person],
            is_near=self.lens is not None and any(one.pk in self.lens.body_ids for one in bodies),
            distance=min(_distance(self.lens, one) for one in bodies),
            is_own_body=any(one.pk == self.own_body for one in bodies),
        )


def _places(question: Question, at: datetime) -> dict[int, list[Body]]:
    """List those who take questions, with the bodies they work in today."""
    asked = question.routings.filter(person__isnull=False)
    known = Membership.objects.filter(
        expires_at__gt=at,
        user__is_active=True,
        user__closed_at=None,
        user__in=Profile.objects.filter(takes_questions=True).values("person"),
    ).exclude(user__in=asked.values("person"))
    places: dict[int, list[Body]] = {}
    for one in known.exclude(user=question.author_id).select_related("body"):
        places.setdefault(one.user_id, []).append(one.body)
    return places


def _reasons(
    themes: set[int], places: Mapping[int, list[Body]], at: datetime
) -> dict[int, set[Routing.Why]]:
    """Say what makes each of them one who knows of the themes."""
    told = _cases(themes)
    sources: dict[Routing.Why, Iterable[int]] = {
        Why.EXPERIENCE: Experience.objects.filter(theme__in=themes).values_list(
            "person", flat=True
        ),
        Why.ANSWERS: User.objects.filter(
            posts__accepted_in__themes__in=themes, posts__state=State.PUBLISHED
        ).values_list("pk", flat=True),
        Why.CASE: User.objects.filter(_wrote_or_edits(told, at)).values_list("pk", flat=True),
    }
    reasons: dict[int, set[Routing.Why]] = {}
    for why, people in sources.items():
        for person in set(people) & places.keys():
            reasons.setdefault(person, set()).add(why)
    return reasons


def _cases(themes: set[int]) -> QuerySet[Case]:
    return Case.objects.filter(themes__in=themes, state=State.PUBLISHED)


def _wrote_or_edits(told: QuerySet[Case], at: datetime) -> Q:
    writers = Membership.objects.filter(
        body__in=told.values("owner"), role__in=WRITES, expires_at__gt=at
    )
    return Q(pk__in=told.values("author")) | Q(pk__in=writers.values("user"))


def _counts(people: Iterable[int], at: datetime) -> tuple[Counter[int], Counter[int]]:
    """Count how often each has been asked in the window of fairness, and in the last month."""
    asked = Routing.objects.filter(at__gt=at - FAIRNESS, person__in=list(people))
    rows = list(asked.values_list("person_id", "at"))
    month = Counter(person for person, when in rows if when > at - MONTH)
    return Counter(person for person, _when in rows), month


def _lens_of(body: Body) -> Lens | None:
    return lens_of(Choice(body.code)) if body.is_municipality and body.code else None


def _distance(lens: Lens | None, body: Body) -> float:
    peer = lens.everyone.get(body.code) if lens and body.is_municipality else None
    return 1.0 if peer is None or peer.distance is None else peer.distance


def _why(reasons: set[Routing.Why], chosen: Candidate) -> Routing.Why:
    """Give the strongest reason, which is what the person is told."""
    if reasons:
        return max(reasons, key=lambda why: WORTH[why])
    return Why.BODY if chosen.is_near else Why.WILLING
