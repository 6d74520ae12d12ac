"""The list of experiences: narrowed, ordered by likeness, as data and as a feed."""

import csv
import io
import json
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allmenning.arena.models import Case
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_lom,
    make_member,
    make_tag,
    make_theme,
)
from allmenning.register.models import Body
from allmenning.register.tests.build import (
    make_county,
    make_municipality,
    make_oslo,
    make_revision,
    make_vaga,
)

pytestmark = pytest.mark.django_db
LIST = "/erfaringer/"


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(AT, tick=False):
        yield


def titles(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/erfaringer.json{query}")
    return [row["title"] for row in answer.json()]


def test_a_stranger_reads_only_what_is_open(client: Client) -> None:
    make_case(title="Ope")
    make_case(title="Lukka", visibility="members")
    make_case(title="Kladd", state="draft")
    page = client.get(LIST).content.decode()
    assert "Ope" in page
    assert "Lukka" not in page
    assert "Kladd" not in page
    assert titles(client) == ["Ope"]


def test_a_member_elsewhere_reads_what_is_for_members_but_no_draft(client: Client) -> None:
    make_case(title="Lukka", visibility="members")
    make_case(title="Kladd", state="draft")
    client.force_login(make_member(make_oslo()))
    page = client.get(LIST).content.decode()
    assert "Lukka" in page
    assert "Kladd" not in page


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("?tema=krise", ["Flaum"]),
        ("?emneord=svartid", ["Svar"]),
        ("?kanal=sms", ["Flaum"]),
        ("?formal=dialogue", ["Svar"]),
        ("?stadium=ended", ["Flaum"]),
        ("?belegg=before_after", ["Flaum"]),
        ("?sviktet=1", ["Svar"]),
        ("?stillinger=0-1", ["Svar"]),
        ("?fylke=innlandet", ["Flaum", "Svar"]),
        ("?kommune=oslo", []),
        ("?tema=finst-ikkje", []),
    ],
)
def test_the_list_is_narrowed(client: Client, query: str, wanted: list[str]) -> None:
    lom = make_municipality(county=make_county())
    make_case(
        title="Flaum",
        owner=lom,
        channels=["sms", "facebook"],
        stage="ended",
        evidence_kind="compared",
    )
    make_case(
        title="Svar",
        owner=lom,
        themes=(make_theme("svar"),),
        tags=(make_tag(),),
        purposes=["dialogue"],
        failed="Helgane.",
        staff=0.5,
        evidence_kind="counts",
    )
    assert sorted(titles(client, query)) == wanted
    assert client.get(LIST + query).status_code == 200


def test_what_makes_no_sense_counts_as_not_chosen(client: Client) -> None:
    make_case(title="Ei erfaring")
    assert titles(client, "?kanal=røyksignal&stillinger=mange&belegg=%00") == ["Ei erfaring"]


def test_after_three_years_without_a_word_it_leaves_the_list_but_can_be_found(
    client: Client,
) -> None:
    make_case(title="Gammal", confirmed_date=(AT - timedelta(days=3 * 365)).date())
    make_case(title="Nesten", confirmed_date=(AT - timedelta(days=3 * 365 - 1)).date())
    assert titles(client) == ["Nesten"]
    assert sorted(titles(client, "?eldre=1")) == ["Gammal", "Nesten"]
    assert "Ikke bekreftet på tre år" in client.get(f"{LIST}?eldre=1").content.decode()


def test_the_csv_holds_the_same_rows(client: Client) -> None:
    make_case(title="=HYPERLINK()", channels=["sms"])
    text = b"".join(client.get("/erfaringer.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["channels"] for row in rows] == ["sms"]
    assert rows[0]["title"].startswith("'=")


def test_the_feed_holds_what_is_open_and_on_the_theme(client: Client) -> None:
    make_case(title="Ope om krise")
    make_case(title="Ope om svar", themes=(make_theme("svar"),))
    make_case(title="Lukka", visibility="members")
    client.force_login(make_member(make_lom()))
    feed = client.get("/erfaringer/atom.xml?tema=krise").content.decode()
    assert "Ope om krise" in feed
    assert "Ope om svar" not in feed
    assert "Lukka" not in feed


def test_without_a_lens_the_page_offers_one(client: Client) -> None:
    make_case()
    assert "Velg kommunen din" in client.get(LIST).content.decode()


@pytest.fixture
def crowd() -> Body:
    """Two hundred experiences: twelve from small places like Vågå, the rest from large ones."""
    vaga = make_vaga(population=3000)
    small = [
        make_vaga(name=f"Grend {n}", slug=f"grend-{n}", code=f"40{n:02}", population=2900 + n)
        for n in range(20)
    ]
    large = [make_oslo(name=f"By {n}", slug=f"by-{n}", code=f"50{n:02}") for n in range(20)]
    make_revision()
    model = make_case(owner=large[0])
    fields = [field.attname for field in Case._meta.concrete_fields if field.name != "id"]
    rows = []
    for number in range(199):
        case = Case(**{name: getattr(model, name) for name in fields})
        case.slug = f"case-{number}"
        case.owner = small[number] if number < 12 else large[number % 20]
        case.published_at = AT - timedelta(days=400 if number < 12 else 1)
        case.weigh()
        rows.append(case)
    Case.objects.bulk_create(rows)
    themed = Case.themes.through
    theme = make_theme()
    themed.objects.bulk_create(
        [
            themed(case_id=pk, theme_id=theme.pk)
            for pk in Case.objects.filter(themes=None).values_list("pk", flat=True)
        ]
    )
    return vaga


@pytest.mark.slow
def test_what_municipalities_like_mine_do_is_one_press_from_the_theme(
    client: Client, crowd: Body
) -> None:
    """R03: 200 cases, a reader from 3,000 inhabitants, one press, ten hits from the group."""
    client.force_login(make_member(crowd))
    theme = client.get("/tema/krise/").content.decode()
    assert "/erfaringer/?tema=krise&amp;nar=1" in theme
    assert "12 erfaringer" in theme
    page = client.get("/erfaringer/?tema=krise&nar=1")
    owners = [row.case.owner.slug for row in page.context["rows"]]
    assert len(owners) == 12
    assert all(owner.startswith("grend-") for owner in owners[:10])
    assert all("Nær Vågå" in row.why for row in page.context["rows"])


@pytest.mark.slow
def test_with_under_five_hits_the_list_widens_and_says_so(client: Client, crowd: Body) -> None:
    Case.objects.filter(owner__slug__in=[f"grend-{n}" for n in range(4, 12)]).delete()
    client.cookies[settings.LENS_COOKIE] = crowd.code
    page = client.get("/erfaringer/?tema=krise&nar=1")
    owners = [row.case.owner.slug for row in page.context["rows"]]
    assert all(owner.startswith("grend-") for owner in owners[:4])
    assert len(owners) == 10
    assert "Bare 4 fra kommuner nær Vågå" in page.content.decode()


@pytest.mark.slow
def test_the_order_is_by_likeness_and_not_by_use(client: Client, crowd: Body) -> None:
    client.cookies[settings.LENS_COOKIE] = crowd.code
    rows = client.get(LIST).context["rows"]
    assert [row.is_near for row in rows[:12]] == [True] * 12
    assert not any(row.is_near for row in rows[12:])


@pytest.mark.slow
def test_the_list_asks_the_database_few_questions(
    client: Client, crowd: Body, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.cookies[settings.LENS_COOKIE] = crowd.code
    client.get(LIST)
    with django_assert_max_num_queries(12):
        client.get(f"{LIST}?side=2")


def test_rows_of_json_hold_no_more_than_the_page() -> None:
    make_case(title="Kladd", state="draft")
    assert json.loads(Client().get("/erfaringer.json").content) == []
