"""The county sees who has answered, never what, and may propose whom to ask (R32)."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from allmenning.accounts.tests.browse import sign_in_with_factor
from allmenning.register.models import Body, BodyRole
from allmenning.surveys.models import Contact, Response
from allmenning.surveys.tests.fielded import AT, make_invited, make_member, make_open, make_three

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
COUNTY = "/undersokelser/fylke/innlandet/"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def innlandet() -> Body:
    lom, _vaga, _oslo = make_three(make_open())
    kari = make_invited(lom, name="Kari Nordmann")
    Response.objects.create(
        unit=lom,
        contact=kari,
        values={"more": "Hemmelig"},
        started_at=AT,
        saved_at=AT,
        submitted_at=AT,
    )
    return Body.objects.get(slug="innlandet")


def test_an_editor_of_the_county_sees_counts_and_never_an_answer_or_a_name(
    client: Client, innlandet: Body
) -> None:
    sign_in_with_factor(client, make_member(innlandet))
    page = client.get(COUNTY).content.decode()
    assert "Har svart: 1. Har ikke svart: 0. Ingen er nevnt: 1." in page
    assert "Lom" in page
    assert "Vågå" in page
    for secret in ("Hemmelig", "Kari Nordmann", "Oslo"):
        assert secret not in page


def test_nobody_else_sees_it(client: Client, innlandet: Body) -> None:
    assert client.get(COUNTY).status_code == 302
    for body in (Body.objects.get(slug="lom"), Body.objects.get(slug="oslo")):
        sign_in_with_factor(client, make_member(body, BodyRole.LEADER))
        assert client.get(COUNTY).status_code == 403
    sign_in_with_factor(client, make_member(innlandet, BodyRole.READER))
    assert client.get(COUNTY).status_code == 403


def test_somebody_is_proposed_where_nobody_is_named_and_must_be_confirmed(
    client: Client, innlandet: Body
) -> None:
    sign_in_with_factor(client, make_member(innlandet))
    vaga = Body.objects.get(slug="vaga").surveyed.get()
    path = f"{COUNTY}sosiale-kommuner/{vaga.pk}/"
    assert client.get(path).status_code == 200
    told = {"name": "Ola", "role": "", "email": "ola@vaga.example", "language": "nn"}
    assert client.post(path, told | {"email": "nei"}).status_code == 422
    assert client.post(path, told).status_code == 302
    assert Contact.objects.get(name="Ola").confirmed_at is None
    assert client.get(path).status_code == 404


def test_who_is_named_already_and_other_counties_are_not_open_to_proposals(
    client: Client, innlandet: Body
) -> None:
    sign_in_with_factor(client, make_member(innlandet))
    for slug in ("lom", "oslo"):
        unit = Body.objects.get(slug=slug).surveyed.get()
        assert client.get(f"{COUNTY}sosiale-kommuner/{unit.pk}/").status_code == 404


def test_who_edits_for_a_county_finds_the_page_from_her_account(
    client: Client, innlandet: Body
) -> None:
    for body, is_there in ((innlandet, True), (Body.objects.get(slug="lom"), False)):
        sign_in_with_factor(client, make_member(body))
        assert (COUNTY in client.get("/konto/").content.decode()) is is_there
