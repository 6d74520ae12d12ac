"""Analysts write: errors stand beside the field, and what was typed is never lost."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from allmenning.evidence.models import Crosswalk, Finding, Study, Word
from allmenning.evidence.tests.build import (
    make_analyst,
    make_base,
    make_concept,
    make_finding,
    make_indicator,
    make_population,
    make_study,
    make_theme,
    signed_in_analyst,
    small_document,
)

pytestmark = pytest.mark.django_db


def make_words() -> None:
    for kind, code in (
        ("unit", "percent"),
        ("analysis_unit", "municipality"),
        ("instrument", "survey"),
        ("informant", "body"),
    ):
        Word.objects.create(kind=kind, code=code, name_nb=code)


def typed(**changes: Any) -> dict[str, Any]:
    make_words()
    return {
        "code": "F950",
        "statement_nb": "58 % av kommunene <b>svarte</b>.",
        "study": make_study().pk,
        "theme": make_theme().pk,
        "concept": make_concept().pk,
        "indicator": make_indicator().pk,
        "value_kind": "share",
        "state_or_plan": "state",
        "value": "63,6",
        "unit": "percent",
        "precision": "percent1",
        "population": make_population().pk,
        "base": make_base().pk,
        "analysis_unit": "municipality",
        "method": "self_report",
        "instrument": "survey",
        "informant": "body",
        "mode": "web",
        "sampling": "census",
        "year": "2013",
        "how_read": "report",
        "exactness": "high",
        "reason": "Read on page 12",
        **changes,
    }


def test_a_share_is_written_in_percent_and_stored_from_0_to_1(client: Client) -> None:
    analyst = signed_in_analyst(client)
    answer = client.post("/funn/ny/", typed())
    assert answer.status_code == 302
    assert answer["Location"] == "/funn/F950/"
    finding = Finding.objects.get(code="F950")
    assert finding.value == pytest.approx(0.636)
    assert finding.author == analyst
    assert finding.is_intention is False


def test_a_share_without_a_base_comes_back_with_the_reason_and_what_was_typed(
    client: Client,
) -> None:
    signed_in_analyst(client)
    answer = client.post("/funn/ny/", typed(base=""))
    told = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-describedby="id_base-hint id_base-error"' in told
    assert "58 % av kommunene &lt;b&gt;svarte&lt;/b&gt;." in told
    assert 'value="63,6"' in told
    assert not Finding.objects.exists()


def test_what_is_wrong_with_an_id_is_said_without_the_words_of_the_code(client: Client) -> None:
    signed_in_analyst(client)
    make_finding("F950")
    taken = client.post("/funn/ny/", typed()).content.decode()
    assert "Det finnes allerede et funn med denne id-en." in taken
    odd = client.post("/funn/ny/", {**typed_again(), "code": "hei"}).content.decode()
    assert "Skriv en bokstav og et tall, for eksempel F150." in odd
    assert "-----" not in odd


def test_a_study_cannot_end_before_it_begins(client: Client) -> None:
    signed_in_analyst(client)
    told = client.post("/studier/ny/", {"first_year": "2025", "last_year": "2020"}).content.decode()
    assert "Siste år kan ikke være før første år." in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,study", "Det er ingen rader i filen"),
        ('{"findings": [1,', "Filen er ikke gyldig JSON. Se på linje 1, tegn 17."),
    ],
)
def test_a_file_that_holds_nothing_says_so_and_cannot_be_stored(
    client: Client, text: str, told: str
) -> None:
    signed_in_analyst(client)
    page = client.post("/import/", {"text": text, "check": ""}).content.decode()
    assert told in page
    assert 'name="store"' not in page


def test_a_disagreement_is_written_by_ids_and_an_unknown_id_is_named(client: Client) -> None:
    signed_in_analyst(client)
    other = make_finding("F901")
    refused = client.post("/funn/ny/", typed(conflicts_with="F901, f999"))
    assert refused.status_code == 422
    assert "F999" in refused.content.decode()
    client.post("/funn/ny/", {**typed_again(), "conflicts_with": "F901"})
    assert [one.code for one in other.conflicts_with.all()] == ["F950"]


def test_the_form_asks_as_few_questions_of_the_database_with_many_findings(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in_analyst(client)
    for number in range(20):
        make_finding(f"F8{number:02}")
    with django_assert_max_num_queries(18):
        client.get("/funn/F801/rediger/")


def test_an_edited_finding_shows_percent_and_keeps_its_id(client: Client) -> None:
    signed_in_analyst(client)
    make_finding("F950", value=0.58)
    assert 'value="58"' in client.get("/funn/F950/rediger/").content.decode()
    answer = client.post("/funn/F950/rediger/", typed(code="F999", value="59"))
    assert answer["Location"] == "/funn/F950/"
    assert Finding.objects.get().value == pytest.approx(0.59)


def test_the_history_shows_what_changed_to_everybody(client: Client) -> None:
    signed_in_analyst(client)
    client.post("/funn/ny/", typed())
    client.post("/funn/F950/rediger/", {**typed_again(), "value": "60"})
    client.logout()
    told = client.get("/funn/F950/historikk/").content.decode()
    assert (
        '<th scope="row">Tall</th><td>63,6\N{NO-BREAK SPACE}%</td><td>60\N{NO-BREAK SPACE}%</td>'
        in told
    )


def test_saving_what_is_unchanged_makes_no_version(client: Client) -> None:
    signed_in_analyst(client)
    client.post("/funn/ny/", typed())
    told = client.post("/funn/F950/rediger/", typed_again(), follow=True).content.decode()
    assert "Ingenting er endret, så det er ingen ny versjon." in told
    assert Finding.objects.get().version == 1


def test_a_share_that_does_not_fit_its_counts_is_told_to_the_analyst(client: Client) -> None:
    """46 of 80 is 57.5 percent, not 60."""
    signed_in_analyst(client)
    values = typed(value="60", numerator="46", denominator="80")
    told = client.post("/funn/ny/", values, follow=True).content.decode()
    assert "men 46 av 80 er 57,5\N{NO-BREAK SPACE}%" in told


def test_a_response_rate_that_does_not_fit_its_counts_is_told_and_shown(client: Client) -> None:
    signed_in_analyst(client)
    values = {
        "slug": "ny-studie",
        "title": "Ny studie",
        "method": "self_report",
        "sampling": "census_attempt",
        "mode": "web",
        "n_invited": "100",
        "n_answered": "80",
        "response_rate": "60",
    }
    told = client.post("/studier/ny/", values, follow=True).content.decode()
    assert "men 80 av 100 er 80\N{NO-BREAK SPACE}%" in told
    assert "60\N{NO-BREAK SPACE}%, men etter antallene er den 80\N{NO-BREAK SPACE}%" in told


def test_the_country_is_chosen_from_a_list(client: Client) -> None:
    signed_in_analyst(client)
    told = client.get("/studier/ny/").content.decode()
    assert '<option value="NO">Norge</option>' in told
    assert client.post("/funn/ny/", typed(country="Norge")).status_code == 422


def test_two_definitions_in_the_same_words_are_told_apart_by_their_studies(client: Client) -> None:
    signed_in_analyst(client)
    study = make_study("svensk", title="Svensk studie", country="SE")
    make_finding(study=study, country="SE", indicator=make_indicator(version=2))
    assert "(Svensk studie, Sverige)" in client.get("/koblinger/ny/").content.decode()


def test_a_stranger_is_not_asked_to_propose_a_crosswalk(client: Client) -> None:
    assert "/koblinger/ny/" not in client.get("/koblinger/").content.decode()
    signed_in_analyst(client)
    assert "/koblinger/ny/" in client.get("/koblinger/").content.decode()


def test_an_import_names_the_kind_of_row_in_the_language_of_the_reader(client: Client) -> None:
    signed_in_analyst(client)
    told = client.post("/import/", {"text": '{"themes": [{}]}', "check": ""}).content.decode()
    assert "temaer, rad 1" in told


def typed_again() -> dict[str, Any]:
    Word.objects.all().delete()
    return typed()


@pytest.mark.parametrize(
    "address",
    ["/funn/ny/", "/studier/ny/", "/import/", "/koblinger/ny/"],
)
def test_a_stranger_is_sent_to_sign_in(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert "F950" not in answer["Location"]


def test_one_who_only_reads_is_refused(client: Client) -> None:
    user = make_analyst()
    user.grants.all().delete()
    signed_in_analyst(client, user)
    assert client.get("/funn/ny/").status_code == 403


def test_an_unknown_finding_is_not_found(client: Client) -> None:
    signed_in_analyst(client)
    assert client.get("/funn/F999/rediger/").status_code == 404
    assert client.get("/funn/F999/historikk/").status_code == 404


def test_a_study_is_added_with_its_response_rate_in_percent(client: Client) -> None:
    signed_in_analyst(client)
    values = {
        "slug": "ny-studie",
        "title": "Ny studie",
        "method": "self_report",
        "sampling": "census_attempt",
        "mode": "web",
        "response_rate": "47,5",
    }
    assert client.post("/studier/ny/", values)["Location"] == "/studier/ny-studie/"
    assert Study.objects.get().response_rate == pytest.approx(0.475)


def test_a_quota_sample_with_a_response_rate_comes_back(client: Client) -> None:
    signed_in_analyst(client)
    values = {
        "slug": "kvote",
        "title": "Kvote",
        "method": "inhabitants",
        "sampling": "quota",
        "mode": "web",
        "response_rate": "40",
    }
    answer = client.post("/studier/ny/", values)
    assert answer.status_code == 422
    assert "id_response_rate-error" in answer.content.decode()


def test_a_file_is_checked_first_and_stored_when_asked(client: Client) -> None:
    signed_in_analyst(client)
    content = json.dumps(small_document())
    checked = client.post("/import/", {"text": content, "check": ""})
    assert checked.status_code == 200
    assert 'name="store"' in checked.content.decode()
    assert not Finding.objects.exists()
    stored = client.post("/import/", {"text": content, "store": ""})
    assert stored.status_code == 302
    assert Finding.objects.count() == 1


def test_a_faulty_file_is_shown_row_by_row_and_keeps_its_text(client: Client) -> None:
    signed_in_analyst(client)
    answer = client.post("/import/", {"text": '{"findings": [{"id": "F1"}]}', "store": ""})
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "findings" in told
    assert "statement.nb" in told
    assert "&quot;id&quot;: &quot;F1&quot;" in told


def test_two_persons_open_a_crosswalk_and_everybody_sees_it(client: Client) -> None:
    signed_in_analyst(client)
    values = {
        "first": make_indicator(version=1).pk,
        "second": make_indicator(version=2).pk,
        "kind": "equivalent",
        "reason": "Samme ord.",
    }
    assert client.post("/koblinger/ny/", values).status_code == 302
    number = Crosswalk.objects.get().pk
    own = client.post(f"/koblinger/{number}/", {"accepted": "yes"})
    assert own.status_code == 422
    signed_in_analyst(client, make_analyst("ola@dsb.example"))
    assert client.post(f"/koblinger/{number}/", {"accepted": "yes"}).status_code == 302
    client.logout()
    assert "Samme ord." in client.get("/koblinger/").content.decode()
    assert client.get(f"/koblinger/{10**30}/").status_code in (302, 404)


def test_an_analyst_finds_the_way_to_edit_and_a_stranger_sees_no_such_link(client: Client) -> None:
    make_finding("F950")
    assert "/rediger/" not in client.get("/funn/F950/").content.decode()
    signed_in_analyst(client)
    assert 'href="/funn/F950/rediger/"' in client.get("/funn/F950/").content.decode()
    assert 'href="/funn/ny/"' in client.get("/funn/").content.decode()
    told = client.get("/studier/undersokelse-2013/").content.decode()
    assert 'href="/funn/ny/?studie=undersokelse-2013"' in told
