"""Who reads, and what she may see: the one rule that every list, page, feed and letter goes by."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from allmenning.accounts.models import Grant, Role, User
from allmenning.arena.models import (
    Case,
    Contribution,
    Guidance,
    Post,
    Question,
    State,
    Thread,
    Visibility,
)
from allmenning.register.models import BodyRole, Membership

Entry = TypeVar("Entry", bound=Contribution)
WRITES = [role for role in BodyRole if role.includes(BodyRole.EDITOR)]
UNPUBLISHED = (State.DRAFT, State.WAITING, State.HIDDEN)
# Which threads are about something of ours; findings and studies are open to everybody.
OURS: dict[str, type[Case | Question | Guidance]] = {
    "case": Case,
    "question": Question,
    "guidance": Guidance,
}


@dataclass(frozen=True)
class Viewer:
    """A reader, for one request or one letter; nobody in particular where `user` is None."""

    user: User | None = None
    is_member: bool = False
    body_ids: frozenset[int] = frozenset()
    edits: frozenset[int] = frozenset()
    is_moderator: bool = False

    @property
    def audiences(self) -> frozenset[str]:
        """What the search calls the audiences this reader belongs to (search.contract)."""
        own = {f"body:{pk}" for pk in self.body_ids}
        return frozenset({"open", *own, *({"members"} if self.is_member else ())})


def viewer_of(request: HttpRequest) -> Viewer:
    if not hasattr(request, "_viewer"):
        user = request.user if isinstance(request.user, User) else None
        request._viewer = viewer_for(user, timezone.now())  # type: ignore[attr-defined]  # noqa: SLF001
    viewer: Viewer = request._viewer  # type: ignore[attr-defined]  # noqa: SLF001
    return viewer


def viewer_for(user: User | None, at: datetime) -> Viewer:
    """Look up what the person may; a member belongs to a body or holds a role, today."""
    if user is None or not user.is_active:
        return Viewer()
    return viewers_for([user], at)[user.pk]


def viewers_for(users: Collection[User], at: datetime) -> dict[int, Viewer]:
    """Look up what many may, by primary key, in two queries."""
    memberships: dict[int, list[Membership]] = {user.pk: [] for user in users}
    for one in Membership.objects.filter(user__in=users, expires_at__gt=at).order_by("pk"):
        memberships[one.user_id].append(one)
    roles: dict[int, set[str]] = {user.pk: set() for user in users}
    grants = Grant.objects.filter(user__in=users, expires_at__gt=at).order_by("pk")
    for holder, role in grants.values_list("user_id", "role"):
        roles[holder].add(role)
    return {user.pk: _viewer(user, memberships[user.pk], roles[user.pk]) for user in users}


def _viewer(user: User, memberships: list[Membership], roles: set[str]) -> Viewer:
    if not user.is_active:
        return Viewer()
    return Viewer(
        user=user,
        is_member=bool(memberships or roles),
        body_ids=frozenset(one.body_id for one in memberships),
        edits=frozenset(one.body_id for one in memberships if one.role in WRITES),
        is_moderator=Role.STEWARD in roles,
    )


def _open(at: datetime) -> Q:
    return Q(visibility=Visibility.OPEN) | Q(opens_on__lte=timezone.localdate(at))


def may_read(viewer: Viewer, at: datetime) -> Q:
    """Return what this reader may read of cases, questions and guidance."""
    published = Q(state=State.PUBLISHED)
    seen = published if viewer.is_member else published & _open(at)
    if viewer.edits:
        seen |= Q(owner__in=viewer.edits, state__in=UNPUBLISHED)
    if viewer.user:
        seen |= Q(author=viewer.user, state__in=UNPUBLISHED)
    if viewer.is_moderator:
        seen |= Q(state__in=(State.WAITING, State.HIDDEN))
    return seen


def was_readable(viewer: Viewer, at: datetime) -> Q:
    """Return what was withdrawn and would else be this reader's to read; its reason is then too."""
    withdrawn = Q(state=State.WITHDRAWN)
    return withdrawn if viewer.is_member else withdrawn & _open(at)


def visible(rows: "QuerySet[Entry]", viewer: Viewer, at: datetime) -> "QuerySet[Entry]":
    return rows.filter(may_read(viewer, at))


def listed(rows: "QuerySet[Entry]", viewer: Viewer, at: datetime) -> "QuerySet[Entry]":
    """Keep what stands in lists, feeds and letters: published, and hers to read."""
    return visible(rows, viewer, at).filter(state=State.PUBLISHED)


def readable_threads(viewer: Viewer, at: datetime) -> "QuerySet[Thread]":
    """Threads whose subject this reader may read."""
    seen = may_read(viewer, at)
    about_open = Q(finding__isnull=False) | Q(study__isnull=False)
    for name, model in OURS.items():
        about_open |= Q(**{f"{name}__in": model.objects.filter(seen)})
    return Thread.objects.filter(about_open)


def readable_posts(viewer: Viewer, at: datetime) -> "QuerySet[Post]":
    """Return posts that stand in those threads, with the reader's own that wait."""
    stands = Q(state=State.PUBLISHED)
    if viewer.user:
        stands |= Q(author=viewer.user, state__in=(State.WAITING, State.HIDDEN))
    if viewer.is_moderator:
        stands |= Q(state__in=(State.WAITING, State.HIDDEN))
    return Post.objects.filter(stands, thread__in=readable_threads(viewer, at))
