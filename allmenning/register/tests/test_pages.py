from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allmenning.register.models import Attribute, Body, CodePart, Doubt
from allmenning.register.queries import norwegian
from allmenning.register.tests.build import (
    make_county,
    make_municipality,
    make_oslo,
    make_revision,
    make_source,
    make_vaga,
    make_version,
)

pytestmark = pytest.mark.django_db
HOSTILE = [
    "0",
    "-1",
    "9" * 400,
    "1e999",
    "NaN",
    "٣",
    "\x00",
    "'; drop table register_body; --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "%s%n{0}",
    "a" * 10_000,
]
PARAMETERS = ["q", "fylke", "storrelse", "kostra", "sentralitet", "malform", "sort", "side"]


@pytest.fixture(autouse=True)
def _cast() -> None:
    innlandet = make_county()
    make_municipality(county=innlandet)
    make_vaga(county=innlandet)
    make_oslo(county=make_county(name="Oslo", slug="oslo-fylke", code="03"))


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def names(client: Client, query: str = "", cookie: str = "") -> list[str]:
    if cookie:
        client.cookies["lens"] = cookie
    return [row["name"] for row in client.get(f"/kommuner.json{query}").json()]


def test_the_list_is_in_the_norwegian_alphabet(client: Client) -> None:
    assert names(client) == ["Lom", "Oslo", "Vågå"]
    assert sorted(["Ås", "Øyer", "Ærø", "Zenit"], key=norwegian) == ["Zenit", "Ærø", "Øyer", "Ås"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=vaga", ["Vågå"]),
        ("?q=VÅG", ["Vågå"]),
        ("?q=3434", ["Lom"]),
        ("?q=bergen", []),
        ("?fylke=34", ["Lom", "Vågå"]),
        ("?kostra=EKG13", ["Oslo"]),
        ("?sentralitet=6", ["Lom", "Vågå"]),
        ("?malform=neutral", ["Oslo"]),
        ("?storrelse=2000-4999", ["Lom", "Vågå"]),
        ("?storrelse=50000-", ["Oslo"]),
        ("?fylke=34&q=lom", ["Lom"]),
        ("?sort=-population", ["Oslo", "Vågå", "Lom"]),
        ("?sort=wealth", ["Lom", "Oslo", "Vågå"]),
    ],
)
def test_the_list_is_narrowed_and_sorted(client: Client, query: str, found: list[str]) -> None:
    assert names(client, query) == found


def test_a_filter_that_makes_no_sense_is_told_and_left_out(client: Client) -> None:
    shown = page(client, "/kommuner/?fylke=77")
    assert 'role="alert"' in shown
    assert "Lom" in shown
    assert "Oslo" in shown


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("address", ["/kommuner/", "/kommuner.csv", "/kommuner.json", "/linse/"])
def test_no_parameter_breaks_a_page(client: Client, address: str, value: str) -> None:
    answer = client.get(address, dict.fromkeys([*PARAMETERS, "next"], value))
    assert answer.status_code == 200
    if address.endswith("/"):
        assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("value", HOSTILE)
def test_no_path_breaks_a_page(client: Client, value: str) -> None:
    safe = value.replace("/", "").replace("%", "").replace("\x00", "x")
    for address in (f"/kode/{safe}/", f"/kommuner/{safe}/", f"/fylkeskommuner/{safe}/"):
        assert client.get(address).status_code == 404


def test_with_a_lens_the_nearest_come_first(client: Client) -> None:
    assert names(client, cookie="3434") == ["Lom", "Vågå", "Oslo"]
    assert names(client, cookie="0301")[0] == "Oslo"


def test_one_municipality_is_one(client: Client) -> None:
    assert "1 kommune<" in page(client, "/kommuner/?q=lom")
    client.cookies["lens"] = "3434"
    assert "1 kommune, den som er nærmest Lom<" in page(client, "/kommuner/?q=lom")


def test_the_list_tells_the_distance_and_why(client: Client) -> None:
    client.cookies["lens"] = "3434"
    shown = page(client, "/kommuner/")
    assert "0,06" in shown
    assert "KOSTRA-gruppe, Sentralitet, Målform, Fylke" in shown


def test_the_number_of_queries_does_not_grow_with_the_list(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.cookies["lens"] = "3434"
    make_revision()
    # The state of the pages, the revision of the register, and the bodies of a new revision.
    with django_assert_num_queries(3):
        client.get("/kommuner/?side=1")
    for n in range(60):
        make_municipality(name=f"Bygd {n}", slug=f"bygd-{n}", code=f"{9000 + n}")
    make_revision()
    with django_assert_num_queries(3):
        client.get("/kommuner/?side=2")
    with django_assert_num_queries(2):
        client.get("/kommuner/?side=1&sort=name")


def test_csv_cells_cannot_run_as_formulas(client: Client) -> None:
    Body.objects.filter(slug="lom").update(name="=HYPERLINK(1)")
    answer = client.get("/kommuner.csv")
    assert "'=HYPERLINK(1)" in answer.getvalue().decode()


def test_a_body_shows_its_facts_with_day_and_source(client: Client) -> None:
    lom = Body.objects.get(slug="lom")
    source = make_source(title="Befolkning (tabell 07459)")
    for year, value in ((2014, "2361"), (2026, "2239")):
        Attribute.objects.create(
            body=lom, key="population", value=value, valid_from=date(year, 1, 1), source=source
        )
    shown = page(client, "/kommuner/lom/").replace("\xa0", " ")
    assert "2 239" in shown
    assert "1. januar 2026" in shown
    assert "Befolkning (tabell 07459)" in shown
    assert shown.index("2 239") < shown.index("2 361")


def test_a_doubtful_row_is_shown_as_doubtful(client: Client) -> None:
    Doubt.objects.create(
        body=Body.objects.get(slug="lom"),
        field="website",
        kind="sources_differ",
        used="lom.kommune.no",
        used_source="green",
        other="lom.no",
        other_source="aprestmo",
        note="",
    )
    shown = page(client, "/kommuner/lom/")
    assert "Det som er usikkert" in shown
    assert "vi bruker lom.kommune.no fra green, men aprestmo sier lom.no." in shown


def test_a_body_shows_the_codes_it_had(client: Client) -> None:
    make_version(Body.objects.get(slug="lom"), code="0514")
    assert "0514" in page(client, "/kommuner/lom/")


def test_names_are_escaped(client: Client) -> None:
    Body.objects.filter(slug="lom").update(name="<script>alert(1)</script>")
    for address in ("/kommuner/", "/kommuner/lom/", "/linse/?q=lom", "/fylkeskommuner/innlandet/"):
        assert "<script>alert" not in page(client, address)


def test_an_old_code_leads_to_its_body(client: Client) -> None:
    make_version(Body.objects.get(slug="lom"), code="0514")
    shown = page(client, "/kode/0514/")
    assert 'href="/kommuner/lom/"' in shown
    assert "1. januar 2020" in shown


def test_a_code_of_today_goes_straight_to_its_body(client: Client) -> None:
    make_version(Body.objects.get(slug="lom"), code="3434", valid_to=None)
    answer = client.get("/kode/3434/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/kommuner/lom/")


def test_a_divided_code_names_every_part_and_what_is_not_known(client: Client) -> None:
    version = make_version(None, code="0720")
    for slug, share in (("lom", Decimal("0.862125")), ("vaga", None)):
        CodePart.objects.create(version=version, body=Body.objects.get(slug=slug), share=share)
    shown = page(client, "/kode/0720/").replace("\xa0", " ")
    assert "mer enn én kommune" in shown
    assert "86,2 % av innbyggerne" in shown
    assert "hvor stor del er ikke kjent" in shown


def test_counties_are_listed_with_their_municipalities(client: Client) -> None:
    rows = {row["name"]: row["municipalities"] for row in client.get("/fylkeskommuner.json").json()}
    assert rows == {"Innlandet": 2, "Oslo": 1}
    assert "Vågå" in page(client, "/fylkeskommuner/innlandet/")


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_every_page_speaks_every_language(client: Client, prefix: str) -> None:
    words = {"": "Kommuner", "/nn": "Kommunar", "/en": "Municipalities"}
    assert words[prefix] in page(client, f"{prefix}/kommuner/")


def test_the_list_stands_before_the_map_and_the_filters_are_folded(client: Client) -> None:
    shown = client.get("/kommuner/").content.decode()
    assert shown.index("<table") < shown.index("<svg")
    assert '<details class="details">' in shown
    assert '<details class="details" open>' in client.get("/kommuner/?fylke=34").content.decode()


def test_a_name_almost_right_is_suggested_before_the_map(client: Client) -> None:
    shown = client.get("/kommuner/?q=lomm").content.decode()
    assert "Mente du en av disse?" in shown
    assert shown.index('<li><a href="/kommuner/lom/">Lom</a></li>') < shown.index("<svg")
    assert shown.index("Ingen kommune passer") < shown.index("<svg")


def test_what_a_kostra_group_is_stands_on_the_page_of_the_body(client: Client) -> None:
    shown = client.get("/kommuner/lom/").content.decode()
    assert "En KOSTRA-gruppe er Statistisk sentralbyrås gruppering" in shown
    assert 'href="https://www.ssb.no/klass/klassifikasjoner/112"' in shown
