"""Who gets letters: what is known of each reader, read for many at a time."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from allmenning.accounts.models import User
from allmenning.arena.models import DigestItem, Experience, Frequency, Profile, Routing, State
from allmenning.arena.queries.profiles import Followed, followed_by, profiles_of
from allmenning.arena.queries.viewer import Viewer, viewers_for
from allmenning.register.queries import Snapshot

PERIODS: Mapping[str, timedelta] = {
    Frequency.DAILY: timedelta(days=1),
    Frequency.WEEKLY: timedelta(days=7),
    Frequency.MONTHLY: timedelta(days=30),
}
# What had no room in one letter may stand in the next.
PERIODS_BACK = 2


@dataclass(frozen=True, kw_only=True)
class Reader:
    """One member, as the ranking sees her."""

    person: User
    profile: Profile
    viewer: Viewer
    code: str = ""
    followed: Followed = field(default_factory=Followed)
    experience: frozenset[int] = frozenset()
    asked: frozenset[int] = frozenset()
    told: frozenset[str] = frozenset()
    # Keys of things a saved search has found, with the name of the search.
    found: Mapping[str, str] = field(default_factory=dict)

    @property
    def period(self) -> timedelta:
        return PERIODS.get(self.profile.digest, PERIODS[Frequency.WEEKLY])

    def since(self, at: datetime) -> datetime:
        """Tell from when things are new to her: not before she was here, nor long ago."""
        oldest = at - PERIODS_BACK * self.period
        seen = self.profile.seen_at
        return max(oldest, seen) if seen else oldest


def reader_of(person: User, profile: Profile, viewer: Viewer, register: Snapshot) -> Reader:
    """Read what is known of one who is here now, but not what letters have told her."""
    keys = [person.pk]
    experience = _by_person(Experience.objects.filter(person__in=keys), "theme_id")
    return Reader(
        person=person,
        profile=profile,
        viewer=viewer,
        code=_own(viewer, register),
        followed=followed_by(keys).get(person.pk, Followed()),
        experience=frozenset(experience[person.pk]),
        asked=frozenset(_by_person(_waiting(keys), "question_id")[person.pk]),
    )


def _own(viewer: Viewer, register: Snapshot) -> str:
    """Return the code of her municipality; of several the first in the alphabet."""
    own = (one.code for one in register.municipalities if one.pk in viewer.body_ids)
    return next(own, "")


def readers(people: Collection[User], register: Snapshot, at: datetime) -> list[Reader]:
    """Read what is known of these people, in as many queries however many they are."""
    keys = [person.pk for person in people]
    profiles, followed = profiles_of(people), followed_by(keys)
    experience = _by_person(Experience.objects.filter(person__in=keys), "theme_id")
    asked = _by_person(_waiting(keys), "question_id")
    viewers = viewers_for(people, at)
    told = _by_person(DigestItem.objects.filter(person__in=keys), "key")
    found = []
    for person in people:
        viewer = viewers[person.pk]
        found.append(
            Reader(
                person=person,
                profile=profiles[person.pk],
                viewer=viewer,
                code=_own(viewer, register) if viewer.body_ids else "",
                followed=followed.get(person.pk, Followed()),
                experience=frozenset(experience[person.pk]),
                asked=frozenset(asked[person.pk]),
                told=frozenset(told[person.pk]),
            )
        )
    return found


def _by_person(rows: "QuerySet[Any]", column: str) -> dict[int, set[Any]]:
    found: dict[int, set[Any]] = defaultdict(set)
    for person, value in rows.order_by("pk").values_list("person_id", column):
        found[person].add(value)
    return found


def _waiting(people: Collection[int]) -> QuerySet[Routing]:
    """List questions sent to them that still wait for an answer."""
    return Routing.objects.filter(
        person__in=people,
        declined_at=None,
        question__state=State.PUBLISHED,
        question__first_answer_at=None,
        question__closed_at=None,
    )
