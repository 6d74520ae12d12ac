"""Who answers for each body: confirmed, replaced, bounced, from lists and from the register."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from allmenning.accounts.models import AuditEntry
from allmenning.accounts.tests.browse import sign_in_with_factor
from allmenning.register.models import Body, BodyRole
from allmenning.register.tests.build import make_oslo, make_vaga
from allmenning.surveys.actions.contacts import (
    EndedError,
    Person,
    add_contact,
    ask_who_answers,
    confirm_contact,
    note_bounce,
    replace_contact,
    take_from_register,
)
from allmenning.surveys.models import Contact, FrameUnit, Letter, LetterKind, Stage, Survey
from allmenning.surveys.queries.frame_tasks import tasks_of
from allmenning.surveys.tests.answered import make_survey, make_unit
from allmenning.surveys.tests.fielded import (
    make_analyst,
    make_contact,
    make_drawn,
    make_invited,
    make_member,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
KARI = Person("kari@lom.example", "Kari", "rådgjevar", "nn")


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def survey() -> Survey:
    return make_survey(stage=Stage.MAPPING)


@pytest.fixture
def unit(survey: Survey) -> FrameUnit:
    return make_unit(survey, 1)


@pytest.fixture
def analyst(client: Client) -> Client:
    sign_in_with_factor(client, make_analyst())
    return client


def kinds(survey: Survey) -> list[str]:
    return [task.kind for task in tasks_of(survey)]


def test_the_same_address_for_the_same_body_is_one_contact(unit: FrameUnit) -> None:
    first = add_contact(unit=unit, person=KARI, is_confirmed=False, by=None, at=AT)
    again = Person("KARI@lom.example", "Kari Nordmann")
    second = add_contact(unit=unit, person=again, is_confirmed=True, by=None, at=AT)
    assert (first.pk, second.name, second.confirmed_at) == (second.pk, "Kari Nordmann", AT)


def test_who_is_replaced_stays_on_record_and_gets_no_more_letters(unit: FrameUnit) -> None:
    old = make_contact(unit, token_sha256="a" * 64)
    letter = Letter.objects.create(contact=old, kind=LetterKind.REMINDER, number=1, due_at=AT)
    new = replace_contact(contact=old, person=KARI, is_confirmed=True, by=None, at=AT)
    old.refresh_from_db()
    letter.refresh_from_db()
    assert (new.replaces, new.unit, old.ended_at) == (old, unit, AT)
    assert old.token_sha256 is None
    assert letter.dropped_at == AT
    with pytest.raises(EndedError):
        replace_contact(contact=old, person=KARI, is_confirmed=True, by=None, at=AT)
    with pytest.raises(EndedError):
        confirm_contact(contact=old, by=None, at=AT)


def test_a_bounce_becomes_a_task_until_somebody_else_answers(
    survey: Survey, unit: FrameUnit
) -> None:
    """R31."""
    contact = make_invited(unit)
    assert kinds(survey) == []
    note_bounce(contact=contact, by=None, at=AT)
    assert kinds(survey) == ["bounced"]
    replace_contact(contact=contact, person=KARI, is_confirmed=True, by=None, at=AT)
    assert kinds(survey) == []


def test_two_contacts_nobody_and_a_no_are_tasks(survey: Survey, unit: FrameUnit) -> None:
    make_contact(unit)
    make_contact(unit)
    make_unit(survey, 2)
    refused = make_unit(survey, 3, refused_at=AT)
    make_contact(refused)
    make_unit(survey, 4, left_out="Borte")
    assert kinds(survey) == ["two", "unmapped", "refused"]
    Survey.objects.update(unit="person")
    assert kinds(Survey.objects.get()) == ["unmapped", "refused"]


def test_members_are_proposed_leaders_first_and_nobody_is_confirmed_by_it(
    survey: Survey,
) -> None:
    lom = make_drawn(survey, survey.owner)
    vaga = make_drawn(survey, make_vaga())
    make_drawn(survey, make_oslo())
    make_contact(vaga)
    make_member(survey.owner, BodyRole.EDITOR)
    leader = make_member(survey.owner, BodyRole.LEADER)
    make_member(Body.objects.get(slug="vaga"))
    assert take_from_register(survey=survey, by=None, at=AT) == 1
    contact = lom.contacts.get()
    assert (contact.email, contact.confirmed_at) == (leader.email, None)
    assert take_from_register(survey=survey, by=None, at=AT) == 0


def test_who_is_not_confirmed_is_asked_once(survey: Survey, unit: FrameUnit) -> None:
    make_contact(unit)
    add_contact(unit=make_unit(survey, 2), person=KARI, is_confirmed=False, by=None, at=AT)
    assert ask_who_answers(survey=survey, by=None, at=AT) == 1
    assert ask_who_answers(survey=survey, by=None, at=AT) == 0
    assert Letter.objects.get().kind == LetterKind.MAPPING


def test_no_name_or_address_stands_in_the_log(unit: FrameUnit) -> None:
    contact = add_contact(unit=unit, person=KARI, is_confirmed=True, by=None, at=AT)
    note_bounce(contact=contact, by=None, at=AT)
    replace_contact(contact=contact, person=KARI, is_confirmed=True, by=None, at=AT)
    written = [f"{entry.verb} {entry.target} {entry.detail}" for entry in AuditEntry.objects.all()]
    assert not any("Kari" in one or "lom.example" in one for one in written)


ROWS = "code;name;role;email;language\n4001;Kari;leiar;kari@lom.example;nn\n"


def test_right_rows_are_taken_in_and_wrong_ones_come_back_with_what_is_wrong(
    analyst: Client, survey: Survey, unit: FrameUnit
) -> None:
    bad = "9999;Per;;per@lom.example;nb\n4001;Ola;;ola(a)lom;xx\n4001;Kari;;KARI@lom.example;nn\n"
    address = f"/undersokelser/{survey.slug}/ramme/kontakter/"
    page = analyst.post(address, {"text": ROWS + bad, "is_confirmed": "on"})
    told = page.content.decode()
    assert page.status_code == 422
    assert unit.contacts.get().confirmed_at == AT
    for sentence in (
        "Ingen i rammen har nummeret «9999».",
        "«ola(a)lom» er ikke en e-postadresse. Språket må være nb, nn eller en.",
        "Den samme raden står lenger opp.",
        "9999,Per,,per@lom.example,nb",
    ):
        assert sentence in told
    assert analyst.get(address).status_code == 200


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_file_from_a_spreadsheet_is_read(
    analyst: Client, survey: Survey, unit: FrameUnit, encoding: str
) -> None:
    content = "code\temail\tname\n4001\tase@lom.example\tÅse\n".encode(encoding)
    file = SimpleUploadedFile("liste.csv", content)
    analyst.post(f"/undersokelser/{survey.slug}/ramme/kontakter/", {"file": file})
    contact = unit.contacts.get()
    assert (contact.name, contact.language, contact.confirmed_at) == ("Åse", "nn", None)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "Velg en fil, eller lim inn radene."),
        ("navn;epost\nx;y", "code, email"),
        (f"code;email\n4001;{'x' * 200_000}", "Dette kan ikke leses som CSV."),
    ],
)
def test_a_list_that_cannot_be_read_is_refused(
    analyst: Client, survey: Survey, text: str, wanted: str
) -> None:
    page = analyst.post(f"/undersokelser/{survey.slug}/ramme/kontakter/", {"text": text})
    assert page.status_code == 422
    assert wanted in page.content.decode()


def test_the_work_is_done_on_the_pages(analyst: Client, survey: Survey, unit: FrameUnit) -> None:
    base = f"/undersokelser/{survey.slug}/ramme/"
    told = {"name": "Kari", "email": "kari@lom.example", "language": "nn"}
    assert analyst.post(f"{base}{unit.pk}/", {"name": "Kari"}).status_code == 422
    analyst.post(f"{base}{unit.pk}/", told)
    first = unit.contacts.get()
    analyst.post(f"{base}kontakt/{first.pk}/bekreft/")
    analyst.post(f"{base}kontakt/{first.pk}/retur/")
    assert "Brev kom i retur" in analyst.get(f"{base}oppgaver/").content.decode()
    assert analyst.get(f"{base}kontakt/{first.pk}/erstatt/").status_code == 200
    other = told | {"email": "ola@lom.example", "name": "Ola", "is_confirmed": "on"}
    analyst.post(f"{base}kontakt/{first.pk}/erstatt/", other)
    assert "Svarer i stedet for Kari." in analyst.get(f"{base}{unit.pk}/").content.decode()
    assert analyst.post(f"{base}kontakt/{first.pk}/erstatt/", other).status_code == 422
    second = unit.contacts.get(ended_at=None)
    analyst.post(f"{base}kontakt/{second.pk}/avslutt/")
    assert not unit.contacts.filter(ended_at=None).exists()
    analyst.post(f"{base}kontakter/fra-registeret/")
    analyst.post(f"{base}kontakter/spor/")
    assert analyst.get(f"{base}oppgaver/").status_code == 200


def test_only_analysts_see_who_answers(client: Client, survey: Survey, unit: FrameUnit) -> None:
    contact = make_contact(unit)
    base = f"/undersokelser/{survey.slug}/ramme/"
    paths = [f"{unit.pk}/", "oppgaver/", "kontakter/", f"kontakt/{contact.pk}/erstatt/"]
    for path in paths:
        assert client.get(base + path).status_code == 302
    for body in (survey.owner, make_vaga(), make_oslo()):
        client.force_login(make_member(body))
        for path in paths:
            assert client.get(base + path).status_code == 403
        assert client.post(f"{base}kontakt/{contact.pk}/avslutt/").status_code == 403
    assert Contact.objects.get().ended_at is None
