import pytest
from django.test import Client
from pytest_django import Settings

from allmenning.register.tests.build import make_source

pytestmark = pytest.mark.django_db
PAGES = ["/om/", "/om/tilgjengelighet/", "/om/personvern/", "/om/data/", "/om/kontakt/"]


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
@pytest.mark.parametrize("address", PAGES)
def test_the_page_can_be_read_in_every_language(client: Client, address: str, prefix: str) -> None:
    answer = client.get(prefix + address)
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1


def test_the_operator_is_named_where_it_is_known(client: Client, settings: Settings) -> None:
    assert "har ikke oppgitt det" in client.get("/om/").content.decode()
    settings.OPERATOR_NAME = "Lom & Skjåk"
    settings.CONTACT_EMAIL = "post@lom.example"
    assert "Lom &amp; Skjåk" in client.get("/om/?etter").content.decode()
    assert "mailto:post@lom.example" in client.get("/om/kontakt/").content.decode()


def test_the_declaration_is_linked_once_it_is_published(client: Client, settings: Settings) -> None:
    assert "ikke en slik erklæring" in client.get("/om/tilgjengelighet/").content.decode()
    settings.ACCESSIBILITY_DECLARATION = "https://uustatus.example/lom"
    # Another address, since the page without it is kept until the data change.
    body = client.get("/om/tilgjengelighet/?etter").content.decode()
    assert "https://uustatus.example/lom" in body


def test_every_source_stands_with_its_licence(client: Client) -> None:
    make_source(title="Befolkning", publisher="Statistisk sentralbyrå", licence="CC BY 4.0")
    body = client.get("/om/data/").content.decode()
    assert "Befolkning" in body
    assert "CC BY 4.0" in body


def test_the_footer_leads_to_the_pages_about_the_site(client: Client) -> None:
    body = client.get("/nn/").content.decode()
    for address in PAGES:
        assert f'href="/nn{address}"' in body
