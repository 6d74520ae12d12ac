from datetime import UTC, datetime

import pytest

from allmenning.accounts.actions import close_account
from allmenning.accounts.models import AuditEntry, User
from allmenning.accounts.queries import revision
from allmenning.accounts.signals import email_verified
from allmenning.register.actions import (
    AlreadyDecidedError,
    LastLeaderError,
    appoint,
    approve_request,
    change_role,
    join_by_email,
    reject_request,
)
from allmenning.register.actions.members import year_after
from allmenning.register.models import Body, BodyRole, DomainRequest, Membership
from allmenning.register.queries.members import body_of_domain, has_role, own_body, without_leader
from allmenning.register.tests.build import make_domain, make_municipality, make_oslo, make_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LONG_AGO = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def lom() -> Body:
    lom = make_municipality()
    make_domain("lom.kommune.no", lom)
    make_domain("oslo.kommune.no", make_oslo())
    return lom


@pytest.mark.parametrize("domain", ["lom.kommune.no", "skole.lom.kommune.no"])
def test_a_domain_and_those_below_it_belong_to_the_body(lom: Body, domain: str) -> None:
    assert body_of_domain(domain) == lom


@pytest.mark.parametrize("domain", ["kommune.no", "no", "", "elom.kommune.no", "lom.kommune.no.x"])
def test_what_lies_above_or_beside_a_domain_belongs_to_nobody(lom: Body, domain: str) -> None:
    del lom
    assert body_of_domain(domain) is None


def test_the_nearest_domain_decides(lom: Body) -> None:
    museum = make_municipality(name="Museet", slug="museet", code="9999")
    make_domain("museum.lom.kommune.no", museum)
    assert body_of_domain("post.museum.lom.kommune.no") == museum
    assert body_of_domain("post.lom.kommune.no") == lom


def test_proving_the_job_email_makes_a_reader_for_twelve_months(lom: Body) -> None:
    kari = make_user("kari@lom.kommune.no")

    email_verified.send(sender=User, user=kari, at=AT)

    membership = Membership.objects.get(user=kari)
    assert (membership.body, membership.role) == (lom, "reader")
    assert membership.verified_how == "e-mail domain lom.kommune.no"
    assert membership.expires_at == datetime(2027, 3, 1, 12, tzinfo=UTC)


def test_proving_it_again_renews_the_year_and_keeps_the_role(lom: Body) -> None:
    kari = make_user("kari@lom.kommune.no")
    membership = join_by_email(user=kari, by=kari, at=AT)
    assert isinstance(membership, Membership)
    change_role(membership=membership, role=BodyRole.PUBLISHER, by=None, at=AT)

    join_by_email(user=kari, by=kari, at=AT.replace(month=9))

    membership = Membership.objects.get(user=kari, body=lom)
    assert (membership.role, membership.expires_at.month) == ("publisher", 9)


def test_an_unknown_domain_waits_for_a_steward_once(lom: Body) -> None:
    del lom
    per = make_user("per@kulturhuset.no")
    join_by_email(user=per, by=per, at=AT)
    join_by_email(user=per, by=per, at=AT)
    assert DomainRequest.objects.get().domain == "kulturhuset.no"
    assert not Membership.objects.exists()


def test_a_steward_lets_one_person_in_but_not_the_domain(lom: Body) -> None:
    per, steward = make_user("per@kulturhuset.no"), make_user("steward@ks.no")
    asked = join_by_email(user=per, by=per, at=AT)
    assert isinstance(asked, DomainRequest)

    membership = approve_request(request=asked, body=lom, remember=False, by=steward, at=AT)

    assert (membership.user, membership.body, membership.role) == (per, lom, "reader")
    assert body_of_domain("kulturhuset.no") is None


def test_a_steward_may_let_the_whole_domain_in(lom: Body) -> None:
    per, steward = make_user("per@kulturhuset.no"), make_user("steward@ks.no")
    asked = join_by_email(user=per, by=per, at=AT)
    assert isinstance(asked, DomainRequest)

    approve_request(request=asked, body=lom, remember=True, by=steward, at=AT)

    assert body_of_domain("kulturhuset.no") == lom


def test_a_request_is_decided_once(lom: Body) -> None:
    per, steward = make_user("per@kulturhuset.no"), make_user("steward@ks.no")
    asked = join_by_email(user=per, by=per, at=AT)
    assert isinstance(asked, DomainRequest)
    reject_request(request=asked, reason="Ikke en kommune.", by=steward, at=AT)

    with pytest.raises(AlreadyDecidedError):
        approve_request(request=asked, body=lom, remember=False, by=steward, at=AT)

    assert not Membership.objects.exists()


def test_the_audit_log_holds_no_address(lom: Body) -> None:
    del lom
    for email in ("kari@lom.kommune.no", "per@kulturhuset.no"):
        user = make_user(email)
        join_by_email(user=user, by=user, at=AT)
    told = [f"{entry.target} {entry.detail}" for entry in AuditEntry.objects.all()]
    assert len(told) == 2
    assert not [line for line in told if "@" in line or "kulturhuset" in line]


def test_a_publisher_may_what_an_editor_may_but_not_what_a_leader_may(lom: Body) -> None:
    kari = make_user("kari@lom.kommune.no")
    membership = join_by_email(user=kari, by=kari, at=AT)
    assert isinstance(membership, Membership)
    change_role(membership=membership, role=BodyRole.PUBLISHER, by=None, at=AT)
    assert has_role(kari, lom, BodyRole.EDITOR, AT)
    assert not has_role(kari, lom, BodyRole.LEADER, AT)


def test_a_membership_that_has_run_out_gives_nothing(lom: Body) -> None:
    kari = make_user("kari@lom.kommune.no")
    join_by_email(user=kari, by=kari, at=AT)
    assert has_role(kari, lom, BodyRole.READER, AT.replace(year=2027, day=1, hour=11))
    assert not has_role(kari, lom, BodyRole.READER, AT.replace(year=2027))
    assert own_body(kari, AT.replace(year=2027)) is None


def test_a_member_of_lom_has_no_role_in_oslo(lom: Body) -> None:
    del lom
    kari = make_user("kari@lom.kommune.no")
    join_by_email(user=kari, by=kari, at=AT)
    assert not has_role(kari, Body.objects.get(slug="oslo"), BodyRole.READER, AT)


def test_the_last_leader_cannot_step_down(lom: Body) -> None:
    del lom
    kari = make_user("kari@lom.kommune.no")
    membership = join_by_email(user=kari, by=kari, at=AT)
    assert isinstance(membership, Membership)
    change_role(membership=membership, role=BodyRole.LEADER, by=None, at=AT)
    with pytest.raises(LastLeaderError):
        change_role(membership=membership, role=BodyRole.READER, by=kari, at=AT)


def test_a_year_after_leap_day_is_the_last_of_february() -> None:
    leap_day = datetime(2028, 2, 29, tzinfo=UTC)
    assert year_after(leap_day) == datetime(2029, 2, 28, tzinfo=UTC)


def test_a_leader_whose_account_is_closed_or_has_run_out_is_no_leader(lom: Body) -> None:
    kari, per = make_user("kari@lom.kommune.no"), make_user("per@lom.kommune.no")
    kept, gone = (appoint_leader(one, lom) for one in (kari, per))
    assert not without_leader(AT)
    Membership.objects.filter(pk=gone.pk).update(verified_at=LONG_AGO, expires_at=AT)
    with pytest.raises(LastLeaderError):
        change_role(membership=kept, role=BodyRole.READER, by=None, at=AT)
    Membership.objects.filter(pk=gone.pk).update(expires_at=kept.expires_at)
    close_account(user=per, by=per, at=AT)
    with pytest.raises(LastLeaderError):
        change_role(membership=kept, role=BodyRole.READER, by=None, at=AT)


def test_a_body_with_members_and_no_leader_is_told(lom: Body) -> None:
    kari = make_user("kari@lom.kommune.no")
    join_by_email(user=kari, by=kari, at=AT)
    assert list(without_leader(AT)) == [lom]
    appoint_leader(kari, lom)
    assert not without_leader(AT)


def test_who_is_a_member_makes_no_page_stale(lom: Body) -> None:
    before = revision()
    appoint_leader(make_user("kari@lom.kommune.no"), lom)
    stranger = make_user("per@kulturhuset.no")
    join_by_email(user=stranger, by=stranger, at=AT)
    assert revision() == before


def appoint_leader(user: User, body: Body) -> Membership:
    return appoint(user=user, body=body, role=BodyRole.LEADER, how="Demo", by=None, at=AT)
