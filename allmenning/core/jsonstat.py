"""Tables as JSON-stat 2.0, the format that Statistics Norway and Eurostat answer in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, prod
from typing import Any, Literal

Role = Literal["time", "geo", "metric"]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One side of a table.

    Attributes
    ----------
    code, label : str
    categories : tuple of (str, str)
        Code and label, in order; at least one, no code twice.
    role : {"time", "geo", "metric"} or None
    units : mapping of str to mapping
        Unit by category, for a metric: ``{"share": {"label": "share", "decimals": 3}}``.
    """

    code: str
    label: str
    categories: tuple[tuple[str, str], ...]
    role: Role | None = None
    units: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def dataset(
    label: str,
    dimensions: Sequence[Dimension],
    values: Sequence[float | None],
    *,
    status: Mapping[int, str] | None = None,
    source: str = "",
    updated: str = "",
    note: Sequence[str] = (),
    extension: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a table as a JSON-stat 2.0 dataset.

    Parameters
    ----------
    label : str
        What the table is called.
    dimensions : sequence of Dimension
    values : sequence of float or None
        Row by row: the last dimension runs fastest. None is a value that is missing or withheld.
    status : mapping of int to str
        Why a value is missing, by its place in `values`.
    source, updated, note, extension
        As the format has them; empty ones are left out.

    Returns
    -------
    dict
        Ready for JSON.

    Raises
    ------
    ValueError
        Values that do not fill the table, a dimension without categories or with one twice, a
        value that is no number, or a status outside the table.

    References
    ----------
    JSON-stat Format 2.0, https://json-stat.org/full/, sections dataset, dimension, category.
    """
    _check(dimensions, values, status or {})
    told: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": label,
        "source": source,
        "updated": updated,
        "note": list(note),
        "id": [one.code for one in dimensions],
        "size": [len(one.categories) for one in dimensions],
        "role": _roles(dimensions),
        "dimension": {one.code: _dimension(one) for one in dimensions},
        "value": list(values),
        "status": {str(place): why for place, why in sorted((status or {}).items())},
        "extension": dict(extension or {}),
    }
    return {name: value for name, value in told.items() if value not in ("", [], {})}


def _check(
    dimensions: Sequence[Dimension], values: Sequence[float | None], status: Mapping[int, str]
) -> None:
    """Refuse what is no table."""
    codes = [one.code for one in dimensions]
    if not codes or len(set(codes)) < len(codes):
        raise ValueError(f"A table needs dimensions with a code each, none twice, not {codes}.")
    for one in dimensions:
        names = [code for code, _ in one.categories]
        if not names or len(set(names)) < len(names):
            raise ValueError(
                f"The dimension {one.code} needs categories, none of them twice: {names}."
            )
    cells = prod(len(one.categories) for one in dimensions)
    if len(values) != cells:
        raise ValueError(f"The table has {cells} cells and {len(values)} values.")
    for value in values:
        if value is not None and not isfinite(value):
            raise ValueError(f"A value must be finite or None, not {value}.")
    if outside := [place for place in status if not 0 <= place < cells]:
        raise ValueError(f"A status stands outside the table of {cells} cells: {outside}.")


def _roles(dimensions: Sequence[Dimension]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in dimensions:
        if one.role:
            found.setdefault(one.role, []).append(one.code)
    return found


def _dimension(one: Dimension) -> dict[str, Any]:
    category: dict[str, Any] = {
        "index": [code for code, _ in one.categories],
        "label": dict(one.categories),
    }
    if one.units:
        category["unit"] = {code: dict(unit) for code, unit in one.units.items()}
    return {"label": one.label, "category": category}
