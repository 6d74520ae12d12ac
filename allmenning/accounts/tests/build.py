"""Builders: plain functions that make what a test needs, each with a default for everything."""

from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import AuditEntry, Grant, Role, User

KARI = "kari@lom.kommune.no"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def make_user(email: str = KARI, **changes: object) -> User:
    fields: dict[str, object] = {"name": "Kari Nordmann", "email_verified_at": NOON} | changes
    user = User.objects.create_user(email, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def make_grant(user: User, role: Role = Role.ANALYST, *, days: int = 365) -> Grant:
    now = datetime.now(UTC)
    return Grant.objects.create(
        user=user,
        role=role,
        verified_how="By telephone",
        verified_at=now - timedelta(days=366),
        expires_at=now + timedelta(days=days),
    )


def make_entry(target: str = "finding:F035", **changes: object) -> AuditEntry:
    detail: dict[str, object] = {"share": 0.87} | changes
    return write_audit(
        by=None, at=NOON, verb="evidence.finding.saved", target=target, detail=detail
    )
