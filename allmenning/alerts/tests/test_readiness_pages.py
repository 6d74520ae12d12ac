"""The pages where a body gets ready: who may see them, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from allmenning.accounts.tests.browse import set_up_app, sign_in
from allmenning.accounts.tests.build import make_user
from allmenning.alerts.models import (
    Absence,
    AreaPart,
    Contact,
    MeetingPlace,
    Preparedness,
    Template,
)
from allmenning.register.models import Body, BodyRole, Membership
from allmenning.register.tests.build import make_municipality, make_oslo

pytestmark = pytest.mark.django_db
BOARD = "/beredskap/lom/"
PAGES = [
    BOARD,
    BOARD + "plan/",
    BOARD + "folk/",
    BOARD + "lister/",
    BOARD + "kontakter/ny/",
    BOARD + "moteplasser/ny/",
    BOARD + "deler/ny/",
    BOARD + "tekster/ny/",
    BOARD + "kanaler/",
    BOARD + "beredskap.pdf",
]


@pytest.fixture
def lom() -> Body:
    make_oslo()
    return make_municipality()


def member(body: Body, role: BodyRole, email: str = "kari@lom.kommune.no") -> Client:
    user, now = make_user(email), timezone.now()
    Membership.objects.create(
        user=user,
        body=body,
        role=role,
        verified_how="test",
        verified_at=now,
        expires_at=now + timedelta(days=365),
    )
    client = Client()
    sign_in(client, email)
    set_up_app(client)
    return client


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_is_sent_to_sign_in(address: str, lom: Body, client: Client) -> None:
    assert lom.slug in address
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/konto/logg-inn/")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.slow
def test_oslo_sees_nothing_of_lom_and_a_leader_of_lom_sees_all(address: str, lom: Body) -> None:
    oslo = member(Body.objects.get(slug="oslo"), BodyRole.LEADER, "nina@oslo.kommune.no")
    assert oslo.get(address).status_code == 403
    assert member(lom, BodyRole.LEADER).get(address).status_code == 200


def test_a_reader_sees_the_board_and_changes_nothing(lom: Body) -> None:
    reader = member(lom, BodyRole.READER)
    assert reader.get(BOARD).status_code == 200
    assert reader.get(BOARD + "plan/").status_code == 403
    assert reader.post(BOARD + "prov/").status_code == 403
    assert reader.get(BOARD + "kanaler/").status_code == 403


def test_an_editor_writes_the_plan(lom: Body) -> None:
    told = {
        "official_page": "https://lom.kommune.no/beredskap",
        "phone": "61 21 73 00",
        "plan_title": "Krisekommunikasjon",
        "plan_reviewed_on": "2026-03-01",
        "without_power_nn": "Møt opp i Lomshallen.",
    }
    assert member(lom, BodyRole.EDITOR).post(BOARD + "plan/", told).status_code == 302
    ready = Preparedness.objects.get(body=lom)
    assert ready.without_power["nn"] == "Møt opp i Lomshallen."


def test_a_page_elsewhere_is_refused_and_nothing_typed_is_lost(lom: Body) -> None:
    told = {"official_page": "https://eksempel.no/", "plan_title": "Krisekommunikasjon i Lom"}
    answer = member(lom, BodyRole.EDITOR).post(BOARD + "plan/", told)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Krisekommunikasjon i Lom" in shown
    assert "lom.kommune.no" in shown


def test_contacts_places_parts_and_texts_are_added_changed_and_removed(lom: Body) -> None:
    editor = member(lom, BodyRole.EDITOR)
    editor.post(
        BOARD + "kontakter/ny/",
        {"role": "Vakt", "name": "Kari", "phone": "61 21 73 00", "position": "0"},
    )
    editor.post(BOARD + "moteplasser/ny/", {"name": "Lomshallen", "address": "Sognefjellsvegen 1"})
    editor.post(BOARD + "deler/ny/", {"name": "Bøverdalen"})
    editor.post(
        BOARD + "tekster/ny/",
        {
            "hazard": "water",
            "name": "Kok vatnet",
            "severity": "Moderate",
            "what_nn": "Drikkevatnet kan vere ureint.",
            "todo_nn": "Kok vatnet før du drikk det.",
        },
    )
    shown = editor.get(BOARD + "lister/").content.decode()
    for name in ("Vakt", "Lomshallen", "Bøverdalen", "Kok vatnet"):
        assert name in shown
    place = MeetingPlace.objects.get()
    editor.post(f"{BOARD}moteplasser/{place.pk}/", {"name": "Lomshallen", "address": "Lom sentrum"})
    assert MeetingPlace.objects.get().address == "Lom sentrum"
    for word, row in (
        ("kontakter", Contact.objects.get()),
        ("moteplasser", place),
        ("deler", AreaPart.objects.get()),
        ("tekster", Template.objects.get(body=lom)),
    ):
        assert editor.post(f"{BOARD}{word}/{row.pk}/fjern/").status_code == 302
    assert not Contact.objects.exists()
    assert not Template.objects.filter(body=lom).exists()


def test_what_belongs_to_another_body_cannot_be_reached(lom: Body) -> None:
    theirs = MeetingPlace.objects.create(
        body=Body.objects.get(slug="oslo"), name="Rådhuset", address="Oslo"
    )
    editor = member(lom, BodyRole.EDITOR)
    assert editor.get(f"{BOARD}moteplasser/{theirs.pk}/").status_code == 404
    assert editor.post(f"{BOARD}moteplasser/{theirs.pk}/fjern/").status_code == 404
    assert editor.get(f"{BOARD}finnesikke/ny/").status_code == 404


@pytest.mark.parametrize(
    "points", ["61.7", "61.7, 8.3\n61.7, 8.4", "<script>", "1e999, 3\n2, 3\n4, 5"]
)
def test_points_that_make_no_area_are_told_beside_the_field(points: str, lom: Body) -> None:
    told = {"name": "Bøverdalen", "points": points}
    answer = member(lom, BodyRole.EDITOR).post(BOARD + "deler/ny/", told)
    assert answer.status_code == 422
    assert "Bøverdalen" in answer.content.decode()
    assert not AreaPart.objects.exists()


def test_a_leader_writes_down_holidays_and_takes_them_away(lom: Body) -> None:
    leader = member(lom, BodyRole.LEADER)
    who = str(Membership.objects.get().user_id)
    told = {"add": "1", "user": who, "first_day": "2026-12-24", "last_day": "2026-12-20"}
    assert leader.post(BOARD + "folk/", told).status_code == 422
    assert leader.post(BOARD + "folk/", told | {"last_day": "2027-01-02"}).status_code == 302
    absence = Absence.objects.get()
    assert leader.post(f"{BOARD}folk/{absence.pk}/fjern/").status_code == 302
    assert not Absence.objects.exists()


def test_a_leader_names_the_deputy(lom: Body) -> None:
    leader = member(lom, BodyRole.LEADER)
    who = Membership.objects.get().user_id
    leader.post(BOARD + "folk/", {"name_deputy": "1", "deputy": str(who)})
    assert Preparedness.objects.get(body=lom).deputy_id == who
