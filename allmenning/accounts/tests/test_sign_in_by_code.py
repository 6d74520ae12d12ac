"""Signing in by a code sent to the job e-mail, as a browser does it."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from pytest_django.fixtures import Settings

from allmenning.accounts.models import AuditEntry, User
from allmenning.accounts.signals import email_verified
from allmenning.accounts.tests.browse import ACCOUNT, CODE, LANDED, LOGIN, code_in, sign_in
from allmenning.accounts.tests.build import KARI, make_user

pytestmark = pytest.mark.django_db


def test_a_new_person_asks_for_a_code_types_it_and_is_signed_in(client: Client) -> None:
    assert sign_in(client) == LANDED

    page = client.get(ACCOUNT)
    assert page.status_code == 200
    assert KARI in page.content.decode()
    assert not User.objects.get().has_usable_password()


def test_known_and_unknown_addresses_are_answered_alike() -> None:
    make_user("known@lom.kommune.no")
    answers = []
    for email in ("known@lom.kommune.no", "unknown@lom.kommune.no"):
        browser = Client()
        answer = browser.post(LOGIN, {"email": email}, follow=True)
        text = answer.content.decode().replace(email, "")
        answers.append(re.sub(r'value="[A-Za-z0-9]{64}"', "", text))

    assert answers[0] == answers[1]
    shapes = {re.sub(r"\d{4}-\d{4}", "", str(message.body)) for message in mail.outbox}
    assert len(mail.outbox) == 2
    assert len(shapes) == 1


def test_a_wrong_code_is_told_and_the_third_ends_the_attempt(client: Client) -> None:
    client.post(LOGIN, {"email": KARI})
    wrong = "0000-0000" if code_in(mail.outbox[0]) != "0000-0000" else "1111-1111"

    first = client.post(CODE, {"code": wrong})
    client.post(CODE, {"code": wrong})
    third = client.post(CODE, {"code": wrong})

    assert first.status_code == 200
    assert third["Location"] == LOGIN
    assert client.post(CODE, {"code": code_in(mail.outbox[0])})["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_a_code_works_once_and_only_in_the_browser_that_asked(client: Client) -> None:
    client.post(LOGIN, {"email": KARI})
    code = code_in(mail.outbox[0])

    stranger = Client()
    assert stranger.post(CODE, {"code": code})["Location"] == LOGIN
    client.post(CODE, {"code": code})
    client.post("/konto/logg-ut/")
    assert client.post(CODE, {"code": code})["Location"] == LOGIN


def test_a_code_is_worth_nothing_after_fifteen_minutes(
    client: Client, time_machine: object
) -> None:
    client.post(LOGIN, {"email": KARI})
    time_machine.move_to(timezone.now() + timedelta(minutes=16))  # type: ignore[attr-defined]

    client.post(CODE, {"code": code_in(mail.outbox[0])})

    assert "_auth_user_id" not in client.session


def test_the_news_of_a_proven_address_is_sent_once(client: Client) -> None:
    told: list[object] = []

    def receive(user: User, **_: object) -> None:
        told.append(user.email)

    email_verified.connect(receive)
    try:
        sign_in(client)
        client.post("/konto/logg-ut/")
        sign_in(client)
    finally:
        email_verified.disconnect(receive)

    assert told == [KARI]
    ours = AuditEntry.objects.filter(verb__startswith="accounts.").order_by("pk")
    verbs = ours.values_list("verb", flat=True)
    assert list(verbs) == ["accounts.signed_in", "accounts.email_verified", "accounts.signed_in"]


def test_the_news_is_sent_anew_after_eleven_months(client: Client) -> None:
    user = make_user(email_verified_at=timezone.now() - timedelta(days=336))

    sign_in(client)

    user.refresh_from_db()
    assert user.email_verified_at is not None
    assert timezone.now() - user.email_verified_at < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "er koden din"), ("nn", "er koden din"), ("en", "is your code")],
)
def test_the_mail_is_in_the_persons_own_language(client: Client, language: str, words: str) -> None:
    make_user(language=language)

    client.post("/en/konto/logg-inn/", {"email": KARI})

    assert words in mail.outbox[0].subject


def test_a_new_person_gets_the_mail_in_the_language_of_the_page(client: Client) -> None:
    client.post("/nn/konto/logg-inn/", {"email": KARI})

    assert "Skriv han inn" in str(mail.outbox[0].body)


def test_the_person_comes_back_to_where_the_sign_in_was_asked_for(client: Client) -> None:
    asked = client.get("/konto/endre/")
    assert asked["Location"] == "/konto/logg-inn/?next=/konto/endre/"

    assert sign_in(client, next="/konto/endre/") == "/konto/endre/"


@pytest.mark.parametrize(
    "hostile",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:///evil.example",
        "\thttps://evil.example",
    ],
)
def test_nobody_is_sent_to_another_site(client: Client, hostile: str) -> None:
    page = client.get(LOGIN, {"next": hostile}).content.decode()

    assert f'value="{escape(hostile)}"' not in page
    assert sign_in(client, next=hostile) == LANDED


def test_more_than_five_codes_a_minute_for_one_address_are_refused() -> None:
    answers = [Client().post(LOGIN, {"email": KARI}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 302, 302, 429]
    assert len(mail.outbox) == 5
    assert "<h1>" in answers[-1].content.decode()


def test_the_thirty_first_address_from_one_network_in_a_minute_is_refused() -> None:
    statuses = [
        Client().post(LOGIN, {"email": f"person{number}@lom.kommune.no"}).status_code
        for number in range(31)
    ]

    assert statuses == [302] * 30 + [429]


def test_addresses_nobody_proved_are_forgotten_after_a_day(client: Client) -> None:
    make_user(
        "old@lom.kommune.no", email_verified_at=None, created_at=timezone.now() - timedelta(2)
    )
    make_user("kept@lom.kommune.no")

    client.post(LOGIN, {"email": KARI})

    emails = User.objects.order_by("email").values_list("email", flat=True)
    assert list(emails) == [KARI, "kept@lom.kommune.no"]


@pytest.mark.parametrize("address", ["", "x", "a@b", "ø@ø@ø.no", "<b>@x.no", "x" * 300 + "@lom.no"])
def test_what_is_no_address_is_told_beside_the_field(client: Client, address: str) -> None:
    answer = client.post(LOGIN, {"email": address})

    assert answer.status_code == 200
    assert "id_email-error" in answer.content.decode()
    assert not User.objects.exists()


def test_a_shut_account_cannot_sign_in(client: Client) -> None:
    make_user(is_active=False)

    assert sign_in(client) == "/konto/stengt/"
    assert "_auth_user_id" not in client.session
    assert client.get("/konto/stengt/").status_code == 200


def test_signing_out_asks_first_and_needs_a_post(client: Client) -> None:
    sign_in(client)

    assert client.get("/konto/logg-ut/").status_code == 200
    assert client.get(ACCOUNT).status_code == 200
    assert client.post("/konto/logg-ut/")["Location"] == LOGIN
    assert client.get(ACCOUNT).status_code == 302


def test_forms_without_a_token_are_refused() -> None:
    browser = Client(enforce_csrf_checks=True)

    assert browser.post(LOGIN, {"email": KARI}).status_code == 403
    assert not User.objects.exists()


def test_a_mail_server_that_is_gone_gives_a_clear_page(client: Client, settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]

    answer = client.post(LOGIN, {"email": KARI})

    assert answer.status_code == 503
    assert "<h1>" in answer.content.decode()


def test_no_address_and_no_code_reaches_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    sign_in(client)
    client.get("/konto/finnes-ikke/")
    client.post(LOGIN, {"email": "not an address but kari@lom.kommune.no"})

    assert KARI not in caplog.text
    assert code_in(mail.outbox[0]) not in caplog.text


def test_the_sign_in_pages_are_never_kept_by_the_browser(client: Client) -> None:
    assert "no-store" in client.get(LOGIN)["Cache-Control"]
    sign_in(client)
    assert "no-store" in client.get(ACCOUNT)["Cache-Control"]


def test_the_throttle_counts_in_the_database_that_all_processes_share(settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "shared_cache",
        }
    }

    answers = [Client().post(LOGIN, {"email": KARI}) for _ in range(6)]

    assert answers[-1].status_code == 429
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache WHERE cache_key LIKE '%%lom.kommune%%'")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("here", ["/kommuner/?q=lom", "/nn/tema/"])
def test_signing_in_leads_back_to_the_page_one_came_from(client: Client, here: str) -> None:
    page = client.get(here).content.decode()
    found = re.search(r'class="account-link" href="([^"]+)"', page)
    assert found
    address, wanted = unescape(found.group(1)), here
    asked = client.get(address).content.decode()
    assert f'name="next" value="{wanted}"' in asked
    assert sign_in(client, next=wanted) == wanted


def test_the_sign_in_page_does_not_lead_back_to_itself(client: Client) -> None:
    for address, link in ((LOGIN, LOGIN), (f"{LOGIN}?next=/tema/", f"{LOGIN}?next=%2Ftema%2F")):
        assert f'class="account-link" href="{link}"' in client.get(address).content.decode()
    strange = client.get(f"{LOGIN}?next=https://example.org/").content.decode()
    assert f'class="account-link" href="{LOGIN}"' in strange


def test_where_mail_lies_is_told_on_the_own_machine_only(
    settings: Settings, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.ALLOWED_HOSTS = ["127.0.0.1", "allmenning.no"]
    told = {}
    for host in ("127.0.0.1:8000", "allmenning.no"):
        answer = Client(headers={"host": host}).post(LOGIN, {"email": KARI}, follow=True)
        told[host] = answer.content.decode()
        assert str(tmp_path) not in told[host]
    assert "Meldingen ligger i mappen mail" in told["127.0.0.1:8000"]
    assert "ALLMENNING_EMAIL_URL" not in told["allmenning.no"]
