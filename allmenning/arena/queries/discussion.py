"""What has been said about a thing, as one reader may see it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import Case as Choice
from django.db.models import IntegerField, Q, QuerySet, Value, When

from allmenning.accounts.models import User
from allmenning.arena.models import (
    Case,
    Guidance,
    Post,
    Question,
    Speaker,
    State,
    StudyAuthor,
    Thread,
    Watch,
)
from allmenning.arena.queries.comparing import COMPARED, SAME, fits, steps
from allmenning.arena.queries.naming import gone_words, name_of
from allmenning.arena.queries.speaking import Subject, kind_of, wrote
from allmenning.arena.queries.viewer import OURS, Viewer, readable_threads, visible
from allmenning.evidence.models import Finding, Study
from allmenning.register.models import Body

PER_PAGE = 50
MARKS = {Speaker.STUDY_AUTHOR: "accent", Speaker.AUTHORITY: "info", Speaker.MODERATOR: "warning"}
STANDS = (State.PUBLISHED, State.WAITING)
NOTHING = Q(pk__in=())
ABOUT_THREAD = ("case", "question", "guidance", "finding", "study")
ABOUT = tuple(f"thread__{name}" for name in ABOUT_THREAD)
NEEDS = ("author", "body")


@dataclass(frozen=True)
class ShownPost:
    """A post with what the reader may do about it; `gone` says why there is no text."""

    post: Post
    name: str
    mark: str
    mark_kind: str
    answers_name: str
    gone: str
    is_own: bool
    is_accepted: bool
    is_waiting: bool


@dataclass(frozen=True)
class Standing:
    """How the reader stands to the thread."""

    thread: Thread | None
    is_locked: bool
    may_write: bool
    may_moderate: bool
    watches: bool
    count: int


def thread_about(subject: Subject) -> Thread | None:
    thread = Thread.objects.filter(**{kind_of(subject): subject}).first()
    if thread is not None:
        setattr(thread, kind_of(subject), subject)
    return thread


def standing(subject: Subject, thread: Thread | None, viewer: Viewer) -> Standing:
    """Tell what the reader may do here; that she may read the thing itself is known already."""
    is_locked = thread is not None and thread.is_locked
    return Standing(
        thread=thread,
        is_locked=is_locked,
        may_write=may_write(subject, thread, viewer),
        may_moderate=viewer.is_moderator,
        watches=watches(subject, thread, viewer),
        count=thread.post_count if thread else 0,
    )


def may_write(subject: Subject, thread: Thread | None, viewer: Viewer) -> bool:
    """Members write under what is published; who wrote a report, under it and its findings."""
    if viewer.user is None or getattr(subject, "state", State.PUBLISHED) != State.PUBLISHED:
        return False
    if thread is not None and thread.is_locked and not viewer.is_moderator:
        return False
    return viewer.is_member or is_author_of(subject, viewer.user)


def is_author_of(subject: Subject, person: User) -> bool:
    if isinstance(subject, Study):
        return wrote(person, Thread(study=subject))
    return isinstance(subject, Finding) and wrote(person, Thread(finding=subject))


def watches(subject: Subject, thread: Thread | None, viewer: Viewer) -> bool:
    """Tell whether she is told of posts; who asked or told is, until she says no."""
    if viewer.user is None:
        return False
    chosen = Watch.objects.filter(thread=thread, person=viewer.user).values_list("is_on", flat=True)
    own = getattr(subject, "author_id", None) == viewer.user.pk
    return next(iter(chosen), own) if thread else own


def posts_in(thread: Thread, viewer: Viewer) -> QuerySet[Post]:
    """List posts as they came, the accepted answer first; what is gone leaves a line behind."""
    hidden = Q(state__in=(State.DRAFT, State.WAITING))
    own = Q(author=viewer.user) if viewer.user else NOTHING
    posts = Post.objects.filter(thread=thread).defer("text")
    if not viewer.is_moderator:
        posts = posts.filter(~hidden | own)
    accepted = accepted_of(thread)
    if accepted is None:
        return posts.order_by("created_at", "pk")
    first = Choice(When(pk=accepted, then=Value(0)), default=Value(1), output_field=IntegerField())
    return posts.order_by(first, "created_at", "pk")


def accepted_of(thread: Thread) -> int | None:
    return thread.question.accepted_id if thread.question else None


def shown_posts(posts: Sequence[Post], thread: Thread, viewer: Viewer) -> list[ShownPost]:
    """Put posts beside who wrote them; names are looked up once, not joined to each row."""
    before = Post.objects.defer("text", "html").in_bulk({one.answers_to_id for one in posts})
    names = _Names([*posts, *before.values()])
    accepted = accepted_of(thread)
    return [
        _shown(post, names, before.get(post.answers_to_id or 0), viewer, accepted) for post in posts
    ]


class _Names:
    def __init__(self, posts: Sequence[Post]) -> None:
        people = {post.author_id for post in posts}
        bodies = {post.body_id for post in posts}
        self.people = User.objects.only("name", "closed_at").in_bulk(people)
        self.bodies = Body.objects.only("name").in_bulk(bodies)

    def of(self, post: Post) -> str:
        return name_of(self.people.get(post.author_id or 0), self.bodies.get(post.body_id or 0))


def _shown(
    post: Post, names: _Names, before: Post | None, viewer: Viewer, accepted: int | None
) -> ShownPost:
    is_member = post.speaks_as == Speaker.MEMBER
    return ShownPost(
        post=post,
        name=names.of(post),
        mark="" if is_member else str(Speaker(post.speaks_as).label),
        mark_kind="" if is_member else MARKS[Speaker(post.speaks_as)],
        answers_name=names.of(before) if before else "",
        gone="" if post.state == State.PUBLISHED else gone_words(post),
        is_own=is_hers(post, viewer),
        is_accepted=post.pk == accepted,
        is_waiting=post.state == State.WAITING,
    )


def page_number(post: Post, viewer: Viewer) -> int:
    """Tell on which page of its thread a post stands."""
    if post.pk == accepted_of(post.thread):
        return 1
    before = Q(created_at__lt=post.created_at) | Q(created_at=post.created_at, pk__lt=post.pk)
    place = posts_in(post.thread, viewer).filter(before).count()
    return place // PER_PAGE + 1


def readable_post(pk: int, viewer: Viewer, at: datetime) -> Post | None:
    """Find a post in a thread this reader may read, also one that is gone."""
    found = Post.objects.select_related(*ABOUT, *NEEDS).filter(
        pk=pk, thread__in=readable_threads(viewer, at)
    )
    if viewer.is_moderator:
        return found.first()
    own = Q(author=viewer.user) if viewer.user else NOTHING
    return found.filter(~Q(state__in=(State.DRAFT, State.WAITING)) | own).first()


def own_post(pk: int, viewer: Viewer, at: datetime) -> Post | None:
    """Find a post of the reader's own that stands, so that she may change it or take it back."""
    post = readable_post(pk, viewer, at) if viewer.user else None
    return post if post and is_hers(post, viewer) and post.state in STANDS else None


def is_hers(post: Post, viewer: Viewer) -> bool:
    """Tell whether the reader wrote it, and still works where she wrote it from."""
    wrote = viewer.user is not None and post.author_id == viewer.user.pk
    return wrote and (post.body_id is None or post.body_id in viewer.body_ids)


def subject_by(kind: str, pk: int, viewer: Viewer, at: datetime) -> Subject | None:
    """Find what may be talked about, if this reader may read it."""
    if kind == "finding":
        return Finding.objects.filter(pk=pk).first()
    if kind == "study":
        return Study.objects.filter(pk=pk).first()
    found = visible(OURS[kind].objects.filter(pk=pk), viewer, at).first()
    return cast("Case | Question | Guidance | None", found)


@dataclass(frozen=True)
class Change:
    """One step in the history of a post: words gone, words come, words as they were."""

    at: datetime
    parts: tuple[tuple[str, str], ...]


def history(post: Post) -> list[Change]:
    """Tell what each edit changed, the latest first."""
    revisions = list(post.revisions.all())
    after = [post.text, *(one.text for one in revisions)]
    return [
        Change(one.at, differences(one.text, text, finely=number < COMPARED))
        for number, (one, text) in enumerate(zip(revisions, after, strict=False))
    ]


WORDS = re.compile(r"\s+|\w+|[^\w\s]")


def differences(before: str, after: str, *, finely: bool = True) -> tuple[tuple[str, str], ...]:
    """Compare word by word; what differs much, line by line, so that nobody waits for it."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if not fits(old, new):
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    parts: list[tuple[str, str]] = []
    for kind, gone, come in steps(old, new, finely=finely):
        if kind == SAME:
            parts.append(("same", gone))
        else:
            parts += [pair for pair in (("gone", gone), ("come", come)) if pair[1]]
    return tuple(parts)


def authors_of(study: Study) -> QuerySet[StudyAuthor]:
    return study.authors.select_related("person").order_by("pk")


def n_commented(subject: Finding | Study) -> int:
    """Count what stands under a finding or a study; one query, on a page that is kept."""
    counts = Thread.objects.filter(**{kind_of(subject): subject}).values_list("post_count")
    return next((count for (count,) in counts), 0)
