"""Telling those who should know of a post; done after the request, so that nobody waits for it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from allmenning.accounts.models import User
from allmenning.arena.actions.notifying import notify_all
from allmenning.arena.models import Notification, Post, State, Thread, Watch
from allmenning.arena.queries.viewer import Viewer, readable_threads, viewer_for

AT_A_TIME = 200
ABOUT = tuple(f"thread__{name}" for name in ("case", "question", "guidance", "finding", "study"))


@dataclass
class Readers:
    """Who may read which thread, looked up once in each round."""

    at: datetime
    viewers: dict[int, Viewer] = field(default_factory=dict)
    known: dict[tuple[int, int], bool] = field(default_factory=dict)

    def may_read(self, person: int, thread: Thread) -> bool:
        if (person, thread.pk) not in self.known:
            if person not in self.viewers:
                user = User.objects.filter(pk=person, is_active=True).first()
                self.viewers[person] = viewer_for(user, self.at)
            viewer = self.viewers[person]
            threads = readable_threads(viewer, self.at).filter(pk=thread.pk)
            self.known[person, thread.pk] = viewer.user is not None and threads.exists()
        return self.known[person, thread.pk]


def tell_of_posts(*, at: datetime) -> int:
    """Tell of what has been published since last time; return how many posts it was."""
    untold = Post.objects.filter(told_at__isnull=True, state=State.PUBLISHED, is_invented=False)
    posts = untold.select_related("answers_to", *ABOUT).order_by("created_at", "pk")[:AT_A_TIME]
    readers = Readers(at)
    return sum(_tell(post, readers, at) for post in posts)


def _tell(post: Post, readers: Readers, at: datetime) -> bool:
    """Tell of one; whom it concerns is found before the transaction, which others wait for."""
    by_kind: dict[Notification.Kind, list[int]] = defaultdict(list)
    for person, kind in _concerned(post).items():
        if person != post.author_id and readers.may_read(person, post.thread):
            by_kind[kind].append(person)
    return _store(post, by_kind, at)


@transaction.atomic
def _store(post: Post, by_kind: Mapping[Notification.Kind, list[int]], at: datetime) -> bool:
    """Store it; who is told already, as when a job is done twice, is not told again."""
    if not Post.objects.filter(pk=post.pk, told_at__isnull=True).update(told_at=at):
        return False
    for kind, people in by_kind.items():
        key = f"post:{post.pk}"
        notify_all(people=people, kind=kind, key=key, at=at, thread=post.thread, post=post)
    _watch_what_named_you(post, by_kind.get(Notification.Kind.MENTION, []), at)
    return True


def _concerned(post: Post) -> dict[int, Notification.Kind]:
    """Return whom the post concerns and why, each once, for the strongest reason.

    Who has stopped watching is told only of being named.
    """
    kinds = Notification.Kind
    watching = dict(Watch.objects.filter(thread=post.thread).values_list("person", "is_on"))
    concerned: dict[int, Notification.Kind] = dict.fromkeys(watching, kinds.POST)
    if author := getattr(post.thread.subject, "author_id", None):
        concerned[author] = kinds.ANSWER if post.is_answer else kinds.POST
    if post.answers_to and post.answers_to.author_id:
        concerned[post.answers_to.author_id] = kinds.ANSWER
    concerned = {person: kind for person, kind in concerned.items() if watching.get(person, True)}
    return concerned | dict.fromkeys(post.mentioned, kinds.MENTION)


def _watch_what_named_you(post: Post, people: list[int], at: datetime) -> None:
    rows = [Watch(person_id=person, thread=post.thread, since=at) for person in people]
    Watch.objects.bulk_create(rows, ignore_conflicts=True)
