"""What other rooms may ask of this one."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import get_language

from allmenning.accounts.chain import FIRST_HASH, Told, chained_hash
from allmenning.accounts.models import AuditEntry, Grant, Role, User
from allmenning.core.kept import Kept

DEMO_DOMAIN = "demo.invalid"
GRANTS = {
    Role.OPERATOR: frozenset(Role),
    Role.STEWARD: frozenset({Role.ANALYST, Role.AUTHORITY}),
}


def revision() -> int:
    """Return the number of the last change that pages may show; what is older may be stale."""
    newest = _newest_change()
    return newest[0] if newest else 0


State = tuple[int, str]
Value = TypeVar("Value")


class KeptPerRevision(Generic[Value]):
    """What a query found, kept by key and language until the data change in any process."""

    def __init__(self, most: int) -> None:
        self.kept: Kept[Hashable, Value] = Kept(most)

    def get(self, key: Hashable, read: Callable[[], Value]) -> Value:
        """Return what is kept or read it; inside a transaction, which may be undone, only read."""
        state = None if connection.in_atomic_block else _newest_change()
        return self.kept.get(state, (get_language(), key), read) if state else read()


# Every page asks; put together by the ORM, it took half the time of a kept page.
NEWEST_CHANGE = (
    "SELECT id, hash FROM accounts_auditentry WHERE changes_pages = TRUE ORDER BY id DESC LIMIT 1"
)


def _newest_change() -> State | None:
    """Name the state of the data; the hash tells states apart whose numbers were used twice."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_CHANGE)
        found: State | None = cursor.fetchone()
    return found


def grants_of(user: User) -> QuerySet[Grant]:
    return user.grants.order_by("role", "pk")


def people_with_roles() -> QuerySet[Grant]:
    return Grant.objects.select_related("user").order_by("user__name", "user__email", "role", "pk")


def active_operators(at: datetime) -> QuerySet[User]:
    return User.objects.filter(
        is_active=True, grants__role=Role.OPERATOR, grants__expires_at__gt=at
    ).order_by("pk")


def grantable_roles(user: User) -> frozenset[Role]:
    """Return the roles this person may give to others and take from them."""
    held = [role for role in GRANTS if user.holds(role)]
    return frozenset().union(*(GRANTS[role] for role in held))


def demo_address(role: Role | None) -> str:
    return f"{role or 'reader'}@{DEMO_DOMAIN}"


def demo_users() -> QuerySet[User]:
    """List the invented people beside those that stand for a role across bodies."""
    standard = [demo_address(role) for role in (None, *Role)]
    people = User.objects.filter(is_demo=True, is_active=True).exclude(email__in=standard)
    return people.order_by("name", "pk")


@dataclass(frozen=True)
class AuditState:
    """How far the chain holds; `broken` is the number of the first entry that does not fit."""

    count: int
    last_hash: str
    broken: int | None = None
    contains_expected: bool = True


def audit_state(expected: str = "") -> AuditState:
    """Walk the whole chain; `expected` is a hash noted earlier that must be part of it."""
    previous, count, found = FIRST_HASH, 0, not expected
    for entry in AuditEntry.objects.order_by("pk").iterator(chunk_size=2000):
        if not _fits(entry, previous):
            return AuditState(count, previous, entry.pk, found)
        previous, count = entry.hash, count + 1
        found = found or previous == expected
    return AuditState(count, previous, None, found)


def _fits(entry: AuditEntry, previous: str) -> bool:
    told = Told(entry.at, entry.actor, entry.verb, entry.target, entry.detail)
    return entry.previous_hash == previous and entry.hash == chained_hash(previous, told)


def holds(entry: AuditEntry) -> bool:
    """Tell whether the entry is as it was written, on the one before that it names."""
    return _fits(entry, entry.previous_hash)


def entries_about(target: str) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(target=target).order_by("pk")
