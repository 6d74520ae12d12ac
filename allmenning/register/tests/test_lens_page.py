from decimal import Decimal

import pytest
from django.test import Client

from allmenning.register.actions import tell_about_body
from allmenning.register.models import Body, CodePart
from allmenning.register.tests.build import (
    AT,
    make_county,
    make_municipality,
    make_oslo,
    make_user,
    make_vaga,
    make_version,
)
from allmenning.register.views.lens import local_address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cast() -> None:
    innlandet = make_county()
    make_municipality(county=innlandet)
    make_vaga(county=innlandet)
    make_oslo()


@pytest.mark.parametrize("written", ["Lom", " lom ", "3434", "LOM", "Lom kommune"])
def test_the_name_or_number_is_enough(client: Client, written: str) -> None:
    answer = client.post("/linse/", {"q": written, "next": "/kommuner/?side=2"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/kommuner/?side=2")
    assert answer.cookies["lens"].value == "3434.all.3-2-2-1-1-1-2"


def test_the_cookie_is_a_harmless_preference(client: Client) -> None:
    cookie = client.post("/linse/", {"q": "lom"}).cookies["lens"]
    assert (cookie["samesite"], cookie["httponly"], cookie["path"]) == ("Lax", True, "/")
    assert cookie["max-age"] == 365 * 24 * 3600


def test_no_token_is_asked_for() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/linse/", {"q": "lom"}).status_code == 302


def test_several_that_fit_are_offered(client: Client) -> None:
    answer = client.post("/linse/", {"q": "o"})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "2 kommuner passer" in shown
    assert "lens" not in answer.cookies


@pytest.mark.parametrize("written", ["Stokke", "0720"])
def test_a_name_of_earlier_years_leads_to_all_that_share_it(client: Client, written: str) -> None:
    version = make_version(None, code="0720", name="Stokke")
    for slug in ("lom", "vaga"):
        CodePart.objects.create(version=version, body=Body.objects.get(slug=slug))
    answer = client.post("/linse/", {"q": written})
    shown = answer.content.decode()
    assert "lens" not in answer.cookies
    assert "Se fra Lom i Innlandet" in shown
    assert "Se fra Vågå i Innlandet" in shown


def test_a_name_of_earlier_years_with_one_body_is_enough(client: Client) -> None:
    make_version(Body.objects.get(slug="lom"), code="0599", name="Bøverdalen")
    answer = client.post("/linse/", {"q": "bøverdalen"})
    assert answer.cookies["lens"].value.startswith("3434")


def test_the_list_links_names_of_earlier_years(client: Client) -> None:
    make_version(Body.objects.get(slug="lom"), code="0599", name="Bøverdalen")
    assert 'href="/kode/0599/"' in client.get("/kommuner/?q=bøverdalen").content.decode()


def test_one_whose_whole_name_is_written_is_taken_although_others_begin_so(client: Client) -> None:
    make_municipality(name="Lomen", slug="lomen", code="9999")
    assert client.post("/linse/", {"q": "Lom"}).cookies["lens"].value.startswith("3434")


def test_the_weights_move(client: Client) -> None:
    chosen = {"kommune": "3434", "linse": "county", "w_size": "0", "w_purposes": "10"}
    answer = client.post("/linse/", chosen)
    assert answer.cookies["lens"].value == "3434.county.0-2-2-1-1-1-10"


@pytest.mark.parametrize(
    "chosen",
    [
        {"kommune": "9999"},
        {"kommune": "lom"},
        {"kommune": "3434", "linse": "wealth"},
        {"kommune": "3434", "w_size": "11"},
        {"kommune": "3434", "w_size": "1e9"},
        {
            "kommune": "3434",
            **{
                f"w_{name}": "0"
                for name in (
                    "size",
                    "kostra_group",
                    "centrality",
                    "language",
                    "county",
                    "staffing",
                    "purposes",
                )
            },
        },
        {},
    ],
)
def test_a_choice_that_makes_no_sense_sets_nothing(client: Client, chosen: dict[str, str]) -> None:
    answer = client.post("/linse/", chosen)
    assert answer.status_code == 422
    assert "lens" not in answer.cookies


def test_the_lens_can_be_cleared(client: Client) -> None:
    client.cookies["lens"] = "3434"
    answer = client.post("/linse/", {"clear": "1", "next": "/kommuner/"})
    assert answer.cookies["lens"].value == "none"
    assert "Se fra din kommune" in client.get("/kommuner/").content.decode()


def test_the_page_tells_who_is_near_and_why(client: Client) -> None:
    client.cookies["lens"] = "3434.kostra_group"
    shown = client.get("/linse/").content.decode()
    assert "Du ser fra Lom" in shown
    assert "Færre enn fem passer sammen med Lom i denne linsen (KOSTRA-gruppe)" in shown
    assert "Det samme: KOSTRA-gruppe, Sentralitet, Målform, Fylke" in shown
    assert "tatt med" in shown


def test_the_switch_stands_on_every_page(client: Client) -> None:
    client.cookies["lens"] = "3434"
    for address in ("/kommuner/", "/fylkeskommuner/", "/linse/", "/kommuner/lom/"):
        assert "Du ser fra <strong>Lom</strong>" in client.get(address).content.decode()


@pytest.mark.parametrize(
    "wanted",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "javascript:alert(1)",
        "kommuner/",
        "",
        "/a\r\nSet-Cookie: x=1",
        "/" + "a" * 3000,
    ],
)
def test_nobody_is_sent_away_from_the_site(wanted: str) -> None:
    assert local_address(wanted) == "/linse/"


def test_a_path_of_the_site_is_kept() -> None:
    assert local_address("/nn/kommuner/?q=lom") == "/nn/kommuner/?q=lom"


def test_a_name_that_nobody_has_is_told_in_words(client: Client) -> None:
    told = client.post("/linse/", {"q": "Lomm"}).content.decode()
    assert "Ingen kommune har det navnet eller nummeret" in told
    assert "Mente du en av disse?" in told
    assert "Se fra Lom i Innlandet" in told


def test_a_part_of_a_name_chooses_nothing_by_itself(client: Client) -> None:
    make_version(Body.objects.get(slug="lom"), code="0545", name="Vang (Oppland)")
    for written in ("oppland", "om"):
        answer = client.post("/linse/", {"q": written})
        assert "lens" not in answer.cookies
        assert "Se fra Lom i Innlandet" in answer.content.decode()
    assert client.post("/linse/", {"q": "vang"}).cookies["lens"].value.startswith("3434")
    assert client.post("/linse/", {"q": "os"}).cookies["lens"].value.startswith("0301")


def test_weights_that_change_nothing_yet_say_so(client: Client) -> None:
    told = "Bemanning og formål endrer ingenting ennå"
    assert told in client.get("/linse/").content.decode()
    client.cookies["lens"] = "3434"
    assert told in client.get("/linse/").content.decode()
    tell_about_body(
        body=Body.objects.get(slug="vaga"),
        staff=Decimal(1),
        purposes=[],
        by=make_user("kari@lom.kommune.no"),
        at=AT,
    )
    assert told not in client.get("/linse/").content.decode()
