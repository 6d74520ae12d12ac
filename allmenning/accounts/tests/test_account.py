"""My account: what it says, how to change it, how to leave."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client

from allmenning.accounts.actions import close_account
from allmenning.accounts.models import AuditEntry, Grant, Role, User
from allmenning.accounts.queries import audit_state
from allmenning.accounts.tests.browse import ACCOUNT, set_up_app, sign_in, signed_in_with
from allmenning.accounts.tests.build import KARI, NOON, make_grant, make_user

pytestmark = pytest.mark.django_db

CHANGE, CLOSE = "/konto/endre/", "/konto/steng/"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{ settings.SECRET_KEY }}'


def test_the_page_tells_roles_with_how_when_and_until(client: Client) -> None:
    make_grant(make_user(), Role.ANALYST)
    sign_in(client)

    page = client.get("/nn/konto/").content.decode()

    assert "Analytikar" in page
    assert "By telephone" in page
    assert "gjeld til" in page


def test_an_expired_role_is_marked(client: Client) -> None:
    make_grant(make_user(), Role.ANALYST, days=-1)
    sign_in(client)

    assert "Gått ut" in client.get("/nn/konto/").content.decode()


def test_name_and_language_are_changed(client: Client) -> None:
    user = make_user()
    sign_in(client)

    client.post(CHANGE, {"name": "Kari Lom", "language": "nn"})

    user.refresh_from_db()
    assert (user.name, user.language) == ("Kari Lom", "nn")
    assert AuditEntry.objects.filter(verb="accounts.changed").exists()


def test_a_hostile_name_is_shown_as_text(client: Client) -> None:
    make_user(name=HOSTILE[:200])
    sign_in(client)

    for page in (ACCOUNT, CHANGE):
        text = client.get(page).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    "told",
    [
        {"name": "x" * 201, "language": "nb"},
        {"name": "Kari", "language": "xx"},
        {"name": "nul\0", "language": "nb"},
        {"name": "Kari"},
    ],
)
def test_what_cannot_be_saved_is_told_beside_the_field(
    client: Client, told: dict[str, str]
) -> None:
    user = make_user()
    sign_in(client)

    answer = client.post(CHANGE, told)

    user.refresh_from_db()
    assert answer.status_code == 200
    assert "form-errors" in answer.content.decode()
    assert user.name == "Kari Nordmann"


def test_a_huge_post_is_refused_early(client: Client) -> None:
    make_user()
    sign_in(client)

    answer = client.post(CHANGE, {"name": "x" * 4_000_000, "language": "nb"})

    assert answer.status_code in {400, 413}


def test_closing_needs_the_box_ticked(client: Client) -> None:
    make_user()
    sign_in(client)

    assert client.post(CLOSE, {}).status_code == 200
    assert User.objects.get().is_active


def test_a_closed_account_leaves_no_trace_of_the_person_and_a_whole_log(client: Client) -> None:
    user = signed_in_with(client, Role.ANALYST)
    number, pseudonym = user.pk, user.pseudonym

    page = client.post(CLOSE, {"sure": "on"})

    assert page.status_code == 200
    kept = User.objects.get(pk=number)
    assert (kept.email, kept.name) == (f"{pseudonym}@closed.invalid", "")
    assert kept.closed_at is not None
    left = [Grant, EmailAddress, Authenticator]
    assert [model.objects.count() for model in left] == [0, 0, 0]
    assert audit_state().broken is None
    assert AuditEntry.objects.filter(actor=pseudonym, verb="accounts.closed").exists()


def test_every_session_of_a_closed_account_ends_at_once(client: Client) -> None:
    user = make_user()
    sign_in(client)

    close_account(user=user, by=None, at=NOON)

    assert client.get(ACCOUNT).status_code == 302


def test_the_same_address_may_come_back_as_somebody_new(client: Client) -> None:
    old = make_user()
    close_account(user=old, by=old, at=NOON)

    sign_in(client)

    assert User.objects.get(email=KARI).pk != old.pk


def test_the_only_operator_must_hand_over_first(client: Client) -> None:
    signed_in_with(client, Role.OPERATOR)

    page = client.post("/en" + CLOSE, {"sure": "on"}).content.decode()

    assert "You are the only operator" in page
    make_grant(make_user("ola@os.kommune.no"), Role.OPERATOR)
    client.post(CLOSE, {"sure": "on"})
    assert not User.objects.filter(email=KARI).exists()


def test_the_database_refuses_a_closed_account_with_a_name() -> None:
    user = make_user()

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(closed_at=NOON)


def test_the_header_leads_to_sign_in_or_to_the_account(client: Client) -> None:
    assert 'href="/konto/logg-inn/"' in client.get("/konto/logg-inn/").content.decode()
    make_user()
    sign_in(client)
    assert 'class="account-link" href="/konto/"' in client.get(ACCOUNT).content.decode()


def test_setting_up_leads_to_the_recovery_codes(client: Client) -> None:
    make_user()
    sign_in(client)
    set_up_app(client)

    assert "reservekoder" in client.get("/konto/totrinn/reservekoder/").content.decode().lower()


def test_a_way_on_that_is_no_address_is_not_looked_up(client: Client) -> None:
    """`?next=0` was taken for the name of a page, and answered 500."""
    make_user()
    sign_in(client)

    assert client.get("/konto/koble/", {"next": "0"}).status_code == 302
