"""What one channel answers is never the loss of another's outcome."""

from datetime import timedelta
from typing import Any

import pytest

from allmenning.delivery.actions import try_again
from allmenning.delivery.contract import Lane, Outcome, Permanent, Retry, Sent, Unknown
from allmenning.delivery.dispatch import Pace, claim
from allmenning.delivery.dispatch.note import Attempted, note_all
from allmenning.delivery.dispatch.work import load
from allmenning.delivery.models import ChannelAccount, Delivery
from allmenning.delivery.tests.build import NIGHT, make_account, only_delivery, put_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sinks")]
LATER = NIGHT + timedelta(minutes=5)
NOTHING: Any = None
NUMBER: Any = 5


@pytest.mark.parametrize(
    ("outcome", "state", "reason", "remote_id"),
    [
        (Sent("\ud800-1", "https://x.example/\udfff"), "sent", "", "?-1"),
        (Sent(NUMBER, NOTHING), "sent", "", "5"),
        (Sent("x" * 501), "sent", "", "x" * 500),
        (Retry("throttled", timedelta.max), "waiting", "throttled", ""),
        (Permanent("x" * 41), "refused", "malformed", ""),
        (Unknown(NOTHING), "unknown", "malformed", ""),
    ],
)
def test_an_outcome_that_no_database_takes_is_kept_as_far_as_it_goes(
    outcome: Outcome, state: str, reason: str, remote_id: str
) -> None:
    odd, even = make_account("sink"), make_account("keyed")
    put_message([odd, even])
    works = load(claim.claim("test", Lane.ALERT, Pace(), 10, NIGHT))
    outcomes = {odd.pk: outcome, even.pk: Sent("2")}
    note_all([Attempted(work, outcomes[work.account_pk]) for work in works], Pace(), NIGHT, LATER)
    told = Delivery.objects.get(account=odd)
    assert (told.state, told.reason, told.remote_id) == (state, reason, remote_id)
    assert Delivery.objects.get(account=even).remote_id == "2"


def test_nobody_makes_an_account_wait_for_more_than_a_day() -> None:
    account = make_account("sink")
    put_message([account])
    works = load(claim.claim("test", Lane.ALERT, Pace(), 10, NIGHT))
    note_all([Attempted(works[0], Retry("throttled", timedelta.max))], Pace(), NIGHT, LATER)
    paused = ChannelAccount.objects.get().paused_until
    assert paused == LATER + timedelta(days=1)


def test_who_presses_try_again_waits_no_longer() -> None:
    account = make_account("sink", paused_until=NIGHT + timedelta(days=1))
    delivery = only_delivery(put_message([account]))
    assert claim.claim("test", Lane.ALERT, Pace(), 10, LATER) == []
    try_again(delivery=delivery, by=None, at=LATER)
    assert claim.claim("test", Lane.ALERT, Pace(), 10, LATER) == [delivery.pk]
