"""What is known of municipalities, as rows and as arrays."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ATTRIBUTES = (
    "size",
    "kostra_group",
    "centrality",
    "language",
    "county",
    "staffing",
    "purposes",
)
"""The attributes a distance is made of, in the order of the parts."""

LANGUAGE_POSITIONS = {"nb": 0.0, "neutral": 0.5, "nn": 1.0}
CENTRALITY_STEPS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is known of one municipality; None is unknown.

    Attributes
    ----------
    id : str
    population : float or None
        Inhabitants, above 0.
    kostra_group, county : str or None
    centrality : float or None
        Class 1 (most central) to 6.
    language : str or None
        ``nb``, ``nn`` or ``neutral``.
    staffing : float or None
        Full-time equivalents in communication, 0 or more; once the body has told.
    purposes : frozenset of str or None
        What the body uses social media for, once it has told.
    """

    id: str
    population: float | None = None
    kostra_group: str | None = None
    centrality: float | None = None
    language: str | None = None
    county: str | None = None
    staffing: float | None = None
    purposes: frozenset[str] | None = None


@dataclass(frozen=True, eq=False)
class Profiles:
    """Municipalities as arrays over n, ready for distances; built by `profiles`.

    Attributes
    ----------
    ids : tuple of str
    size, centrality, language, staffing : (n,) array of float
        Positions; the distance is their difference, at most 1. NaN is unknown.
    kostra_group, county : (n,) array of float
        Group numbers; the distance is 0 or 1. NaN is unknown.
    purposes : (n, k) array of float
        1 where the purpose is told, all NaN where nothing is told.
    """

    ids: tuple[str, ...]
    size: Floats
    kostra_group: Floats
    centrality: Floats
    language: Floats
    county: Floats
    staffing: Floats
    purposes: Floats

    def index(self, viewpoint: str) -> int:
        """Return the row of a municipality.

        Raises
        ------
        KeyError
            It is not among the profiles.
        """
        try:
            return self.ids.index(viewpoint)
        except ValueError:
            raise KeyError(viewpoint) from None


def profiles(rows: Sequence[Profile]) -> Profiles:
    """Turn profiles into arrays.

    Parameters
    ----------
    rows : sequence of Profile

    Returns
    -------
    Profiles

    Raises
    ------
    ValueError
        Two rows have the same id, or a number is out of range.
    """
    ids = tuple(row.id for row in rows)
    if len(set(ids)) != len(ids):
        raise ValueError("Two profiles have the same id.")
    populations = [_at_least(row.population, 1, "population", row.id) for row in rows]
    staffings = [_at_least(row.staffing, 0, "staffing", row.id) for row in rows]
    return Profiles(
        ids=ids,
        size=np.log10(np.array(populations, dtype=float)),
        kostra_group=_numbered([row.kostra_group for row in rows]),
        centrality=np.array([_centrality(row) for row in rows], dtype=float),
        language=np.array([_language(row) for row in rows], dtype=float),
        county=_numbered([row.county for row in rows]),
        staffing=np.log10(1 + np.array(staffings, dtype=float)),
        purposes=_purposes([row.purposes for row in rows]),
    )


def _at_least(value: float | None, lowest: float, name: str, owner: str) -> float:
    """Return a number, NaN when unknown."""
    if value is None or math.isnan(value):
        return math.nan
    if not (math.isfinite(value) and value >= lowest):
        raise ValueError(f"The {name} of {owner} must be {lowest} or more, not {value}.")
    return value


def _centrality(row: Profile) -> float:
    """Return the place on a scale from 0 to 1, NaN when unknown."""
    found = _at_least(row.centrality, 1, "centrality", row.id)
    if found > 1 + CENTRALITY_STEPS:
        raise ValueError(f"The centrality of {row.id} must be a class from 1 to 6, not {found}.")
    return found / CENTRALITY_STEPS


def _language(row: Profile) -> float:
    """Return the place on a scale from bokmål to nynorsk, NaN when unknown."""
    if row.language is None:
        return math.nan
    if row.language not in LANGUAGE_POSITIONS:
        raise ValueError(f"The language of {row.id} must be nb, nn or neutral.")
    return LANGUAGE_POSITIONS[row.language]


def _numbered(groups: Sequence[str | None]) -> Floats:
    """Return a number per group, NaN when unknown."""
    numbers: dict[str, int] = {}
    found = [math.nan if one is None else numbers.setdefault(one, len(numbers)) for one in groups]
    return np.array(found, dtype=float)


def _purposes(told: Sequence[frozenset[str] | None]) -> Floats:
    """Return who told which purposes, (n, k), a row of NaN when nothing is told."""
    names = sorted(frozenset[str]().union(*(one for one in told if one is not None)))
    unknown = [math.nan] * max(1, len(names))
    nothing = [0.0] * max(1, len(names))
    rows = [
        unknown if one is None else [float(name in one) for name in names] or nothing
        for one in told
    ]
    return np.array(rows, dtype=float).reshape(len(told), max(1, len(names)))
