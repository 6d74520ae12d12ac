"""Which rows may go now, asked of the one statement that takes them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from allmenning.delivery.contract import Capabilities, Lane
from allmenning.delivery.dispatch import claim
from allmenning.delivery.dispatch.pace import Pace
from allmenning.delivery.dispatch.work import load
from allmenning.delivery.models import ChannelAccount, Delivery, Event
from allmenning.delivery.tests.build import (
    NIGHT,
    make_account,
    make_message,
    only_delivery,
    put_message,
)
from allmenning.delivery.tests.fakes.sink import READS_BACK, WIDE, SinkChannel, registered

pytestmark = pytest.mark.django_db
LIST = SinkChannel(kind="list", capabilities=Capabilities(reads_back=True, has_recipients=True))
PACE = Pace()
SOON = NIGHT + timedelta(seconds=5)
State = Delivery.State


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    with registered(READS_BACK, WIDE, LIST):
        yield


def put_one(account: ChannelAccount, lane: Lane = Lane.ALERT, **changes: object) -> Delivery:
    delivery = only_delivery(put_message([account], lane=lane))
    Delivery.objects.filter(pk=delivery.pk).update(**changes)
    return delivery


def lease(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=State.LEASED, leased_until=SOON)


def claimed(lane: Lane = Lane.ALERT, room: int = 10) -> list[int]:
    return sorted(claim.claim("me", lane, PACE, room, NIGHT))


def test_what_waits_is_taken_once_with_a_lease() -> None:
    delivery = put_one(make_account("sink"))
    assert claimed() == [delivery.pk]
    assert claimed() == []
    delivery.refresh_from_db()
    assert (delivery.state, delivery.leased_by, delivery.attempts) == ("leased", "me", 1)
    assert delivery.leased_until == NIGHT + timedelta(seconds=20)
    assert (delivery.first_tried_at, delivery.last_tried_at) == (NIGHT, NIGHT)


@pytest.mark.parametrize(
    "changes",
    [
        {"due_at": SOON},
        {"expires_at": NIGHT},
        {"state": State.SENT},
        {"state": State.UNKNOWN},
        {"state": State.UNRESOLVED},
    ],
)
def test_what_is_not_due_or_not_waiting_is_left(changes: dict[str, object]) -> None:
    put_one(make_account("sink"))
    Delivery.objects.update(**changes)
    assert claimed() == []


@pytest.mark.parametrize(
    "changes", [{"is_on": False}, {"paused_until": SOON}, {"removed_at": NIGHT}]
)
def test_an_account_that_is_off_paused_or_removed_is_left(changes: dict[str, object]) -> None:
    put_one(make_account("sink"))
    ChannelAccount.objects.update(**changes)
    assert claimed() == []


def test_a_pause_that_is_over_holds_nothing() -> None:
    delivery = put_one(make_account("sink"))
    ChannelAccount.objects.update(paused_until=NIGHT)
    assert claimed() == [delivery.pk]


def test_no_more_is_taken_than_there_is_room_for_and_the_oldest_first() -> None:
    deliveries = [put_one(make_account("sink")) for _ in range(3)]
    Delivery.objects.filter(pk=deliveries[2].pk).update(due_at=NIGHT - timedelta(seconds=1))
    assert claimed(room=1) == [deliveries[2].pk]


def test_an_account_gets_as_many_at_once_as_its_kind_stands() -> None:
    narrow, wide = make_account("sink"), make_account("wide")
    for account in (narrow, wide):
        for _ in range(6):
            put_one(account)
    taken = Delivery.objects.filter(pk__in=claimed(room=100)).order_by("pk")
    accounts = [delivery.account_id for delivery in taken]
    assert (accounts.count(narrow.pk), accounts.count(wide.pk)) == (1, 4)


def test_a_warning_waits_for_an_ordinary_message_under_way_in_a_channel() -> None:
    account = make_account("sink")
    lease(put_one(account, Lane.ORDINARY))
    put_one(account)
    assert claimed() == []


def test_a_warning_to_a_list_does_not_wait_for_an_ordinary_message_to_it() -> None:
    account = make_account("list")
    lease(put_one(account, Lane.ORDINARY))
    warning = put_one(account)
    assert claimed() == [warning.pk]


def test_a_kind_that_is_not_registered_here_is_taken_one_at_a_time() -> None:
    account = make_account("elsewhere")
    for _ in range(2):
        put_one(account)
    assert len(claimed()) == 1


@pytest.mark.parametrize("state", Delivery.OPEN)
def test_what_is_earlier_in_the_stream_and_open_holds_back_the_next(state: State) -> None:
    account = make_account("wide")
    put_message([account], make_message("flom"))
    put_message([account], make_message("flom", 2))
    until = SOON if state == State.LEASED else None
    first = Delivery.objects.filter(number=1)
    first.update(state=state, due_at=SOON, leased_until=until)
    assert claimed() == []
    first.update(state=State.UNRESOLVED, leased_until=None)
    assert claimed() == [Delivery.objects.get(number=2).pk]


def test_a_lease_that_ran_out_is_doubted_and_one_that_holds_is_not() -> None:
    delivery = put_one(make_account("sink"))
    lease(delivery)
    assert claim.lapse(NIGHT) == []
    assert claim.lapse(SOON + timedelta(seconds=1)) == [delivery.pk]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.leased_until, delivery.leased_by) == ("unknown", None, "")


def test_a_lease_is_renewed_only_by_its_holder_and_while_it_holds() -> None:
    delivery = put_one(make_account("sink"))
    claimed()
    until = SOON + timedelta(seconds=20)
    assert claim.renew("another", PACE, SOON) == {}
    assert claim.renew("me", PACE, SOON) == {delivery.pk: until}
    assert claim.renew("me", PACE, until + timedelta(seconds=1)) == {}


def test_what_is_unknown_is_read_back_by_one_at_a_time() -> None:
    delivery = put_one(make_account("sink"), state=State.UNKNOWN)
    assert claim.look(PACE, 10, NIGHT) == [delivery.pk]
    assert claim.look(PACE, 10, NIGHT) == []


def test_a_message_that_somebody_broke_in_the_database_stops_no_other() -> None:
    account = make_account("wide", settings={"url": "http://127.0.0.1:1", "name": "lom"})
    broken, whole = put_one(account), put_one(account)
    Event.objects.filter(deliveries=broken).update(content={"key": 1})
    assert [work.pk for work in load(claimed())] == [whole.pk]


def test_a_kind_that_is_no_word_never_reaches_the_statement() -> None:
    strange = SinkChannel(kind="a' OR 1 = 1 --")
    with registered(strange), pytest.raises(ValueError, match="is one word"):
        claimed()


def test_an_ordinary_message_does_not_take_the_place_of_a_warning_that_can_go() -> None:
    """A channel got free between the two questions, and the ordinary message took the place."""
    account = make_account("sink")
    put_one(account, Lane.ORDINARY)
    warning = put_one(account)
    assert claimed(Lane.ORDINARY) == []
    assert claimed() == [warning.pk]


@pytest.mark.parametrize("changes", [{"due_at": SOON}, {"expires_at": NIGHT}])
def test_a_warning_that_cannot_go_now_holds_no_ordinary_message(
    changes: dict[str, datetime],
) -> None:
    account = make_account("sink")
    ordinary = put_one(account, Lane.ORDINARY)
    put_one(account, Lane.ALERT, **changes)
    assert claimed(Lane.ORDINARY) == [ordinary.pk]


def test_a_warning_that_waits_for_one_in_its_stream_holds_no_ordinary_message() -> None:
    account = make_account("sink")
    ordinary = put_one(account, Lane.ORDINARY)
    first = put_message([account], make_message("flom", 1))
    put_message([account], make_message("flom", 2))
    Delivery.objects.filter(event=first).update(state=State.UNKNOWN)
    assert claimed(Lane.ORDINARY) == [ordinary.pk]
