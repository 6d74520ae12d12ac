"""Sending a question to those who know, on to the next, and to the desk."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.actions.discussion import thread_of
from allmenning.arena.actions.notifying import notify, notify_all
from allmenning.arena.models import Notification, Question, Routing, State
from allmenning.arena.queries.questions import desk_people, published_answers
from allmenning.arena.queries.routing import Asked, whom_to_ask
from allmenning.core.working_days import after_working_days

DAYS_TO_DESK = 5
# Nobody is asked about what is older: it was put in from another installation.
ROUTED_WITHIN = timedelta(days=14)


@transaction.atomic
def route_question(*, question: Question, at: datetime) -> list[Routing]:
    """Ask those whose turn it is, once."""
    first = Question.objects.filter(pk=question.pk, state=State.PUBLISHED, routed_at=None)
    if not first.update(routed_at=at):
        return []
    # The log lets one writer in at a time, so that two questions at once do not choose the same.
    _write(question, "routed", None, at)
    return [_ask(question, one, at) for one in whom_to_ask(question, at)]


@transaction.atomic
def pass_on(*, routing: Routing, by: User, at: datetime) -> Routing | None:
    """Note that somebody cannot answer, and ask the next; None where there is nobody else."""
    standing = Routing.objects.filter(pk=routing.pk, declined_at=None)
    if not standing.update(declined_at=at):
        return None
    question = routing.question
    _write(question, "passed_on", by, at)
    if question.state != State.PUBLISHED or question.first_answer_at or question.closed_at:
        return None
    following = whom_to_ask(question, at, most=1)
    return _ask(question, following[0], at) if following else None


def _ask(question: Question, one: Asked, at: datetime) -> Routing:
    person = User.objects.get(pk=one.person_id)
    sent = Routing.objects.create(question=question, person=person, why=one.why, at=at)
    notify(
        person=person,
        kind=Notification.Kind.ASKED,
        key=f"asked:{question.pk}",
        at=at,
        thread=thread_of(question),
    )
    return sent


def desk_at(question: Question) -> datetime | None:
    """Tell when an unanswered question goes to the desk: after five Norwegian working days."""
    if question.published_at is None:
        return None
    return after_working_days(timezone.localtime(question.published_at), DAYS_TO_DESK)


@transaction.atomic
def escalate_question(*, question: Question, at: datetime) -> bool:
    """Tell the desk, once, whoever else tries at the same time."""
    waits = Question.objects.filter(
        pk=question.pk,
        state=State.PUBLISHED,
        escalated_at=None,
        first_answer_at=None,
        accepted=None,
        closed_at=None,
    )
    if not waits.update(escalated_at=at):
        return False
    _write(question, "escalated", None, at)
    notify_all(
        people=desk_people(at),
        kind=Notification.Kind.ESCALATED,
        key=f"escalated:{question.pk}",
        at=at,
        thread=thread_of(question),
    )
    return True


def escalate_due(*, at: datetime) -> int:
    """Send to the desk what has waited five working days; return how many there were."""
    return sum(escalate_question(question=one, at=at) for one in _due(at))


def _due(at: datetime) -> list[Question]:
    waiting = Question.objects.filter(
        state=State.PUBLISHED,
        escalated_at=None,
        first_answer_at=None,
        accepted=None,
        closed_at=None,
        published_at__lte=at - timedelta(days=DAYS_TO_DESK),
    ).order_by("published_at", "pk")
    return [one for one in waiting if (due := desk_at(one)) and due <= at]


def route_waiting(*, at: datetime) -> int:
    """Send out what a moderator has let through since it was asked."""
    fresh = Question.objects.filter(
        state=State.PUBLISHED,
        routed_at=None,
        closed_at=None,
        first_answer_at=None,
        published_at__gt=at - ROUTED_WITHIN,
    ).order_by("published_at", "pk")
    return sum(bool(route_question(question=one, at=at)) for one in fresh)


def note_first_answers(*, at: datetime) -> int:
    """Stop the clock where an answer was let through by a moderator after it was written."""
    waiting = Question.objects.filter(
        state=State.PUBLISHED, first_answer_at=None, thread__post_count__gt=0
    ).order_by("pk")
    return sum(note_first_answer(question=one, at=at) for one in waiting)


@transaction.atomic
def note_first_answer(*, question: Question, at: datetime) -> bool:
    first = published_answers(question).first()
    waits = Question.objects.filter(pk=question.pk, first_answer_at=None)
    if first is None or not waits.update(first_answer_at=first.created_at):
        return False
    _write(question, "answered", None, at)
    return True


def _write(question: Question, what: str, by: User | None, at: datetime) -> None:
    target = f"arena.question:{question.pk}"
    write_audit(by=by, at=at, verb=f"arena.question.{what}", target=target, detail={})
