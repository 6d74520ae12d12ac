from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from pytest_django import Settings

from allmenning.accounts.models import AuditEntry, User
from allmenning.accounts.tests.browse import sign_in_with_factor
from allmenning.front.actions import AlreadyAnsweredError, answer_feedback, forget_feedback
from allmenning.front.mail import remind
from allmenning.front.models import Feedback
from allmenning.front.queries.feedback import inquiries, waiting
from allmenning.front.tests.build import AT, make_feedback, make_steward, message

pytestmark = pytest.mark.django_db
ADDRESS = "/om/kontakt/"


def send(client: Client, *, after: float = 10, **changes: str) -> Any:
    with time_machine.travel(AT, tick=False):
        told = message(**changes)
    with time_machine.travel(AT + timedelta(seconds=after), tick=False):
        return client.post(ADDRESS, told)


def test_a_message_gets_a_number_and_an_answer_within_three_weeks(client: Client) -> None:
    answer = send(client)
    found = Feedback.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/om/kontakt/{found.token}/"
    assert found.due_date == date(2026, 12, 14)
    assert found.status == "open"
    entry = AuditEntry.objects.get(verb="front.feedback.received")
    assert entry.target == f"feedback:{found.pk}"
    assert "Tallet" not in str(entry.detail)


def test_a_message_does_not_make_the_kept_pages_old(client: Client) -> None:
    send(client)
    assert not AuditEntry.objects.get(verb="front.feedback.received").changes_pages


def test_the_receipt_shows_the_message_to_whoever_has_its_address(client: Client) -> None:
    found = make_feedback(text="<script>alert(1)</script>")
    answer = client.get(f"/om/kontakt/{found.token}/")
    body = answer.content.decode()
    assert f"Henvendelse nummer {found.pk}" in body
    assert "14. desember 2026" in body
    assert "<script" not in body
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_nobody_finds_a_receipt_by_its_number(client: Client) -> None:
    found = make_feedback()
    assert client.get(f"/om/kontakt/{found.pk}/").status_code == 404
    assert client.get("/om/kontakt/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_a_form_without_text_is_shown_again_with_the_error(client: Client) -> None:
    answer = send(client, text="")
    assert answer.status_code == 422
    assert "aria-invalid" in answer.content.decode()
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("after", "changes"),
    [
        (1, {}),
        (10, {"website": "http://spam.example"}),
        (10, {"started": "forged"}),
        (10, {"started": ""}),
        (25 * 3600, {}),
    ],
)
def test_a_robot_is_turned_away(client: Client, after: float, changes: dict[str, str]) -> None:
    assert send(client, after=after, **changes).status_code == 422
    assert not Feedback.objects.exists()


def test_one_address_may_write_five_times_an_hour(client: Client) -> None:
    codes = [send(client).status_code for _ in range(6)]
    assert codes == [302] * 5 + [429]
    assert send(client, after=3600).status_code == 302


def test_the_form_knows_where_the_reader_came_from(client: Client) -> None:
    body = client.get(
        f"{ADDRESS}?slag=accessibility", headers={"referer": "http://testserver/funn/F035/"}
    ).content.decode()
    assert 'value="/funn/F035/"' in body
    elsewhere = client.get(ADDRESS, headers={"referer": "http://evil.example/<x>"})
    assert "evil" not in elsewhere.content.decode()


@pytest.mark.parametrize("value", ["\0", "x" * 6000, "\ud800".encode("utf-8", "replace").decode()])
def test_hostile_text_is_no_fault_of_ours(client: Client, value: str) -> None:
    assert send(client, text=value).status_code in {302, 422}
    assert send(client, page=value, email=value).status_code in {302, 422}


def test_only_stewards_see_what_people_have_written(client: Client) -> None:
    found = make_feedback()
    for address in ("/om/henvendelser/", f"/om/henvendelser/{found.pk}/"):
        assert client.get(address).status_code == 302
    sign_in_with_factor(client, make_steward())
    assert "Kartet er ikke" in client.get("/om/henvendelser/").content.decode()


def test_somebody_from_oslo_who_has_no_such_role_sees_nothing(client: Client) -> None:
    found = make_feedback()
    sign_in_with_factor(client, User.objects.create_user("ola@oslo.kommune.no"))
    for address in ("/om/henvendelser/", f"/om/henvendelser/{found.pk}/"):
        assert client.get(address).status_code == 403
        assert client.post(address, {"answer": "x", "status": "closed"}).status_code == 403
    found.refresh_from_db()
    assert found.is_open


def test_a_steward_answers_and_the_answer_stands_on_the_receipt(client: Client) -> None:
    found = make_feedback(email="kari@example.org", language="nn")
    sign_in_with_factor(client, make_steward())
    told = {"answer": "Kartet er rettet.", "status": "answered"}
    answer = client.post(f"/om/henvendelser/{found.pk}/", told)
    assert answer.status_code == 302
    assert "Kartet er rettet." in client.get(f"/om/kontakt/{found.token}/").content.decode()
    (letter,) = mail.outbox
    assert letter.to == ["kari@example.org"]
    assert letter.subject == f"Svar på førespurnad nummer {found.pk}"
    assert f"/nn/om/kontakt/{found.token}/" in letter.body
    assert AuditEntry.objects.filter(verb="front.feedback.answered").count() == 1


def test_an_answer_needs_words(client: Client) -> None:
    found = make_feedback()
    sign_in_with_factor(client, make_steward())
    assert client.post(f"/om/henvendelser/{found.pk}/", {"status": "closed"}).status_code == 422


def test_what_is_answered_is_not_answered_again() -> None:
    found, steward = make_feedback(), make_steward()
    told: dict[str, Any] = {"status": Feedback.Status.CLOSED, "by": steward, "at": AT}
    answer_feedback(feedback=found, answer="Duplikat.", **told)
    with pytest.raises(AlreadyAnsweredError):
        answer_feedback(feedback=found, answer="En gang til.", **told)


def test_the_most_urgent_stands_first_and_what_is_late_is_counted() -> None:
    late = make_feedback(at=datetime(2026, 10, 1, 12, 0, tzinfo=UTC))
    new = make_feedback()
    assert list(inquiries()) == [late, new]
    told = waiting(date(2026, 11, 23))
    assert (told.n_open, told.n_overdue) == (2, 1)


def test_what_was_answered_a_year_ago_is_forgotten() -> None:
    found = make_feedback()
    make_feedback()
    told: dict[str, Any] = {"status": Feedback.Status.ANSWERED, "by": make_steward(), "at": AT}
    answer_feedback(feedback=found, answer="Ja.", **told)
    assert forget_feedback(at=AT + timedelta(days=365)) == 0
    assert forget_feedback(at=AT + timedelta(days=366)) == 1
    assert Feedback.objects.count() == 1


def test_who_must_answer_is_reminded_of_what_is_new_or_soon_due(settings: Settings) -> None:
    settings.CONTACT_EMAIL = "post@lom.example"
    late = make_feedback(at=AT - timedelta(days=20))
    make_feedback(at=AT - timedelta(days=5))
    new = make_feedback(text="Hemmelig")
    assert remind(at=AT + timedelta(hours=15)) == "reminded of 2 messages"
    (letter,) = mail.outbox
    assert letter.to == ["post@lom.example"]
    assert letter.subject == "2 henvendelser til Allmenning er nye eller har frist snart"
    assert f"Nummer {late.pk}: " in letter.body
    assert f"Nummer {new.pk}: " in letter.body
    assert "14. desember 2026" in letter.body
    assert "Hemmelig" not in letter.body


def test_nobody_is_reminded_of_nothing(settings: Settings) -> None:
    settings.CONTACT_EMAIL = "post@lom.example"
    assert remind(at=AT) == "nobody reminded"
    assert mail.outbox == []


def test_the_database_refuses_a_message_closed_without_a_reason() -> None:
    found = make_feedback()
    with pytest.raises(IntegrityError):
        Feedback.objects.filter(pk=found.pk).update(status="closed")


def test_the_way_to_the_messages_stands_on_a_stewards_own_page(client: Client) -> None:
    sign_in_with_factor(client, make_steward())
    assert 'href="/om/henvendelser/"' in client.get("/konto/").content.decode()


@pytest.mark.parametrize(
    ("page", "is_link"),
    [
        ("/kommuner/lom/", True),
        ("//example.org/", False),
        ("javascript:alert(1)", False),
        ("https://example.org/", False),
        ("/\\example.org/", False),
    ],
)
def test_the_page_of_a_message_is_a_link_only_within_the_site(
    client: Client, *, page: str, is_link: bool
) -> None:
    found = make_feedback(page=page)
    sign_in_with_factor(client, make_steward())
    shown = client.get(f"/om/henvendelser/{found.pk}/").content.decode()
    assert (f'<a href="{page}">{page}</a>' in shown) == is_link
    assert page in shown


def test_an_analyst_finds_the_work_on_the_own_page(client: Client) -> None:
    user = make_steward()
    user.grants.update(role="analyst")
    sign_in_with_factor(client, user)
    shown = client.get("/konto/").content.decode()
    assert 'href="/koblinger/"' in shown
    assert 'href="/om/henvendelser/"' not in shown
