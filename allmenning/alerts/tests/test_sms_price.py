import pytest

from allmenning.alerts.linter import Fit
from allmenning.alerts.queries.pages_look import carried
from allmenning.delivery.contract import Rendition
from allmenning.delivery.tests.build_lists import make_list, make_subscriber

pytestmark = pytest.mark.django_db


def test_the_look_over_says_how_many_sms_are_paid_for() -> None:
    account = make_list("sms")
    for number in range(3):
        make_subscriber(account, f"+474000000{number}")
    make_subscriber(account, "+4740000009", confirmed_at=None)
    rendition = Rendition("Kok vatnet", 2, 6, "segments")
    (row,) = carried([Fit(account.pk, "SMS", rendition)])
    assert row.told == "2 av 6 SMS-er til hver av 3: 6 å betale for"
