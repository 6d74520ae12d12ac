"""Drawing whom to ask: the allocation first, the same again from the same seed."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from allmenning.accounts.models import AuditEntry
from allmenning.accounts.tests.browse import sign_in_with_factor
from allmenning.register.tests.build import make_municipality, make_oslo, make_vaga
from allmenning.surveys.actions.drawing import (
    NothingToDrawError,
    TooLateToDrawError,
    draw_sample,
)
from allmenning.surveys.models import DrawMethod, Stage, Survey
from allmenning.surveys.queries.frame_draw import Design, is_the_same_again, shown_allocation
from allmenning.surveys.tests.answered import make_survey, make_unit
from allmenning.surveys.tests.fielded import make_analyst, make_member

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
HALF = Design(DrawMethod.PROPORTIONAL, size=10)


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(AT, tick=False):
        yield


def make_twenty(**changes: Any) -> Survey:
    """Make twelve small and eight larger; nobody is drawn."""
    survey = make_survey(stage=Stage.PLANNING, **changes)
    for number in range(20):
        stratum = "0-1999" if number < 12 else "2000-4999"
        make_unit(survey, number, stratum, is_drawn=False, probability=None)
    return survey


def drawn(survey: Survey) -> list[str]:
    return list(survey.units.filter(is_drawn=True).values_list("code", flat=True))


def test_a_proportional_draw_takes_half_of_each_stratum() -> None:
    survey = make_twenty()
    kept = draw_sample(survey=survey, design=HALF, seed=7, by=None, at=AT)
    assert kept.allocation == {"0-1999": 6, "2000-4999": 4}
    assert len(drawn(survey)) == 10
    assert set(survey.units.values_list("probability", flat=True)) == {0.5}


def test_neyman_takes_more_where_answers_vary_more_and_take_all_takes_all() -> None:
    """Of 12 with p=0.5 and 8 with p=0.1: 12*0.5 = 6 to 8*0.3 = 2.4, so 10 become 7 and 3."""
    survey = make_twenty()
    varied = Design(DrawMethod.NEYMAN, size=10, shares={"2000-4999": 0.1})
    assert [one.drawn for one in shown_allocation(survey, varied)] == [7, 3]
    whole = Design(DrawMethod.PROPORTIONAL, size=10, take_all=("2000-4999",))
    assert [one.drawn for one in shown_allocation(survey, whole)] == [2, 8]


def test_the_same_seed_draws_the_same_and_another_draws_others() -> None:
    survey = make_twenty()
    first = draw_sample(survey=survey, design=HALF, seed=7, by=None, at=AT)
    codes = drawn(survey)
    other = draw_sample(survey=survey, design=HALF, seed=8, by=None, at=AT)
    assert drawn(survey) != codes
    again = draw_sample(survey=survey, design=HALF, seed=7, by=None, at=AT)
    assert drawn(survey) == codes
    assert (again.number, again.sha256) == (3, first.sha256)
    assert other.sha256 != first.sha256
    assert AuditEntry.objects.filter(verb="surveys.survey.drawn").count() == 3


def test_a_draw_can_be_checked_until_the_frame_is_another() -> None:
    survey = make_twenty()
    kept = draw_sample(survey=survey, design=HALF, seed=7, by=None, at=AT)
    assert is_the_same_again(kept)
    survey.units.filter(is_drawn=True).first().delete()  # type: ignore[union-attr]
    assert not is_the_same_again(kept)


def test_what_is_left_out_is_not_drawn() -> None:
    survey = make_twenty()
    survey.units.filter(code="4000").update(left_out="Borte")
    draw_sample(survey=survey, design=Design(DrawMethod.ALL), seed=1, by=None, at=AT)
    assert len(drawn(survey)) == 19
    assert survey.units.get(code="4000").probability is None


def test_a_round_can_ask_as_many_or_as_few_as_can_be_of_those_asked_before() -> None:
    bodies = [make_municipality(), make_vaga(), make_oslo()]
    bodies += [
        make_municipality(name=f"Grend {number}", slug=f"grend-{number}", code=f"50{number:02}")
        for number in range(7)
    ]
    half = Design(DrawMethod.PROPORTIONAL, size=5)
    before = make_survey(slug="for", stage=Stage.PLANNING, owner=bodies[0])
    for number, body in enumerate(bodies):
        make_unit(before, number, body=body)
    draw_sample(survey=before, design=half, seed=3, by=None, at=AT)
    asked = set(before.units.filter(is_drawn=True).values_list("body", flat=True))
    for coordination, both in (("positive", 5), ("negative", 0)):
        now = make_survey(
            slug=coordination,
            stage=Stage.PLANNING,
            owner=bodies[0],
            previous=before if coordination == "positive" else None,
        )
        if coordination == "negative":
            Survey.objects.filter(slug="positive").update(previous=None)
            Survey.objects.filter(pk=now.pk).update(previous=before)
        for number, body in enumerate(bodies):
            make_unit(now, number + 50, body=body)
        design = Design(DrawMethod.PROPORTIONAL, size=5, coordination=coordination)
        draw_sample(survey=now, design=design, seed=99, by=None, at=AT)
        here = set(now.units.filter(is_drawn=True).values_list("body", flat=True))
        assert len(here & asked) == both


def test_nobody_draws_anew_once_somebody_is_asked_or_from_nothing() -> None:
    survey = make_survey(stage=Stage.FIELDING)
    with pytest.raises(TooLateToDrawError):
        draw_sample(survey=survey, design=HALF, seed=1, by=None, at=AT)
    Survey.objects.update(stage=Stage.PLANNING)
    with pytest.raises(NothingToDrawError):
        draw_sample(survey=survey, design=HALF, seed=1, by=None, at=AT)


def test_the_page_shows_the_allocation_before_anybody_is_drawn(client: Client) -> None:
    survey = make_twenty()
    sign_in_with_factor(client, make_analyst())
    address = f"/undersokelser/{survey.slug}/ramme/trekk/"
    query = {"method": "proportional", "size": "10", "seed": "7"}
    assert client.get(address).status_code == 200
    page = client.get(address, query).content.decode()
    assert "Trekk disse 10" in page
    assert drawn(survey) == []
    assert client.post(address, query)["Location"] == address
    assert len(drawn(survey)) == 10
    told = client.get(address).content.decode()
    assert "de samme blir trukket ut" in told
    assert "Trekning nummer 1, startverdi 7." in told


@pytest.mark.parametrize(
    "query",
    [
        {"method": "proportional", "seed": "7"},
        {"method": "neyman", "size": "21", "seed": "7"},
        {"method": "proportional", "size": "5", "minimum": "4", "seed": "7"},
        {"method": "all", "seed": "-1"},
        {"method": "tull", "seed": "7"},
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(client: Client, query: dict[str, str]) -> None:
    survey = make_twenty()
    sign_in_with_factor(client, make_analyst())
    page = client.post(f"/undersokelser/{survey.slug}/ramme/trekk/", query)
    assert page.status_code == 422
    assert "må rettes" in page.content.decode()
    assert drawn(survey) == []


def test_members_draw_nothing(client: Client) -> None:
    survey = make_twenty()
    for body in (survey.owner, make_vaga(), make_oslo()):
        client.force_login(make_member(body))
        assert client.get(f"/undersokelser/{survey.slug}/ramme/trekk/").status_code == 403
