"""Contact data are wiped when their time is out; the answers stay, without a name."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from allmenning.surveys.actions.retention import StillOpenError, wipe_contacts, wipe_due
from allmenning.surveys.models import Contact, Letter, LetterKind, Response, Stage, Survey
from allmenning.surveys.queries.coverage import coverage_of
from allmenning.surveys.tests.answered import make_survey, make_unit
from allmenning.surveys.tests.fielded import link_of, make_invited

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = AT.date()


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(AT, tick=False):
        yield


def make_answered(**changes: Any) -> Survey:
    survey = make_survey(**changes)
    contact = make_invited(make_unit(survey, 1))
    Letter.objects.create(contact=contact, kind=LetterKind.REMINDER, number=1, due_at=AT)
    Response.objects.create(
        unit=contact.unit,
        contact=contact,
        values={"strategy": "yes"},
        started_at=AT,
        saved_at=AT,
        submitted_at=AT,
    )
    return survey


def test_names_addresses_links_and_letters_go_and_the_answer_stays(client: Client) -> None:
    survey = make_answered(contacts_until=DAY)
    link = link_of(Contact.objects.get())
    assert wipe_due(at=AT) == 1
    contact = Contact.objects.get()
    kept = (contact.name, contact.role, contact.email, contact.token_sha256, contact.link_nonce)
    assert kept == ("", "", "", None, "")
    assert Response.objects.get().values == {"strategy": "yes"}
    assert list(Letter.objects.values_list("kind", flat=True)) == [LetterKind.INVITATION]
    assert client.get(link).status_code == 404
    counts = coverage_of(survey)
    assert (counts.mapped, counts.asked, counts.answered) == (1, 1, 1)
    assert "De ble slettet" in client.get(f"/undersokelser/{survey.slug}/").content.decode()


@pytest.mark.parametrize("until", [None, date(2026, 11, 24)])
def test_before_its_day_nothing_is_wiped(until: date | None) -> None:
    make_answered(contacts_until=until)
    assert wipe_due(at=AT) == 0
    assert Contact.objects.get().email


def test_an_open_survey_waits_and_a_wiped_one_is_not_wiped_again() -> None:
    survey = make_answered(contacts_until=DAY, stage=Stage.FIELDING)
    with pytest.raises(StillOpenError):
        wipe_contacts(survey=survey, by=None, at=AT)
    assert wipe_due(at=AT) == 0
    Survey.objects.update(stage=Stage.CLOSED)
    assert [wipe_due(at=AT), wipe_due(at=AT)] == [1, 0]
