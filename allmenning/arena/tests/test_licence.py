"""What is open to everybody is open data, and who writes is told before she publishes."""

import pytest
from django.test import Client

from allmenning.arena.tests.build import make_lom, make_member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/erfaringer/ny/", "/sporsmal/ny/"])
@pytest.mark.parametrize(
    ("prefix", "told"), [("", "åpne data med lisensen CC BY 4.0"), ("/nn", "opne data med")]
)
def test_who_chooses_who_may_read_is_told_of_the_licence(
    client: Client, address: str, prefix: str, told: str
) -> None:
    client.force_login(make_member(make_lom()))
    assert told in client.get(prefix + address).text


def test_the_rules_say_it_of_posts_too_and_of_documents(client: Client) -> None:
    page = client.get("/om/regler/").text
    assert "et svar eller et annet innlegg, er åpne data med lisensen CC BY 4.0" in page
    assert "https://creativecommons.org/licenses/by/4.0/deed.no" in page
    assert "Dokumenter ved en erfaring har den lisensen som står på dem" in page
