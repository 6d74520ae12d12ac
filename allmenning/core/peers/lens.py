"""The lens: who is like the municipality a reader looks from."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .distance import Distances, Weights, attribute_distances, distances
from .profile import ATTRIBUTES, Floats, Profiles

Kind = Literal[
    "size", "kostra_group", "centrality", "language", "county", "staffing", "purposes", "all"
]
Widened = Literal["few", "unknown"]

KINDS = (*ATTRIBUTES, "all")
FEWEST_MEMBERS = 5
NEAREST = 20
HALF_KNOWN = 0.5

_FACTOR = math.log10(1.5)
_LIMITS = {"size": _FACTOR, "staffing": _FACTOR, "purposes": 0.5}
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Peer:
    """One municipality seen through a lens.

    Attributes
    ----------
    id : str
    distance : float or None
        All together, 0 to 1; None when nothing is known of both.
    parts : mapping of str to float
        Attribute to what it adds to the distance; unknown ones are left out.
    known : float
        0 to 1, the share of the weights that rests on something known.
    added : bool
        Came in because the lens was widened.
    """

    id: str
    distance: float | None
    parts: Mapping[str, float]
    known: float
    added: bool


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """Who a municipality sees through a lens, nearest first.

    Attributes
    ----------
    viewpoint : str
    kind : str
    peers : tuple of Peer
        The viewpoint itself is not among them.
    widened : str or None
        ``few``: the lens alone had fewer than five. ``unknown``: the viewpoint's attribute is
        not known, so all attributes together were used.
    """

    viewpoint: str
    kind: Kind
    peers: tuple[Peer, ...]
    widened: Widened | None


def lens(
    table: Profiles,
    viewpoint: str,
    kind: Kind,
    *,
    weights: Weights | None = None,
    fewest: int = FEWEST_MEMBERS,
    nearest: int = NEAREST,
) -> PeerGroup:
    """See who is like a municipality.

    Parameters
    ----------
    table : Profiles
    viewpoint : str
    kind : str
        ``size`` and ``staffing``: within a factor of 1.5. ``kostra_group``, ``centrality``,
        ``language``, ``county``: the same. ``purposes``: at least half in common. ``all``: the
        `nearest` by all attributes together; those of whom less than half is known come last.
    weights : Weights, optional
        For the order, for ``all``, and for widening.
    fewest : int
        A lens with fewer members is widened to this many, by its own attribute first.
    nearest : int
        Members of ``all``, and of a lens whose attribute is not known of the viewpoint.

    Returns
    -------
    PeerGroup

    Raises
    ------
    KeyError
        The viewpoint is not among the profiles.
    ValueError
        The kind is not a lens.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind} is not a lens; choose {', '.join(ATTRIBUTES)} or all.")
    here = table.index(viewpoint)
    found = distances(table, weights, viewpoint=viewpoint)
    own = _own_distance(table, here, kind, found)
    unknown = kind != "all" and bool(np.isnan(own[here]))
    order = [i for i in _order(table, own, found) if i != here]
    if kind == "all" or unknown:
        inside = len(order[:nearest])
        wide = inside
    else:
        inside = int(np.count_nonzero(own[order] <= _LIMITS.get(kind, 0.0) + _ROUNDING))
        wide = min(len(order), max(inside, fewest))
    peers = tuple(
        _peer(table, found, row, added=place >= inside) for place, row in enumerate(order[:wide])
    )
    widened: Widened | None = "unknown" if unknown else "few" if inside < fewest else None
    return PeerGroup(viewpoint, kind, peers, widened)


def _own_distance(table: Profiles, here: int, kind: Kind, found: Distances) -> Floats:
    """Return the distance a lens goes by, unweighted."""
    if kind == "all":
        thin = found.known[0] < HALF_KNOWN
        return np.asarray(thin.astype(float))
    every = list(attribute_distances(table, slice(here, here + 1)))
    return np.asarray(every[ATTRIBUTES.index(kind)][0])


def _order(table: Profiles, own: Floats, found: Distances) -> list[int]:
    """Return all rows, nearest by the lens first, then by all together, then by id."""
    far = np.nan_to_num(own, nan=np.inf)
    total = np.nan_to_num(found.total[0], nan=np.inf)
    return sorted(range(len(table.ids)), key=lambda i: (far[i], total[i], table.ids[i]))


def _peer(table: Profiles, found: Distances, row: int, *, added: bool) -> Peer:
    """Return one row of the distances as a peer."""
    total = float(found.total[0, row])
    parts = zip(ATTRIBUTES, found.parts[:, 0, row].tolist(), strict=True)
    return Peer(
        id=table.ids[row],
        distance=None if math.isnan(total) else total,
        parts={name: part for name, part in parts if math.isfinite(part)},
        known=float(found.known[0, row]),
        added=added,
    )
