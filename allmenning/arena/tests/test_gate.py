from datetime import timedelta

import pytest
from django import forms

from allmenning.accounts.models import AuditEntry, Role
from allmenning.arena.actions.gate import note_overridden, state_for
from allmenning.arena.forms.guarded import GuardedForm
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_holder,
    make_lom,
    make_member,
    make_post,
)

pytestmark = pytest.mark.django_db
LINKED = "Sjå https://www.lom.kommune.no/strategi for heile strategien vår."


class Words(GuardedForm):
    guarded_fields = ("title", "text")

    title = forms.CharField()
    text = forms.CharField(required=False)
    again = forms.CharField(required=False)


NUMBER = "15076500565"


def test_the_first_three_posts_with_links_wait() -> None:
    writer = make_member(make_lom())
    case = make_case(author=writer)
    assert state_for(texts=[LINKED], by=writer, at=AT) == ("waiting", ["links"])
    make_post(case, author=writer)
    assert state_for(texts=["Utan lenkje", ""], by=writer, at=AT) == ("published", [])
    assert state_for(texts=["Tittel", LINKED], by=writer, at=AT) == ("waiting", ["links"])
    make_post(case, author=writer)
    assert state_for(texts=[LINKED], by=writer, at=AT) == ("published", [])


@pytest.mark.parametrize("state", ["waiting", "removed", "hidden", "withdrawn", "draft"])
def test_what_does_not_stand_gives_nobody_trust(state: str) -> None:
    writer = make_member(make_lom())
    case = make_case()
    for _ in range(3):
        make_post(case, author=writer, state=state)
    assert state_for(texts=[LINKED], by=writer, at=AT)[1] == ["links"]


@pytest.mark.parametrize("role", [Role.STEWARD, Role.AUTHORITY])
def test_moderators_and_authorities_may_link_at_once(role: Role) -> None:
    assert state_for(texts=[LINKED], by=make_holder(role), at=AT) == ("published", [])


def test_a_role_that_has_run_out_is_no_role() -> None:
    steward = make_holder(Role.STEWARD)
    later = AT + timedelta(days=400)
    assert state_for(texts=[LINKED], by=steward, at=later) == ("waiting", ["links"])


@pytest.mark.parametrize(
    "text", ["[her](/innboks/)", "//ond.example/a", "www.lom.kommune.no", "HTTPS://LOM.EXAMPLE"]
)
def test_a_link_is_known_however_it_is_written(text: str) -> None:
    assert state_for(texts=[text], by=make_member(make_lom()), at=AT)[1] == ["links"]


def test_an_override_is_logged_by_kind_without_the_number() -> None:
    writer = make_member(make_lom())
    note_overridden(kinds=["national_id"], target="arena.post:12", by=writer, at=AT)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.target) == ("arena.private.overridden", "arena.post:12")
    assert entry.detail == {"kinds": ["national_id"]}
    assert note_overridden(kinds=[], target="arena.post:13", by=writer, at=AT) is None


def test_a_text_without_numbers_passes_and_is_asked_nothing() -> None:
    form = Words({"title": "Hei", "text": "Sak 2024/12345"})
    assert form.is_valid()
    assert not form.is_stopped
    assert list(form.fields) == ["title", "text", "again"]
    assert form.overridden == []


def test_a_number_stops_the_form_at_its_field_and_keeps_every_word() -> None:
    form = Words({"title": "Hei", "text": f"Gjelder {NUMBER}.", "again": "x"})
    assert not form.is_valid()
    assert list(form.errors) == ["text"]
    said = str(form.errors["text"])
    assert "15•••••••••" in said
    assert NUMBER not in said
    assert form["text"].value() == f"Gjelder {NUMBER}."
    assert "not_personal" in form.fields


def test_the_box_lets_the_same_number_through_and_tells_the_kind() -> None:
    told = {"title": "Hei", "text": f"Gjelder {NUMBER}."}
    first = Words(told)
    first.is_valid()
    again = told | {"not_personal": "on", "not_personal_of": first["not_personal_of"].value()}
    second = Words(again)
    assert second.is_valid()
    assert second.overridden == ["national_id"]
    third = Words(again | {"title": ""})
    assert not third.is_valid()
    assert third["not_personal"].value() is True


def test_another_number_is_stopped_although_the_box_is_ticked() -> None:
    first = Words({"title": "Hei", "text": NUMBER})
    first.is_valid()
    told = {"title": "4111 1111 1111 1111", "text": NUMBER, "not_personal": "on"}
    second = Words(told | {"not_personal_of": first["not_personal_of"].value()})
    assert not second.is_valid()
    assert set(second.errors) == {"title", "text"}
    assert not second["not_personal"].value()


def test_ticking_before_anything_was_found_lets_nothing_through() -> None:
    form = Words({"title": "Hei", "text": NUMBER, "not_personal": "on", "not_personal_of": ""})
    assert not form.is_valid()


def test_taking_the_number_out_takes_the_question_away() -> None:
    form = Words({"title": "", "text": "Hei", "not_personal_of": "x"})
    assert not form.is_valid()
    assert not form.is_stopped


def test_signs_that_are_not_seen_are_taken_out_before_anything_is_looked_for() -> None:
    form = Words({"title": "Rekneskap \u202efdp.exe\r\nog meir", "text": "To\u00adav\u200b oss"})
    assert form.is_valid()
    assert form.cleaned_data["title"] == "Rekneskap fdp.exe og meir"
    assert form.cleaned_data["text"] == "Toav oss"
    assert not Words({"title": "150765\u200b00565"}).is_valid()
    assert "title" in Words({"title": "\u200b"}).errors
