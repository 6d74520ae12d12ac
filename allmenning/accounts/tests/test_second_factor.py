"""Roles that publish are refused until this session has shown a second factor."""

import re
import time
from base64 import b64decode
from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from allmenning.accounts.models import AuditEntry, Role
from allmenning.accounts.tests.browse import (
    APP,
    LANDED,
    LOGIN,
    ROLES,
    app_code,
    set_up_app,
    sign_in,
    signed_in_with,
)
from allmenning.accounts.tests.build import make_grant, make_user

pytestmark = pytest.mark.django_db

NEEDED = "/konto/totrinn/kreves/?next=%2Fkonto%2Froller%2F"
CONFIRM, AGAIN = "/konto/totrinn/bekreft/", "/konto/totrinn/igjen/"
CODES = "/konto/totrinn/reservekoder/"


def forget_second_factor(client: Client, *, hours: int) -> None:
    """Let the session be this old."""
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= hours * 3600
    session.save()


def test_the_codes_of_the_tests_are_those_of_the_standard(time_machine: object) -> None:
    # RFC 6238, appendix B: 59 seconds after 1970 gives 94287082, of which six digits are 287082.
    time_machine.move_to(59, tick=False)  # type: ignore[attr-defined]
    assert app_code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") == "287082"


def test_a_steward_without_a_second_factor_is_sent_to_set_one_up(client: Client) -> None:
    make_grant(make_user(), Role.STEWARD)
    sign_in(client)

    answer = client.get(ROLES)

    assert answer["Location"] == NEEDED
    assert APP in client.get(NEEDED).content.decode()


def test_setting_up_the_app_opens_the_door_and_leads_back(client: Client) -> None:
    make_grant(make_user(), Role.STEWARD)
    sign_in(client)
    client.get(NEEDED)

    set_up_app(client)

    assert f'href="{ROLES}"' in client.get(CODES).content.decode()
    assert client.get(ROLES).status_code == 200


def test_a_wrong_code_sets_nothing_up(client: Client) -> None:
    make_user()
    sign_in(client)
    client.get(APP)

    answer = client.post(APP, {"code": "000000"})

    assert answer.status_code == 200
    assert "id_code-error" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_the_next_sign_in_asks_for_the_app_before_anything_is_open(client: Client) -> None:
    make_grant(make_user(), Role.STEWARD)
    sign_in(client)
    secret = set_up_app(client)
    client.post("/konto/logg-ut/")

    assert sign_in(client) == CONFIRM
    assert client.get(ROLES).status_code == 302
    assert client.get(CONFIRM).status_code == 200
    assert client.post(CONFIRM, {"code": "000000"}).status_code == 200
    assert client.post(CONFIRM, {"code": app_code(secret, steps=1)})["Location"] == LANDED
    assert client.get(ROLES).status_code == 200


def test_a_recovery_code_works_once_in_place_of_the_app(client: Client) -> None:
    make_grant(make_user(), Role.STEWARD)
    sign_in(client)
    set_up_app(client)
    codes = re.findall(r"<code>(\d{8})</code>", client.get(CODES).content.decode())
    assert len(codes) == 10
    assert re.findall(r"<code>(\d{8})</code>", client.get(CODES).content.decode()) == []

    for expected in (302, 200):
        client.post("/konto/logg-ut/")
        sign_in(client)
        assert client.post(CONFIRM, {"code": codes[0]}).status_code == expected


def test_many_wrong_codes_are_stopped_even_if_the_next_is_right(client: Client) -> None:
    make_user()
    sign_in(client)
    secret = set_up_app(client)
    client.post("/konto/logg-ut/")
    sign_in(client)

    for _ in range(5):
        client.post(CONFIRM, {"code": "000000"})

    assert client.post(CONFIRM, {"code": app_code(secret, steps=1)}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_after_twelve_hours_the_second_factor_is_asked_for_again(client: Client) -> None:
    signed_in_with(client, Role.STEWARD)
    forget_second_factor(client, hours=13)

    answer = client.get(ROLES)

    assert answer["Location"] == f"{AGAIN}?next=%2Fkonto%2Froller%2F"
    assert client.get(answer["Location"]).status_code == 200


def test_what_was_about_to_be_posted_goes_through_once_the_factor_is_shown(
    client: Client, time_machine: object
) -> None:
    make_grant(make_user(), Role.STEWARD)
    sign_in(client)
    secret = set_up_app(client)
    forget_second_factor(client, hours=13)
    time_machine.move_to(time.time() + 60, tick=False)  # type: ignore[attr-defined]
    told = {"email": "ola@os.kommune.no", "role": "analyst", "verified_how": "By telephone"}

    asked = client.post("/konto/roller/gi/", told)
    client.post(asked["Location"], {"code": app_code(secret)})

    entry = AuditEntry.objects.get(verb="accounts.role_granted")
    assert entry.detail["role"] == "analyst"


def test_a_session_stolen_from_before_the_setting_up_is_not_opened_by_it(client: Client) -> None:
    make_grant(make_user(), Role.STEWARD)
    stolen = Client()
    sign_in(stolen)
    sign_in(client)

    set_up_app(client)

    assert client.get(ROLES).status_code == 200
    assert stolen.get(ROLES)["Location"].startswith(AGAIN)


def test_removing_the_app_needs_the_app_and_closes_the_door(client: Client) -> None:
    signed_in_with(client, Role.STEWARD)
    assert client.get("/konto/totrinn/app/fjern/").status_code == 200

    client.post("/konto/totrinn/app/fjern/")

    assert not Authenticator.objects.exists()
    assert client.get(ROLES)["Location"] == NEEDED


def test_the_secret_is_locked_in_the_database(client: Client) -> None:
    make_user()
    sign_in(client)
    secret = set_up_app(client)

    kept = Authenticator.objects.get(type="totp").data["secret"]

    assert secret not in kept
    assert kept.startswith("gAAAA")


def test_a_secret_locked_by_another_key_opens_nothing(client: Client, settings: object) -> None:
    make_user()
    sign_in(client)
    secret = set_up_app(client)
    settings.SECRET_KEY = "y" * 60  # type: ignore[attr-defined]
    other = Client()
    sign_in(other)

    answer = other.post(CONFIRM, {"code": app_code(secret, steps=1)})

    assert answer.status_code == 200
    assert "_auth_user_id" not in other.session


def test_changes_of_the_second_factor_are_in_the_log(client: Client) -> None:
    user = signed_in_with(client)

    entries = AuditEntry.objects.filter(verb="accounts.second_factor_added").order_by("pk")

    assert [entry.detail["kind"] for entry in entries] == ["totp", "recovery_codes"]
    assert {entry.actor for entry in entries} == {user.pseudonym}


def test_a_role_that_has_expired_opens_nothing(client: Client) -> None:
    user = signed_in_with(client)
    make_grant(user, Role.STEWARD, days=-1)

    assert client.get(ROLES).status_code == 403


@pytest.mark.parametrize("role", [Role.ANALYST, Role.AUTHORITY, None])
def test_other_roles_may_not_give_roles(client: Client, role: Role | None) -> None:
    signed_in_with(client, *([role] if role else []))

    assert client.get(ROLES).status_code == 403


def test_a_stranger_is_sent_to_sign_in_and_back(client: Client) -> None:
    assert client.get(ROLES)["Location"] == f"{LOGIN}?next={ROLES}"


@pytest.mark.parametrize(
    "page",
    [
        "/konto/totrinn/",
        APP,
        "/konto/totrinn/nokkel/",
        f"{CODES}nye/",
        CODES,
        "/konto/totrinn/kreves/",
    ],
)
def test_every_page_of_the_second_factor_has_one_heading_and_our_own_frame(
    client: Client, page: str
) -> None:
    make_user()
    sign_in(client)
    if page.startswith(CODES):
        set_up_app(client)

    text = client.get(page).content.decode()

    assert text.count("<h1>") == 1
    assert 'class="site-header"' in text
    assert "style=" not in text


def test_a_security_key_that_lies_is_refused(client: Client) -> None:
    make_user()
    sign_in(client)
    client.get("/konto/totrinn/nokkel/", HTTP_HOST="localhost")

    for lie in ("", "{}", "[]", '{"id": "x"}', "not json", '{"id":1,"rawId":2,"response":3}'):
        answer = client.post("/konto/totrinn/nokkel/", {"name": "x", "credential": lie})
        assert answer.status_code == 200
    assert not Authenticator.objects.exists()


def test_the_page_says_that_keys_want_a_name_and_not_a_number(client: Client) -> None:
    make_user()
    sign_in(client)

    numbers = client.get("/konto/totrinn/nokkel/", HTTP_HOST="127.0.0.1:8000").content.decode()
    name = client.get("/konto/totrinn/nokkel/", HTTP_HOST="localhost:8000").content.decode()

    assert 'data-kind="warning"' in numbers
    assert 'data-kind="warning"' not in name


def test_the_account_page_tells_the_state_of_the_second_factor(client: Client) -> None:
    user = make_user(email_verified_at=timezone.now() - timedelta(days=1))
    sign_in(client)
    before = client.get("/en/konto/").content.decode()
    set_up_app(client)
    after = client.get("/en/konto/").content.decode()

    assert "Set up a second factor" in before
    assert "Shown in this session" in after
    assert user.shown_name in after


def test_the_picture_for_the_app_is_drawn_on_white(client: Client) -> None:
    make_user()
    sign_in(client)

    page = client.get(APP).content.decode()
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page)

    assert found
    assert (
        '<rect width="100%" height="100%" fill="#fff"/><path' in b64decode(found.group(1)).decode()
    )
