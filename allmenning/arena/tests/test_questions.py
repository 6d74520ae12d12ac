"""Asking, routing, the desk, settling, and what an answer becomes."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from allmenning.accounts.models import AuditEntry, Role, User
from allmenning.arena.actions.questions import (
    Asking,
    NotAnAnswerError,
    accept_answer,
    ask_question,
    close_question,
    make_case,
    reopen_question,
    unaccept_answer,
)
from allmenning.arena.actions.routing import (
    escalate_due,
    escalate_question,
    note_first_answers,
    pass_on,
    route_question,
    route_waiting,
)
from allmenning.arena.models import (
    Experience,
    Notification,
    Profile,
    Question,
    Routing,
)
from allmenning.arena.queries.questions_waiting import time_to_first_answer
from allmenning.arena.queries.routing import MONTHLY_CAP, whom_to_ask
from allmenning.arena.tests.build import (
    AT,
    make_holder,
    make_lom,
    make_member,
    make_post,
    make_question,
    make_theme,
)
from allmenning.arena.tests.build import (
    make_case as store_case,
)
from allmenning.register.models import Body, BodyRole
from allmenning.register.tests.build import make_municipality

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")
WHY = Routing.Why


def asking(**changes: object) -> Asking:
    told: dict[str, object] = {
        "title": "Korleis deler de vakta i helgane?",
        "text": "Vi er **to**, og helgane blir lange.",
        "language": "nn",
        "themes": [make_theme()],
        "visibility": "members",
    }
    return Asking(**(told | changes))  # type: ignore[arg-type]


def make_willing(body: Body, *themes: str, **changes: object) -> User:
    """Make a member who takes questions, and has handled the themes."""
    person = make_member(body, BodyRole.READER, **changes)
    Profile.objects.create(person=person)
    for slug in themes:
        Experience.objects.create(person=person, theme=make_theme(slug))
    return person


def make_vaga_and_oslo() -> tuple[Body, Body]:
    vaga = make_municipality(name="Vågå", slug="vaga", code="3435")
    oslo = make_municipality(
        name="Oslo", slug="oslo", code="0301", kostra_group="EKG13", population=724290
    )
    return vaga, oslo


def told(person: User, kind: str) -> int:
    return Notification.objects.filter(person=person, kind=kind).count()


def test_a_question_is_out_at_once_and_sent_to_those_who_know_but_not_to_the_asker() -> None:
    vaga, _oslo = make_vaga_and_oslo()
    asker = make_willing(make_lom(), "krise")
    knows, near = make_willing(vaga, "krise"), make_willing(vaga)
    far = make_willing(Body.objects.create(kind="other", slug="ks", name="KS"))

    question = ask_question(owner=make_lom(), asking=asking(), by=asker, at=AT)

    assert (question.state, question.published_at, question.routed_at) == ("published", AT, AT)
    assert "<strong>to</strong>" in question.html
    sent = {one.person: one.why for one in question.routings.all()}
    assert sent == {knows: WHY.EXPERIENCE, near: WHY.BODY, far: WHY.WILLING}
    assert (told(knows, "asked"), told(asker, "asked")) == (1, 0)


def test_a_question_with_a_link_from_somebody_new_waits_and_is_sent_when_let_through() -> None:
    vaga, _oslo = make_vaga_and_oslo()
    knows = make_willing(vaga, "krise")
    asker = make_member(make_lom())
    words = asking(text="Sjå https://reklame.example og svar.")

    question = ask_question(owner=make_lom(), asking=words, by=asker, at=AT)

    assert (question.state, question.held_for) == ("waiting", ["links"])
    assert not question.routings.exists()
    Question.objects.update(state="published", published_at=AT)
    assert (route_waiting(at=AT), route_waiting(at=AT)) == (1, 0)
    assert told(knows, "asked") == 1


def test_who_has_not_opted_in_or_does_not_belong_anywhere_today_is_not_asked() -> None:
    vaga, _oslo = make_vaga_and_oslo()
    no = make_willing(vaga, "krise")
    Profile.objects.filter(person=no).update(takes_questions=False)
    Experience.objects.create(person=make_member(vaga), theme=make_theme())
    expired = make_willing(vaga, "krise")
    expired.memberships.update(expires_at=AT - timedelta(days=1))

    assert whom_to_ask(make_question(), AT) == []


def test_reasons_come_from_experience_accepted_answers_and_cases() -> None:
    vaga, oslo = make_vaga_and_oslo()
    by_answer, by_case = make_willing(vaga), make_willing(vaga)
    answered = make_question(owner=oslo)
    post = make_post(answered, author=by_answer, body=vaga, is_answer=True)
    Question.objects.filter(pk=answered.pk).update(accepted=post)
    store_case(owner=vaga, author=by_case)

    asked = {one.person_id: one.why for one in whom_to_ask(make_question(), AT)}

    assert asked == {by_answer.pk: WHY.ANSWERS, by_case.pk: WHY.CASE}


def test_nobody_is_asked_more_than_four_times_in_a_month() -> None:
    vaga, _oslo = make_vaga_and_oslo()
    knows = make_willing(vaga, "krise")
    for _ in range(MONTHLY_CAP):
        route_question(question=make_question(), at=AT)

    assert knows.routings.count() == 4
    assert whom_to_ask(make_question(), AT) == []
    later = AT + timedelta(days=31)
    assert [one.person_id for one in whom_to_ask(make_question(), later)] == [knows.pk]


@pytest.mark.slow
def test_the_load_is_spread_over_those_who_know() -> None:
    """Five questions to ten of fourteen: 50 turns, three or four each."""
    vaga, _oslo = make_vaga_and_oslo()
    people = [make_willing(vaga, "krise") for _ in range(14)]
    for day in range(5):
        route_question(question=make_question(), at=AT + timedelta(days=day))

    counts = [person.routings.count() for person in people]

    assert sum(counts) == 50
    assert max(counts) - min(counts) <= 1


@pytest.mark.slow
def test_the_list_is_empty_for_no_seeded_theme_when_somebody_has_opted_in() -> None:
    vaga, _oslo = make_vaga_and_oslo()
    make_willing(vaga)
    for slug in ("dialog", "krise", "metode", "omdomme", "strategi"):
        question = make_question(themes=(make_theme(slug),))
        assert whom_to_ask(question, AT), slug


def test_not_me_sends_it_to_the_next_once() -> None:
    vaga, _oslo = make_vaga_and_oslo()
    people = [make_willing(vaga, "krise") for _ in range(11)]
    question = make_question()
    sent = route_question(question=question, at=AT)
    left = ({person.pk for person in people} - {one.person_id for one in sent}).pop()

    asked = sent[0].person
    assert asked is not None

    following = pass_on(routing=sent[0], by=asked, at=AT)
    again = pass_on(routing=sent[0], by=asked, at=AT)

    assert following is not None
    assert (following.person_id, again) == (left, None)
    assert question.routings.count() == 11


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        # Tuesday before Easter 2026; 1, 7, 8, 9 and 10 April are working days.
        (datetime(2026, 3, 31, 10, tzinfo=OSLO), datetime(2026, 4, 10, 10, tzinfo=OSLO)),
        # Monday 13 May 2024; the 17th is a Friday, the 20th Whit Monday.
        (datetime(2024, 5, 13, 9, tzinfo=OSLO), datetime(2024, 5, 22, 9, tzinfo=OSLO)),
    ],
)
def test_an_unanswered_question_goes_to_the_desk_once_after_five_working_days(
    asked: datetime, due: datetime
) -> None:
    desk = make_holder(Role.AUTHORITY)
    desk.grants.update(verified_at=asked - timedelta(days=1))
    make_question(created_at=asked)

    runs = [escalate_due(at=due - timedelta(minutes=1))]
    runs += [escalate_due(at=due + timedelta(minutes=minute)) for minute in range(3)]

    assert runs == [0, 1, 0, 0]
    assert told(desk, "escalated") == 1
    assert AuditEntry.objects.filter(verb="arena.question.escalated").count() == 1


def test_two_who_escalate_at_once_tell_the_desk_once() -> None:
    """Both have read it as waiting before either writes."""
    desk = make_holder(Role.AUTHORITY)
    question = make_question()
    seen_by_both = [Question.objects.get(pk=question.pk) for _ in range(2)]

    fired = [escalate_question(question=one, at=AT) for one in seen_by_both]

    assert sorted(fired) == [False, True]
    assert told(desk, "escalated") == 1


def test_what_is_answered_closed_or_hidden_does_not_go_to_the_desk() -> None:
    make_question(first_answer_at=AT)
    make_question(closed_at=AT)
    make_question(state="hidden", published_at=AT)

    assert escalate_due(at=AT + timedelta(days=30)) == 0


def test_an_answer_let_through_later_stops_the_clock_at_the_time_it_was_written() -> None:
    asker = make_member(make_lom())
    question = make_question(author=asker)
    make_post(question, author=asker, is_answer=True)
    assert note_first_answers(at=AT) == 0
    later = AT + timedelta(hours=3)
    make_post(question, author=make_member(make_lom()), is_answer=True, created_at=later)

    assert note_first_answers(at=AT + timedelta(days=1)) == 1
    question.refresh_from_db()
    assert question.first_answer_at == later


def test_the_wait_is_not_shown_for_fewer_than_five_answers() -> None:
    make_question(first_answer_at=AT)

    waiting = time_to_first_answer(AT + timedelta(hours=1))

    assert (waiting.calendar_hours, waiting.reason, waiting.n_answered) == (None, "too_few", 1)


def test_half_wait_so_long_in_calendar_hours_and_in_working_hours() -> None:
    """Asked Monday 13:00; answered after 1, 2, 20, 21 and 44 hours, and one still waits.

    The third of six leaves a half: 20 hours, of which 13-16 and 8-9 were working hours.
    """
    for hours in (1, 2, 20, 21, 44):
        make_question(first_answer_at=AT + timedelta(hours=hours))
    make_question()

    waiting = time_to_first_answer(AT + timedelta(days=7))

    assert (waiting.calendar_hours, waiting.working_hours) == (20.0, 4.0)
    assert (waiting.n, waiting.n_answered) == (6, 5)
    assert waiting.until == date(2026, 11, 30)


def test_the_accepted_answer_is_told_of_and_can_be_taken_back() -> None:
    asker, wise = make_member(make_lom()), make_member(make_lom())
    question = make_question(author=asker)
    post = make_post(question, author=wise, is_answer=True)

    accept_answer(question=question, post=post, by=asker, at=AT)
    accept_answer(question=question, post=post, by=asker, at=AT)

    assert told(wise, "accepted") == 1
    assert Question.objects.get().accepted == post
    unaccept_answer(question=question, by=asker, at=AT)
    assert Question.objects.get().accepted is None


def test_a_remark_or_what_stands_elsewhere_is_not_accepted() -> None:
    asker = make_member(make_lom())
    question = make_question(author=asker)
    remark = make_post(question, author=asker)
    elsewhere = make_post(make_question(), author=asker, is_answer=True)

    for post in (remark, elsewhere):
        with pytest.raises(NotAnAnswerError):
            accept_answer(question=question, post=post, by=asker, at=AT)


def test_a_closed_question_can_be_opened_again() -> None:
    asker = make_member(make_lom())
    question = make_question(author=asker)

    close_question(question=question, by=asker, at=AT)
    assert Question.objects.get().closed_at == AT
    reopen_question(question=question, by=asker, at=AT)
    assert Question.objects.get().closed_at is None


def test_an_answer_becomes_one_draft_of_an_experience_that_points_back() -> None:
    vaga, _oslo = make_vaga_and_oslo()
    wise = make_member(vaga)
    question = make_question()
    post = make_post(question, author=wise, body=vaga, is_answer=True, text="Vi byter annakvar.")

    first = make_case(
        question=question, answer=post, owner=vaga, contact_role="Rådgjevar", by=wise, at=AT
    )
    second = make_case(
        question=question, answer=post, owner=vaga, contact_role="Rådgjevar", by=wise, at=AT
    )

    assert first == second
    assert (first.state, first.owner, first.problem) == ("draft", vaga, question.text)
    assert first.done == "Vi byter annakvar."
    assert [one.pk for one in first.from_questions.all()] == [question.pk]


def test_pressing_twice_asks_once() -> None:
    lom = make_lom()
    asker = make_member(lom)
    first = ask_question(owner=lom, asking=asking(), by=asker, at=AT)
    soon, later = AT + timedelta(seconds=20), AT + timedelta(seconds=61)
    assert ask_question(owner=lom, asking=asking(), by=asker, at=soon) == first
    assert ask_question(owner=lom, asking=asking(), by=asker, at=later) != first
    assert ask_question(owner=lom, asking=asking(), by=make_member(lom), at=AT) != first
