from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from allmenning.accounts.models import Role, User
from allmenning.register.models import BodyRole, Membership
from allmenning.register.tests.build import make_county, make_municipality

pytestmark = pytest.mark.django_db


def test_a_demo_has_an_invented_person_for_each_role(settings: Settings) -> None:
    settings.DEMO = True
    out = StringIO()
    call_command("demo", stdout=out)
    call_command("demo", stdout=out)
    assert User.objects.filter(is_demo=True).count() == len(Role) + 3
    assert all(user.email.endswith("@demo.invalid") for user in User.objects.all())


@pytest.mark.parametrize("role", [Role.ANALYST, Role.STEWARD])
def test_a_demo_has_two_where_one_looks_at_what_the_other_does(
    settings: Settings, role: Role
) -> None:
    settings.DEMO = True
    call_command("demo", stdout=StringIO())
    assert sum(user.holds(role) for user in User.objects.all()) == 2


def test_real_data_gets_no_invented_people() -> None:
    with pytest.raises(CommandError, match="kept apart from real data"):
        call_command("demo")
    assert not User.objects.exists()


def test_a_demo_has_an_invented_person_for_each_role_within_lom(settings: Settings) -> None:
    settings.DEMO = True
    lom = make_municipality()
    call_command("demo", stdout=StringIO())
    call_command("demo", stdout=StringIO())
    members = Membership.objects.filter(body=lom, user__is_demo=True)
    assert {member.role for member in members} == set(BodyRole)
    assert len(members) == len(BodyRole)


def test_a_demo_has_somebody_in_the_county_who_helps_the_surveys(settings: Settings) -> None:
    settings.DEMO = True
    innlandet = make_county()
    call_command("demo", stdout=StringIO())
    call_command("demo", stdout=StringIO())
    members = Membership.objects.filter(body=innlandet, user__is_demo=True)
    assert [member.role for member in members] == [BodyRole.EDITOR]
