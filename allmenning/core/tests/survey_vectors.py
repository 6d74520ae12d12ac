"""The vectors of survey estimation: read, run and compared."""

import csv
import json
import math
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from allmenning.core.recipe.table import Table, read_table

FOLDER = Path(__file__).parent / "vectors/surveys"


class Tables(Mapping[str, Table]):
    """The data sets of the vectors, each read once."""

    def __getitem__(self, name: str) -> Table:
        if name not in schema():
            raise KeyError(name)
        return data_set(name)

    def __iter__(self) -> Iterator[str]:
        return iter(schema())

    def __len__(self) -> int:
        return len(schema())


@cache
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "data/schema.json").read_text())
    return found


@cache
def data_set(name: str) -> Table:
    with (FOLDER / f"data/{name}.csv").open(newline="") as lines:
        return read_table(list(csv.reader(lines)), schema()[name]["columns"])


def files() -> list[Path]:
    return sorted(FOLDER.glob("*.json"))


def vectors(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text())["vectors"]
    return found


def differences(expected: Any, given: Any, tolerance: float, at: str = "") -> list[str]:
    """Name what differs by more than the tolerance; what R could not give is not compared.

    Numbers in a list are seen beside the largest of them, so that R's rounding noise around 0 does
    not count.
    """
    if isinstance(expected, dict):
        if not isinstance(given, dict):
            return [f"{at}: {given!r} is no object"]
        return [
            found
            for key, value in expected.items()
            for found in differences(value, given.get(key), tolerance, f"{at}.{key}")
        ]
    if isinstance(expected, list):
        return _of_lists(expected, given, tolerance, at)
    if expected in {"NaN", None} or expected == given:
        return []
    if isinstance(expected, str) or isinstance(given, str) or given is None:
        return [f"{at}: {given!r} is not {expected!r}"]
    return [] if _near(expected, given, tolerance, 0.0) else [f"{at}: {given} is not {expected}"]


def _of_lists(
    expected: list[Any], given: Any, tolerance: float, at: str, largest: float = 0.0
) -> list[str]:
    if not isinstance(given, list) or len(given) != len(expected):
        return [f"{at}: {given!r} has not the length of {expected!r}"]
    largest = max([largest, *map(abs, _numbers(expected))])
    found: list[str] = []
    for place, (one, other) in enumerate(zip(expected, given, strict=True)):
        numbers = isinstance(one, int | float) and isinstance(other, int | float)
        if numbers and _near(one, other, tolerance, largest):
            continue
        if isinstance(one, list):
            found += _of_lists(one, other, tolerance, f"{at}[{place}]", largest)
        else:
            found += differences(one, other, tolerance, f"{at}[{place}]")
    return found


def _numbers(values: list[Any]) -> list[float]:
    nested = [one for value in values if isinstance(value, list) for one in _numbers(value)]
    return [value for value in values if isinstance(value, int | float)] + nested


def _near(one: float, other: float, tolerance: float, largest: float) -> bool:
    slack = max(1e-14 * largest, 1e-13)
    return math.isclose(one, other, rel_tol=tolerance, abs_tol=slack)
