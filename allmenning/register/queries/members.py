"""Who is a member of which body, and who waits for a steward."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from allmenning.accounts.models import AuditEntry, User
from allmenning.register.models import Body, BodyRole, Domain, DomainRequest, Membership


def domain_of_email(email: str) -> str:
    return email.rpartition("@")[2].lower().rstrip(".")


def body_of_domain(domain: str) -> Body | None:
    """Find the body by the domain or the nearest one above it: skole.lom.kommune.no is Lom's."""
    labels = domain.split(".")
    names = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    found = Domain.objects.filter(name__in=names).select_related("body")
    return max(found, key=lambda known: len(known.name)).body if found else None


def memberships_of(user: User) -> QuerySet[Membership]:
    return user.memberships.select_related("body").order_by("body__name", "body_id")


def has_role(user: User, body: Body, role: BodyRole, at: datetime) -> bool:
    """Tell whether the person may do what the role may, verified and not expired."""
    roles = [one for one in BodyRole if one.includes(role)]
    return user.memberships.filter(body=body, role__in=roles, expires_at__gt=at).exists()


def own_body(user: User, at: datetime) -> Body | None:
    """Return the municipality a member looks from when nothing else is chosen."""
    known = memberships_of(user).filter(expires_at__gt=at, body__kind=Body.Kind.MUNICIPALITY)
    first = known.first()
    return first.body if first else None


def members_of(body: Body) -> QuerySet[Membership]:
    return body.memberships.select_related("user").order_by("user__name", "pk")


def leading(at: datetime) -> QuerySet[Membership]:
    """List the memberships of those who can give roles in their body today."""
    return Membership.objects.filter(
        role=BodyRole.LEADER, expires_at__gt=at, user__is_active=True, user__closed_at=None
    )


def editing(at: datetime) -> QuerySet[Membership]:
    """List the memberships of those who can edit for their body today."""
    roles = [one for one in BodyRole if one.includes(BodyRole.EDITOR)]
    return Membership.objects.filter(
        role__in=roles, expires_at__gt=at, user__is_active=True, user__closed_at=None
    )


def left_alone(bodies: Collection[int], at: datetime) -> QuerySet[Body]:
    """List those of the bodies for which nobody can edit."""
    edited = editing(at).filter(body__in=bodies).values("body_id")
    return Body.objects.filter(pk__in=bodies).exclude(pk__in=edited).order_by("name", "pk")


def left_by_editors(at: datetime) -> dict[int, datetime]:
    """Return when the last who could edit for a body went, of those that nobody edits for now."""
    roles = [one for one in BodyRole if one.includes(BodyRole.EDITOR)]
    went: dict[int, datetime] = {}
    once = Membership.objects.filter(role__in=roles).order_by("pk")
    for body, *ends in once.values_list("body_id", "expires_at", "user__closed_at"):
        _note_latest(went, body, min(end for end in ends if end is not None))
    bodies = dict(Body.objects.order_by("pk").values_list("slug", "pk"))
    taken = AuditEntry.objects.filter(verb="register.membership.role").order_by("pk")
    for target, detail, when in taken.values_list("target", "detail", "at"):
        slug = target.removeprefix("body:")
        if slug in bodies and detail.get("from") in roles:
            _note_latest(went, bodies[slug], when)
    edited = set(editing(at).values_list("body_id", flat=True))
    return {body: when for body, when in went.items() if body not in edited}


def _note_latest(known: dict[int, datetime], body: int, when: datetime) -> None:
    known[body] = max(when, known.get(body, when))


def led(at: datetime) -> set[int]:
    """Return the primary keys of the bodies where somebody gives out roles."""
    return set(leading(at).values_list("body_id", flat=True))


def without_leader(at: datetime) -> QuerySet[Body]:
    """List the bodies that have members, but nobody who can give them roles."""
    waiting = Membership.objects.filter(
        expires_at__gt=at, user__is_active=True, user__closed_at=None
    ).exclude(body__in=leading(at).values("body_id"))
    return Body.objects.filter(pk__in=waiting.values("body_id")).order_by("name", "pk")


def open_requests() -> QuerySet[DomainRequest]:
    waiting = DomainRequest.objects.filter(state=DomainRequest.State.OPEN)
    return waiting.select_related("user").order_by("asked_at", "pk")


def requests_of(user: User) -> QuerySet[DomainRequest]:
    return user.domain_requests.select_related("body").order_by("-asked_at", "-pk")
