"""The compare page: a verdict for each pair, and a chart only where the guard lets it."""

import json
from datetime import date

import pytest
from django.test import Client

from allmenning.evidence.models import Series, SeriesPoint
from allmenning.evidence.tests.build import make_base, make_finding
from allmenning.evidence.tests.test_pages_theme import make_count

pytestmark = pytest.mark.django_db


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_pair_that_may_not_meet_gets_the_rule_in_plain_words_and_no_chart(
    client: Client,
) -> None:
    make_count("F035", "2015-04-13", 335)
    make_count("F036", "2015-06-10", 335, base=make_base("uten-oslo"))
    page = shown(client, "/sammenlign/?f=F035&f=F036")
    assert "Bare side om side" in page
    assert "(R06)" in page
    assert 'class="picture"' not in page


def test_two_full_counts_give_the_exact_change_without_a_test(client: Client) -> None:
    make_count("F032", "2014-02-20", 291)
    make_count("F034", "2015-04-13", 335)
    page = shown(client, "/sammenlign/?f=F032&f=F034")
    assert "+10,3 prosentpoeng" in page
    assert "så endringen er eksakt" in page
    assert "intervall" not in page


def test_two_rounds_without_counts_give_the_difference_and_say_it_is_not_tested(
    client: Client,
) -> None:
    for code, year, value in (("F001", 2012, 0.4), ("F002", 2014, 0.6)):
        moment = {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}
        make_finding(code, value=value, n=300, year=year, sampling="probability", **moment)
    page = shown(client, "/sammenlign/?f=F001&f=F002")
    assert "+20,0 prosentpoeng" in page
    assert "Den kan ikke testes" in page


def test_an_unknown_code_is_named(client: Client) -> None:
    make_finding("F001")
    page = shown(client, "/sammenlign/?f=F001&f=TULL99")
    assert "TULL99" in page
    assert "Vi har ikke noe funn som heter" in page


def test_codes_may_be_written_together_in_small_letters(client: Client) -> None:
    make_count("F032", "2014-02-20", 291)
    make_count("F034", "2015-04-13", 335)
    assert "+10,3 prosentpoeng" in shown(client, "/sammenlign/?f=f032, f034")


def test_one_code_gives_the_others_on_the_theme_to_choose_among(client: Client) -> None:
    make_finding("F001")
    make_finding("F002", base=make_base("en-annen"))
    page = shown(client, "/sammenlign/?f=F001")
    assert 'value="F002"' in page


def test_at_most_six_findings_are_compared_at_a_time(client: Client) -> None:
    for number in range(1, 9):
        make_finding(f"F00{number}")
    codes = "&".join(f"f=F00{number}" for number in range(1, 9))
    page = shown(client, f"/sammenlign/?{codes}")
    assert "høyst seks funn" in page
    assert page.count('<p class="figure-value">') == 6


def test_the_download_carries_the_verdict(client: Client) -> None:
    make_count("F035", "2015-04-13", 335)
    make_count("F036", "2015-06-10", 335, base=make_base("uten-oslo"))
    row = json.loads(client.get("/sammenlign.json?f=F035&f=F036").content)[0]
    assert (row["verdict"], row["rules"]) == ("side", "R06")
    table = b"".join(client.get("/sammenlign.csv?f=F035&f=F036").streaming_content).decode()  # type: ignore[attr-defined]
    assert "F035" in table
    assert ",side,R06," in table


@pytest.mark.parametrize("hostile", ["", "f=", "f=%00", "f=" + "F1" * 5000, "f=<b>", "x=1"])
def test_hostile_codes_never_fail(client: Client, hostile: str) -> None:
    assert client.get(f"/sammenlign/?{hostile}").status_code == 200
    assert client.get(f"/sammenlign.csv?{hostile}").status_code == 200


def test_without_codes_the_series_and_the_conflicts_are_offered_as_examples(client: Client) -> None:
    first, second = make_finding("F901"), make_finding("F902", base=make_base("andre"))
    first.conflicts_with.add(second)
    series = Series.objects.create(slug="rekke", name_nb="En rekke")
    for number, one in enumerate((first, second)):
        SeriesPoint.objects.create(series=series, finding=one, position=number)
    page = shown(client, "/sammenlign/")
    assert "En rekke" in page
    assert page.count('href="?f=F901&amp;f=F902"') == 2
