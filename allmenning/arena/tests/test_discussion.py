"""Saying something: once, by the right person, kept when changed and when taken back."""

from datetime import timedelta

import pytest

from allmenning.accounts.models import AuditEntry, Role
from allmenning.arena.actions.discussion import (
    GoneError,
    LockedError,
    NotSoError,
    add_study_author,
    edit_post,
    lock_thread,
    recount,
    thread_of,
    watch_thread,
    withdraw_post,
    write_post,
)
from allmenning.arena.models import Post, Speaker, State, Thread, Watch
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_guidance,
    make_holder,
    make_lom,
    make_member,
    make_question,
)
from allmenning.evidence.tests.build import make_finding, make_study

pytestmark = pytest.mark.django_db
TEXT = "Vi prøvde det same i fjor."


def say(thread: Thread, **changes: object) -> Post:
    told: dict[str, object] = {"text": TEXT, "language": "nn", "by": None, "at": AT}
    return write_post(thread=thread, **(told | changes))  # type: ignore[arg-type]


def test_there_is_one_thread_about_a_thing() -> None:
    for subject in (make_case(), make_question(), make_guidance(), make_finding(), make_study()):
        assert thread_of(subject) == thread_of(subject)
        assert thread_of(subject).subject == subject


def test_a_post_is_stored_with_who_said_it_and_is_counted() -> None:
    lom = make_lom()
    person = make_member(lom)
    thread = thread_of(make_case())
    post = say(thread, by=person, body=lom)
    thread.refresh_from_db()
    assert (thread.post_count, thread.last_post_at) == (1, AT)
    assert (post.author, post.body, post.speaks_as) == (person, lom, Speaker.MEMBER)
    assert post.html == "<p>Vi prøvde det same i fjor.</p>\n"
    entry = AuditEntry.objects.get(verb="arena.post.written")
    assert entry.target == f"arena.post:{post.pk}"
    assert TEXT not in str(entry.detail)


def test_pressing_twice_gives_one_post() -> None:
    person = make_member(make_lom())
    thread = thread_of(make_case())
    first = say(thread, by=person)
    assert say(thread, by=person, at=AT + timedelta(seconds=20)) == first
    assert say(thread, by=person, at=AT + timedelta(seconds=61)) != first
    assert say(thread, by=make_member(make_lom()), at=AT) != first


def test_nobody_writes_in_a_closed_thread_but_a_moderator() -> None:
    steward = make_holder(Role.STEWARD)
    thread = lock_thread(thread=thread_of(make_case()), is_locked=True, by=steward, at=AT)
    with pytest.raises(LockedError):
        say(thread, by=make_member(make_lom()))
    assert say(thread, by=steward, speaks_as=Speaker.MODERATOR).pk
    lock_thread(thread=thread, is_locked=False, by=steward, at=AT)
    assert say(thread, by=make_member(make_lom())).pk


def test_nobody_stands_as_what_she_is_not() -> None:
    thread = thread_of(make_case())
    with pytest.raises(NotSoError):
        say(thread, by=make_member(make_lom()), speaks_as=Speaker.AUTHORITY)


def test_the_author_of_a_report_is_marked_under_it_and_its_findings_and_nowhere_else() -> None:
    study = make_study()
    finding = make_finding(study=study)
    author = make_member(make_lom())
    add_study_author(
        study=study, person=author, verified_how="report", by=make_holder(Role.ANALYST), at=AT
    )
    assert say(thread_of(study), by=author).speaks_as == Speaker.STUDY_AUTHOR
    assert say(thread_of(finding), by=author).speaks_as == Speaker.STUDY_AUTHOR
    assert say(thread_of(make_case()), by=author).speaks_as == Speaker.MEMBER


def test_an_authority_is_marked_and_a_moderator_only_when_she_says_so() -> None:
    thread = thread_of(make_question())
    steward = make_holder(Role.STEWARD)
    assert say(thread, by=make_holder(Role.AUTHORITY)).speaks_as == Speaker.AUTHORITY
    assert say(thread, by=steward).speaks_as == Speaker.MEMBER
    told = say(thread, by=steward, text="No er det nok.", speaks_as=Speaker.MODERATOR)
    assert told.speaks_as == Speaker.MODERATOR


def test_an_edit_keeps_what_it_said_before() -> None:
    person = make_member(make_lom())
    post = say(thread_of(make_case()), by=person)
    later = AT + timedelta(hours=1)
    changed = edit_post(post=post, text="Vi prøvde det i år.", language="nn", by=person, at=later)
    revision = changed.revisions.get()
    assert (revision.text, revision.at) == (TEXT, later)
    assert (changed.text, changed.edited_at) == ("Vi prøvde det i år.", later)
    same = edit_post(post=changed, text=changed.text, language="nn", by=person, at=later)
    assert same.revisions.count() == 1


def test_what_is_withdrawn_leaves_its_reason_and_is_not_changed_again() -> None:
    person = make_member(make_lom())
    thread = thread_of(make_case())
    post = say(thread, by=person)
    gone = withdraw_post(post=post, reason="Eg tok feil.", by=person, at=AT)
    thread.refresh_from_db()
    assert (gone.state, gone.reason) == (State.WITHDRAWN, "Eg tok feil.")
    assert (thread.post_count, thread.last_post_at) == (0, None)
    with pytest.raises(GoneError):
        edit_post(post=gone, text="Likevel.", language="nn", by=person, at=AT)
    with pytest.raises(GoneError):
        withdraw_post(post=gone, reason="igjen", by=person, at=AT)


def test_a_withdrawn_answer_is_no_longer_the_accepted_one() -> None:
    question = make_question()
    person = make_member(make_lom())
    answer = say(thread_of(question), by=person, is_answer=True)
    question.accepted = answer
    question.save()
    withdraw_post(post=answer, reason="feil", by=person, at=AT)
    question.refresh_from_db()
    assert question.accepted is None


def test_the_first_answer_of_somebody_else_stops_the_clock() -> None:
    asker = make_member(make_lom())
    question = make_question(author=asker)
    thread = thread_of(question)
    say(thread, by=asker, is_answer=True)
    say(thread, by=make_member(make_lom()), is_answer=False)
    question.refresh_from_db()
    assert question.first_answer_at is None
    say(thread, by=make_member(make_lom()), is_answer=True, at=AT + timedelta(hours=2))
    question.refresh_from_db()
    assert question.first_answer_at == AT + timedelta(hours=2)


def test_an_answer_that_waited_stops_the_clock_when_it_is_let_through() -> None:
    question = make_question(author=make_member(make_lom()))
    thread = thread_of(question)
    link = "Sjå https://reklame.example og www.reklame.example"
    answer = say(thread, by=make_member(make_lom()), is_answer=True, text=link)
    assert (answer.state, answer.held_for) == (State.WAITING, ["links"])
    question.refresh_from_db()
    assert question.first_answer_at is None
    Post.objects.filter(pk=answer.pk).update(state=State.PUBLISHED)
    assert recount(thread=thread).post_count == 1
    question.refresh_from_db()
    assert question.first_answer_at == AT


def test_who_writes_watches_unless_she_has_said_no() -> None:
    thread = thread_of(make_case())
    one, other = make_member(make_lom()), make_member(make_lom())
    watch_thread(thread=thread, is_on=False, by=other, at=AT)
    say(thread, by=one)
    say(thread, by=other)
    assert list(Watch.objects.filter(is_on=True).values_list("person", flat=True)) == [one.pk]


def test_a_post_names_those_who_take_part_and_colleagues_in_a_body_and_nobody_else() -> None:
    lom = make_lom()
    kari = make_member(lom, name="Kari Nordmann")
    stranger = make_member(lom, name="Ola Nordmann")
    thread = thread_of(make_case())
    say(thread, by=kari)
    told = say(thread, by=make_member(lom), text="@Kari og @[Ola Nordmann], a@kari.example")
    assert told.mentioned == [kari.pk]
    assert "Ola Nordmann]" in told.html
    everybody = say(thread, by=kari, text="Kva seier @lom?")
    assert set(everybody.mentioned) >= {kari.pk, stranger.pk}
    assert '<span class="mention">@Lom</span>' in everybody.html


def test_what_a_moderator_never_let_out_does_not_become_history() -> None:
    person = make_member(make_lom())
    post = say(thread_of(make_case()), by=person, text="Kjøp her: https://spam.example")
    assert post.state == State.WAITING
    post = edit_post(post=post, text=TEXT, language="nn", by=person, at=AT)
    Post.objects.filter(pk=post.pk).update(state=State.PUBLISHED)
    edit_post(post=post, text="Vi prøvde noko anna.", language="nn", by=person, at=AT)
    assert [one.text for one in post.revisions.all()] == [TEXT]
