"""A finding, a study and the lists: everything a figure rests on, and open data beside it."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from allmenning.evidence.management.commands.load_evidence import REASON
from allmenning.evidence.models import FindingVersion, Position
from allmenning.evidence.tests.build import make_base, make_finding, make_study
from allmenning.evidence.tests.test_pages_theme import make_count

pytestmark = pytest.mark.django_db


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def csv_of(client: Client, address: str) -> str:
    response: Any = client.get(address)
    return b"".join(response.streaming_content).decode()


def test_a_finding_prints_every_deduction_from_its_strength(client: Client) -> None:
    make_finding(year=2013, method="self_report", sampling="census")
    page = shown(client, "/funn/F901/")
    assert "<b>−1</b> De som svarte, forteller om sin egen innsats." in page
    assert "<b>−2</b> Tallet er over ti år gammelt." in page
    assert "Styrke 1 av 4" in page


def test_a_finding_from_before_2018_warns_that_facebook_has_changed(client: Client) -> None:
    make_finding(year=2013)
    assert "fra før 2018" in shown(client, "/funn/F901/")


def test_a_share_of_four_is_told_as_counts(client: Client) -> None:
    """F077: three of the four; R15 of the guard hides a value with a base under five."""
    make_finding(value=0.75, numerator=3, denominator=4, n=4)
    make_finding(code="F902", value=0.75, n=4)
    make_finding(code="F903", value=0.6, numerator=3, denominator=5, n=5)
    page = shown(client, "/funn/F901/")
    assert "3 av 4" in page
    assert "75\N{NO-BREAK SPACE}%" not in page
    assert "Holdt tilbake" in shown(client, "/funn/F902/")
    assert "60\N{NO-BREAK SPACE}%" in shown(client, "/funn/F903/")


def test_a_share_of_fewer_than_twenty_is_told_as_counts_with_the_percentage_beside(
    client: Client,
) -> None:
    """F076: 8 of 9 is 89 percent; with twenty the percentage stands alone."""
    make_finding(value=0.89, numerator=8, denominator=9, n=9)
    make_finding(code="F902", value=0.9, numerator=18, denominator=20, n=20)
    small = "<small>89\N{NO-BREAK SPACE}%</small>"
    assert f'<p class="figure-value">8 av 9 {small}</p>' in shown(client, "/funn/F901/")
    whole = '<p class="figure-value">90\N{NO-BREAK SPACE}%</p>'
    assert whole in shown(client, "/funn/F902/")


def test_an_n_that_is_a_bound_is_written_as_a_bound(client: Client) -> None:
    """F136 rests on over 700 employees, not on 700."""
    make_finding(n=700, n_text="> 700")
    page = shown(client, "/funn/F901/")
    assert "n er over 700" in page
    assert "<dd>Over 700</dd>" in page
    assert "n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}700" not in page


def test_interviews_of_an_unknown_kind_are_still_interviews(client: Client) -> None:
    make_finding(method="interviews", mode="unknown")
    assert "Ved intervjuer" in shown(client, "/funn/F901/")


def test_the_newest_study_comes_first_and_a_guessed_year_is_said(client: Client) -> None:
    make_study("gammel", title="Gammel", years="2012?", first_year=2012, last_year=2012)
    make_study("ny", title="Ny", years="2011-2015", first_year=2011, last_year=2015)
    page = shown(client, "/studier/")
    assert page.index("<cite>Ny") < page.index("<cite>Gammel")
    assert "Omtrent 2012" in page
    assert "2011–2015" in page


def test_names_keep_their_capitals(client: Client) -> None:
    base = make_base("ks")
    base.name_nb = "kommuner spurt i KS-prosjektet"
    base.save()
    make_finding(base=base)
    assert "Kommuner spurt i KS-prosjektet" in shown(client, "/funn/F901/")


def test_a_share_that_does_not_fit_its_counts_says_so(client: Client) -> None:
    make_finding(
        value=0.25, numerator=120, denominator=430, recomputed=120 / 430, deviates=True, n=430
    )
    page = shown(client, "/funn/F901/")
    assert "120 av 430, som er 27,9\N{NO-BREAK SPACE}%" in page


def test_a_finding_names_the_figures_it_may_be_compared_with(client: Client) -> None:
    make_count("F032", "2014-02-20", 291)
    make_count("F034", "2015-04-13", 335)
    make_count("F036", "2015-06-10", 335, base=make_base("uten-oslo"))
    page = shown(client, "/funn/F032/")
    assert "/sammenlign/?f=F032&amp;f=F034" in page
    assert "Se hvorfor det ikke kan sammenlignes med 1 annet tall på temaet" in page


def test_a_finding_is_linked_data_with_its_provenance(client: Client) -> None:
    make_finding(statement_nn="40 % har plan.")
    response = client.get("/funn/F901.jsonld")
    assert response["Content-Type"].startswith("application/ld+json")
    told = json.loads(response.content)
    assert told["@id"] == "http://testserver/funn/F901/"
    assert told["prov:wasDerivedFrom"]["@id"] == "http://testserver/studier/undersokelse-2013/"
    assert {"@value": "40 % har plan.", "@language": "nn"} in told["dct:description"]
    assert told["schema:value"] == 0.4


@pytest.mark.parametrize("code", ["F999", "f901", "%00", "F901'--", "x" * 500])
def test_an_unknown_finding_is_not_found(client: Client, code: str) -> None:
    make_finding()
    assert client.get(f"/funn/{code}/").status_code == 404
    assert client.get(f"/funn/{code}.jsonld").status_code == 404


def test_the_list_is_searched_and_narrowed_by_its_address(client: Client) -> None:
    make_finding("F901", statement_nb="Halvparten har vaktordning.")
    make_finding("F902", statement_nb="Ingen har beredskapsplan.", country="SE")
    page = shown(client, "/funn/?q=vaktordning")
    assert "Halvparten har vaktordning." in page
    assert "Ingen har beredskapsplan." not in page
    assert "Ingen har beredskapsplan." in shown(client, "/funn/?land=SE")


def test_the_file_has_the_filters_of_the_page_and_a_verdict_in_every_row(client: Client) -> None:
    make_count("F032", "2014-02-20", 291)
    make_count("F034", "2015-04-13", 335)
    make_finding("F999", country="SE")
    rows = json.loads(client.get("/funn.json?land=NO").content)
    assert [row["id"] for row in rows] == ["F032", "F034"]
    assert {row["verdict"] for row in rows} == {"trend"}
    assert rows[0]["may_meet"] == "F034:trend"


def test_a_file_of_figures_that_may_not_meet_says_so_in_every_row(client: Client) -> None:
    make_count("F035", "2015-04-13", 335)
    make_count("F036", "2015-06-10", 335, base=make_base("uten-oslo"))
    rows = json.loads(client.get("/tema/krise.json").content)
    assert [row["verdict"] for row in rows] == ["side", "side"]
    assert rows[0]["may_meet"] == ""


def test_a_spreadsheet_runs_no_formula_out_of_a_statement(client: Client) -> None:
    make_finding(statement_nb="=1+1")
    assert "'=1+1" in csv_of(client, "/funn.csv")


def test_a_withheld_figure_is_in_no_file(client: Client) -> None:
    make_finding(value=0.123456, suppressed=True)
    assert "0.123456" not in csv_of(client, "/funn.csv")
    assert "Holdt tilbake" in shown(client, "/funn/F901/")


def test_a_study_says_what_is_unknown_and_what_others_say_of_it(client: Client) -> None:
    study = make_study()
    make_finding(study=study)
    Position.objects.create(
        slug="m",
        study=study,
        who="Meling",
        stance="not_comparable",
        statement_nb="De kan ikke sammenlignes direkte.",
    )
    page = shown(client, "/studier/undersokelse-2013/")
    assert "De kan ikke sammenlignes direkte." in page
    assert "Svarprosent" in page
    assert '<span class="unknown">ukjent</span>' in page


def test_a_quota_sample_shows_no_response_rate(client: Client) -> None:
    make_study("kvote", sampling="quota")
    assert "vet ingen hvor mange som ble spurt" in shown(client, "/studier/kvote/")


def test_the_overviews_open_with_and_without_content(client: Client) -> None:
    addresses = ("/metoder/", "/ingen-har-spurt/", "/serier/", "/les-og-laer/", "/tema/")
    for address in addresses:
        shown(client, address)
    make_finding()
    for address in addresses:
        shown(client, address)


def test_the_side_nobody_has_asked_is_an_empty_cell_with_its_reason(client: Client) -> None:
    make_finding(method="self_report")
    page = shown(client, "/ingen-har-spurt/")
    assert page.count('<span class="none">ingen studie</span>') == 3


@pytest.mark.parametrize(
    ("prefix", "told"),
    [
        ("", "Lastet fra prosjektets egne data"),
        ("/nn", "Lasta frå prosjektet sine eigne data"),
        ("/en", "Loaded from the project&#x27;s own data"),
    ],
)
def test_what_the_project_wrote_in_a_history_is_told_in_the_language_of_the_reader(
    client: Client, prefix: str, told: str
) -> None:
    finding = make_finding()
    FindingVersion.objects.create(
        finding=finding, number=1, snapshot={}, at=timezone.now(), reason=REASON, hash="0" * 64
    )
    assert told in shown(client, f"{prefix}/funn/F901/")
    assert told in shown(client, f"{prefix}/funn/F901/historikk/")
