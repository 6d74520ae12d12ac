"""Mail servers tell of letters that did not arrive (RFC 3464)."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from allmenning.surveys.actions.contacts_bounces import NoNotificationError, take_notification
from allmenning.surveys.actions.tokens import give_token
from allmenning.surveys.models import Contact, Stage, Survey
from allmenning.surveys.queries.bounces import read_notification
from allmenning.surveys.tests.answered import make_survey, make_unit
from allmenning.surveys.tests.fielded import make_contact, make_invited

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
REPORT = """\
From: MAILER-DAEMON@mx.example
To: svar@allmenning.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

I could not deliver your message.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 No such user

--b1
Content-Type: message/rfc822

From: svar@allmenning.example
To: somebody@else.example
Subject: Hei
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Svar her: https://allmenning.example/svar/{first}=
{second}/

--b1--
"""


def report(
    address: str = "kari@lom.example",
    action: str = "failed",
    status: str = "5.1.1",
    token: str = "",
) -> bytes:
    told = token or "x" * 32
    # Mail servers fold long lines; quoted-printable ends them with an equals sign.
    filled = REPORT.format(
        address=address, action=action, status=status, first=told[:10], second=told[10:]
    )
    return filled.replace("\n", "\r\n").encode()


@pytest.fixture
def contact() -> Contact:
    survey = make_survey(stage=Stage.FIELDING)
    return make_invited(make_unit(survey, 1), email="kari@lom.example")


def test_a_report_names_whom_it_is_about_and_the_link_that_came_back() -> None:
    told = read_notification(report("<Kari@Lom.example>", token="t" * 32))
    assert told is not None
    assert told.addresses == ("kari@lom.example",)
    assert told.tokens == ("t" * 32,)


@pytest.mark.parametrize(
    "raw",
    [
        report(action="delayed", status="4.4.1"),
        report(action="failed", status="4.2.2"),
        report(action="delivered", status="2.0.0"),
        b"Subject: Jeg er p\xe5 ferie\r\n\r\nTilbake mandag.",
        b"",
        b"Content-Type: message/delivery-status\r\n\r\n\x00\xff",
    ],
)
def test_what_has_not_failed_for_good_marks_nobody(contact: Contact, raw: bytes) -> None:
    with pytest.raises(NoNotificationError):
        take_notification(raw=raw, by=None, at=AT)
    contact.refresh_from_db()
    assert contact.bounced_at is None


def test_the_address_finds_the_contact(contact: Contact) -> None:
    assert take_notification(raw=report(), by=None, at=AT) == [contact]
    contact.refresh_from_db()
    assert contact.bounced_at == AT
    assert take_notification(raw=report(), by=None, at=AT) == []


def test_the_link_finds_the_contact_whose_letter_was_passed_on(contact: Contact) -> None:
    other = make_invited(make_unit(contact.unit.survey, 2), email="elsewhere@vaga.example")
    token = give_token(contact=contact, by=None, at=AT)
    raw = report("elsewhere@vaga.example", token=token)
    assert take_notification(raw=raw, by=None, at=AT) == [contact]
    other.refresh_from_db()
    assert other.bounced_at is None


def test_an_address_no_letter_went_to_or_of_a_closed_survey_is_left_alone(
    contact: Contact,
) -> None:
    never = make_contact(make_unit(contact.unit.survey, 2), email="never@vaga.example")
    assert take_notification(raw=report("never@vaga.example"), by=None, at=AT) == []
    Survey.objects.update(stage=Stage.CLOSED)
    assert take_notification(raw=report(), by=None, at=AT) == []
    never.refresh_from_db()
    assert never.bounced_at is None


def test_the_command_reads_files_and_names_no_address(contact: Contact, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(report())
    (tmp_path / "b.eml").write_bytes(b"Subject: Hei\r\n\r\nHei.")
    out = StringIO()
    call_command("survey_bounces", tmp_path / "a.eml", tmp_path / "b.eml", stdout=out)
    assert out.getvalue() == "1 contacts marked, 1 messages of other kinds\n"
    contact.refresh_from_db()
    assert contact.bounced_at is not None
    with pytest.raises(CommandError, match=r"c\.eml cannot be read"):
        call_command("survey_bounces", tmp_path / "c.eml")
