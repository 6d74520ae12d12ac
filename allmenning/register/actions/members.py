"""Membership: by the domain of the job e-mail, by a steward's decision, and its role."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.register.models import Body, BodyRole, Domain, DomainRequest, Membership
from allmenning.register.models.member import BY_DOMAIN, BY_STEWARD
from allmenning.register.queries.members import body_of_domain, domain_of_email, leading


class AlreadyDecidedError(Exception):
    """Another steward was quicker."""


class LastLeaderError(Exception):
    """A body would be left without anybody who can give roles."""


@transaction.atomic
def join_by_email(*, user: User, by: User | None, at: datetime) -> Membership | DomainRequest:
    """Make the person a reader of the body that has the domain, or ask a steward."""
    domain = domain_of_email(user.email)
    body = body_of_domain(domain)
    if body is None:
        return _ask_steward(user, domain, at)
    return _verify(user=user, body=body, how=f"{BY_DOMAIN}{domain}", by=by, at=at)


def _ask_steward(user: User, domain: str, at: datetime) -> DomainRequest:
    asked, new = DomainRequest.objects.get_or_create(
        user=user, domain=domain, state=DomainRequest.State.OPEN, defaults={"asked_at": at}
    )
    if new:
        write_audit(
            by=user, at=at, verb="register.domain.asked", target=f"request:{asked.pk}", detail={}
        )
    return asked


def _verify(*, user: User, body: Body, how: str, by: User | None, at: datetime) -> Membership:
    """Count the twelve months anew; a role that was given stays."""
    membership, _new = Membership.objects.update_or_create(
        user=user,
        body=body,
        defaults={"verified_how": how, "verified_at": at, "expires_at": year_after(at)},
    )
    write_audit(
        by=by,
        at=at,
        verb="register.membership.verified",
        target=f"body:{body.slug}",
        detail={"membership": membership.pk, "how": how, "role": membership.role},
    )
    return membership


def year_after(at: datetime) -> datetime:
    """Return the same day a year later, 28 February for 29 February."""
    is_leap_day = (at.month, at.day) == (2, 29)
    return at.replace(year=at.year + 1, day=28 if is_leap_day else at.day)


@transaction.atomic
def approve_request(
    *, request: DomainRequest, body: Body, remember: bool, by: User, at: datetime
) -> Membership:
    """Let the person in, and with `remember` everybody who has the domain from now on."""
    asked = _decide(request, by=by, at=at, state=DomainRequest.State.APPROVED, body=body)
    if remember:
        Domain.objects.update_or_create(
            name=asked.domain, defaults={"body": body, "source": f"steward, request {asked.pk}"}
        )
    write_audit(
        by=by,
        at=at,
        verb="register.domain.approved",
        target=f"request:{asked.pk}",
        detail={"body": body.slug, "remember": remember},
    )
    how = f"{BY_STEWARD}{asked.pk}"
    return _verify(user=asked.user, body=body, how=how, by=by, at=at)


@transaction.atomic
def reject_request(*, request: DomainRequest, reason: str, by: User, at: datetime) -> DomainRequest:
    asked = _decide(request, by=by, at=at, state=DomainRequest.State.REJECTED, reason=reason)
    write_audit(
        by=by, at=at, verb="register.domain.rejected", target=f"request:{asked.pk}", detail={}
    )
    return asked


def _decide(request: DomainRequest, *, by: User, at: datetime, **decision: object) -> DomainRequest:
    """Only an open request can be decided, and only once."""
    open_still = DomainRequest.objects.filter(pk=request.pk, state=DomainRequest.State.OPEN)
    decided = open_still.update(decided_by=by, decided_at=at, **decision)
    if not decided:
        raise AlreadyDecidedError
    request.refresh_from_db()
    return request


@transaction.atomic
def appoint(
    *, user: User, body: Body, role: BodyRole, how: str, by: User | None, at: datetime
) -> Membership:
    """Make somebody a member with this role; the demo makes its invented people so."""
    membership = _verify(user=user, body=body, how=how, by=by, at=at)
    if membership.role == role:
        return membership
    return change_role(membership=membership, role=role, by=by, at=at)


@transaction.atomic
def change_role(
    *, membership: Membership, role: BodyRole, by: User | None, at: datetime
) -> Membership:
    before = membership.role
    if before == BodyRole.LEADER and role != BodyRole.LEADER:
        _refuse_last_leader(membership, at)
    membership.role = role
    membership.save(update_fields=["role"])
    write_audit(
        by=by,
        at=at,
        verb="register.membership.role",
        target=f"body:{membership.body.slug}",
        detail={"membership": membership.pk, "from": before, "to": role},
    )
    return membership


def _refuse_last_leader(membership: Membership, at: datetime) -> None:
    """Count those who can still act: closed accounts and memberships run out lead nobody."""
    leaders = leading(at).select_for_update().filter(body=membership.body_id)
    if not leaders.exclude(pk=membership.pk):
        raise LastLeaderError
