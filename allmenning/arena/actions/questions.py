"""Asking, changing, settling and closing a question, and making more of a good answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.actions import cases
from allmenning.arena.actions.discussion import SAME_AGAIN, thread_of
from allmenning.arena.actions.gate import state_for, tell_moderators
from allmenning.arena.actions.notifying import notify
from allmenning.arena.actions.routing import route_question
from allmenning.arena.markdown import render
from allmenning.arena.models import (
    Case,
    Notification,
    Post,
    Question,
    Stage,
    State,
    Tag,
    Visibility,
    Watch,
)
from allmenning.evidence.models import Theme
from allmenning.register.models import Body
from allmenning.ui.text import slugify

LONGEST_SLUG = 100
TAKEN = frozenset({"ny", "vakt"})


class NotAnAnswerError(Exception):
    """Only an answer that stands under the question is accepted."""


class NotOpenError(Exception):
    """The question is not out, or it is closed."""


@dataclass(frozen=True)
class Asking:
    """What the form holds."""

    title: str
    text: str
    language: str
    themes: Sequence[Theme]
    tags: Sequence[str] = field(default=())
    visibility: str = Visibility.MEMBERS
    opens_on: date | None = None

    @property
    def values(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "text": self.text,
            "html": render(self.text, first_level=2),
            "language": self.language,
            "visibility": self.visibility,
            "opens_on": self.opens_on,
        }


def target_of(question: Question) -> str:
    return f"arena.question:{question.pk}"


def free_slug(title: str) -> str:
    """Make an address of the title that no question has."""
    base = slugify(title)[:LONGEST_SLUG].strip("-") or "sporsmal"
    slug, number = base, 1
    while slug in TAKEN or Question.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def ask_question(*, owner: Body, asking: Asking, by: User, at: datetime) -> Question:
    """Ask for the body; at once sent to those who know, unless a moderator must look first.

    The same person asking the same again within a minute has pressed twice.
    """
    User.objects.select_for_update().get(pk=by.pk)
    if again := _asked_just_now(owner, asking, by, at):
        return again
    state, held_for = state_for(texts=[asking.title, asking.text], by=by, at=at)
    question = Question.objects.create(
        **asking.values,
        slug=free_slug(asking.title),
        owner=owner,
        author=by,
        state=state,
        held_for=held_for,
        created_at=at,
        published_at=at if state == State.PUBLISHED else None,
        changed_at=at,
    )
    if state == State.WAITING:
        tell_moderators(at=at)
    question.themes.set(asking.themes)
    question.tags.set(_tags(asking.tags))
    detail: dict[str, object] = {"owner": owner.slug, "state": str(state)}
    write_audit(
        by=by, at=at, verb="arena.question.asked", target=target_of(question), detail=detail
    )
    Watch.objects.get_or_create(person=by, thread=thread_of(question), defaults={"since": at})
    route_question(question=question, at=at)
    question.refresh_from_db()
    return question


def _asked_just_now(owner: Body, asking: Asking, by: User, at: datetime) -> Question | None:
    same = Question.objects.filter(author=by, owner=owner, title=asking.title, text=asking.text)
    return same.filter(created_at__gt=at - SAME_AGAIN).order_by("pk").first()


@transaction.atomic
def change_question(*, question: Question, asking: Asking, by: User, at: datetime) -> Question:
    """Change what is asked; new words may have to wait for a moderator, as the first did."""
    question = _locked(question)
    state, held_for = state_for(texts=[asking.title, asking.text], by=by, at=at)
    for name, value in asking.values.items():
        setattr(question, name, value)
    if question.state == State.PUBLISHED and state == State.WAITING:
        question.state, question.held_for = state, held_for
        tell_moderators(at=at)
    question.changed_at = at
    question.save()
    question.themes.set(asking.themes)
    question.tags.set(_tags(asking.tags))
    _write(question, "changed", by, at)
    return question


@transaction.atomic
def accept_answer(*, question: Question, post: Post, by: User, at: datetime) -> Question:
    """Say which answer settled it; who wrote it is told.

    Raises
    ------
    NotAnAnswerError
        The post is no answer that stands under this question.
    """
    question = _locked(question)
    stands = Post.objects.filter(
        pk=post.pk, thread__question=question, is_answer=True, state=State.PUBLISHED
    )
    if not stands.exists():
        raise NotAnAnswerError
    if question.accepted_id == post.pk:
        return question
    question.accepted = post
    question.save(update_fields=["accepted"])
    _write(question, "accepted", by, at)
    if post.author and post.author != by:
        notify(
            person=post.author,
            kind=Notification.Kind.ACCEPTED,
            key=f"accepted:{post.pk}",
            at=at,
            thread=post.thread,
            post=post,
        )
    return question


@transaction.atomic
def unaccept_answer(*, question: Question, by: User, at: datetime) -> Question:
    question = _locked(question)
    if question.accepted_id is None:
        return question
    question.accepted = None
    question.save(update_fields=["accepted"])
    _write(question, "unaccepted", by, at)
    return question


@transaction.atomic
def close_question(*, question: Question, by: User, at: datetime) -> Question:
    """Ask no more: nobody else is sent it, and it does not go to the desk."""
    question = _locked(question)
    if question.closed_at is None:
        question.closed_at = at
        question.save(update_fields=["closed_at"])
        _write(question, "closed", by, at)
    return question


@transaction.atomic
def reopen_question(*, question: Question, by: User, at: datetime) -> Question:
    question = _locked(question)
    if question.closed_at is not None:
        question.closed_at = None
        question.save(update_fields=["closed_at"])
        _write(question, "reopened", by, at)
    return question


@transaction.atomic
def withdraw_question(*, question: Question, reason: str, by: User, at: datetime) -> Question:
    """Take it back; who follows a link to it is told why, and nobody is asked any more.

    Raises
    ------
    NotOpenError
        It is not out and does not wait for a moderator.
    """
    question = _locked(question)
    if question.state not in (State.PUBLISHED, State.WAITING):
        raise NotOpenError
    question.state, question.reason, question.changed_at = State.WITHDRAWN, reason, at
    question.save(update_fields=["state", "reason", "changed_at"])
    _write(question, "withdrawn", by, at)
    return question


@transaction.atomic
def make_case(
    *, question: Question, answer: Post, owner: Body, contact_role: str, by: User, at: datetime
) -> Case:
    """Begin a draft of the answer; one case grows out of a question, whoever presses twice."""
    question = _locked(question)
    if question.became_case:
        return question.became_case
    told = cases.Told(
        values=_case_values(question, answer, contact_role, at),
        themes=list(question.themes.all()),
        tags=[tag.name for tag in question.tags.all()],
    )
    case = cases.start_case(owner=owner, told=told, by=by, at=at)
    question.became_case = case
    question.save(update_fields=["became_case"])
    _write(question, "became_case", by, at)
    return case


def _case_values(
    question: Question, answer: Post, contact_role: str, at: datetime
) -> dict[str, Any]:
    return {
        "title": question.title,
        "language": answer.language,
        "problem": question.text,
        "done": answer.text,
        "stage": Stage.TRYING,
        "contact_role": contact_role,
        "visibility": question.visibility,
        "opens_on": question.opens_on,
        "started_date": None,
        "ended_date": None,
    } | ({"opens_on": None} if _is_past(question.opens_on, at) else {})


def _is_past(day: date | None, at: datetime) -> bool:
    return day is not None and day <= timezone.localdate(at)


def _tags(words: Sequence[str]) -> list[Tag]:
    """Find or make the tags that people wrote."""
    named = {slugify(word)[:60].strip("-"): word[:60] for word in words[: cases.MOST_TAGS]}
    return [
        Tag.objects.get_or_create(slug=slug, defaults={"name": name})[0]
        for slug, name in named.items()
        if slug
    ]


def _locked(question: Question) -> Question:
    return Question.objects.select_for_update().get(pk=question.pk)


def _write(question: Question, what: str, by: User | None, at: datetime) -> None:
    verb = f"arena.question.{what}"
    write_audit(by=by, at=at, verb=verb, target=target_of(question), detail={})
