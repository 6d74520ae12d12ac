"""What a member has told of herself and what she follows; defaults where there is no row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from allmenning.accounts.models import User
from allmenning.arena.models import Experience, Follow, Profile, Tag
from allmenning.evidence.models import Theme
from allmenning.register.models import Body

# Often enough to know who is active, seldom enough to cost nothing.
SEEN_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Followed:
    """What one member follows, by primary keys."""

    themes: frozenset[int] = frozenset()
    tags: frozenset[int] = frozenset()
    counties: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.themes or self.tags or self.counties)


def profile_of(person: User) -> Profile:
    """Return what she has told, or an unsaved profile with what everybody begins with."""
    return Profile.objects.filter(person=person).first() or Profile(person=person)


def profiles_of(people: Iterable[User]) -> dict[int, Profile]:
    """Return a profile for each of them, by the person's primary key, in one query."""
    asked = {person.pk: person for person in people}
    known = {one.person_id: one for one in Profile.objects.filter(person__in=asked)}
    return {pk: known.get(pk) or Profile(person=person) for pk, person in asked.items()}


def follows_of(person: User) -> QuerySet[Follow]:
    return person.follows.select_related("theme", "tag", "county").order_by("pk")


def thing_named(kind: str, slug: str) -> Theme | Tag | Body | None:
    """Find what may be followed, by its kind as the address calls it: tema, emneord or fylke."""
    if kind == "tema":
        return Theme.objects.filter(slug=slug).first()
    if kind == "emneord":
        return Tag.objects.filter(slug=slug).first()
    return Body.objects.filter(kind=Body.Kind.COUNTY, slug=slug).first()


def follows(person: User, thing: Theme | Tag | Body) -> bool:
    kind = "county" if isinstance(thing, Body) else type(thing).__name__.lower()
    return person.follows.filter(**{kind: thing}).exists()


def followed_by(people: Iterable[int]) -> dict[int, Followed]:
    """Return what each of them follows; those who follow nothing are left out."""
    kinds: dict[int, tuple[set[int], set[int], set[int]]] = {}
    rows = Follow.objects.filter(person__in=people).order_by("pk")
    for person, *told in rows.values_list("person_id", "theme_id", "tag_id", "county_id"):
        for found, key in zip(kinds.setdefault(person, (set(), set(), set())), told, strict=True):
            if key is not None:
                found.add(key)
    return {
        person: Followed(*(frozenset(found) for found in all_three))
        for person, all_three in kinds.items()
    }


def experiences_of(person: User) -> QuerySet[Experience]:
    return person.experiences.select_related("theme").order_by("theme__position", "pk")


def themes() -> QuerySet[Theme]:
    return Theme.objects.order_by("position", "slug")


def is_seen_lately(profile: Profile, at: datetime) -> bool:
    return profile.seen_at is not None and at - profile.seen_at < SEEN_EVERY
