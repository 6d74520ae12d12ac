"""Giving and taking roles across bodies."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from allmenning.accounts.actions import (
    LastOperatorError,
    NotAllowedToGrantError,
    grant_role,
    revoke_role,
)
from allmenning.accounts.models import AuditEntry, Grant, Role, User
from allmenning.accounts.tests.browse import ROLES, signed_in_with
from allmenning.accounts.tests.build import NOON, make_grant, make_user

pytestmark = pytest.mark.django_db

GIVE = "/konto/roller/gi/"
OLA = "ola@os.kommune.no"
MAY = {
    Role.OPERATOR: {Role.ANALYST, Role.AUTHORITY, Role.STEWARD, Role.OPERATOR},
    Role.STEWARD: {Role.ANALYST, Role.AUTHORITY},
    Role.ANALYST: set(),
    Role.AUTHORITY: set(),
}


@pytest.mark.parametrize("giver", Role)
@pytest.mark.parametrize("given", Role)
def test_who_may_give_what(giver: Role, given: Role) -> None:
    by, user = make_user(), make_user(OLA)
    make_grant(by, giver)

    def give() -> Grant:
        return grant_role(user=user, role=given, verified_how="Asked", by=by, at=NOON)

    if given in MAY[giver]:
        assert give().expires_at == NOON + timedelta(days=365)
    else:
        with pytest.raises(NotAllowedToGrantError):
            give()


def test_nobody_gives_a_role_to_themselves() -> None:
    by = make_user()
    make_grant(by, Role.OPERATOR)

    with pytest.raises(NotAllowedToGrantError):
        grant_role(user=by, role=Role.ANALYST, verified_how="Asked", by=by, at=NOON)


def test_giving_again_renews_and_keeps_one_row() -> None:
    user = make_user(OLA)
    for month in (0, 1):
        at = NOON + timedelta(days=30 * month)
        grant_role(user=user, role=Role.ANALYST, verified_how=f"Try {month}", by=None, at=at)

    grant = Grant.objects.get()
    assert (grant.verified_how, grant.expires_at) == ("Try 1", NOON + timedelta(days=395))


def test_a_role_counts_until_the_moment_it_expires(time_machine: object) -> None:
    user = make_user(OLA)
    grant_role(user=user, role=Role.ANALYST, verified_how="Asked", by=None, at=NOON)

    time_machine.move_to(NOON + timedelta(days=365, seconds=-1), tick=False)  # type: ignore[attr-defined]
    assert user.holds(Role.ANALYST)
    time_machine.move_to(NOON + timedelta(days=365), tick=False)  # type: ignore[attr-defined]
    assert not user.holds(Role.ANALYST)


def test_the_last_operator_cannot_lose_the_role() -> None:
    operator = make_user()
    grant = make_grant(operator, Role.OPERATOR)

    with pytest.raises(LastOperatorError):
        revoke_role(grant=grant, by=operator, at=timezone.now())
    make_grant(make_user(OLA), Role.OPERATOR)
    revoke_role(grant=grant, by=operator, at=timezone.now())
    assert not operator.holds(Role.OPERATOR)


def test_a_steward_cannot_take_the_role_of_an_operator() -> None:
    steward = make_user()
    make_grant(steward, Role.STEWARD)
    grants = [make_grant(make_user(f"{name}@os.no"), Role.OPERATOR) for name in "ab"]

    with pytest.raises(NotAllowedToGrantError):
        revoke_role(grant=grants[0], by=steward, at=timezone.now())


def test_an_operator_gives_a_role_to_somebody_who_has_not_signed_in_yet(client: Client) -> None:
    signed_in_with(client, Role.OPERATOR)
    assert client.get(GIVE).status_code == 200

    client.post(GIVE, {"email": OLA, "role": "steward", "verified_how": "By telephone"})

    assert User.objects.get(email=OLA).holds(Role.STEWARD)
    page = client.get(ROLES).content.decode()
    assert OLA in page
    assert "By telephone" in page


def test_the_log_says_who_gave_what_without_saying_names(client: Client) -> None:
    operator = signed_in_with(client, Role.OPERATOR)
    client.post(GIVE, {"email": OLA, "role": "analyst", "verified_how": f"Asked {OLA}"})

    entry = AuditEntry.objects.get(verb="accounts.role_granted")

    assert entry.actor == operator.pseudonym
    assert entry.target == f"user:{User.objects.get(email=OLA).pseudonym}"
    assert set(entry.detail) == {"role", "expires_at"}


@pytest.mark.parametrize(
    "told",
    [
        {"email": "", "role": "analyst", "verified_how": "x"},
        {"email": OLA, "role": "king", "verified_how": "x"},
        {"email": OLA, "role": "operator", "verified_how": "x"},
        {"email": OLA, "role": "analyst", "verified_how": ""},
        {"email": OLA, "role": "analyst", "verified_how": "x" * 201},
        {"email": "kari@lom.kommune.no", "role": "analyst", "verified_how": "x"},
        {"email": "KARI@lom.kommune.no", "role": "analyst", "verified_how": "x"},
    ],
)
def test_a_steward_is_told_what_cannot_be_given(client: Client, told: dict[str, str]) -> None:
    signed_in_with(client, Role.STEWARD)

    answer = client.post(GIVE, told)

    assert answer.status_code == 200
    assert "form-errors" in answer.content.decode()
    assert Grant.objects.count() == 1


def test_taking_back_asks_first(client: Client) -> None:
    signed_in_with(client, Role.STEWARD)
    grant = make_grant(make_user(OLA), Role.ANALYST)
    page = f"/konto/roller/{grant.pk}/trekk/"

    assert "Kari Nordmann" in client.get(page).content.decode()
    assert Grant.objects.filter(pk=grant.pk).exists()
    assert client.post(page)["Location"] == ROLES
    assert not Grant.objects.filter(pk=grant.pk).exists()
    assert client.post(page).status_code == 404


def test_a_steward_may_not_take_an_operators_role_by_its_address(client: Client) -> None:
    signed_in_with(client, Role.STEWARD)
    grant = make_grant(make_user(OLA), Role.OPERATOR)

    assert client.post(f"/konto/roller/{grant.pk}/trekk/").status_code == 403
    assert Grant.objects.filter(pk=grant.pk).exists()


def test_hostile_names_and_proofs_are_shown_as_text(client: Client) -> None:
    signed_in_with(client, Role.STEWARD)
    user = make_user(OLA, name="<script>alert(1)</script>")
    grant = make_grant(user, Role.ANALYST)
    Grant.objects.filter(pk=grant.pk).update(verified_how="<img src=x onerror=alert(1)>")

    for page in (ROLES, f"/konto/roller/{grant.pk}/trekk/"):
        text = client.get(page).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_as_many_questions_however_many_people(
    client: Client, count: int, django_assert_max_num_queries: object
) -> None:
    signed_in_with(client, Role.STEWARD)
    for number in range(count):
        make_grant(make_user(f"p{number}@os.kommune.no"), Role.ANALYST)

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(ROLES)


def test_the_first_operator_is_named_on_the_command_line() -> None:
    out = StringIO()

    call_command("grant", OLA, "operator", stdout=out)

    assert User.objects.get(email=OLA).holds(Role.OPERATOR)
    assert "operator" in out.getvalue()


@pytest.mark.parametrize(("email", "role"), [(OLA, "king"), ("no address", "operator")])
def test_the_command_says_in_one_sentence_what_is_wrong(email: str, role: str) -> None:
    with pytest.raises(CommandError):
        call_command("grant", email, role)


def test_the_database_refuses_a_role_that_is_none_and_one_that_ends_before_it_starts() -> None:
    user = make_user()
    for wrong in ({"role": "king"}, {"expires_at": NOON - timedelta(days=1)}):
        fields = {"role": "analyst", "expires_at": NOON + timedelta(days=1)} | wrong
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.create(user=user, verified_how="x", verified_at=NOON, **fields)
