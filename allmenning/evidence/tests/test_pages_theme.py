"""The theme page: what is known, how sure it is, for whom, and what may not be compared."""

import gzip
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allmenning.evidence.models import Claim, Finding, Theme
from allmenning.evidence.tests.build import (
    make_base,
    make_concept,
    make_finding,
    make_indicator,
    make_population,
    make_study,
    make_theme,
)
from allmenning.register.tests.build import make_municipality

pytestmark = pytest.mark.django_db


def shown(client: Client, address: str = "/tema/krise/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def make_count(code: str, day: str, yes: int, **changes: Any) -> Finding:
    """Count all 428 municipalities on a day; counts of one series are rounds of a trend."""
    moment = date.fromisoformat(day)
    return make_finding(
        code,
        value=round(yes / 428, 2),
        numerator=yes,
        denominator=428,
        n=428,
        year=moment.year,
        period_start=moment,
        period_end=moment,
        method="observation",
        mode="observation",
        precision="exact",
        weighted=False,
        **changes,
    )


def test_a_figure_stands_with_its_method_its_base_and_its_n_above_it(client: Client) -> None:
    make_finding(value=0.4, n=170)
    page = shown(client)
    above, below = page.split('<p class="figure-value">', 1)
    card = above.rsplit("<li>", 1)[1]
    assert "Kommunenes egne svar" in card
    assert "Alle kommuner, n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}170" in card
    assert below.startswith("40\N{NO-BREAK SPACE}%")


def test_an_unknown_n_and_an_unknown_base_are_written_as_unknown(client: Client) -> None:
    make_finding(n=None, base=None, base_unknown=True, base_note="ikke oppgitt")
    page = shown(client)
    assert "n er ukjent" in page
    assert "Grunnlaget er ukjent" in page


def test_figures_that_may_not_meet_stand_apart_with_the_reason(client: Client) -> None:
    make_finding("F901", value=0.4)
    make_finding("F902", value=0.8, base=make_base("med-strategi"))
    page = shown(client)
    assert "Kan ikke sammenlignes:" in page
    assert 'class="picture"' not in page
    assert page.count('<p class="figure-value">') == 2


def test_three_rounds_of_one_series_become_a_line_with_its_table(client: Client) -> None:
    make_count("F901", "2013-01-05", 210)
    make_count("F902", "2014-02-20", 291)
    make_count("F903", "2015-04-13", 335)
    page = shown(client)
    assert 'class="picture"' in page
    assert page.count('class="join series-1"') == 2
    assert "49\N{NO-BREAK SPACE}%" in page
    assert "<table" in page


def test_two_rounds_are_not_joined_by_a_line(client: Client) -> None:
    make_count("F901", "2013-01-05", 210)
    make_count("F902", "2014-02-20", 291)
    page = shown(client)
    assert 'class="picture"' in page
    assert 'class="join' not in page


def test_a_plan_an_old_figure_and_a_vendor_are_marked(client: Client) -> None:
    vendor = make_study("leverandor", vendor=True)
    make_finding(is_intention=True, study=vendor, year=2013, how_read="second_hand")
    page = shown(client)
    assert "En plan, ikke slik det var" in page
    assert "2013, over 5 år gammelt" in page
    assert "Fra en leverandør" in page


def test_findings_that_conflict_are_both_shown_and_marked(client: Client) -> None:
    first, second = make_finding("F901"), make_finding("F902", base=make_base("andre"))
    first.conflicts_with.add(second)
    page = shown(client)
    assert "Uenig med F902" in page
    assert "Uenig med F901" in page
    assert "F901 og F902 er uenige." in page


def test_methods_that_say_opposite_things_of_different_groups_may_both_be_right(
    client: Client,
) -> None:
    said = {"claim": "svarer-raskt", "claim_share": 0.8}
    make_finding("F901", subject="kommuner", direction=1, **said)
    make_finding("F902", subject="følgere", direction=-1, method="followers", **said)
    page = shown(client)
    assert "Metodene er uenige:" in page
    assert "De gjelder ulike grupper, så begge kan ha rett." in page


def test_what_the_methods_agree_on_is_said_as_a_sentence(client: Client) -> None:
    Claim.objects.create(slug="folger", name_nb="De fleste følger kommunen.")
    said = {"claim": "folger", "direction": -1, "claim_share": 0.9}
    make_finding("F901", method="inhabitants", **said)
    make_finding("F902", method="observation", study=make_study("annen"), **said)
    page = shown(client)
    assert "Metodene er enige:" in page
    assert "Stemmer ikke: De fleste følger kommunen." in page


def test_the_pair_that_agrees_least_speaks_for_the_methods(client: Client) -> None:
    said = {"claim": "har-dialog", "claim_share": 0.9}
    make_finding("F901", direction=-1, **said)
    make_finding("F902", direction=-1, method="observation", **said)
    other = make_study("annen")
    make_finding("F903", direction=0, mixed=True, method="interviews", study=other, **said)
    assert "Metodene er delvis enige:" in shown(client)


def test_the_filter_for_the_original_hides_what_was_read_second_hand(client: Client) -> None:
    make_finding("F901", statement_nb="Lest i rapporten.")
    make_finding("F902", statement_nb="Hørt av andre.", how_read="second_hand")
    page = shown(client, "/tema/krise/?lest=original")
    assert "Lest i rapporten." in page
    assert "Hørt av andre." not in page


def test_no_finding_for_the_choices_is_said_with_a_way_out(client: Client) -> None:
    make_finding(country="NO")
    page = shown(client, "/tema/krise/?land=SE")
    assert "Ingen funn passer til valgene dine." in page
    assert '<a href="?">Fjern alle valg</a>' in page


def test_a_question_nobody_has_asked_is_listed(client: Client) -> None:
    make_finding()
    make_concept("ingen-vet")
    assert "Det ingen har spurt om" in shown(client)


def test_text_in_another_language_than_the_page_carries_its_language(client: Client) -> None:
    make_finding(statement_nb="Bare på bokmål.")
    assert 'lang="nb">Bare på bokmål.' in shown(client, "/en/tema/krise/")


def test_the_matrix_says_which_way_methods_point_and_on_which_claim(client: Client) -> None:
    Claim.objects.create(slug="taler-ikke", name_nb="Nettsiden tåler ikke en topp.")
    said = {"claim": "taler-ikke", "claim_share": 0.9}
    make_finding("F901", direction=1, **said)
    make_finding("F902", direction=1, method="observation", study=make_study("annen"), **said)
    page = shown(client)
    assert "Enige <span" in page
    assert "om påstanden «Nettsiden tåler ikke en topp.»" in page
    assert page.count("<b>+</b>") == 2


def test_one_method_alone_gets_no_sign(client: Client) -> None:
    Claim.objects.create(slug="har-plan", name_nb="Kommunen har en plan.")
    make_finding("F901", claim="har-plan", direction=-1, subject="kommuner")
    page = shown(client)
    assert "F901" in page.split('id="metoder"')[1]
    assert "<b>−</b>" not in page


def test_methods_of_one_study_do_not_confirm_each_other(client: Client) -> None:
    Claim.objects.create(slug="taler-ikke", name_nb="Nettsiden tåler ikke en topp.")
    said = {"claim": "taler-ikke", "direction": 1, "claim_share": 0.9}
    make_finding("F109", method="documents", **said)
    make_finding("F110", **said)
    page = shown(client)
    assert "Metodene er enige:" not in page
    assert "To metoder er enige, men bare i én studie:" in page
    assert "Enige, i én studie" in page


def test_a_link_in_the_matrix_says_what_it_leads_to(client: Client) -> None:
    make_finding("F901")
    told = 'F901<span class="hidden-text">: har-kriseplan? Kommunenes egne svar</span></a>'
    assert told in shown(client)


def test_answers_from_state_bodies_are_not_called_those_of_municipalities(client: Client) -> None:
    make_finding("F060", analysis_unit="state_body")
    page = shown(client)
    assert "Virksomhetenes egne svar. " in page
    assert '<th scope="col">Virksomhetenes egne svar</th>' in page
    assert '<th scope="col">Kommunenes egne svar</th>' not in page


def test_a_chart_links_the_same_figures_as_a_file(client: Client) -> None:
    make_count("F901", "2013-01-05", 210)
    make_count("F902", "2014-02-20", 291)
    assert "/funn.csv?f=F901&amp;f=F902" in shown(client)


def test_figures_in_a_chart_do_not_push_out_those_that_stand_apart(client: Client) -> None:
    for number in range(6):
        make_count(f"F90{number}", f"201{number}-01-05", 210 + number)
    make_finding("F800", base=make_base("andre"), year=2011)
    page = shown(client)
    assert page.count('<p class="figure-value">') == 1
    assert "funn til på dette spørsmålet" not in page


def test_the_lens_says_which_findings_are_about_size(client: Client) -> None:
    make_municipality()
    client.cookies["lens"] = "3434"
    make_finding("F901", statement_nb="Jo større kommune, jo oftere plan.")
    make_finding("F902", statement_nb="De fleste har plan.")
    make_finding("F903", statement_nb="Store kommuner øver mer.")
    page = shown(client)
    assert "Kommuner som ligner Lom" in page
    assert "1 av 3 funn sier noe om størrelse." in page
    assert "1 funn gjelder bare kommuner av en annen størrelse enn Lom." in page


def test_without_a_lens_the_page_says_how_to_choose_one(client: Client) -> None:
    make_finding()
    assert '<a href="/linse/">Velg kommunen din</a>' in shown(client)


def test_an_unknown_theme_is_not_found(client: Client) -> None:
    assert client.get("/tema/finnes-ikke/").status_code == 404


@pytest.mark.parametrize(
    "hostile",
    ["fra=-1", "til=99999999999999999999", "metode=%00", "land='--", "lest=<script>", "q=%ff" * 99],
)
def test_hostile_parameters_are_passed_over(client: Client, hostile: str) -> None:
    make_finding()
    assert client.get(f"/tema/krise/?{hostile}").status_code == 200
    assert client.get(f"/funn/?{hostile}").status_code == 200


def test_markup_in_a_statement_is_shown_as_text(client: Client) -> None:
    make_finding(statement_nb="<script>alert(1)</script>")
    page = shown(client)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/tema/", "/tema/krise/", "/funn/", "/studier/"])
def test_more_findings_cost_no_more_queries(client: Client, address: str) -> None:
    client.cookies["sessionid"] = "not-kept"
    theme, other = make_theme(), make_concept("noe-annet")
    make_finding("F001")
    make_finding("F002", concept=other)
    client.get(address)
    few = queries_of(client, address)
    for number in range(100, 249):
        make_finding(
            f"F{number}",
            theme=theme,
            concept=other if number % 2 else make_concept(),
            study=make_study(f"studie-{number}"),
            base=make_base(f"base-{number % 7}"),
            indicator=make_indicator(f"indikator-{number % 5}"),
            population=make_population(f"folk-{number % 3}"),
        )
    assert queries_of(client, address) == few


@pytest.mark.slow
def test_every_curated_theme_fits_in_8_kilobytes(client: Client) -> None:
    call_command("load_evidence", verbosity=0)
    for slug in Theme.objects.values_list("slug", flat=True):
        for address in (f"/tema/{slug}/", f"/nn/tema/{slug}/", f"/en/tema/{slug}/"):
            assert len(gzip.compress(client.get(address).content)) <= 8 * 1024, address
