"""What an operator does for people at the command line."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from allmenning.accounts.models import AuditEntry, Role
from allmenning.accounts.tests.browse import ACCOUNT, LANDED, ROLES, set_up_app, sign_in
from allmenning.accounts.tests.build import KARI, make_grant, make_user

pytestmark = pytest.mark.django_db


def person(change: str, email: str = KARI) -> None:
    call_command("person", change, email, stdout=StringIO())


def test_a_shut_account_is_out_at_once_and_comes_in_again_when_opened(client: Client) -> None:
    make_user()
    sign_in(client)

    person("shut")
    assert client.get(ACCOUNT).status_code == 302
    assert sign_in(Client()) == "/konto/stengt/"
    person("open")
    assert sign_in(Client()) == LANDED
    assert AuditEntry.objects.filter(verb__in=["accounts.shut", "accounts.opened"]).count() == 2


def test_who_has_lost_everything_begins_anew_with_a_code(client: Client) -> None:
    make_grant(make_user(), Role.STEWARD)
    sign_in(client)
    set_up_app(client)

    person("reset")

    assert not Authenticator.objects.exists()
    other = Client()
    assert sign_in(other) == LANDED
    assert other.get(ROLES)["Location"].startswith("/konto/totrinn/kreves/")


def test_the_only_operator_cannot_be_shut() -> None:
    make_grant(make_user(), Role.OPERATOR)

    with pytest.raises(CommandError, match="only operator"):
        person("shut")


def test_an_address_that_nobody_has_is_told() -> None:
    with pytest.raises(CommandError, match="Nobody has the address"):
        person("shut", "nobody@lom.kommune.no")
