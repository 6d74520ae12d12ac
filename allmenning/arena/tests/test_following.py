"""R73: a member follows a theme, a word or a county from the page of it."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allmenning.accounts.models import AuditEntry
from allmenning.arena.models import Follow, Profile
from allmenning.arena.tests.build import make_lom, make_member, make_tag, make_theme
from allmenning.register.tests.build import make_county

pytestmark = pytest.mark.django_db
THEME = "/brev/folg/?tema=krise"


def make_all() -> None:
    make_theme()
    make_tag()
    make_county()


@pytest.mark.parametrize(
    ("address", "page"),
    [
        (THEME, "/tema/krise/"),
        ("/brev/folg/?emneord=svartid", "/emneord/svartid/"),
        ("/brev/folg/?fylke=innlandet", "/fylkeskommuner/innlandet/"),
    ],
)
def test_one_press_follows_and_another_stops(client: Client, address: str, page: str) -> None:
    make_all()
    assert address in client.get(page).text
    kari = make_member(make_lom())
    client.force_login(kari)
    assert "Du følger" not in client.get(address).text
    assert client.post(address).headers["Location"] == page
    client.post(address)
    assert Follow.objects.filter(person=kari).count() == 1
    assert "Du følger" in client.get(address).text
    assert client.post(address, {"stop": "1"}).status_code == 302
    assert not Follow.objects.exists()
    verbs = AuditEntry.objects.filter(verb="arena.profile.follows")
    assert [one.changes_pages for one in verbs] == [False, False]


def test_the_rest_she_follows_stays(client: Client) -> None:
    make_all()
    kari = make_member(make_lom())
    client.force_login(kari)
    client.post(THEME)
    client.post("/brev/folg/?emneord=svartid")
    client.post(THEME, {"stop": "1"})
    assert Follow.objects.get().tag is not None


def test_a_stranger_is_asked_to_sign_in_first_and_comes_back(client: Client) -> None:
    make_all()
    answer = client.get(THEME)
    assert answer.status_code == 302
    assert "next=" in answer.headers["Location"]
    assert "tema%3Dkrise" in answer.headers["Location"]


def test_who_gets_no_letters_is_told_so(client: Client) -> None:
    make_all()
    kari = make_member(make_lom())
    Profile.objects.create(person=kari, digest="never")
    client.force_login(kari)
    assert "Du har valgt å ikke få brev." in client.get(THEME).text


@pytest.mark.parametrize("query", ["", "?tema=finst-ikkje", "?fylke=lom", "?annet=krise"])
def test_what_is_not_there_is_not_followed(client: Client, query: str) -> None:
    make_all()
    client.force_login(make_member(make_lom()))
    assert client.get(f"/brev/folg/{query}").status_code == 404


def test_the_page_costs_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_all()
    client.force_login(make_member(make_lom()))
    client.get(THEME)
    with django_assert_max_num_queries(12):
        client.get(THEME)
