"""What is taken back, or over, comes out nowhere any more."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync

from allmenning.delivery.actions import (
    CannotTryAgainError,
    CarriesActiveError,
    remove_account,
    settle,
    switch_account,
    try_again,
)
from allmenning.delivery.contract import Act, Lane
from allmenning.delivery.dispatch import Pace, claim
from allmenning.delivery.dispatch.attempt import Repeat
from allmenning.delivery.dispatch.note import LookedAt, note_all
from allmenning.delivery.dispatch.work import load
from allmenning.delivery.lists import Handovers
from allmenning.delivery.models import ChannelAccount, Delivery, Event
from allmenning.delivery.tests.build import NIGHT, make_account, make_message, put_message
from allmenning.delivery.tests.build_lists import make_delivery, make_list, make_subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sinks")]
LATER = NIGHT + timedelta(minutes=5)
State = Delivery.State


def put_warning(*accounts: ChannelAccount) -> None:
    put_message(accounts, make_message("flom"))


def put_ending(*accounts: ChannelAccount, act: Act = Act.CANCEL) -> None:
    put_message(accounts, make_message("flom", 2, act=act), at=LATER)


def told() -> list[tuple[int, str, str]]:
    rows = Delivery.objects.order_by("number", "account_id")
    return [(row.number, row.state, row.reason) for row in rows]


def claimed() -> list[int]:
    taken = claim.claim("test", Lane.ALERT, Pace(), 10, LATER)
    return sorted(Delivery.objects.filter(pk__in=taken).values_list("number", flat=True))


@pytest.mark.parametrize("act", [Act.CANCEL, Act.ALL_CLEAR])
def test_what_waits_when_a_warning_is_ended_is_not_sent(act: Act) -> None:
    account = make_account("sink")
    put_warning(account)
    put_ending(account, act=act)
    assert told() == [(1, "refused", "ended"), (2, "waiting", "")]
    assert claimed() == [2]


def test_what_waits_when_a_warning_is_updated_is_sent_first() -> None:
    account = make_account("sink")
    put_warning(account)
    put_ending(account, act=Act.UPDATE)
    assert claimed() == [1]


def test_a_channel_that_was_off_while_a_warning_was_taken_back_does_not_send_it() -> None:
    on, off = make_account("sink"), make_account("keyed")
    put_warning(on, off)
    switch_account(account=off, on=False, by=None, at=NIGHT)
    put_ending(on)
    switch_account(account=off, on=True, by=None, at=LATER)
    assert claimed() == [2]
    with pytest.raises(CannotTryAgainError):
        try_again(delivery=Delivery.objects.get(account=off), by=None, at=LATER)


def test_a_person_who_says_that_it_is_not_out_does_not_send_what_was_taken_back() -> None:
    account = make_account("sink")
    put_warning(account)
    Delivery.objects.update(state=State.UNRESOLVED)
    put_ending(make_account("keyed"))
    settle(delivery=Delivery.objects.get(number=1), is_out=False, by=None, at=LATER)
    assert told()[0] == (1, "refused", "said_by_person")


def test_an_attempt_that_comes_back_after_the_end_is_not_repeated() -> None:
    account = make_account("sink")
    put_warning(account)
    assert claimed() == [1]
    put_ending(account)
    Delivery.objects.filter(number=1).update(state=State.WAITING, leased_by="", leased_until=None)
    assert claimed() == []
    assert len(claim.end(LATER)) == 1
    assert told()[0] == (1, "refused", "ended")
    assert claimed() == [2]


def test_what_may_be_out_is_not_sent_again_to_be_sure() -> None:
    account = make_account("sink")
    put_warning(account)
    work = load(claim.claim("test", Lane.ALERT, Pace(), 10, NIGHT))[0]
    Delivery.objects.update(state=State.UNKNOWN, leased_by="", leased_until=None)
    put_ending(account)
    note_all([LookedAt(work, Repeat())], Pace(), NIGHT, LATER)
    assert told()[0] == (1, "unresolved", "not_told")


def test_a_list_is_told_no_further_once_the_warning_is_taken_back() -> None:
    account = make_list()
    for person in ("a@x.no", "b@x.no"):
        make_subscriber(account, person)
    delivery = make_delivery(account)
    people = Handovers(delivery.pk, account.pk, repeats=True)
    assert [one.address for one in async_to_sync(people.take)(1)] == ["a@x.no"]
    make_delivery(account, 2)
    Event.objects.filter(number=2).update(act=Act.CANCEL)
    assert async_to_sync(people.take)(1) == []


def note_state(account: ChannelAccount, state: str, number: int = 1) -> None:
    Delivery.objects.filter(account=account, number=number).update(state=state)


@pytest.mark.parametrize("state", [State.SENT, State.UNRESOLVED, State.UNKNOWN])
def test_an_account_that_shows_a_warning_is_not_switched_off_without_a_word(state: State) -> None:
    account = make_account("sink")
    put_warning(account)
    note_state(account, state)
    with pytest.raises(CarriesActiveError):
        switch_account(account=account, on=False, by=None, at=LATER)
    account.refresh_from_db()
    assert account.is_on
    assert not switch_account(account=account, on=False, by=None, at=LATER, anyway=True).is_on


def test_an_account_that_shows_a_warning_is_not_removed_without_a_word() -> None:
    account = make_account("sink")
    put_warning(account)
    note_state(account, State.SENT)
    with pytest.raises(CarriesActiveError):
        remove_account(account=account, by=None, at=LATER)
    assert remove_account(account=account, by=None, at=LATER, anyway=True).removed_at == LATER


def test_an_account_is_free_once_the_correction_has_come_through_and_not_before() -> None:
    account = make_account("sink")
    put_warning(account)
    note_state(account, State.SENT)
    put_ending(account)
    with pytest.raises(CarriesActiveError):
        switch_account(account=account, on=False, by=None, at=LATER)
    note_state(account, State.SENT, 2)
    assert not switch_account(account=account, on=False, by=None, at=LATER).is_on


def test_an_account_is_free_when_the_warning_has_expired_or_never_came_out_there() -> None:
    account, other = make_account("sink"), make_account("sink")
    put_warning(account, other)
    note_state(account, State.SENT)
    expired = NIGHT + timedelta(hours=6)
    assert not switch_account(account=account, on=False, by=None, at=expired).is_on
    assert not switch_account(account=other, on=False, by=None, at=LATER).is_on
