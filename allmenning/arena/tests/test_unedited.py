"""When the last editor of a body has gone, stewards are told once, and its members see it."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from allmenning.accounts.actions import close_account
from allmenning.accounts.models import Role, User
from allmenning.arena.actions.unedited import tell_of_unedited
from allmenning.arena.models import Notification
from allmenning.arena.queries.inbox import inbox, news
from allmenning.arena.queries.viewer import viewer_for
from allmenning.arena.tests.build import AT, make_holder, make_lom, make_member
from allmenning.register.actions.members import change_role
from allmenning.register.models import BodyRole, Membership
from allmenning.register.tests.build import make_oslo, make_vaga

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def close(person: User) -> None:
    close_account(user=person, by=person, at=AT)


def expire(person: User) -> None:
    Membership.objects.filter(user=person).update(expires_at=AT)


def take_role(person: User) -> None:
    change_role(membership=person.memberships.get(), role=BodyRole.READER, by=None, at=AT)


def told(at: datetime = LATER) -> list[str]:
    tell_of_unedited(at=at)
    return list(Notification.objects.order_by("pk").values_list("key", flat=True))


@pytest.mark.parametrize("goes", [close, expire, take_role])
def test_stewards_are_told_once_however_the_last_editor_went(goes: object) -> None:
    assert callable(goes)
    lom = make_lom()
    steward, kari, ola = make_holder(Role.STEWARD), make_member(lom), make_member(lom)
    make_member(make_vaga())
    make_member(make_oslo(), BodyRole.READER)
    goes(kari)
    assert told() == []
    goes(ola)
    key = f"unedited:{lom.pk}:2026-11-23"
    assert told() == told(LATER + timedelta(days=9)) == [key]
    (one,) = news(list(inbox(steward)), viewer_for(steward, LATER), LATER)
    assert (one.title, one.address) == ("Lom", "/kommuner/lom/medlemmer/")
    assert "Ingen kan redigere her lenger" in one.sentence


def test_stewards_are_told_anew_when_it_happens_again() -> None:
    lom = make_lom()
    make_holder(Role.STEWARD)
    close(make_member(lom))
    assert len(told()) == 1
    following = make_member(lom)
    assert len(told()) == 1
    Membership.objects.filter(user=following).update(expires_at=LATER)
    assert told(LATER) == [f"unedited:{lom.pk}:2026-11-23", f"unedited:{lom.pk}:2026-11-24"]


def test_a_body_that_never_had_an_editor_is_no_news() -> None:
    make_holder(Role.STEWARD)
    make_member(make_lom(), BodyRole.READER)
    assert told() == []


def test_colleagues_see_it_where_they_belong_and_others_do_not() -> None:
    lom = make_lom()
    close(make_member(lom))
    pages = []
    for person in (
        make_member(lom, BodyRole.READER),
        make_member(make_vaga()),
        make_member(make_oslo()),
    ):
        browser = Client()
        browser.force_login(person)
        with time_machine.travel(LATER, tick=False):
            pages.append(browser.get("/medlemskap/").text)
    assert ["Ingen kan redigere for Lom nå" in page for page in pages] == [True, False, False]
