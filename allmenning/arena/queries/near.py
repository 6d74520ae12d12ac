"""The order of lists: what bodies like the reader's have told comes first, never what is popular.

With a lens, the peer group comes first. Within it, and among the rest, rows are ordered by
nearness x completeness x age; as all three are factors, their logarithms are added up as days: a
row that is half as near counts as if it were one half-life older. Without a lens, the newest and
most complete come first.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from allmenning.arena.models import Case, Contribution
from allmenning.arena.models.case import HALF_LIFE_DAYS
from allmenning.core.kept import Kept
from allmenning.core.peers import Peer
from allmenning.register.queries import Choice, Lens
from allmenning.register.queries.words import ATTRIBUTE_LABELS, alike

FEWEST = 5
FIRST = 10
# What is known to be unlike, and what nothing is known of, still has its place, at the end.
LEAST = 0.02
LENSES_KEPT = 60
Entry = TypeVar("Entry", bound=Contribution)


@dataclass(frozen=True, eq=False)
class Nearness:
    """How near every body is to the one looked from."""

    lens: Lens

    @cached_property
    def own(self) -> int:
        return self.lens.body.pk

    @cached_property
    def group(self) -> frozenset[int]:
        """Return the peer group without the body itself: one asks what others do."""
        return self.lens.body_ids - {self.own}

    @cached_property
    def peers(self) -> Mapping[int, Peer]:
        known = self.lens.snapshot.by_code
        return {known[code].pk: peer for code, peer in self.lens.everyone.items()}

    @cached_property
    def days(self) -> Mapping[int, float]:
        """Return what nearness is worth, in days of age, at most 0."""
        return {pk: _days(peer.distance) for pk, peer in self.peers.items()}

    def why(self, body_id: int) -> str:
        """Say in what the body is as good as alike; empty where it is in nothing."""
        peer = self.peers.get(body_id)
        if body_id == self.own:
            return _("Your own municipality.")
        shared = alike(peer, _weights(self.lens)) if peer else []
        if not shared:
            return ""
        told = {"place": self.lens.body.name, "what": ", ".join(shared)}
        if body_id in self.group:
            return _("Near %(place)s. Alike: %(what)s.") % told
        return _("Alike %(place)s: %(what)s.") % told


@dataclass(frozen=True)
class Arranged:
    """Primary keys in the order to show; `near` of them are from the peer group."""

    keys: Sequence[int] | QuerySet[Contribution, int]
    near: int | None = None
    widened: bool = False


def nearness(lens: Lens | None) -> Nearness | None:
    """Return how near everybody is, reckoned once per lens and state of the register."""
    if lens is None:
        return None
    return _kept.get(lens.snapshot, lens.choice, lambda: Nearness(lens))


_kept: Kept[Choice, Nearness] = Kept(LENSES_KEPT)


def arrange(rows: QuerySet[Entry], near: Nearness | None, *, only_near: bool = False) -> Arranged:
    """Order rows for the reader.

    With `only_near`, those of the peer group alone; are they under five, the nearest others fill
    up to ten, and `widened` says so.
    """
    dated = "standing" if issubclass(rows.model, Case) else "published_at"
    if near is None:
        return Arranged(rows.order_by(f"-{dated}", "-pk").values_list("pk", flat=True))
    found = rows.order_by().values_list("pk", "owner_id", dated)
    group = _of_group(found, near)
    hits = sum(owner in near.group for _pk, owner, _at in group)
    if only_near and hits >= FEWEST:
        return Arranged([pk for pk, _owner, _at in group], len(group))
    inside = {pk for pk, _owner, _at in group}
    others = _sorted([row for row in found if row[0] not in inside], near)
    if only_near:
        others = others[: max(0, FIRST - len(group))]
    keys = [pk for pk, _owner, _at in [*group, *others]]
    return Arranged(keys, len(group), widened=only_near and bool(others))


Row = tuple[int, int, int | datetime]


def _of_group(found: QuerySet[Entry, Row], near: Nearness) -> list[Row]:
    """Return the rows of the peer group, and after them those of the reader's own body."""
    rows = list(found)
    own = [row for row in rows if row[1] == near.own]
    return _sorted([row for row in rows if row[1] in near.group], near) + _sorted(own, near)


def _sorted(rows: list[Row], near: Nearness) -> list[Row]:
    days, unknown = near.days, _days(None)
    return sorted(rows, key=lambda row: (-_day(row[2]) - days.get(row[1], unknown), -row[0]))


def _day(at: int | datetime) -> float:
    return at if isinstance(at, int) else at.timestamp() / 86400


def _days(distance: float | None) -> float:
    near = LEAST if distance is None else max(LEAST, 1 - distance)
    return HALF_LIFE_DAYS * math.log2(near)


def _weights(lens: Lens) -> dict[str, float]:
    return {name: getattr(lens.choice.weights, name) for name in ATTRIBUTE_LABELS}


def in_order(rows: QuerySet[Entry], keys: Sequence[int]) -> list[Entry]:
    """Fetch the rows of one page and lay them in the order of their keys."""
    found = {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")}
    return [found[key] for key in keys if key in found]
