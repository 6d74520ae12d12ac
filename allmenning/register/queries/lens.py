"""The lens: from which municipality the reader looks, and who is near it."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from allmenning.accounts.models import User
from allmenning.core import peers
from allmenning.core.peers import ATTRIBUTES, Kind, Peer, PeerGroup, Weights
from allmenning.register.queries.members import own_body
from allmenning.register.queries.snapshot import Municipality, Snapshot, snapshot

KINDS: tuple[Kind, ...] = (
    "all",
    "size",
    "kostra_group",
    "centrality",
    "language",
    "county",
    "staffing",
    "purposes",
)
HIGHEST_WEIGHT = 10
NO_LENS = "none"

# code, lens and weights, e.g. "3434.all.3-2-2-1-1-1-2"; the last two may be left out.
_COOKIE = re.compile(r"(\d{4})(?:\.([a-z_]{3,12}))?(?:\.(\d{1,2}(?:-\d{1,2}){6}))?", re.ASCII)


@dataclass(frozen=True)
class Choice:
    """What the reader chose: a municipality, a kind of lens and weights."""

    code: str
    kind: Kind = "all"
    weights: Weights = field(default_factory=Weights)

    def cookie(self) -> str:
        told = asdict(self.weights)
        weights = "-".join(str(int(told[name])) for name in ATTRIBUTES)
        return f"{self.code}.{self.kind}.{weights}"


@dataclass(frozen=True)
class Member:
    """A municipality seen through the lens."""

    municipality: Municipality
    peer: Peer


@dataclass(frozen=True, eq=False)
class Lens:
    """A municipality to look from; `preset` when it is the member's own, not chosen."""

    body: Municipality
    choice: Choice
    preset: bool
    snapshot: Snapshot

    @cached_property
    def group(self) -> PeerGroup:
        return peers.lens(
            self.snapshot.table, self.body.code, self.choice.kind, weights=self.choice.weights
        )

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """Nearest first; the body itself is not among them."""
        known = self.snapshot.by_code
        return tuple(Member(known[peer.id], peer) for peer in self.group.peers)

    @cached_property
    def codes(self) -> frozenset[str]:
        """Codes of the members and of the body itself."""
        return frozenset({self.body.code, *(peer.id for peer in self.group.peers)})

    @cached_property
    def body_ids(self) -> frozenset[int]:
        """Primary keys of the members and of the body itself."""
        return frozenset(self.snapshot.by_code[code].pk for code in self.codes)

    @cached_property
    def everyone(self) -> Mapping[str, Peer]:
        """How near every other municipality is, by code, all attributes together."""
        table, weights = self.snapshot.table, self.choice.weights
        found = peers.lens(table, self.body.code, "all", weights=weights, nearest=len(table.ids))
        return {peer.id: peer for peer in found.peers}


def lens_from(request: HttpRequest) -> Lens | None:
    """Read the lens of the cookie, else the member's own municipality, else none."""
    if not hasattr(request, "_lens"):
        request._lens = _read(request)  # type: ignore[attr-defined]  # noqa: SLF001 -- asked for by view and header
    return cast("Lens | None", request._lens)  # type: ignore[attr-defined]  # noqa: SLF001


def _read(request: HttpRequest) -> Lens | None:
    cookie = request.COOKIES.get(settings.LENS_COOKIE, "")
    if cookie == NO_LENS:
        return None
    choice = read_choice(cookie)
    if choice:
        return lens_of(choice)
    user = getattr(request, "user", None)
    own = own_body(user, timezone.now()) if isinstance(user, User) else None
    return lens_of(Choice(own.code), preset=True) if own else None


def lens_of(choice: Choice, *, preset: bool = False) -> Lens | None:
    """Look from a municipality; none where the register does not know it."""
    known = snapshot()
    body = known.by_code.get(choice.code)
    return Lens(body, choice, preset, known) if body else None


def read_choice(cookie: str) -> Choice | None:
    """Read a cookie; whatever we have not written ourselves is no choice."""
    found = _COOKIE.fullmatch(cookie)
    if not found:
        return None
    code, kind, weights = found.groups()
    if kind and kind not in KINDS:
        return None
    numbers = [int(weight) for weight in weights.split("-")] if weights else None
    if numbers and (max(numbers) > HIGHEST_WEIGHT or not any(numbers)):
        return None
    moved = Weights(**dict(zip(ATTRIBUTES, numbers, strict=True))) if numbers else Weights()
    return Choice(code, cast("Kind", kind or "all"), moved)
