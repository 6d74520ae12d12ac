"""The list of surveys, the page of one, and how it is planned and taken forward."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from allmenning.accounts.models import AuditEntry, User
from allmenning.accounts.tests.browse import sign_in_with_factor
from allmenning.register.models import Body
from allmenning.register.tests.build import make_municipality, make_oslo, make_vaga
from allmenning.surveys.actions.surveys import (
    NotReadyError,
    PlanRegisteredError,
    advance_survey,
    change_survey,
    register_plan,
    start_survey,
    tell_what_was_done,
)
from allmenning.surveys.models import FrameUnit, Stage, Survey
from allmenning.surveys.tests.answered import answer, make_survey, make_unit
from allmenning.surveys.tests.fielded import make_analyst, make_member

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
LIST = "/undersokelser/"


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def analyst() -> User:
    return make_analyst()


def start(**changes: Any) -> Survey:
    owner = Body.objects.filter(slug="lom").first() or make_municipality()
    told: dict[str, Any] = {
        "title": {"nb": "Sosiale kommuner", "nn": "Sosiale kommunar"},
        "owner": owner,
        "frame_date": date(2026, 11, 1),
    }
    return start_survey(values=told | changes, by=None, at=AT)


def titles(client: Client, query: str = "") -> list[str]:
    return [row["id"] for row in client.get(f"/undersokelser.json{query}").json()]


@pytest.mark.parametrize(
    ("stage", "seen"),
    [("planning", 0), ("mapping", 0), ("fielding", 1), ("closed", 1)],
)
def test_a_stranger_sees_a_survey_from_the_day_it_opens(
    client: Client, stage: str, seen: int
) -> None:
    survey = make_survey(stage=stage)
    assert titles(client) == [survey.slug] * seen
    assert client.get(f"{LIST}{survey.slug}/").status_code == (200 if seen else 404)
    assert ("Sosiale kommuner" in client.get(LIST).content.decode()) == bool(seen)


def test_members_of_lom_vaga_and_oslo_see_no_plan_but_an_analyst_does(client: Client) -> None:
    survey = make_survey(stage=Stage.PLANNING)
    for body in (survey.owner, make_vaga(), make_oslo()):
        client.force_login(make_member(body))
        assert client.get(f"{LIST}{survey.slug}/").status_code == 404
        assert client.get(f"{LIST}{survey.slug}/rediger/").status_code == 403
        assert client.post(f"{LIST}{survey.slug}/videre/").status_code == 403
    sign_in_with_factor(client, make_analyst())
    assert titles(client) == [survey.slug]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("?status=fielding", ["apen"]),
        ("?enhet=person", ["person"]),
        ("?ar=2024", ["gammel"]),
        ("?q=gamle", ["gammel"]),
        ("?status=tull&ar=x&enhet=%00", ["apen", "gammel", "person"]),
    ],
)
def test_the_list_is_narrowed(client: Client, query: str, wanted: list[str]) -> None:
    make_survey(slug="apen", stage=Stage.FIELDING)
    make_survey(slug="person", unit="person")
    make_survey(slug="gammel", frame_date=date(2024, 1, 1), title={"nb": "Den gamle"})
    assert sorted(titles(client, query)) == wanted
    assert client.get(LIST + query).status_code == 200


def test_the_csv_keeps_coverage_and_response_apart(client: Client) -> None:
    survey = make_survey()
    answer(make_unit(survey, 1))
    make_unit(survey, 2)
    make_unit(survey, 3, left_out="Slått sammen")
    body = b"".join(client.get("/undersokelser.csv").streaming_content)  # type: ignore[attr-defined]
    row = next(iter(csv.DictReader(io.StringIO(body.decode("utf-8-sig")))))
    assert [row[name] for name in ("population", "mapped", "asked", "answered")] == [
        "2",
        "0",
        "0",
        "1",
    ]


def test_a_simulated_survey_is_marked(client: Client) -> None:
    survey = make_survey(is_simulated=True)
    assert "Dette er et simulert eksempel" in client.get(f"{LIST}{survey.slug}/").content.decode()
    assert "Simulert eksempel" in client.get(LIST).content.decode()


def test_a_survey_of_persons_never_speaks_of_municipalities(client: Client) -> None:
    survey = make_survey(unit="person")
    page = client.get(f"{LIST}{survey.slug}/").content.decode()
    assert "Tallene gjelder ansatte som svarte, aldri en andel av kommunene." in page


FORM = {
    "title_nb": "Hvem varsler?",
    "title_nn": "Kven varslar?",
    "frame_date": "2026-11-01",
    "stratification": "size",
    "unit": "body",
    "purpose_nb": "Å vite.",
    "purpose_nn": "Å vite.",
    "contact": "KS",
    "plan": "Vi teller.\r\nOg vekter.",
}


def test_an_analyst_plans_a_survey_and_what_was_typed_comes_back(
    client: Client, analyst: User
) -> None:
    lom = make_municipality()
    make_membership_of(analyst, lom)
    sign_in_with_factor(client, analyst)
    kept = client.post(f"{LIST}ny/", FORM | {"owner": lom.pk, "frame_date": ""})
    assert kept.status_code == 422
    assert "Hvem varsler?" in kept.content.decode()
    saved = client.post(f"{LIST}ny/", FORM | {"owner": lom.pk})
    assert saved["Location"] == "/undersokelser/hvem-varsler/"
    survey = Survey.objects.get()
    assert survey.title == {"nb": "Hvem varsler?", "nn": "Kven varslar?"}
    assert survey.plan == "Vi teller.\nOg vekter."
    assert AuditEntry.objects.filter(verb="surveys.survey.started").count() == 1


def make_membership_of(person: User, body: Body) -> None:
    member = make_member(body)
    member.memberships.update(user=person)


def test_a_frame_before_2013_is_refused(client: Client, analyst: User) -> None:
    sign_in_with_factor(client, analyst)
    page = client.post(f"{LIST}ny/", FORM | {"frame_date": "2012-12-31"})
    assert "velg en senere dag" in page.content.decode()


def test_it_closes_after_it_has_opened(client: Client, analyst: User) -> None:
    sign_in_with_factor(client, analyst)
    times = {"opens_at": "2026-12-01T08:00", "closes_at": "2026-11-30T08:00"}
    assert "Den må stenge etter" in client.post(f"{LIST}ny/", FORM | times).content.decode()


def test_no_two_surveys_have_one_address_and_none_has_that_of_a_page() -> None:
    assert start().slug == "sosiale-kommuner"
    assert start().slug == "sosiale-kommuner-2"
    assert start(title={"nb": "Ny"}).slug == "ny-2"


def test_a_registered_plan_stands_and_what_was_done_is_told_beside_it(client: Client) -> None:
    survey = start(plan="Vi teller.")
    register_plan(survey=survey, by=None, at=AT)
    survey.refresh_from_db()
    # printf 'Vi teller.' | sha256sum
    assert survey.plan_sha256 == "7b03c32c548b8eb2c4687662b35c0801b59aaaeca4b8543738b8c0c509273479"
    with pytest.raises(PlanRegisteredError):
        change_survey(survey=survey, values={"plan": "Vi gjetter."}, by=None, at=AT)
    with pytest.raises(PlanRegisteredError):
        register_plan(survey=survey, by=None, at=AT)
    tell_what_was_done(survey=survey, text="Vi telte.", by=None, at=AT)
    Survey.objects.update(stage=Stage.CLOSED)
    page = client.get(f"{LIST}{survey.slug}/").content.decode()
    assert "Vi teller." in page
    assert "Vi telte." in page
    assert survey.plan_sha256 in page


def test_the_change_log_tells_what_was_changed_and_nothing_twice(client: Client) -> None:
    survey = start()
    change_survey(survey=survey, values={"contact": "KS"}, by=None, at=AT)
    change_survey(survey=survey, values={"contact": "KS"}, by=None, at=AT)
    Survey.objects.update(stage=Stage.FIELDING)
    page = client.get(f"{LIST}{survey.slug}/").content.decode()
    assert page.count("Endret: hvem man kan skrive til.") == 1
    assert "Arbeidet begynte." in page


def test_a_survey_goes_on_only_when_nothing_is_missing_and_never_back() -> None:
    survey = start()
    with pytest.raises(NotReadyError) as refused:
        advance_survey(survey=survey, by=None, at=AT)
    assert len(refused.value.missing) == 4
    change_survey(
        survey=survey,
        values={
            "purpose": {"nb": "Å vite.", "nn": "Å vite."},
            "contact": "KS",
            "contacts_until": date(2027, 1, 1),
        },
        by=None,
        at=AT,
    )
    FrameUnit.objects.create(survey=survey, kind="municipality", code="3434", name="Lom")
    assert advance_survey(survey=survey, by=None, at=AT).stage == Stage.MAPPING
    with pytest.raises(NotReadyError) as refused:
        advance_survey(survey=survey, by=None, at=AT)
    assert "Planen for analysen er ikke registrert." in refused.value.missing


def test_the_page_says_what_is_missing_in_words(client: Client, analyst: User) -> None:
    survey = start()
    sign_in_with_factor(client, analyst)
    page = client.get(f"{LIST}{survey.slug}/").content.decode()
    assert "Det finnes ingen ramme ennå: lag den fra registeret." in page
    client.post(f"{LIST}{survey.slug}/videre/")
    survey.refresh_from_db()
    assert survey.stage == Stage.PLANNING


def test_closing_early_keeps_the_moment() -> None:
    survey = make_survey(stage=Stage.FIELDING, closes_at=AT + timedelta(days=3))
    closed = advance_survey(survey=survey, by=None, at=AT)
    assert (closed.stage, closed.closes_at) == (Stage.CLOSED, AT)


def test_the_frame_stands_fast_in_the_form(client: Client, analyst: User) -> None:
    survey = start()
    FrameUnit.objects.create(survey=survey, kind="municipality", code="3434", name="Lom")
    sign_in_with_factor(client, analyst)
    answered = client.post(
        f"{LIST}{survey.slug}/rediger/",
        FORM | {"owner": survey.owner_id, "frame_date": "2020-01-01"},
    )
    survey.refresh_from_db()
    assert answered.status_code == 302
    assert survey.frame_date == date(2026, 11, 1)
    assert survey.contact == "KS"
