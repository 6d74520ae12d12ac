"""The thread under a thing, for the page of that thing: `{% include "arena/_thread.html" %}`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from allmenning.accounts.models import User
from allmenning.arena.forms.discussion import PostForm
from allmenning.arena.models import Language, Question, Speaker, Thread
from allmenning.arena.queries.discussion import (
    PER_PAGE,
    ShownPost,
    Standing,
    posts_in,
    shown_posts,
    standing,
    thread_about,
)
from allmenning.arena.queries.questions_page import may_settle
from allmenning.arena.queries.speaking import Subject, kind_of, speakers_for
from allmenning.arena.queries.viewer import Viewer, viewer_of
from allmenning.register.models import Body
from allmenning.ui.paging import Page, page_of


@dataclass(frozen=True)
class ShownThread:
    """All that `_thread.html` shows."""

    kind: str
    key: int
    standing: Standing
    page: Page[Any] | None
    posts: Sequence[ShownPost]
    form: PostForm | None
    is_question: bool
    # Where the reader says that an answer settled it; empty where she may not.
    question: str

    @property
    def write_address(self) -> str:
        return reverse("arena:write", args=[self.kind, self.key])

    @property
    def watch_address(self) -> str:
        return reverse("arena:watch", args=[self.kind, self.key])

    @property
    def lock_address(self) -> str:
        return reverse("arena:lock", args=[self.kind, self.key])


def thread_shown(request: HttpRequest, subject: Subject) -> ShownThread:
    """Gather the thread about a thing the reader may read, and the form if she may write."""
    viewer = viewer_of(request)
    thread = thread_about(subject)
    page = None
    posts: list[ShownPost] = []
    if thread is not None:
        page = page_of(request, posts_in(thread, viewer), PER_PAGE)
        posts = shown_posts(page.rows, thread, viewer)
    stands = standing(subject, thread, viewer)
    return ShownThread(
        kind=kind_of(subject),
        key=subject.pk,
        standing=stands,
        page=page,
        posts=posts,
        form=post_form(None, subject, thread, viewer) if stands.may_write else None,
        is_question=isinstance(subject, Question),
        question=subject.slug if may_accept(subject, viewer) else "",
    )


def may_accept(subject: Subject, viewer: Viewer) -> TypeGuard[Question]:
    """Those who asked say which answer settled it."""
    return isinstance(subject, Question) and may_settle(subject, viewer)


def post_form(
    data: Any, subject: Subject, thread: Thread | None, viewer: Viewer, **initial: Any
) -> PostForm:
    return PostForm(
        data,
        initial={
            "language": own_language(viewer),
            "is_answer": "no" if is_asker(subject, viewer) else "yes",
            **initial,
        },
        bodies=bodies_of(viewer) if len(viewer.body_ids) > 1 else [],
        speakers=speakers(subject, thread, viewer),
        is_question=isinstance(subject, Question),
    )


def is_asker(subject: Subject, viewer: Viewer) -> bool:
    return viewer.user is not None and getattr(subject, "author_id", None) == viewer.user.pk


def speakers(subject: Subject, thread: Thread | None, viewer: Viewer) -> list[Speaker]:
    if viewer.user is None:
        return []
    asked = thread or Thread(**{kind_of(subject): subject})
    return speakers_for(viewer.user, asked, timezone.now())


def bodies_of(viewer: Viewer) -> list[Body]:
    return list(Body.objects.filter(pk__in=viewer.body_ids).order_by("name", "pk"))


def own_language(viewer: Viewer) -> str:
    """Guess what the person writes: her own choice, else that of the page."""
    own = viewer.user.language[:2] if isinstance(viewer.user, User) else ""
    page = (get_language() or "nb")[:2]
    return own if own in Language.values else page
