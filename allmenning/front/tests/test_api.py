import json
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from pytest_django import DjangoAssertNumQueries

from allmenning.evidence.tests.build import make_finding
from allmenning.front.api.interface import description
from allmenning.front.queries.interface import operations
from allmenning.register.models import Body, CodeChange
from allmenning.register.queries import counties_on, municipalities_on
from allmenning.register.tests.build import (
    make_county,
    make_municipality,
    make_oslo,
    make_vaga,
    make_version,
)
from tests.house import PACKAGE

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> None:
    call_command("load_register", verbosity=0)
    call_command("load_evidence", verbosity=0)


def ask(client: Client, address: str, status: int = 200) -> Any:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == status, answer.content
    return answer.json()


def slugs(told: Any) -> list[str]:
    return [one["slug"] for one in told["items"]]


def test_the_description_is_valid_openapi(client: Client) -> None:
    answer = client.get("/api/v1/openapi.json")
    validate(answer.json())
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.slow
@pytest.mark.usefixtures("loaded")
def test_every_answer_is_as_the_description_says(client: Client) -> None:
    told = json.loads(json.dumps(description()))
    examples = [(one.path, one.example) for one in operations(told) if one.example]
    assert len(examples) == len(told["paths"]) - 1
    for path, example in [*examples, ("/api/v1/studies/{slug}", "/api/v1/studies/ikof2025")]:
        answer = client.get(example)
        if answer.status_code == 404 and path == "/api/v1/studies/{slug}":
            continue
        assert answer.status_code == 200, example
        schema = told["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        whole = {**schema["schema"], "components": told["components"]}
        errors = [one.message for one in OAS31Validator(whole).iter_errors(answer.json())]
        assert errors == [], example


def test_bodies_are_narrowed_by_kind_county_and_name(client: Client) -> None:
    county = make_county()
    make_municipality(county=county)
    make_vaga(county=county)
    make_oslo()
    assert slugs(ask(client, "bodies")) == ["innlandet", "lom", "oslo", "vaga"]
    assert slugs(ask(client, "bodies?kind=municipality&county=34")) == ["lom", "vaga"]
    assert slugs(ask(client, "bodies?q=vågå")) == ["vaga"]
    assert slugs(ask(client, "bodies?q=3434")) == ["lom"]


def test_a_body_comes_with_its_codes(client: Client) -> None:
    lom = make_municipality()
    make_version(lom)
    told = ask(client, "bodies/lom")
    assert told["population"] == 2239
    assert [one["code"] for one in told["codes"]] == ["0514"]
    assert ask(client, "codes/0514")["body"] == "lom"


def test_peers_come_nearest_first_with_the_parts_of_the_distance(client: Client) -> None:
    make_municipality()
    make_vaga()
    make_oslo()
    told = ask(client, "bodies/lom/peers")
    assert slugs(told) == ["vaga", "oslo"]
    near, far = told["items"]
    assert near["distance"] < far["distance"]
    assert near["distance"] == pytest.approx(sum(near["parts"].values()))
    assert ask(client, "bodies/lom/peers?lens=county")["widened"] in {"few", "unknown"}


@pytest.mark.slow
@pytest.mark.usefixtures("loaded")
def test_the_whole_register_can_be_read(client: Client) -> None:
    assert ask(client, "bodies?kind=municipality&per_page=1")["count"] == 357
    assert ask(client, "changes?per_page=1")["count"] == CodeChange.objects.count() == 529
    day = date(2013, 6, 1)
    told = ask(client, "codes?on=2013-06-01&kind=municipality&per_page=1")
    assert told["count"] == municipalities_on(day).count() == 428
    told = ask(client, "codes?on=2013-06-01&kind=county&per_page=1")
    assert told["count"] == counties_on(day, with_oslo=True).count()
    assert ask(client, "findings?per_page=1")["count"] == 149
    assert ask(client, "studies?per_page=1")["count"] == 55
    assert Body.objects.filter(kind="county").count() == 15


def test_a_page_links_its_neighbours_and_keeps_the_filters(client: Client) -> None:
    make_municipality()
    make_vaga()
    make_oslo()
    first = ask(client, "bodies?kind=municipality&per_page=2")
    assert first["previous"] is None
    assert first["next"] == ("http://testserver/api/v1/bodies?kind=municipality&per_page=2&page=2")
    second = client.get(first["next"]).json()
    assert slugs(second) == ["vaga"]
    assert second["next"] is None
    ask(client, "bodies?per_page=2&page=3", 404)


def test_findings_carry_the_verdict_on_the_page_and_on_each_pair(client: Client) -> None:
    make_finding("F901", value=0.4)
    make_finding("F902", value=0.5)
    told = ask(client, "findings")
    assert told["verdict"] in {"none", "side", "axis", "trend"}
    pair = ask(client, "comparisons?f=F901&f=F902")
    assert pair["verdict"] == pair["items"][0]["verdict"] == told["verdict"]
    assert pair["items"][0]["in_words"]
    assert ask(client, "findings?theme=annet")["verdict"] is None


def test_a_finding_links_its_page_and_its_linked_data(client: Client) -> None:
    make_finding("F901")
    told = ask(client, "findings/F901")
    assert told["page"] == "http://testserver/funn/F901/"
    assert client.get(told["linked"]).status_code == 200


def test_a_withheld_figure_is_withheld_here_too(client: Client) -> None:
    make_finding("F901", value=0.4, numerator=40, denominator=100, suppressed=True)
    make_finding("F902", value=0.5)
    told = ask(client, "findings/F901")
    assert (told["value"], told["numerator"]) == (None, None)
    assert ask(client, "comparisons?f=F901&f=F902")["items"][0]["first_value"] is None


def test_the_published_case_stands_side_by_side(client: Client) -> None:
    call_command("load_evidence", verbosity=0)
    told = ask(client, "comparisons?f=F035&f=F036")
    assert (told["verdict"], told["items"][0]["rules"]) == ("side", ["R06"])


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("bodies/finnes-ikke", 404),
        ("bodies/finnes-ikke/peers", 404),
        ("codes/9999", 404),
        ("codes/%00", 422),
        ("findings/F000", 404),
        ("studies/x", 404),
        ("comparisons?f=F000&f=F001", 404),
        ("comparisons", 422),
        ("comparisons?f=F001", 422),
        ("comparisons?" + "&".join(f"f=F{n}" for n in range(21)), 422),
        ("bodies?page=0", 422),
        ("bodies?page=1e400", 422),
        ("bodies?per_page=201", 422),
        ("bodies?kind=planet", 422),
        ("bodies?q=%00", 422),
        ("bodies?q=" + "x" * 5000, 422),
        ("codes?on=2026-13-45", 422),
        ("changes?since=yesterday", 422),
        ("findings?first_year=99999999999999999999", 422),
        ("nothing/here", 404),
    ],
)
def test_what_makes_no_sense_is_told_as_a_problem(
    client: Client, address: str, status: int
) -> None:
    answer = client.get(f"/api/v1/{address}")
    told = answer.json()
    assert answer.status_code == told["status"] == status
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "<" not in told["detail"]


def test_nothing_can_be_written(client: Client) -> None:
    assert client.post("/api/v1/bodies").status_code == 405
    assert client.delete("/api/v1/findings/F901").status_code == 405


def test_the_same_question_twice_is_answered_with_nothing_new(client: Client) -> None:
    make_municipality()
    first = client.get("/api/v1/bodies")
    again = client.get("/api/v1/bodies", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert client.head("/api/v1/bodies").status_code == 200


@pytest.mark.parametrize("address", ["findings", "studies", "themes"])
def test_queries_do_not_grow_with_rows(
    client: Client, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        make_finding(f"F{number:03}")
    with django_assert_max_num_queries(5):
        ask(client, address)


def test_people_can_read_about_the_interface_without_foreign_scripts(client: Client) -> None:
    body = client.get("/nn/om/api/").content.decode()
    assert "<code>/api/v1/comparisons</code>" in body
    assert "<script" not in body
    assert client.get("/api/v1/").headers["Location"] == "/om/api/"


def test_every_operation_is_told_in_the_language_of_the_reader() -> None:
    source = (PACKAGE / "front/queries/interface.py").read_text()
    assert [one.path for one in operations(description()) if f'"{one.path}"' not in source] == []
    assert timezone.localdate()
