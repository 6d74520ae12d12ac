"""R52: whoever leaves, everything stays owned, and somebody can edit it or take over."""

import pytest
import time_machine
from django.test import Client

from allmenning.accounts.actions import close_account
from allmenning.accounts.models import User
from allmenning.arena.models import Case, Guidance, Question
from allmenning.arena.queries.viewer import viewer_for
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_guidance,
    make_lom,
    make_member,
    make_question,
)
from allmenning.register.actions import join_by_email
from allmenning.register.actions.handover import StillEditedError, take_over
from allmenning.register.models import Body, BodyRole, Membership
from allmenning.register.queries.members import left_alone
from allmenning.register.tests.build import make_domain, make_oslo, make_vaga

pytestmark = pytest.mark.django_db


def make_cast() -> list[User]:
    """Lom has two who edit, Vågå one alone, Oslo one who only reads; each has told something."""
    people = []
    for body, roles in (
        (make_lom(), (BodyRole.LEADER, BodyRole.EDITOR)),
        (make_vaga(), (BodyRole.EDITOR,)),
        (make_oslo(), (BodyRole.READER,)),
    ):
        make_domain(f"{body.slug}.kommune.no", body)
        for role in roles:
            person = make_member(body, role)
            people.append(person)
            make_case(owner=body, author=person)
            make_question(owner=body, author=person)
            make_guidance(owner=body, author=person)
    return people


def texts() -> list[Case | Question | Guidance]:
    return [*Case.objects.all(), *Question.objects.all(), *Guidance.objects.all()]


@pytest.mark.parametrize("leaving", range(4))
def test_whoever_leaves_everything_stays_owned_and_editable_or_free_to_take_over(
    leaving: int,
) -> None:
    people = make_cast()
    before = len(texts())
    close_account(user=people[leaving], by=None, at=AT)
    assert len(texts()) == before
    for body in Body.objects.exclude(domains=None):
        owned = [text for text in texts() if text.owner_id == body.pk]
        assert owned
        if left_alone([body.pk], AT):
            newcomer = User.objects.create_user(f"ny@{body.slug}.kommune.no")
            assert isinstance(join_by_email(user=newcomer, by=None, at=AT), Membership)
            take_over(body=body, by=newcomer, at=AT)
        editors = [viewer_for(one, AT) for one in User.objects.filter(is_active=True)]
        assert any(body.pk in viewer.edits for viewer in editors)


def test_nobody_takes_over_from_somebody_who_is_there() -> None:
    lom = make_lom()
    make_member(lom, BodyRole.EDITOR)
    with pytest.raises(StillEditedError):
        take_over(body=lom, by=make_member(lom, BodyRole.READER), at=AT)


def test_a_colleague_is_told_and_takes_over_with_one_press(client: Client) -> None:
    lom = make_lom()
    gone, kari = make_member(lom, BodyRole.LEADER), make_member(lom, BodyRole.READER)
    close_account(user=gone, by=None, at=AT)
    client.force_login(kari)
    with time_machine.travel(AT, tick=False):
        assert "Ingen redigerer for Lom" in client.get("/").content.decode()
        client.post("/velkommen/overta/lom/")
        assert "Ingen redigerer for Lom" not in client.get("/").content.decode()
    assert Membership.objects.get(user=kari).role == BodyRole.EDITOR


@pytest.mark.parametrize("make", [make_vaga, make_oslo])
def test_nobody_from_elsewhere_takes_over(client: Client, make: object) -> None:
    make_lom()
    client.force_login(make_member(make()))  # type: ignore[operator]
    with time_machine.travel(AT, tick=False):
        assert client.post("/velkommen/overta/lom/").status_code == 403


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    make_lom()
    assert client.post("/velkommen/overta/lom/").status_code == 302
