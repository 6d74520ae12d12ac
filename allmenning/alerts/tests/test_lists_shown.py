import pytest

from allmenning.alerts.linter import Fit
from allmenning.alerts.queries.pages_board import channel_row
from allmenning.alerts.queries.pages_look import carried
from allmenning.delivery.contract import Rendition
from allmenning.delivery.models import Handover
from allmenning.delivery.tests.build_lists import AT, make_delivery, make_list, make_subscriber

pytestmark = pytest.mark.django_db


def test_the_look_over_says_how_many_sms_are_paid_for() -> None:
    account = make_list("sms")
    for number in range(3):
        make_subscriber(account, f"+474000000{number}")
    make_subscriber(account, "+4740000009", confirmed_at=None)
    rendition = Rendition("Kok vatnet", 2, 6, "segments")
    (row,) = carried([Fit(account.pk, "SMS", rendition)])
    assert row.told == "2 av 6 SMS-er til hver av 3: 6 å betale for"


def test_a_list_without_anybody_has_nothing_to_pay_for() -> None:
    account = make_list("sms")
    make_subscriber(account, "+4740000009", confirmed_at=None)
    (row,) = carried([Fit(account.pk, "SMS", Rendition("Kok vatnet", 2, 6, "segments"))])
    assert row.told == "Ingen har bedt om SMS ennå"


def test_the_board_says_how_many_of_a_list_were_handed_to() -> None:
    delivery = make_delivery(make_list("sms"))
    assert channel_row(delivery).told == ""
    for number, state in enumerate(("sent", "sent", "refused", "unknown")):
        member = make_subscriber(delivery.account, f"+474000000{number}")
        Handover.objects.create(delivery=delivery, subscriber=member, state=state, tried_at=AT)
    assert channel_row(delivery).told == ("På listen: 2 sendt, 1 avvist, 0 prøves igjen, 1 uvisse.")
