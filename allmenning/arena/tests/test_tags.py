"""Tag pages: Lom owns, Vågå is in the same group, Oslo must see nothing of what members keep."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree
from pytest_django import DjangoAssertNumQueries

from allmenning.accounts.models import Role, User
from allmenning.arena.models import Tag
from allmenning.arena.tests.build import make_case, make_holder, make_lom, make_member, make_tag
from allmenning.register.tests.build import make_oslo, make_vaga

pytestmark = pytest.mark.django_db


def read(address: str, person: User | None = None) -> str:
    client = Client()
    if person:
        client.force_login(person)
    return client.get(address).content.decode()


@pytest.fixture
def tag() -> Tag:
    return make_tag("svartid", name="Svartid", synonyms=["responstid", "Tid til svar"])


def test_a_stranger_sees_what_is_open_and_members_what_is_theirs(tag: Tag) -> None:
    make_case(title="Open for alle", tags=(tag,))
    make_case(title="Berre for medlemmer", tags=(tag,), visibility="members")
    make_case(title="Eit utkast", tags=(tag,), state="draft")
    stranger = read("/emneord/svartid/")
    assert "Open for alle" in stranger
    assert "Berre for medlemmer" not in stranger
    assert "Eit utkast" not in stranger
    for body in (make_lom(), make_vaga(), make_oslo()):
        told = read("/emneord/svartid/", make_member(body))
        assert "Berre for medlemmer" in told
        assert "Eit utkast" not in told


def test_what_opens_today_stands_there_for_everybody(tag: Tag) -> None:
    today = timezone.localdate()
    make_case(title="Opnar i dag", tags=(tag,), visibility="members", opens_on=today)
    later = today + timedelta(days=1)
    make_case(title="Opnar i morgon", tags=(tag,), visibility="members", opens_on=later)
    told = read("/emneord/svartid/")
    assert "Opnar i dag" in told
    assert "Opnar i morgon" not in told


def test_a_synonym_leads_to_the_tag_and_an_unknown_word_nowhere(tag: Tag) -> None:
    answer = Client().get("/emneord/tid-til-svar/")
    assert answer.status_code == 302
    assert answer["Location"] == f"/emneord/{tag.slug}/"
    assert Client().get("/emneord/finnes-ikke/").status_code == 404
    assert Client().get("/emneord/finnes-ikke/atom.xml").status_code == 404


def test_tags_are_counted_for_who_reads(tag: Tag) -> None:
    make_tag("ubrukt", name="Ubrukt")
    make_case(tags=(tag,))
    make_case(tags=(tag,), visibility="members")
    assert "(1)" in read("/emneord/")
    assert "Ubrukt" not in read("/emneord/")
    assert "(2)" in read("/emneord/", make_member(make_lom()))


def test_the_feed_holds_what_is_open_even_for_a_moderator(tag: Tag) -> None:
    make_case(title="Open for alle", tags=(tag,))
    make_case(title="Berre for medlemmer", tags=(tag,), visibility="members")
    told = read("/emneord/svartid/atom.xml", make_holder(Role.STEWARD))
    titles = etree.fromstring(told.encode()).findall(
        "{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title"
    )
    assert [title.text for title in titles] == ["Open for alle"]


def test_a_tag_page_asks_as_much_for_many_as_for_one(
    tag: Tag, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        make_case(tags=(tag,))
    with django_assert_max_num_queries(9):
        read("/emneord/svartid/")
