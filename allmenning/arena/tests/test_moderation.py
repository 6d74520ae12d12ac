"""Deciding: by another than who wrote it, with reasons, twice for a removal, and appealable."""

from datetime import timedelta
from typing import Any

import pytest

from allmenning.accounts.models import AuditEntry, Role, User
from allmenning.arena.actions.moderation import (
    NotNowError,
    OwnTextError,
    answer_appeal,
    appeal,
    decide,
    raise_flag,
    second,
)
from allmenning.arena.models import (
    Appeal,
    Decision,
    Flag,
    Ground,
    Lesson,
    Notification,
    Post,
)
from allmenning.arena.queries.counts import as_columns, half_years
from allmenning.arena.queries.moderation import about_of, queue
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_holder,
    make_lom,
    make_member,
    make_post,
    make_question,
)

pytestmark = pytest.mark.django_db
Kind = Decision.Kind
WHY = "Teksten sel eit verktøy."


def take(about: Any, kind: Decision.Kind, by: User, **changes: Any) -> Decision:
    told = {"ground": Ground.SPAM, "reasons": WHY} if kind in {"hide", "warn", "remove"} else {}
    given: dict[str, Any] = {"ground": "", "reasons": "", "at": AT} | told | changes
    return decide(about=about, kind=kind, by=by, **given)


def waiting_post(**changes: Any) -> Post:
    told = {"author": make_member(make_lom()), "state": "waiting", "held_for": ["spam"]}
    return make_post(make_case(), **(told | changes))


def state(about: Any) -> str:
    about.refresh_from_db()
    return str(about.state)


def test_an_approved_post_stands_is_counted_and_teaches_the_filter() -> None:
    post = waiting_post()
    decision = take(post, Kind.APPROVE, make_holder(Role.STEWARD))
    assert state(post) == "published"
    assert post.held_for == []
    post.thread.refresh_from_db()
    assert post.thread.post_count == 1
    assert decision.held_for == ["spam"]
    lesson = Lesson.objects.get()
    assert (lesson.source, lesson.is_spam) == (f"arena.post:{post.pk}", False)


def test_approving_what_waited_for_links_alone_teaches_nothing() -> None:
    take(waiting_post(held_for=["links"]), Kind.APPROVE, make_holder(Role.STEWARD))
    assert not Lesson.objects.exists()


def test_a_case_that_waited_is_published_with_its_time() -> None:
    case = make_case(state="waiting", published_at=None)
    take(case, Kind.APPROVE, make_holder(Role.STEWARD), at=AT + timedelta(hours=2))
    assert state(case) == "published"
    assert case.published_at == AT + timedelta(hours=2)


def test_hiding_tells_the_author_the_log_and_the_filter() -> None:
    post = waiting_post(state="published", held_for=[])
    decision = take(post, Kind.HIDE, make_holder(Role.STEWARD))
    assert state(post) == "hidden"
    assert post.reason
    told = Notification.objects.get(kind="moderated")
    assert (told.person, told.post, told.key) == (post.author, post, f"decision:{decision.pk}")
    entry = AuditEntry.objects.get(verb="arena.post.hidden")
    assert entry.target == f"arena.post:{post.pk}"
    assert WHY not in str(entry.detail)
    assert Lesson.objects.get().is_spam


def test_a_warning_leaves_the_text_standing() -> None:
    post = waiting_post(state="published", held_for=[])
    take(post, Kind.WARN, make_holder(Role.STEWARD), ground=Ground.INSULT)
    assert state(post) == "published"
    assert not Lesson.objects.exists()


def test_a_removal_counts_only_when_a_second_person_agrees() -> None:
    one, other = make_holder(Role.STEWARD), make_holder(Role.STEWARD)
    post = waiting_post(state="published", held_for=[])
    decision = take(post, Kind.REMOVE, one)
    assert state(post) == "hidden"
    assert [item.why for item in queue()] == ["second"]
    with pytest.raises(OwnTextError):
        second(decision=decision, agrees=True, by=one, at=AT)
    second(decision=decision, agrees=True, by=other, at=AT)
    assert state(post) == "removed"
    assert queue() == []
    with pytest.raises(NotNowError):
        second(decision=decision, agrees=True, by=other, at=AT)


def test_a_removal_that_is_declined_leaves_the_text_hidden() -> None:
    post = waiting_post(state="published", held_for=[])
    decision = take(post, Kind.REMOVE, make_holder(Role.STEWARD))
    second(decision=decision, agrees=False, by=make_holder(Role.STEWARD), at=AT)
    assert state(post) == "hidden"
    assert queue() == []


def test_showing_it_again_ends_a_removal_that_waited() -> None:
    post = waiting_post(state="published", held_for=[])
    one, other = make_holder(Role.STEWARD), make_holder(Role.STEWARD)
    decision = take(post, Kind.REMOVE, one)
    take(post, Kind.RESTORE, other)
    assert state(post) == "published"
    with pytest.raises(NotNowError):
        second(decision=decision, agrees=True, by=other, at=AT)


def test_nobody_judges_her_own_text() -> None:
    steward = make_holder(Role.STEWARD)
    post = waiting_post(author=steward)
    with pytest.raises(OwnTextError):
        take(post, Kind.APPROVE, steward)
    with pytest.raises(OwnTextError):
        raise_flag(about=post, ground=Ground.SPAM, text="", by=steward, at=AT)


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ("withdrawn", Kind.APPROVE),
        ("removed", Kind.HIDE),
        ("hidden", Kind.APPROVE),
        ("published", Kind.RESTORE),
        ("draft", Kind.APPROVE),
        ("waiting", Kind.WARN),
    ],
)
def test_a_decision_that_comes_too_late_is_refused(before: str, kind: Decision.Kind) -> None:
    post = waiting_post(state=before)
    with pytest.raises(NotNowError):
        take(post, kind, make_holder(Role.STEWARD))
    assert state(post) == before
    assert not Decision.objects.exists()


def test_a_flag_counts_once_for_a_person_and_is_settled_by_the_decision() -> None:
    post = waiting_post(state="published", held_for=[])
    reader, steward = make_member(make_lom()), make_holder(Role.STEWARD)
    for _ in range(2):
        raise_flag(about=post, ground=Ground.SPAM, text="Sel noko", by=reader, at=AT)
    raise_flag(about=post, ground=Ground.WRONG, text="", by=make_member(make_lom()), at=AT)
    (item,) = queue()
    assert (item.why, len(item.flags), item.grounds) == ("flagged", 2, ("spam", "wrong"))
    take(post, Kind.APPROVE, steward)
    assert queue() == []
    assert Flag.objects.filter(settled_at=AT).count() == 2
    assert Notification.objects.filter(kind="queue", person=steward).count() == 1
    raise_flag(about=post, ground=Ground.SPAM, text="", by=reader, at=AT)
    assert len(queue()) == 1


def test_the_queue_has_the_oldest_first() -> None:
    late = make_question(state="waiting", published_at=None, changed_at=AT)
    early = waiting_post(created_at=AT - timedelta(days=2))
    middle = waiting_post(state="published", held_for=[])
    flagged = AT - timedelta(days=1)
    raise_flag(about=middle, ground=Ground.HATE, text="", by=make_member(make_lom()), at=flagged)
    assert [item.about for item in queue()] == [early, middle, late]


def test_an_appeal_is_answered_by_somebody_else_and_reversed_shows_the_text() -> None:
    one, other = make_holder(Role.STEWARD), make_holder(Role.STEWARD)
    post = waiting_post(state="published", held_for=[])
    decision = take(post, Kind.HIDE, one)
    assert post.author
    made = appeal(decision=decision, text="Det er ingen reklame.", by=post.author, at=AT)
    assert appeal(decision=decision, text="Ein gong til", by=post.author, at=AT) == made
    assert [item.why for item in queue()] == ["appealed"]
    reversed_ = Appeal.Outcome.REVERSED
    with pytest.raises(OwnTextError):
        answer_appeal(appeal=made, outcome=reversed_, answer="Ja", by=one, at=AT)
    answer_appeal(appeal=made, outcome=reversed_, answer="Du har rett.", by=other, at=AT)
    assert state(post) == "published"
    assert not Lesson.objects.get().is_spam
    assert Notification.objects.filter(kind="appeal", person=post.author).count() == 1
    with pytest.raises(NotNowError):
        answer_appeal(appeal=made, outcome=reversed_, answer="Ja", by=other, at=AT)


def test_an_appeal_that_is_upheld_changes_nothing() -> None:
    post = waiting_post(state="published", held_for=[])
    decision = take(post, Kind.HIDE, make_holder(Role.STEWARD))
    assert post.author
    made = appeal(decision=decision, text="Nei", by=post.author, at=AT)
    other = make_holder(Role.STEWARD)
    answer_appeal(appeal=made, outcome=Appeal.Outcome.UPHELD, answer="Jo", by=other, at=AT)
    assert state(post) == "hidden"


def test_nobody_else_appeals_and_an_approval_cannot_be_appealed() -> None:
    post = waiting_post()
    steward = make_holder(Role.STEWARD)
    approved = take(post, Kind.APPROVE, steward)
    assert post.author
    with pytest.raises(NotNowError):
        appeal(decision=approved, text="Nei", by=post.author, at=AT)
    hidden = take(post, Kind.HIDE, steward)
    with pytest.raises(OwnTextError):
        appeal(decision=hidden, text="Nei", by=steward, at=AT)


def test_a_decision_about_a_case_hangs_on_its_thread() -> None:
    case = make_case(author=make_member(make_lom()))
    decision = take(case, Kind.HIDE, make_holder(Role.STEWARD))
    assert about_of(decision) == case
    assert AuditEntry.objects.filter(verb="arena.case.hidden").count() == 1
    assert case.author
    told = Notification.objects.get(person=case.author, kind="moderated")
    assert told.thread == case.thread


def test_the_figures_count_by_half_year_what_was_held_and_what_wrongly() -> None:
    steward = make_holder(Role.STEWARD)
    take(waiting_post(), Kind.APPROVE, steward, at=AT + timedelta(hours=3))
    take(waiting_post(), Kind.HIDE, steward, at=AT + timedelta(hours=5))
    flagged = waiting_post(state="published", held_for=[])
    raise_flag(about=flagged, ground=Ground.WRONG, text="", by=make_member(make_lom()), at=AT)
    take(flagged, Kind.WARN, steward, ground=Ground.WRONG, at=AT + timedelta(hours=100))
    (half,) = half_years()
    assert (half.year, half.half, half.flags) == (2026, 2, 1)
    assert (half.held, half.held_wrongly) == (2, 1)
    assert half.decisions == {"approve": 1, "hide": 1, "warn": 1}
    assert half.grounds == {"spam": 1, "wrong": 1}
    assert half.median_hours == 5.0
    header, (row,) = as_columns([half])
    told = dict(zip(header, row, strict=True))
    assert (told["decision_warn"], told["ground_spam"], told["held_wrongly"]) == (1, 1, 1)
