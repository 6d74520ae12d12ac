import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmenning.delivery.contract import Outcome, Permanent, Recipient, Retry, Sent, Unknown
from allmenning.delivery.lists import Handovers
from allmenning.delivery.models import Delivery, Handover, Subscriber
from allmenning.delivery.tests.build_lists import make_delivery, make_list, make_subscriber

pytestmark = pytest.mark.django_db


def attempt(delivery: Delivery, *, repeats: bool = True) -> Handovers:
    return Handovers(delivery.pk, delivery.account_id, repeats=repeats)


def take(one: Handovers, limit: int = 100) -> Sequence[Recipient]:
    return async_to_sync(one.take)(limit)


def note(one: Handovers, *results: tuple[Recipient, Outcome]) -> None:
    async_to_sync(one.note)(results)


def addresses(recipients: Sequence[Recipient]) -> list[str]:
    return [one.address for one in recipients]


def states(delivery: Delivery) -> list[tuple[str, str]]:
    return list(delivery.handovers.order_by("pk").values_list("state", "reason"))


def a_list_of(*people: str, **changes: Any) -> Delivery:
    account = make_list()
    for person in people:
        make_subscriber(account, person, **changes)
    return make_delivery(account)


def test_those_who_confirmed_are_given_out_in_parts_and_once() -> None:
    delivery = a_list_of("a@x.no", "b@x.no", "c@x.no")
    make_subscriber(delivery.account, "d@x.no", confirmed_at=None)
    make_subscriber(make_list(), "e@x.no")
    one = attempt(delivery)
    assert addresses(take(one, 2)) == ["a@x.no", "b@x.no"]
    assert addresses(take(one, 2)) == ["c@x.no"]
    assert take(one, 2) == []


def test_they_are_written_down_as_tried_before_they_are_given_out() -> None:
    delivery = a_list_of("a@x.no")
    take(attempt(delivery))
    assert states(delivery) == [("tried", "")]


def test_how_it_went_is_written_down() -> None:
    delivery = a_list_of("a@x.no", "b@x.no", "c@x.no")
    one = attempt(delivery)
    first, second, third = take(one)
    note(one, (first, Sent("")), (second, Permanent("refused")), (third, Retry("server")))
    assert states(delivery) == [("sent", ""), ("refused", "refused"), ("again", "server")]


def test_an_address_that_is_gone_is_forgotten() -> None:
    delivery = a_list_of("a@x.no", "b@x.no")
    one = attempt(delivery)
    first, second = take(one)
    note(one, (first, Permanent("gone")), (second, Sent("")))
    assert list(Subscriber.objects.values_list("pk", flat=True)) == [second.pk]


def test_a_later_attempt_gives_out_those_who_are_to_be_tried_again_and_those_left() -> None:
    delivery = a_list_of("a@x.no", "b@x.no", "c@x.no")
    one = attempt(delivery)
    first, second = take(one, 2)
    note(one, (first, Sent("")), (second, Retry("server")))
    later = attempt(delivery)
    assert addresses(take(later)) == ["b@x.no"]
    assert addresses(take(later)) == ["c@x.no"]


def test_the_same_attempt_gives_nobody_out_twice() -> None:
    delivery = a_list_of("a@x.no")
    one = attempt(delivery)
    (first,) = take(one)
    note(one, (first, Retry("server")))
    later = attempt(delivery)
    (again,) = take(later)
    note(later, (again, Retry("server")))
    assert take(later) == []


def test_after_a_crash_those_begun_are_given_out_again_where_a_repeat_is_recognised() -> None:
    delivery = a_list_of("a@x.no", "b@x.no")
    take(attempt(delivery), 1)
    later = attempt(delivery)
    assert addresses([*take(later), *take(later)]) == ["a@x.no", "b@x.no"]


def test_after_a_crash_those_begun_stay_unknown_where_it_is_not() -> None:
    delivery = a_list_of("a@x.no", "b@x.no")
    take(attempt(delivery, repeats=False), 1)
    later = attempt(delivery, repeats=False)
    assert addresses(take(later)) == ["b@x.no"]
    assert states(delivery) == [("unknown", "no_answer"), ("tried", "")]


@pytest.mark.parametrize(("repeats", "people"), [(True, ["a@x.no"]), (False, [])])
def test_what_may_have_arrived_is_handed_over_again_only_where_that_is_safe(
    *, repeats: bool, people: list[str]
) -> None:
    delivery = a_list_of("a@x.no")
    one = attempt(delivery, repeats=repeats)
    (first,) = take(one)
    note(one, (first, Unknown("no_answer")))
    assert states(delivery) == [("unknown", "no_answer")]
    assert addresses(take(attempt(delivery, repeats=repeats))) == people


def test_two_who_take_at_once_share_the_list() -> None:
    delivery = a_list_of("a@x.no", "b@x.no", "c@x.no", "d@x.no")
    one = attempt(delivery)

    async def both() -> tuple[Sequence[Recipient], Sequence[Recipient]]:
        return await asyncio.gather(one.take(2), one.take(2))

    first, second = async_to_sync(both)()
    assert sorted(addresses([*first, *second])) == ["a@x.no", "b@x.no", "c@x.no", "d@x.no"]


def test_another_delivery_to_the_same_list_starts_afresh() -> None:
    delivery = a_list_of("a@x.no")
    take(attempt(delivery))
    assert addresses(take(attempt(make_delivery(delivery.account, 2)))) == ["a@x.no"]


def test_a_recipient_carries_language_token_and_keys() -> None:
    delivery = a_list_of("https://push.example/1", data={"auth": "k"}, language="nn", token="t")
    (one,) = take(attempt(delivery))
    handover = Handover.objects.get()
    assert (one.language, one.token, one.data) == (
        "nn",
        "t",
        {"auth": "k", "handover": str(handover.pk)},
    )


def test_the_number_of_questions_does_not_grow_with_the_list() -> None:
    delivery = a_list_of(*(f"{number}@x.no" for number in range(50)))
    one = attempt(delivery)
    with CaptureQueriesContext(connection) as asked:
        people = take(one, 50)
        note(one, *((person, Sent("")) for person in people))
    # Settle what was begun; is it over; again; new; insert; note; and the savepoints around them.
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) == 6


def test_no_address_shows_in_a_repr() -> None:
    delivery = a_list_of("kari@x.no")
    assert "kari" not in repr(take(attempt(delivery)))
    assert Subscriber.objects.filter(address__contains="kari").count() == 0
