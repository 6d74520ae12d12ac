"""Letters: to the right ones, in their language, once, and over a real mail server."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client

from allmenning.accounts.models import AuditEntry
from allmenning.clients.tests.mail_server import Started, mail_server
from allmenning.surveys.actions.answering_handover import hand_over
from allmenning.surveys.actions.letters import begin_attempt, claim_due, queue_letter
from allmenning.surveys.actions.opening import open_fieldwork
from allmenning.surveys.actions.reminders import (
    AfterClosingError,
    drop_reminder,
    plan_reminder,
    queue_reminder,
)
from allmenning.surveys.models import Contact, Letter, LetterKind, Response, Stage, Survey
from allmenning.surveys.queries.letters import to_remind
from allmenning.surveys.tasks.letters import see_to_fieldwork, send_batch
from allmenning.surveys.tests.fielded import (
    AT,
    CLOSES,
    link_of,
    make_contact,
    make_invited,
    make_open,
    make_three,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = timedelta(days=1)


def go(at: object = AT) -> int:
    with time_machine.travel(at, tick=False):  # type: ignore[arg-type]
        return send_batch(claim_due(most=100, at=AT if at is AT else at), at)  # type: ignore[arg-type]


def mapped(**changes: object) -> tuple[Survey, Contact, Contact, Contact]:
    survey = make_open(stage=Stage.MAPPING, opens_at=None, **changes)
    lom, vaga, oslo = make_three(survey)
    return survey, make_contact(lom, language="nn"), make_contact(vaga), make_contact(oslo)


def answered(contact: Contact) -> Response:
    return Response.objects.create(
        unit=contact.unit, contact=contact, started_at=AT, saved_at=AT, submitted_at=AT
    )


def to_whom() -> list[str]:
    return sorted(one.to[0] for one in mail.outbox)


def test_opening_invites_the_confirmed_of_those_drawn_and_nobody_else() -> None:
    survey, lom, vaga, oslo = mapped()
    vaga.confirmed_at = None
    vaga.save()
    oslo.unit.is_drawn = False
    oslo.unit.save()
    open_fieldwork(survey=survey, by=None, at=AT)
    survey.refresh_from_db()
    assert survey.stage == Stage.FIELDING
    assert go() == 1
    assert to_whom() == [lom.email]
    assert go(AT + DAY) == 0


def test_an_invitation_is_in_her_language_with_the_link_and_how_long_it_takes() -> None:
    survey, lom, _vaga, _oslo = mapped()
    open_fieldwork(survey=survey, by=None, at=AT)
    go()
    (letter,) = (one for one in mail.outbox if one.to == [lom.email])
    assert letter.subject == "Vil du svare på «Sosiale kommunar»?"
    assert f"{settings.BASE_URL}{link_of(lom, language='/nn')}" in letter.body
    assert "Det tek omtrent" in letter.body
    assert "15. desember 2026" in letter.body
    (html, kind) = letter.alternatives[0]  # type: ignore[attr-defined]
    assert kind == "text/html"
    assert link_of(lom, language="/nn") in str(html)
    assert 'lang="nn"' in str(html)
    assert letter.reply_to == ["sporsmal@lom.example"]


def test_a_letter_whose_worker_was_killed_is_not_sent_again() -> None:
    survey, lom, *_others = mapped()
    open_fieldwork(survey=survey, by=None, at=AT)
    begin_attempt(letter=Letter.objects.get(contact=lom), at=AT)
    assert go() == 2
    assert lom.email not in to_whom()
    assert go(AT + DAY) == 0


def test_a_reminder_goes_only_to_who_has_not_answered_in_the_strata_chosen() -> None:
    survey = make_open()
    lom, vaga, oslo = (make_invited(unit) for unit in make_three(survey))
    answered(lom)
    reminder = plan_reminder(survey=survey, when=AT + DAY, strata=["0-1999"], by=None, at=AT)
    see_to_fieldwork(AT)
    assert not Letter.objects.filter(kind=LetterKind.REMINDER).exists()
    assert queue_reminder(reminder=reminder, by=None, at=AT + DAY) == 1
    assert go(AT + DAY) == 1
    assert to_whom() == [vaga.email]
    assert oslo.email not in to_whom()
    assert link_of(vaga) in mail.outbox[0].body


def test_who_answers_says_no_or_is_ended_before_it_goes_gets_no_reminder() -> None:
    survey = make_open()
    lom, vaga, oslo = (make_invited(unit) for unit in make_three(survey))
    reminder = plan_reminder(survey=survey, when=AT, by=None, at=AT)
    assert queue_reminder(reminder=reminder, by=None, at=AT) == 3
    answered(lom)
    vaga.unit.refused_at = AT
    vaga.unit.save()
    oslo.ended_at = AT
    oslo.save()
    assert go() == 0
    assert Letter.objects.filter(kind=LetterKind.REMINDER, dropped_at=AT).count() == 3


def test_reminders_come_by_the_schedule_and_none_after_closing() -> None:
    survey = make_open()
    make_invited(make_three(survey)[0])
    plan_reminder(
        survey=survey, when=AT + DAY, text={"nb": "Vi mangler bare dere."}, by=None, at=AT
    )
    gone = plan_reminder(survey=survey, when=AT + 2 * DAY, by=None, at=AT)
    drop_reminder(reminder=gone, by=None, at=AT)
    with pytest.raises(AfterClosingError):
        plan_reminder(survey=survey, when=CLOSES, by=None, at=AT)
    see_to_fieldwork(AT + DAY)
    see_to_fieldwork(AT + 3 * DAY)
    letters = Letter.objects.filter(kind=LetterKind.REMINDER)
    assert [one.number for one in letters] == [1]
    send_batch([one.pk for one in letters], AT + DAY)
    assert "Vi mangler bare dere." in mail.outbox[0].body


def test_the_worker_closes_a_survey_in_time_and_lets_unsent_letters_lie() -> None:
    survey = make_open()
    lom = make_contact(make_three(survey)[0])
    queue_letter(contact=lom, kind=LetterKind.INVITATION, due_at=CLOSES + DAY)
    see_to_fieldwork(CLOSES)
    survey.refresh_from_db()
    assert survey.stage == Stage.CLOSED
    assert Letter.objects.get().dropped_at == CLOSES


def test_who_is_confirmed_after_the_opening_is_invited_then() -> None:
    survey = make_open()
    lom, _vaga, _oslo = make_three(survey)
    see_to_fieldwork(AT)
    assert not Letter.objects.exists()
    kari = make_contact(lom)
    see_to_fieldwork(AT + DAY)
    assert Letter.objects.get().contact == kari


def test_nobody_of_a_simulated_round_is_written_to() -> None:
    survey, *_contacts = mapped(is_simulated=True)
    open_fieldwork(survey=survey, by=None, at=AT)
    assert go() == 0


def test_the_colleague_who_takes_over_gets_a_letter_that_says_from_whom() -> None:
    kari = make_invited(make_three(make_open())[0], name="Kari Nordmann")
    told = {"name": "Ola", "email": "ola@lom.example", "role": "", "language": "nn"}
    ola = hand_over(contact=kari, by=None, at=AT, **told)
    assert go() == 1
    assert to_whom() == ["ola@lom.example"]
    assert "Kari Nordmann har sendt «Sosiale kommunar» vidare til deg" in mail.outbox[0].body
    assert link_of(ola, language="/nn") in mail.outbox[0].body


def test_a_receipt_comes_when_it_is_sent_in_and_once(client: Client) -> None:
    kari = make_invited(make_three(make_open())[0])
    with time_machine.travel(AT, tick=False):
        client.post(link_of(kari, "side/1/"), {"strategy": "no", "page.act": "videre"})
        client.post(link_of(kari, "send/"))
        client.post(link_of(kari, "send/"))
    assert go() == 1
    assert mail.outbox[0].subject == "Vi har fått svarene på «Sosiale kommuner»"


def test_no_name_address_or_link_stands_in_the_audit_log() -> None:
    survey, lom, *_others = mapped()
    open_fieldwork(survey=survey, by=None, at=AT)
    go()
    log = " ".join(f"{one.verb} {one.target} {one.detail}" for one in AuditEntry.objects.all())
    assert "surveys.letter.sent" in log
    assert lom.email not in log
    assert lom.name not in log
    assert link_of(lom).split("/")[2] not in log


@pytest.fixture
def smtp(monkeypatch: pytest.MonkeyPatch) -> Iterator[Started]:
    with mail_server() as server:
        backend = "django.core.mail.backends.smtp.EmailBackend"
        monkeypatch.setattr(settings, "EMAIL_BACKEND", backend)
        monkeypatch.setattr(settings, "EMAIL_HOST", server.host)
        monkeypatch.setattr(settings, "EMAIL_PORT", server.port)
        yield server


def test_an_address_that_is_put_off_time_after_time_becomes_a_task(smtp: Started) -> None:
    survey, lom, vaga, oslo = mapped()
    smtp.post.refuse = {lom.email: "451 4.7.1 Come back later"}
    open_fieldwork(survey=survey, by=None, at=AT)
    for day in range(7):
        go(AT + day * DAY)
    lom.refresh_from_db()
    assert lom.bounced_at is not None
    assert Letter.objects.get(contact=lom).attempts == 6
    assert len(smtp.post.letters) == 2
    del vaga, oslo


def test_who_may_not_have_got_the_invitation_is_reminded_with_the_same_link() -> None:
    survey, lom, *_others = mapped()
    open_fieldwork(survey=survey, by=None, at=AT)
    begin_attempt(letter=Letter.objects.get(contact=lom), at=AT)
    assert list(to_remind(survey, [])) == [lom]


def test_over_a_real_server_one_goes_one_is_refused_and_one_waits(smtp: Started) -> None:
    survey, lom, vaga, oslo = mapped()
    smtp.post.refuse = {
        vaga.email: "550 5.1.1 No such user",
        oslo.email: "451 4.7.1 Come back later",
    }
    open_fieldwork(survey=survey, by=None, at=AT)
    assert go() == 1
    ((recipient, content),) = smtp.post.letters
    assert recipient == lom.email
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_body(("plain",))
    assert text is not None
    assert link_of(lom, language="/nn") in text.get_content()
    vaga.refresh_from_db()
    oslo.refresh_from_db()
    assert (vaga.bounced_at, oslo.bounced_at) == (AT, None)
    smtp.post.refuse = {}
    assert go(AT + DAY) == 1
    assert [to for to, _content in smtp.post.letters] == [lom.email, oslo.email]


def test_a_server_that_hangs_up_after_the_text_gets_no_second_one(smtp: Started) -> None:
    survey, lom, *_others = mapped()
    smtp.post.hang_up = {lom.email}
    open_fieldwork(survey=survey, by=None, at=AT)
    go()
    go(AT + DAY)
    got = sorted(to for to, _content in smtp.post.letters)
    assert got.count(lom.email) == 1
    assert len(got) == 3


def test_without_a_mail_server_nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    survey, *_contacts = mapped()
    open_fieldwork(survey=survey, by=None, at=AT)
    backend = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr(settings, "EMAIL_BACKEND", backend)
    monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "EMAIL_PORT", 1)
    assert go() == 0
    assert not Letter.objects.filter(attempts__gt=0).exists()
