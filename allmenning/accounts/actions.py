"""The only writers of this room."""

from collections.abc import Collection
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.http import HttpRequest

from allmenning.accounts.chain import FIRST_HASH, Told, chained_hash, plain
from allmenning.accounts.models import CLOSED_DOMAIN, AuditEntry, Grant, Role, User
from allmenning.accounts.queries import active_operators, demo_address, grantable_roles
from allmenning.accounts.signals import email_verified

ROLE_LASTS = timedelta(days=365)
PROOF_LASTS = timedelta(days=335)  # renewed a month before what rests on it expires
UNPROVEN_KEPT = timedelta(days=1)
# What these verbs change stands on no page that a stranger may read, so kept pages stay fresh.
# Status pages are files of their own, and the working pages of alerts are for members.
# The name of who writes stands on open pages, so `accounts.changed` and `.closed` are not here.
SHOWN_ON_NO_PAGE = (
    "accounts.demo_user_made",
    "accounts.email_verified",
    "accounts.opened",
    "accounts.provider_",
    "accounts.role_",
    "accounts.second_factor_",
    "accounts.shut",
    "accounts.signed_in",
    "front.",
    "arena.profile.",
    "arena.case.draft_",
    "arena.watch.",
    "arena.digest.",
    "arena.private.",
    "arena.flag.",
    "arena.notice.",
    "arena.journal.",
    "register.membership.",
    "register.domain.",
    "alerts.",
    "delivery.",
    "search.",
    "surveys.coding.",
    "surveys.publishing.",
    "surveys.recipe.",
)
AUDIT_LOCK = 0x616C6D65  # any constant; "alme"


class NotAllowedToGrantError(Exception):
    """The person may not give or take this role."""


class LastOperatorError(Exception):
    """Without an operator nobody could give the role back."""


class DemoIsOffError(Exception):
    """Demo users are made in demo mode only (ALLMENNING_DEMO)."""


@transaction.atomic
def write_audit(
    *, by: User | None, at: datetime, verb: str, target: str, detail: dict[str, object]
) -> AuditEntry:
    """Append to the log, in the caller's transaction, chained to the entry before."""
    _queue_for_the_log()
    last = AuditEntry.objects.order_by("-pk").first()
    previous = last.hash if last else FIRST_HASH
    told = Told(at, by.pseudonym if by else None, verb, target, plain(detail))
    return AuditEntry.objects.create(
        **vars(told),
        changes_pages=not verb.startswith(SHOWN_ON_NO_PAGE),
        previous_hash=previous,
        hash=chained_hash(previous, told),
    )


def _queue_for_the_log() -> None:
    """One writer at a time until the transaction ends; SQLite's IMMEDIATE does so already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [AUDIT_LOCK])


def _target(user: User) -> str:
    return f"user:{user.pseudonym}"


@transaction.atomic
def meet_person(*, email: str, language: str, at: datetime) -> User:
    """Return the account of this address; it is made, unproven, when there is none.

    Known and unknown addresses take the same way, so that nobody can ask who has an account.
    """
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        forget_unproven(at=at)
        user = User.objects.create_user(email, language=language, created_at=at)
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": False}
    )
    return user


@transaction.atomic
def forget_unproven(*, at: datetime) -> int:
    """Remove addresses that somebody typed a day ago and nobody proved."""
    return User.objects.filter(
        email_verified_at=None,
        last_login=None,
        closed_at=None,
        is_demo=False,
        grants=None,
        created_at__lt=at - UNPROVEN_KEPT,
    ).delete()[0]


@transaction.atomic
def note_sign_in(*, user: User, at: datetime, how: list[str], proves_email: bool) -> User:
    """Write a finished sign-in to the log, and tell higher rooms when the address is proven."""
    detail: dict[str, object] = {"how": list(how)}
    write_audit(by=user, at=at, verb="accounts.signed_in", target=_target(user), detail=detail)
    known = user.email_verified_at
    if proves_email and (known is None or at - known > PROOF_LASTS):
        user.email_verified_at = at
        user.save(update_fields=["email_verified_at"])
        EmailAddress.objects.filter(user=user, email=user.email).update(verified=True)
        write_audit(by=user, at=at, verb="accounts.email_verified", target=_target(user), detail={})
        email_verified.send(sender=User, user=user, at=at)
    return user


@transaction.atomic
def note_second_factor(*, user: User, at: datetime, kind: str, change: str) -> AuditEntry:
    """Write down that a factor was added, removed or renewed."""
    verb = f"accounts.second_factor_{change}"
    return write_audit(by=user, at=at, verb=verb, target=_target(user), detail={"kind": kind})


@transaction.atomic
def connect_provider(*, login: SocialLogin, request: HttpRequest, by: User, at: datetime) -> User:
    """Let a sign-in elsewhere open this account from now on."""
    login.connect(request, by)
    detail: dict[str, object] = {"provider": login.account.provider}
    write_audit(by=by, at=at, verb="accounts.provider_connected", target=_target(by), detail=detail)
    return by


@transaction.atomic
def disconnect_provider(*, account: SocialAccount, by: User, at: datetime) -> User:
    detail: dict[str, object] = {"provider": account.provider}
    account.delete()
    write_audit(
        by=by, at=at, verb="accounts.provider_disconnected", target=_target(by), detail=detail
    )
    return by


@transaction.atomic
def grant_role(
    *, user: User, role: Role, verified_how: str, by: User | None, at: datetime
) -> Grant:
    """Give or renew a role for twelve months; nobody gives one to themselves."""
    if by is not None and (by == user or role not in grantable_roles(by)):
        raise NotAllowedToGrantError
    grant, _created = Grant.objects.update_or_create(
        user=user,
        role=role,
        defaults={
            "verified_how": verified_how,
            "verified_at": at,
            "expires_at": at + ROLE_LASTS,
        },
    )
    detail: dict[str, object] = {"role": str(role), "expires_at": grant.expires_at.isoformat()}
    write_audit(by=by, at=at, verb="accounts.role_granted", target=_target(user), detail=detail)
    return grant


@transaction.atomic
def grant_to_address(
    *, email: str, role: Role, verified_how: str, language: str, by: User | None, at: datetime
) -> Grant:
    """Give a role to whom this address belongs, who may not have signed in yet."""
    user = meet_person(email=email, language=language, at=at)
    return grant_role(user=user, role=role, verified_how=verified_how, by=by, at=at)


@transaction.atomic
def revoke_role(*, grant: Grant, by: User | None, at: datetime) -> User:
    """Take a role back; one's own too, but not the last operator's."""
    user, role = grant.user, Role(grant.role)
    if by is not None and by != user and role not in grantable_roles(by):
        raise NotAllowedToGrantError
    _keep_an_operator(user, role, at)
    grant.delete()
    detail: dict[str, object] = {"role": str(role)}
    write_audit(by=by, at=at, verb="accounts.role_revoked", target=_target(user), detail=detail)
    return user


def _keep_an_operator(user: User, role: Role, at: datetime) -> None:
    if role == Role.OPERATOR and not active_operators(at).exclude(pk=user.pk).exists():
        raise LastOperatorError


@transaction.atomic
def change_account(*, user: User, name: str, language: str, at: datetime) -> User:
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    write_audit(by=user, at=at, verb="accounts.changed", target=_target(user), detail={})
    return user


@transaction.atomic
def shut_account(*, user: User, by: User | None, at: datetime, is_open: bool = False) -> User:
    """Keep somebody out, or let them in again; nothing is deleted."""
    if not is_open:
        for grant in user.grants.all():
            _keep_an_operator(user, Role(grant.role), at)
    user.is_active = is_open and user.closed_at is None
    user.save(update_fields=["is_active"])
    verb = "accounts.opened" if user.is_active else "accounts.shut"
    write_audit(by=by, at=at, verb=verb, target=_target(user), detail={})
    return user


@transaction.atomic
def reset_second_factor(*, user: User, by: User | None, at: datetime) -> User:
    """Let somebody who has lost telephone, key and recovery codes begin anew."""
    Authenticator.objects.filter(user=user).delete()
    write_audit(by=by, at=at, verb="accounts.second_factor_reset", target=_target(user), detail={})
    return user


@transaction.atomic
def close_account(*, user: User, by: User | None, at: datetime) -> User:
    """Wipe the person, keep the row: what was written stays, under a pseudonym nobody can read."""
    for grant in user.grants.all():
        _keep_an_operator(user, Role(grant.role), at)
    write_audit(by=by, at=at, verb="accounts.closed", target=_target(user), detail={})
    user.grants.all().delete()
    for kept_elsewhere in (EmailAddress, Authenticator, SocialAccount):
        kept_elsewhere.objects.filter(user=user).delete()
    user.email = f"{user.pseudonym}@{CLOSED_DOMAIN}"
    user.name = user.language = ""
    user.is_active = False
    user.closed_at = at
    user.save()
    return user


@transaction.atomic
def meet_demo_person(
    *, address: str, name: str, at: datetime, pseudonym: str | None = None
) -> User:
    """Return an invented person, known by an address that no mail can reach."""
    if not settings.DEMO:
        raise DemoIsOffError
    user = User.objects.filter(email=address, is_demo=True).first()
    if user is None:
        known = {"pseudonym": pseudonym} if pseudonym else {}
        user = User.objects.create_user(
            address, name=name, is_demo=True, email_verified_at=at, **known
        )
        write_audit(by=None, at=at, verb="accounts.demo_user_made", target=_target(user), detail={})
    return user


@transaction.atomic
def meet_demo_user(*, role: Role | None, at: datetime) -> User:
    """Return the invented person of a role across bodies."""
    name = f"Demo {role.label}" if role else "Demo"
    user = meet_demo_person(address=demo_address(role), name=name, at=at)
    if role and not user.holds(role):
        grant_role(user=user, role=role, verified_how="Demo", by=None, at=at)
    return user


@transaction.atomic
def meet_pseudonyms(*, pseudonyms: Collection[str], at: datetime) -> int:
    """Keep a place for people of another installation: a pseudonym, and nothing else of them."""
    known = {str(one) for one in User.objects.values_list("pseudonym", flat=True)}
    new = [
        User(
            pseudonym=one,
            email=f"{one}@{CLOSED_DOMAIN}",
            password=make_password(None),
            is_active=False,
            created_at=at,
            closed_at=at,
        )
        for one in sorted(set(pseudonyms) - known)
    ]
    User.objects.bulk_create(new, batch_size=200)
    return len(new)
