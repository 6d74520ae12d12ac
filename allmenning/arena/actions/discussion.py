"""Saying something under a case, a question, guidance, a finding or a study."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.actions.gate import note_overridden, state_for, tell_moderators
from allmenning.arena.markdown import mentioned_names, render
from allmenning.arena.models import (
    Post,
    PostRevision,
    Question,
    Speaker,
    State,
    StudyAuthor,
    Thread,
    Watch,
)
from allmenning.arena.queries.speaking import Subject, found_by_name, speakers_for
from allmenning.evidence.models import Study
from allmenning.register.models import Body

# A second press of the same button comes within this time.
SAME_AGAIN = timedelta(minutes=1)


class LockedError(Exception):
    """Nobody may write here any more."""


class NotSoError(Exception):
    """The person may not stand as what she asked to stand as."""


class GoneError(Exception):
    """The post has been withdrawn or removed, so nobody changes it."""


def thread_of(subject: Subject) -> Thread:
    """Find or make the thread about the thing."""
    told: dict[str, Any] = {type(subject).__name__.lower(): subject}
    return Thread.objects.get_or_create(**told)[0]


def write_post(
    *,
    thread: Thread,
    text: str,
    language: str,
    by: User | None,
    at: datetime,
    body: Body | None = None,
    is_answer: bool = False,
    answers_to: Post | None = None,
    speaks_as: Speaker | None = None,
    overridden: Sequence[str] = (),
) -> Post:
    """Say something; the same person saying the same again within a minute has pressed twice.

    All that takes time is done before the transaction, so that many may write at once.
    `overridden` are kinds of numbers that she says are nobody's (forms/guarded.py).

    Raises
    ------
    LockedError
        A moderator has closed the thread.
    NotSoError
        The person is not what she would stand as.
    """
    speaker = _stands_as(by, thread, speaks_as, at)
    state, held_for = state_for(texts=[text], by=by, at=at) if by else (State.PUBLISHED, [])
    names, people = found_by_name(mentioned_names(text), thread, at)
    post = Post(
        thread=thread,
        author=by,
        body=body,
        speaks_as=speaker,
        answers_to=answers_to,
        is_answer=is_answer and thread.question_id is not None,
        language=language,
        text=text,
        html=render(text, mentions=names),
        mentioned=people,
        state=state,
        held_for=held_for,
        created_at=at,
    )
    return _store(post, overridden)


@transaction.atomic
def _store(post: Post, overridden: Sequence[str]) -> Post:
    """Writers of one thread come here one after the other, so it does nothing that can wait."""
    by, at, thread = post.author, post.created_at, post.thread
    is_locked = _queue_up(thread)
    if is_locked and post.speaks_as != Speaker.MODERATOR:
        raise LockedError
    if again := _same_again(post):
        return again
    post.save(force_insert=True)
    _recount(thread)
    if by:
        _watch_from_now(thread, by, at)
    if by and overridden:
        note_overridden(kinds=overridden, target=f"arena.post:{post.pk}", by=by, at=at)
    _write(post, "written", by, at, {"thread": thread.pk, "state": str(post.state)})
    return post


def _queue_up(thread: Thread) -> bool:
    """Wait for those who write in the thread now; tell whether it is closed."""
    return Thread.objects.select_for_update().values_list("is_locked", flat=True).get(pk=thread.pk)


def _same_again(post: Post) -> Post | None:
    if post.author is None:
        return None
    since = post.created_at - SAME_AGAIN
    recent = Post.objects.filter(thread=post.thread, author=post.author, created_at__gt=since)
    return next((one for one in recent.order_by("-pk")[:5] if one.text == post.text), None)


def _stands_as(by: User | None, thread: Thread, wanted: Speaker | None, at: datetime) -> Speaker:
    if by is None:
        return Speaker.MEMBER
    may = speakers_for(by, thread, at)
    if wanted is not None and wanted not in may:
        raise NotSoError
    return wanted or may[0]


def _watch_from_now(thread: Thread, person: User, at: datetime) -> None:
    """Let who writes know what comes; who has said no before, has said no."""
    Watch.objects.get_or_create(person=person, thread=thread, defaults={"since": at})


@transaction.atomic
def recount(*, thread: Thread) -> Thread:
    """Count what stands, and see whether a question has its first answer.

    Whoever changes the state of a post calls it, in the same transaction.
    """
    _queue_up(thread)
    return _recount(thread)


def _recount(thread: Thread) -> Thread:
    standing = Post.objects.filter(thread=thread, state=State.PUBLISHED)
    told = standing.aggregate(count=Count("pk"), last=Max("created_at"))
    thread.post_count, thread.last_post_at = told["count"], told["last"]
    thread.save(update_fields=["post_count", "last_post_at"])
    _note_answer(thread)
    return thread


def _note_answer(thread: Thread) -> None:
    """Stop the clock of the question at the first answer; one's own does not count."""
    question = thread.question
    if question is None or question.first_answer_at:
        return
    answers = Post.objects.filter(thread=thread, is_answer=True, state=State.PUBLISHED)
    others = answers.exclude(author__isnull=False, author=question.author)
    if first := others.order_by("created_at", "pk").first():
        waits = Question.objects.filter(pk=question.pk, first_answer_at__isnull=True)
        waits.update(first_answer_at=first.created_at)


@transaction.atomic
def edit_post(
    *,
    post: Post,
    text: str,
    language: str,
    by: User,
    at: datetime,
    overridden: Sequence[str] = (),
) -> Post:
    """Change what was said; what it said before stays to be read.

    Raises
    ------
    GoneError
        It does not stand any more.
    """
    thread = Thread.objects.select_for_update().get(pk=post.thread_id)
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if post.state not in {State.PUBLISHED, State.WAITING}:
        raise GoneError
    if (post.text, post.language) == (text, language):
        return post
    if post.state == State.PUBLISHED:  # What nobody was let read does not become history.
        PostRevision.objects.create(post=post, text=post.text, html=post.html, by=by, at=at)
    names, people = found_by_name(mentioned_names(text), thread, at)
    state, held_for = state_for(texts=[text], by=by, at=at)
    if state == State.WAITING:
        post.state, post.held_for = state, held_for
        tell_moderators(at=at)
    post.text, post.html, post.language = text, render(text, mentions=names), language
    if set(people) - set(post.mentioned):
        post.told_at = None
    post.mentioned, post.edited_at = people, at
    post.save()
    recount(thread=thread)
    note_overridden(kinds=overridden, target=f"arena.post:{post.pk}", by=by, at=at)
    _write(post, "edited", by, at, {"thread": thread.pk, "state": str(post.state)})
    return post


@transaction.atomic
def withdraw_post(*, post: Post, reason: str, by: User, at: datetime) -> Post:
    """Take back one's own words; that something stood here, and why it is gone, stays.

    Raises
    ------
    GoneError
        It is gone already.
    """
    Thread.objects.select_for_update().get(pk=post.thread_id)
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if post.state not in {State.PUBLISHED, State.WAITING}:
        raise GoneError
    post.state, post.reason = State.WITHDRAWN, reason
    post.save(update_fields=["state", "reason"])
    Question.objects.filter(accepted=post).update(accepted=None)
    recount(thread=post.thread)
    _write(post, "withdrawn", by, at, {"thread": post.thread_id})
    return post


@transaction.atomic
def lock_thread(*, thread: Thread, is_locked: bool, by: User, at: datetime) -> Thread:
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    thread.is_locked = is_locked
    thread.save(update_fields=["is_locked"])
    verb = "arena.thread.locked" if is_locked else "arena.thread.opened"
    write_audit(by=by, at=at, verb=verb, target=f"arena.thread:{thread.pk}", detail={})
    return thread


@transaction.atomic
def watch_thread(*, thread: Thread, is_on: bool, by: User, at: datetime) -> Watch:
    """Choose for oneself; that choice stands when one writes there later."""
    watch, _made = Watch.objects.update_or_create(
        person=by, thread=thread, defaults={"is_on": is_on, "since": at}
    )
    verb = "arena.watch.begun" if is_on else "arena.watch.ended"
    write_audit(by=by, at=at, verb=verb, target=f"arena.thread:{thread.pk}", detail={})
    return watch


@transaction.atomic
def add_study_author(
    *, study: Study, person: User, verified_how: str, by: User, at: datetime
) -> StudyAuthor:
    """Let somebody speak as the author of a report, and note how we know."""
    author, _made = StudyAuthor.objects.update_or_create(
        study=study, person=person, defaults={"verified_how": verified_how, "by": by, "at": at}
    )
    _write_author(author, "added", by, at)
    return author


@transaction.atomic
def remove_study_author(*, author: StudyAuthor, by: User, at: datetime) -> Study:
    """From now on; what was said as the author stays marked as that."""
    _write_author(author, "removed", by, at)
    study = author.study
    author.delete()
    return study


def _write_author(author: StudyAuthor, what: str, by: User, at: datetime) -> None:
    detail: dict[str, object] = {"study": author.study.slug, "person": str(author.person.pseudonym)}
    target = f"arena.study_author:{author.pk}"
    write_audit(by=by, at=at, verb=f"arena.study_author.{what}", target=target, detail=detail)


def _write(
    post: Post, what: str, by: User | None, at: datetime, detail: Mapping[str, object]
) -> None:
    target = f"arena.post:{post.pk}"
    write_audit(by=by, at=at, verb=f"arena.post.{what}", target=target, detail=dict(detail))
