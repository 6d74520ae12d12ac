"""What an outcome, and a look, make of a row."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from allmenning.delivery.contract import (
    Absent,
    CannotTell,
    Found,
    Lane,
    Outcome,
    Permanent,
    Retry,
    Sent,
    Unknown,
)
from allmenning.delivery.dispatch import claim
from allmenning.delivery.dispatch.attempt import LookedUp, Repeat, Unanswerable
from allmenning.delivery.dispatch.note import Attempted, LookedAt, note_all
from allmenning.delivery.dispatch.pace import Pace
from allmenning.delivery.dispatch.work import Work, load
from allmenning.delivery.models import ChannelAccount, Delivery
from allmenning.delivery.secrets import store
from allmenning.delivery.tests.build import NIGHT, make_account, put_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sinks")]
PACE = Pace()
AT = NIGHT + timedelta(seconds=1)
State = Delivery.State


def take(kind: str = "sink") -> Work:
    put_message([make_account(kind, settings={"url": "http://127.0.0.1:1", "name": "lom"})])
    (work,) = load(claim.claim("me", Lane.ALERT, PACE, 1, NIGHT))
    return work


def after(outcome: Outcome, kind: str = "sink", at: datetime = AT) -> Delivery:
    note_all([Attempted(take(kind), outcome)], PACE, NIGHT, at)
    return Delivery.objects.get()


def after_look(told: LookedUp, seconds: float, awake_since: datetime = NIGHT) -> Delivery:
    """Look so long after an attempt at `NIGHT` whose answer was lost."""
    work = take()
    note_all([Attempted(work, Unknown("no_answer"))], PACE, NIGHT, NIGHT)
    at = NIGHT + timedelta(seconds=seconds)
    note_all([LookedAt(work, told)], PACE, awake_since, at)
    return Delivery.objects.get()


def test_what_was_sent_is_settled_with_its_place() -> None:
    row = after(Sent("42", "https://lom.example/42"))
    assert (row.state, row.remote_id, row.url) == ("sent", "42", "https://lom.example/42")
    assert (row.settled_at, row.leased_by, row.leased_until) == (AT, "", None)


def test_what_the_other_side_tells_is_cut_to_what_a_database_takes() -> None:
    row = after(Sent("4\0" + "2" * 600))
    assert row.remote_id == "4" + "2" * 499


def test_what_was_refused_is_settled_with_its_reason() -> None:
    row = after(Permanent("permission"))
    assert (row.state, row.reason, row.settled_at) == ("refused", "permission", AT)


def test_a_sign_in_that_was_renewed_meanwhile_is_tried_again() -> None:
    """Arming and sending may both renew it, and some channels take a renewal only once."""
    work = take()
    store(work.account_pk, {"token": "fornya"})
    note_all([Attempted(work, Permanent("token"))], PACE, NIGHT, AT)
    assert Delivery.objects.get().state == "waiting"


def test_a_sign_in_that_is_refused_as_it_stands_is_not() -> None:
    assert after(Permanent("token")).state == "refused"


def test_a_sign_in_that_is_renewed_and_refused_again_and_again_ends() -> None:
    work = take()
    Delivery.objects.update(attempts=5)
    store(work.account_pk, {"token": "fornya"})
    note_all([Attempted(replace(work, attempt=5), Permanent("token"))], PACE, NIGHT, AT)
    assert Delivery.objects.get().state == "refused"


def test_a_retry_waits_at_most_two_seconds_after_the_first_attempt() -> None:
    row = after(Retry("server"))
    assert (row.state, row.reason) == ("waiting", "server")
    assert AT <= row.due_at <= AT + timedelta(seconds=2)
    assert ChannelAccount.objects.get().paused_until is None


@pytest.mark.parametrize("reason", ["throttled", "server"])
def test_who_asks_for_a_wait_gets_it_for_the_whole_account(reason: str) -> None:
    row = after(Retry(reason, timedelta(minutes=5)))
    assert row.due_at == AT + timedelta(minutes=5)
    assert ChannelAccount.objects.get().paused_until == AT + timedelta(minutes=5)


def test_a_shorter_wait_does_not_end_a_longer_one() -> None:
    work = take()
    later = NIGHT + timedelta(hours=1)
    ChannelAccount.objects.update(paused_until=later)
    note_all([Attempted(work, Retry("throttled"))], PACE, NIGHT, AT)
    assert ChannelAccount.objects.get().paused_until == later


def test_an_unknown_outcome_is_looked_at_a_second_later() -> None:
    row = after(Unknown("no_answer"))
    assert (row.state, row.last_tried_at) == ("unknown", AT)
    assert row.due_at == AT + timedelta(seconds=1)


def test_what_is_found_is_sent() -> None:
    row = after_look(Found("42"), 2)
    assert (row.state, row.remote_id, row.reason) == ("sent", "42", "")


def test_absent_is_not_believed_while_the_lost_call_may_still_be_at_work() -> None:
    row = after_look(Absent(), 9)
    assert (row.state, row.due_at) == ("unknown", NIGHT + timedelta(seconds=10))


def test_absent_is_believed_after_ten_seconds() -> None:
    assert after_look(Absent(), 10).state == "waiting"


def test_a_call_that_is_safe_to_repeat_waits_for_its_turn() -> None:
    assert after_look(Repeat(), 1).state == "waiting"


def test_who_cannot_tell_is_asked_again_until_two_minutes_have_gone() -> None:
    row = after_look(CannotTell("unreachable"), 20)
    assert (row.state, row.due_at) == ("unknown", NIGHT + timedelta(seconds=30))


def test_after_two_minutes_a_person_is_asked() -> None:
    row = after_look(CannotTell("unreachable"), 120)
    assert (row.state, row.reason) == ("unresolved", "not_told")


def test_a_dispatcher_that_was_away_asks_for_two_minutes_too() -> None:
    """After an hour without power the first answer that fails must not end it."""
    woke = NIGHT + timedelta(hours=1)
    assert after_look(CannotTell("unreachable"), 3601, woke).state == "unknown"


def test_what_can_neither_be_asked_nor_repeated_is_left_to_a_person() -> None:
    assert after_look(Unanswerable(), 1).state == "unresolved"


def test_an_outcome_that_comes_after_the_row_was_doubted_still_counts() -> None:
    work = take()
    claim.lapse(NIGHT + timedelta(minutes=1))
    note_all([Attempted(work, Sent("42"))], PACE, NIGHT, NIGHT + timedelta(minutes=1))
    assert Delivery.objects.get().state == "sent"


@pytest.mark.parametrize("told", ["outcome", "look"])
def test_what_belongs_to_a_later_attempt_is_not_changed_by_an_earlier_one(told: str) -> None:
    work = take()
    old = replace(work, attempt=0)
    result = Attempted(old, Permanent("x")) if told == "outcome" else LookedAt(old, Absent())
    note_all([result], PACE, NIGHT, AT)
    assert Delivery.objects.get().state == "leased"


def test_a_look_that_comes_late_changes_nothing_that_is_settled() -> None:
    work = take()
    note_all([Attempted(work, Sent("42"))], PACE, NIGHT, AT)
    note_all([LookedAt(work, Absent())], PACE, NIGHT, AT)
    assert Delivery.objects.get().state == "sent"


def test_waits_grow_to_a_minute_and_no_further() -> None:
    assert all(PACE.backoff(1) <= timedelta(seconds=2) for _ in range(50))
    assert all(PACE.backoff(500) <= timedelta(seconds=60) for _ in range(50))
    assert max(PACE.backoff(500) for _ in range(50)) > timedelta(seconds=30)
