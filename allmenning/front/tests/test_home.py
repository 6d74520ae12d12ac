import gzip
import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from allmenning.evidence.tests.build import make_concept, make_finding, make_theme
from allmenning.front.loop import ring, stations
from allmenning.front.queries.home import home, unasked
from allmenning.register.tests.build import make_county, make_municipality, make_oslo, make_vaga

pytestmark = pytest.mark.django_db


def page(client: Client, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_theme_shows_its_most_solid_figure_with_what_it_rests_on(client: Client) -> None:
    make_finding("F901", value=0.11, sampling="self_selected", method="followers")
    make_finding("F902", value=0.42, sampling="census", method="observation", n=357)
    body = page(client)
    assert "<strong>42\u00a0%</strong>" in body
    assert re.search(r"n\s=\s357", body)
    assert "<strong>11\u00a0%</strong>" not in body


def test_of_two_equally_solid_figures_the_norwegian_one_stands_first() -> None:
    make_finding("F901", value=0.11, sampling="census", method="observation", country="SE")
    make_finding("F902", value=0.42, sampling="census", method="observation", country="NO")
    best = home(timezone.localdate()).themes[0].best
    assert best is not None
    assert best.card.code == "F902"


def test_a_theme_told_only_in_words_shows_no_figure(client: Client) -> None:
    make_finding("F901", value_kind="qualitative", value=None)
    assert "Foreløpig bare fortalt i ord" in page(client)


def test_a_withheld_figure_is_not_shown(client: Client) -> None:
    make_finding("F901", value=0.42, suppressed=True)
    assert "<strong>" not in page(client)


def test_a_statement_cannot_bring_a_script(client: Client) -> None:
    make_finding("F901", statement_nb="<script>alert(1)</script>")
    assert "<script" not in page(client)


def test_what_nobody_has_asked_stands_on_the_page(client: Client) -> None:
    make_concept("har-plan")
    assert [one.question for one in unasked()] == ["har-plan?"]
    assert "har-plan?" in page(client)


def test_themes_take_turns_in_what_nobody_has_asked() -> None:
    for theme in ("krise", "dialog"):
        for number in range(3):
            make_concept(f"{theme}-{number}", theme)
    turns = [one.theme for one in unasked()]
    assert turns == ["Dialog", "Krise", "Dialog", "Krise", "Dialog"]


def test_an_empty_house_says_so(client: Client) -> None:
    assert "Ingen temaer er lagt inn ennå." in page(client)


def test_the_number_of_queries_does_not_grow_with_findings(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_theme("dialog")
    for number in range(60):
        make_finding(f"F{number:03}", statement_nb=f"Funn {number}")
    with django_assert_max_num_queries(14):
        page(client)


def test_a_stranger_is_asked_where_to_look_from(client: Client) -> None:
    body = page(client, "/nn/")
    assert '<input type="hidden" name="next" value="/nn/">' in body
    assert "Kvar ser du frå?" in body


def test_who_looks_from_lom_sees_vaga_and_what_they_have_in_common(client: Client) -> None:
    county = make_county()
    make_municipality(county=county)
    make_vaga(county=county)
    make_oslo()
    client.cookies["lens"] = "3434.all"
    body = page(client)
    assert "Kommuner som ligner Lom" in body
    found = body[body.index('href="/kommuner/vaga/"') :]
    assert '<span class="tag" data-kind="neutral">Fylke</span>' in found[: found.index("</li>")]


@pytest.mark.usefixtures("client")
def test_only_what_is_built_is_a_link() -> None:
    with override("nb"):
        assert [one.name for one in stations() if one.address] == [
            "Spørre",
            "Vite",
            "Dele",
            "Si fra",
        ]


def test_the_ring_has_a_node_for_each_station() -> None:
    with override("nb"):
        drawn = ring(stations())
    assert drawn.count("<circle") == 6
    assert drawn.count('class="loop-node later"') == 2
    assert "style=" not in drawn


@pytest.mark.slow
def test_the_whole_page_is_small(client: Client) -> None:
    call_command("load_register", verbosity=0)
    call_command("load_evidence", verbosity=0)
    body = page(client, "/nn/")
    assert len(gzip.compress(body.encode())) < 8_000
    assert len(re.findall("<h1", body)) == 1
