"""A copy is never open before what it was copied from."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from allmenning.arena.actions.cases import OriginClosedError, publish_case
from allmenning.arena.actions.cases_tried import copy_case
from allmenning.arena.models import Case
from allmenning.arena.tests.build import AT, make_case, make_member
from allmenning.register.tests.build import make_vaga

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(AT, tick=False):
        yield


def copied(**changes: Any) -> Case:
    return copy_case(case=make_case(**changes), body=make_vaga(), by=None, at=AT)


def send(client: Client, copy: Case, **changes: object) -> str:
    """Let Vågå's editor publish the copy; return what the page answers, empty when it is out."""
    client.force_login(make_member(copy.owner))
    copy.refresh_from_db()
    told = {
        "title": "Vi òg deler vakta",
        "language": "nn",
        "themes": ["krise"],
        "problem": "Ingen svara.",
        "done": "Vi delte.",
        "stage": "trying",
        "visibility": "open",
        "contact_role": "rådgjevar",
        "seen": copy.changed_at.isoformat(),
        "publish": "",
    } | changes
    answer = client.post(f"/erfaringer/{copy.slug}/rediger/", told)
    assert answer.status_code == (422 if answer.text else 302)
    if answer.text:
        assert list(answer.context["form"].errors) == ["visibility"]
    return answer.text


def test_a_copy_of_what_is_for_members_is_not_opened(client: Client) -> None:
    copy = copied(visibility="members")
    page = send(client, copy)
    assert "Det du har kopiert, er bare for medlemmer." in page
    copy.refresh_from_db()
    assert copy.state == "draft"
    assert send(client, copy, visibility="members", opens_on="2026-12-01")
    assert send(client, copy, visibility="members") == ""


def test_it_may_be_opened_the_day_the_original_is(client: Client) -> None:
    copy = copied(visibility="members", opens_on=date(2026, 12, 24))
    assert "bare for medlemmer til 24. desember 2026" in send(client, copy)
    assert send(client, copy, visibility="members", opens_on="2026-12-23")
    assert send(client, copy, visibility="members", opens_on="2026-12-24") == ""


@pytest.mark.parametrize(
    "origin", [{"visibility": "open"}, {"visibility": "members", "opens_on": date(2026, 11, 23)}]
)
def test_a_copy_of_what_is_open_is_opened(client: Client, origin: dict[str, object]) -> None:
    assert send(client, copied(**origin)) == ""


def test_what_was_open_before_the_original_closed_can_still_be_changed(client: Client) -> None:
    copy = copied()
    assert send(client, copy) == ""
    Case.objects.exclude(pk=copy.pk).update(visibility="members")
    assert send(client, copy, title="Vi deler framleis") == ""


def test_nothing_but_the_form_opens_it_either() -> None:
    copy = copied(visibility="members")
    Case.objects.filter(pk=copy.pk).update(visibility="open")
    with pytest.raises(OriginClosedError):
        publish_case(case=copy, by=None, at=AT)
