"""The frame: who existed on a day, with the facts of that day."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from allmenning.accounts.tests.browse import sign_in_with_factor
from allmenning.register.actions import load_register
from allmenning.register.models import Attribute, Body, CodeChange, CodeVersion
from allmenning.register.tests.build import (
    make_county,
    make_municipality,
    make_oslo,
    make_source,
    make_vaga,
    make_version,
)
from allmenning.surveys.actions.frame import (
    FrameInUseError,
    ReasonMissingError,
    build_frame,
    leave_out,
    take_in_again,
)
from allmenning.surveys.models import FrameUnit, Stage, Survey
from allmenning.surveys.queries.coverage import by_stratum, coverage_of
from allmenning.surveys.queries.strata import in_order, size_class
from allmenning.surveys.tests.answered import answer, make_survey, make_unit
from allmenning.surveys.tests.fielded import make_analyst, make_contact, make_invited, make_member

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
START, TURN = date(1866, 1, 1), date(2020, 1, 1)


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(AT, tick=False):
        yield


def make_small_register() -> Body:
    """Lom changed its number in 2020, and Vågå took in a neighbour."""
    source, lom, vaga = make_source(), make_municipality(), make_vaga()
    new_lom = make_version(lom, code="3434", valid_from=TURN, valid_to=None)
    new_vaga = make_version(vaga, code="3435", name="Vågå", valid_from=TURN, valid_to=None)
    old = make_version(lom)
    part = make_version(vaga, code="0515", name="Vågå")
    other = make_version(vaga, code="0599", name="Grend")
    make_version(make_county(), kind="county", code="05", name="Oppland", valid_to=TURN)
    make_version(None, kind="county", code="34", name="Innlandet", valid_from=TURN, valid_to=None)
    for before, after, kind in (
        (old, new_lom, "renumber"),
        (part, new_vaga, "merge"),
        (other, new_vaga, "merge"),
    ):
        change(before, after, kind)
    for body in (lom, vaga):
        told = {"population": ("2300", date(2014, 1, 1)), "language_form": ("nn", TURN)}
        for key, (value, day) in told.items():
            Attribute.objects.create(body=body, key=key, value=value, valid_from=day, source=source)
    return lom


def change(before: CodeVersion, after: CodeVersion, kind: str) -> None:
    CodeChange.objects.create(
        changed_on=TURN, kind=kind, old=before, new=after, n_targets=1, n_sources=1
    )


def built(day: date, *, with_counties: bool = False) -> dict[str, FrameUnit]:
    survey = make_survey(frame_date=day, stage=Stage.PLANNING)
    build_frame(survey=survey, with_counties=with_counties, by=None, at=AT)
    return {unit.code: unit for unit in survey.units.all()}


def test_a_municipality_that_only_changed_its_number_keeps_its_facts() -> None:
    lom = make_small_register()
    units = built(date(2015, 6, 1))
    assert units["0514"].body == lom
    assert units["0514"].facts["population"] == 2300
    assert units["0514"].stratum == "2000-4999"
    assert units["0514"].facts["county"] == "Oppland"


def test_facts_of_later_days_and_of_other_areas_are_unknown_and_not_guessed() -> None:
    make_small_register()
    units = built(date(2015, 6, 1))
    assert units["0514"].facts["language_form"] is None
    assert units["0515"].body is None
    assert units["0515"].facts["population"] is None
    assert units["0515"].stratum == "unknown"


def test_counties_are_a_stratum_of_their_own_and_only_where_wanted() -> None:
    make_small_register()
    units = built(date(2026, 11, 1), with_counties=True)
    assert sorted(units) == ["34", "3434", "3435"]
    assert units["34"].stratum == "counties"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "municipalities", "counties"),
    [(date(2013, 6, 1), 428, 19), (date(2026, 11, 1), 357, 15)],
)
def test_the_frame_of_the_country(day: date, municipalities: int, counties: int) -> None:
    load_register(by=None, at=AT, tell=lambda _line: None)
    survey = make_survey(owner=Body.objects.get(slug="lom"), frame_date=day, stage="planning")
    units = build_frame(survey=survey, with_counties=True, by=None, at=AT)
    kinds = [unit.kind for unit in units]
    assert kinds.count("municipality") == municipalities
    assert kinds.count("county") == counties
    if day.year == 2026:
        assert all(unit.facts["size_class"] for unit in units if unit.kind == "municipality")


def test_the_frame_stands_once_somebody_is_drawn() -> None:
    survey = make_survey(stage=Stage.PLANNING)
    make_unit(survey, 1, is_drawn=True)
    with pytest.raises(FrameInUseError):
        build_frame(survey=survey, with_counties=False, by=None, at=AT)


def test_what_is_left_out_has_a_reason_and_is_not_of_the_population() -> None:
    survey = make_survey()
    unit = make_unit(survey, 1)
    make_unit(survey, 2)
    with pytest.raises(ReasonMissingError):
        leave_out(unit=unit, reason=" ", by=None, at=AT)
    leave_out(unit=unit, reason="Slått sammen i fjor", by=None, at=AT)
    counts = coverage_of(survey)
    assert (counts.population, counts.left_out) == (1, 1)
    take_in_again(unit=unit, by=None, at=AT)
    assert coverage_of(survey).population == 2


def test_coverage_and_response_are_separate_numbers() -> None:
    """R31: of five in the frame three are mapped, two are asked, and one has answered."""
    survey = make_survey()
    units = [make_unit(survey, number) for number in range(1, 6)]
    make_contact(units[0])
    make_invited(units[1])
    make_invited(units[2])
    make_contact(units[3], bounced_at=AT)
    answer(units[1])
    counts = coverage_of(survey)
    assert (counts.population, counts.mapped, counts.asked, counts.answered) == (5, 3, 2, 1)
    assert (counts.coverage, counts.response) == (0.6, 0.5)


def test_persons_are_counted_where_each_person_answers() -> None:
    survey = make_survey(unit="person")
    unit = make_unit(survey, 1)
    make_invited(unit)
    make_invited(unit, email="annen@lom.example")
    answer(unit)
    answer(unit)
    counts = coverage_of(survey)
    assert (counts.population, counts.asked, counts.answered) == (1, 2, 2)


def test_strata_stand_by_size_and_what_is_not_known_stands_last() -> None:
    survey = make_survey()
    for number, stratum in enumerate(["unknown", "50000-", "0-1999", "counties", "2000-4999"]):
        make_unit(survey, number, stratum)
    assert [one.stratum for one in by_stratum(survey)] == [
        "0-1999",
        "2000-4999",
        "50000-",
        "unknown",
        "counties",
    ]
    assert in_order("county", ["34", "03", "unknown"]) == ["03", "34", "unknown"]


def test_the_public_never_reads_whether_one_body_has_answered(client: Client) -> None:
    """Six small ones, five larger, and one county of its own: the one goes with the five."""
    survey = make_survey()
    for number in range(12):
        stratum = "34" if number < 6 else "46" if number < 11 else "03"
        make_unit(survey, number, stratum)
    answer(survey.units.get(stratum="03"))
    Survey.objects.update(stratification="county")
    address = f"/undersokelser/{survey.slug}/strata.json"
    told = [(row["stratum"], row["population"]) for row in client.get(address).json()]
    assert told == [("34", 6), ("small", 6)]
    sign_in_with_factor(client, make_analyst())
    assert [row["stratum"] for row in client.get(address).json()] == ["03", "34", "46"]


def test_where_all_are_few_nothing_is_told_by_stratum(client: Client) -> None:
    survey = make_survey()
    make_unit(survey, 1)
    assert client.get(f"/undersokelser/{survey.slug}/strata.json").json() == []


@pytest.mark.parametrize(
    ("population", "wanted"),
    [(1999, "0-1999"), (2000, "2000-4999"), (49999, "20000-49999"), (50000, "50000-")],
)
def test_size_classes_are_those_of_dsb(population: int, wanted: str) -> None:
    assert size_class(population) == wanted
    assert size_class(None) is None


def test_only_analysts_see_the_frame(client: Client) -> None:
    survey = make_survey(stage=Stage.FIELDING)
    unit = make_unit(survey, 1)
    address = f"/undersokelser/{survey.slug}/ramme/"
    assert client.get(address).status_code == 302
    for body in (survey.owner, make_vaga(), make_oslo()):
        client.force_login(make_member(body))
        assert client.get(address).status_code == 403
        assert client.get(f"{address}{unit.pk}/").status_code == 403
    sign_in_with_factor(client, make_analyst())
    assert "Kommune 1" in client.get(address).content.decode()
    assert client.get(f"{address}ramme.json").json()[0]["code"] == "4001"
    assert b"4001" in b"".join(client.get(f"{address}ramme.csv").streaming_content)  # type: ignore[attr-defined]


def test_the_units_are_narrowed(client: Client) -> None:
    survey = make_survey()
    answer(make_unit(survey, 1))
    make_unit(survey, 2, is_drawn=False, left_out="Borte")
    sign_in_with_factor(client, make_analyst())
    address = f"/undersokelser/{survey.slug}/ramme/"
    for query, wanted in (
        ("?tilstand=answered", [1]),
        ("?tilstand=left_out", [2]),
        ("?tilstand=drawn", [1]),
        ("?q=4002", [2]),
        ("?stratum=0-1999&tilstand=tull", [1, 2]),
    ):
        names = [unit.name for unit in client.get(address + query).context["page"].rows]
        assert names == [f"Kommune {number}" for number in wanted]


def test_the_frame_is_made_and_units_left_out_on_the_pages(client: Client) -> None:
    make_small_register()
    survey = make_survey(stage=Stage.PLANNING, frame_date=date(2026, 11, 1))
    sign_in_with_factor(client, make_analyst())
    address = f"/undersokelser/{survey.slug}/ramme/"
    client.post(f"{address}lag/", {"with_counties": "on"})
    assert survey.units.count() == 3
    unit = survey.units.get(code="3434")
    client.post(f"{address}{unit.pk}/utelat/", {"reason": ""})
    assert not Survey.objects.get().units.exclude(left_out="").exists()
    client.post(f"{address}{unit.pk}/utelat/", {"reason": "Er med i en annen"})
    assert "Er med i en annen" in client.get(f"{address}{unit.pk}/").content.decode()
    client.post(f"{address}{unit.pk}/ta-med/")
    client.post(f"{address}{unit.pk}/nei/")
    unit.refresh_from_db()
    assert unit.left_out == ""
    assert unit.refused_at == AT
