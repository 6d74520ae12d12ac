"""Distances between municipalities, all attributes together, and their parts."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from .profile import ATTRIBUTES, Floats, Profiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each attribute counts when all are taken together; the reader may move them.

    Raises
    ------
    ValueError
        A weight is negative or not finite, or all are 0.
    """

    size: float = 3.0
    kostra_group: float = 2.0
    centrality: float = 2.0
    language: float = 1.0
    county: float = 1.0
    staffing: float = 1.0
    purposes: float = 2.0

    def __post_init__(self) -> None:
        """Refuse weights that give no distance."""
        for name in ATTRIBUTES:
            weight = getattr(self, name)
            if not (math.isfinite(weight) and weight >= 0):
                raise ValueError(f"The weight of {name} must be 0 or more, not {weight}.")
        if not any(getattr(self, name) for name in ATTRIBUTES):
            raise ValueError("At least one weight must be above 0.")

    def as_array(self) -> Floats:
        """Return the weights in the order of `ATTRIBUTES`, the greatest as 1."""
        found = np.array([getattr(self, name) for name in ATTRIBUTES], dtype=float)
        return np.asarray(found / found.max())


def weights_from_mapping(mapping: Mapping[str, object]) -> Weights:
    """Read weights from plain data such as a form; what is left out keeps its default.

    Raises
    ------
    ValueError
        An unknown attribute, or a weight that is no number of 0 or more.
    """
    found: dict[str, float] = {}
    for name, value in mapping.items():
        if name not in ATTRIBUTES:
            raise ValueError(f"There is no weight for {name}; choose {', '.join(ATTRIBUTES)}.")
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError(  # noqa: TRY004 - one kind of error for what a reader sends
                f"The weight of {name} must be a number, not {value!r}.",
            )
        found[name] = value
    return Weights(**found)


@dataclass(frozen=True, eq=False)
class Distances:
    """Distances of r municipalities to all n.

    Attributes
    ----------
    total : (r, n) array of float
        0 to 1; NaN where no weighted attribute is known of both.
    parts : (7, r, n) array of float
        What each of `ATTRIBUTES` adds to the total; NaN where it is not known of both.
    known : (r, n) array of float
        0 to 1, the share of the weights that rests on something known.
    """

    total: Floats
    parts: Floats
    known: Floats


def attribute_distances(table: Profiles, rows: slice) -> Iterator[Floats]:
    """Yield the (r, n) distance of each of `ATTRIBUTES`, NaN where it is not known of both."""
    for name in ATTRIBUTES:
        values: Floats = getattr(table, name)
        if name == "purposes":
            yield _jaccard(values[rows], values)
            continue
        apart = np.abs(values[rows, None] - values[None, :])
        whole = name in ("kostra_group", "county")
        yield np.ceil(np.minimum(apart, 1.0)) if whole else np.minimum(apart, 1.0)


def _jaccard(some: Floats, everyone: Floats) -> Floats:
    """Return one less the shared over the joint purposes; two empty sets are alike."""
    shared = some @ everyone.T
    joint = some.sum(axis=1)[:, None] + everyone.sum(axis=1)[None, :] - shared
    alike = np.divide(shared, joint, out=np.ones_like(shared), where=joint != 0)
    return np.asarray(1.0 - alike)


def distances(
    table: Profiles,
    weights: Weights | None = None,
    *,
    viewpoint: str | None = None,
) -> Distances:
    """Distances between municipalities, all attributes together.

    Parameters
    ----------
    table : Profiles
        Of n municipalities.
    weights : Weights, optional
    viewpoint : str, optional
        Only from this one (r = 1); otherwise from everyone (r = n).

    Returns
    -------
    Distances

    Raises
    ------
    KeyError
        The viewpoint is not among the profiles.
    """
    rows = slice(None)
    if viewpoint is not None:
        here = table.index(viewpoint)
        rows = slice(here, here + 1)
    factors = (weights or Weights()).as_array()
    told = _told(table)
    weighed = (told[rows] * factors) @ told.T
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(weighed > 0, 1 / weighed, np.nan)
    parts = np.empty((len(ATTRIBUTES), *weighed.shape))
    total = np.where(weighed > 0, 0.0, np.nan)
    for row, apart in enumerate(attribute_distances(table, rows)):
        part = np.multiply(apart, scale * factors[row], out=parts[row])
        everywhere = bool(told[:, row].all())
        np.add(total, part, out=total, where=True if everywhere else ~np.isnan(part))
    return Distances(total=total, parts=parts, known=weighed / factors.sum())


def _told(table: Profiles) -> Floats:
    """Return 1 where an attribute is known of a municipality, (n, 7)."""
    columns = [getattr(table, name) for name in ATTRIBUTES]
    known = [~np.isnan(column if column.ndim == 1 else column[:, 0]) for column in columns]
    return np.column_stack(known).astype(float)
