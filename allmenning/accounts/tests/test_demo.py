"""The demo's short way in, and that nothing of it is left outside demo mode."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from allmenning.accounts.actions import DemoIsOffError, meet_demo_user
from allmenning.accounts.models import Role, User

# Imported before any test turns demo mode on, since the house decides when it is imported.
from allmenning.accounts.tests import demo_urlconf
from allmenning.accounts.tests.browse import ACCOUNT, LOGIN, ROLES, code_in, sign_in
from allmenning.accounts.tests.build import NOON, make_grant, make_user

DEMO, STEP = "/demo/", "/demo/inn/"
URLS = demo_urlconf.__name__

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any) -> Any:
    settings.DEMO = True
    settings.ROOT_URLCONF = URLS
    return settings


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("role", ["", *Role.values])
def test_one_click_steps_into_a_role(client: Client, role: str) -> None:
    assert client.get(DEMO).status_code == 200

    assert client.post(STEP, {"who": role})["Location"] == ACCOUNT

    assert client.get(ACCOUNT).status_code == 200
    opens = role in {Role.STEWARD, Role.OPERATOR}
    assert client.get(ROLES).status_code == (200 if opens else 403)


@pytest.mark.usefixtures("demo")
def test_an_invented_person_of_the_builder_can_be_stepped_into(client: Client) -> None:
    person = make_user("editor@demo.invalid", is_demo=True, name="Redaktør i Lom")

    assert "Redaktør i Lom" in client.get(DEMO).content.decode()
    client.post(STEP, {"who": str(person.pk)})

    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("who", ["9" * 24, "9" * 5000, "-1", "king", "²", "\0", "1' OR 1=1"])
def test_a_made_up_choice_steps_into_nobody_real(client: Client, who: str) -> None:
    make_user()

    assert client.post(STEP, {"who": who}).status_code == 302
    assert User.objects.get(pk=client.session["_auth_user_id"]).is_demo


@pytest.mark.usefixtures("demo")
def test_a_real_person_cannot_be_stepped_into(client: Client) -> None:
    real = make_user()

    client.post(STEP, {"who": str(real.pk)})

    assert client.session["_auth_user_id"] != str(real.pk)


@pytest.mark.usefixtures("demo")
def test_stepping_in_takes_a_post(client: Client) -> None:
    assert client.get(STEP).status_code == 405


def test_the_demo_has_no_address_outside_demo_mode(client: Client) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("demo:choose")
    assert client.get(DEMO).status_code == 404
    assert client.post(STEP, {"who": "operator"}).status_code == 404


def test_the_views_refuse_even_if_they_were_mounted(client: Client, settings: Any) -> None:
    settings.ROOT_URLCONF = URLS

    assert client.get(DEMO).status_code == 404
    assert client.post(STEP, {"who": "operator"}).status_code == 404
    assert not User.objects.exists()


def test_the_action_refuses_outside_demo_mode() -> None:
    with pytest.raises(DemoIsOffError):
        meet_demo_user(role=Role.OPERATOR, at=NOON)


def test_a_demo_session_is_worth_nothing_when_demo_mode_is_off(client: Client, demo: Any) -> None:
    client.post(STEP, {"who": "operator"})
    assert client.get(ROLES).status_code == 200

    demo.DEMO = False

    assert client.get(ROLES)["Location"] == f"{LOGIN}?next={ROLES}"


@pytest.mark.usefixtures("demo")
def test_the_demos_mark_gives_a_real_person_no_second_factor(client: Client) -> None:
    make_grant(make_user(), Role.STEWARD)
    sign_in(client)
    session = client.session
    session["demo_second_factor"] = True
    session.save()

    assert client.get(ROLES)["Location"].startswith("/konto/totrinn/kreves/")


@pytest.mark.usefixtures("demo")
def test_signing_in_as_oneself_after_a_demo_role_carries_nothing_over(client: Client) -> None:
    make_grant(make_user(), Role.STEWARD)
    client.post(STEP, {"who": "operator"})
    client.post("/konto/logg-ut/")
    sign_in(client)

    assert "demo_second_factor" not in client.session


def test_a_demo_user_left_in_a_database_cannot_sign_in_by_code(
    client: Client, mailoutbox: Any
) -> None:
    make_user("operator@demo.invalid", is_demo=True)
    client.post(LOGIN, {"email": "operator@demo.invalid"})

    answer = client.post("/konto/kode/", {"code": code_in(mailoutbox[-1])})

    assert answer["Location"] == "/konto/stengt/"
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "page", ["/konto/totrinn/", "/konto/totrinn/app/", "/konto/totrinn/nokkel/"]
)
def test_demo_users_share_an_account_and_set_up_no_second_factor(client: Client, page: str) -> None:
    client.post(STEP, {"who": ""})

    assert client.get(page)["Location"] == "/konto/totrinn/kreves/"
    assert client.get("/konto/totrinn/kreves/").status_code == 200


@pytest.mark.usefixtures("demo")
def test_a_demo_user_cannot_be_closed(client: Client) -> None:
    client.post(STEP, {"who": ""})

    client.post("/konto/steng/", {"sure": "on"})

    assert User.objects.get().is_active


@pytest.mark.slow
@pytest.mark.parametrize(("demo_mode", "expected"), [("1", "True True"), ("0", "False False")])
def test_the_setting_alone_decides_when_the_house_starts(
    tmp_path: Path, demo_mode: str, expected: str
) -> None:
    told = (
        "import django; django.setup();"
        "from django.conf import settings; from django.urls import is_valid_path;"
        "banner = 'accounts/demo_banner.html' in settings.UI_HEADER_PARTS;"
        "print(bool(is_valid_path('/demo/')), banner)"
    )
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "allmenning.config.settings",
        "ALLMENNING_DATA_DIR": str(tmp_path),
        "ALLMENNING_DEMO": demo_mode,
    }

    printed = subprocess.check_output(  # noqa: S603 - our own Python and our own code
        [sys.executable, "-c", told], env=surroundings, text=True, timeout=60
    )

    assert printed.strip() == expected


@pytest.mark.usefixtures("demo")
def test_the_banner_stands_on_every_page_in_demo_mode(client: Client, settings: Any) -> None:
    settings.UI_HEADER_PARTS = ["accounts/demo_banner.html"]

    assert "demo-banner" in client.get(LOGIN).content.decode()
