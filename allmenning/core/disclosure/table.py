"""Tables as they are published: dimensions with totals and groups, and cells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

TOTAL = "total"


class DisclosureError(ValueError):
    """A table that cannot be; the sentence names table, cell and code, and what would be right."""


@dataclass(frozen=True, eq=False)
class Dimension:
    """A variable with its codes; a code may be the sum of others.

    Attributes
    ----------
    name : str
        Tables that use the same name mean the same variable.
    parts : mapping of str to tuple of str
        For each code the codes it is the sum of; empty for the finest. Groups may overlap
        ("not Oslo" beside the counties), which is what differencing lives on.

    Raises
    ------
    DisclosureError
        A code is part of itself, or its parts are no codes.
    """

    name: str
    parts: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        """Refuse parts that are no codes, and circles."""
        for code, parts in self.parts.items():
            unknown = [part for part in parts if part not in self.parts]
            if unknown:
                raise DisclosureError(
                    f"{self.name}: {code} is the sum of {unknown[0]}, which is not among the codes."
                )
        _ = self.leaves_of

    @cached_property
    def leaves_of(self) -> dict[str, frozenset[str]]:
        """The finest codes of each code."""
        found: dict[str, frozenset[str]] = {}
        for code in self.parts:
            self._collect(code, found, ())
        return found

    def _collect(
        self, code: str, found: dict[str, frozenset[str]], above: tuple[str, ...]
    ) -> frozenset[str]:
        if code in above:
            raise DisclosureError(f"{self.name}: {code} is part of itself.")
        if code not in found:
            parts = self.parts[code]
            below = [self._collect(part, found, (*above, code)) for part in parts]
            found[code] = frozenset().union(*below) if parts else frozenset((code,))
        return found[code]

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The finest codes, in the order they are written."""
        return tuple(code for code, parts in self.parts.items() if not parts)

    @cached_property
    def total(self) -> str | None:
        """The code that holds all the finest ones, if there is one."""
        whole = frozenset(self.leaves)
        found = [code for code, leaves in self.leaves_of.items() if leaves == whole]
        return found[0] if found and len(self.parts) > 1 else None


def flat(name: str, codes: Iterable[str], *, total: str = TOTAL) -> Dimension:
    """Return a dimension of codes under one total."""
    finest = tuple(code for code in codes if code != total)
    return Dimension(name, {total: finest, **dict.fromkeys(finest, ())})


def tree(name: str, parents: Mapping[str, str | None]) -> Dimension:
    """Return a dimension from each code's parent; the total's is None."""
    parts: dict[str, tuple[str, ...]] = dict.fromkeys(parents, ())
    for code, parent in parents.items():
        if parent is None:
            continue
        if parent not in parts:
            raise DisclosureError(f"{name}: {code} lies under {parent}, which is not a code.")
        parts[parent] = (*parts[parent], code)
    return Dimension(name, parts)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes
    ----------
    codes : tuple of str
        One for each dimension of the table.
    count : int or None
        Units in the cell; None where it is not known (hidden in what was published).
    value : float or None
        The sum of something over them, not below 0.
    contributions : tuple of float
        The largest units' parts of the value, where known.
    is_hidden : bool
        Not shown in what is published; a count may stand here all the same, for who protects.
    """

    codes: tuple[str, ...]
    count: int | None
    value: float | None = None
    contributions: tuple[float, ...] = ()
    is_hidden: bool = False


@dataclass(frozen=True, eq=False)
class Table:
    """A table of counts, with a value beside or without.

    Attributes
    ----------
    name : str
    dimensions : tuple of Dimension
    cells : tuple of Cell
    filters : tuple of (str, str)
        Variable and code the whole table is about: "of those with a strategy" is
        ``(("strategy", "yes"),)``.
    groups : tuple of Dimension
        What the filters' codes are the sum of, where they are not the finest.
    answers : tuple of str
        The dimensions whose shares are shown, for the rule on shares of 0 and 100 %.
    slack : int
        How far a shown count may lie from the true one, where counts are rounded.

    Raises
    ------
    DisclosureError
        A cell has other codes than its dimensions, stands twice, or is below 0.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    cells: tuple[Cell, ...]
    filters: tuple[tuple[str, str], ...] = ()
    answers: tuple[str, ...] = ()
    slack: int = 0
    groups: tuple[Dimension, ...] = ()
    _places: dict[tuple[str, ...], int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse what is no table."""
        places: dict[tuple[str, ...], int] = {}
        for place, cell in enumerate(self.cells):
            self._check(cell)
            if cell.codes in places:
                raise DisclosureError(f"{self.name}: the cell {_named(cell)} stands twice.")
            places[cell.codes] = place
        object.__setattr__(self, "_places", places)
        self._check_answers()

    def _check(self, cell: Cell) -> None:
        if len(cell.codes) != len(self.dimensions):
            raise DisclosureError(
                f"{self.name}: the cell {_named(cell)} has {len(cell.codes)} codes, "
                f"but the table has {len(self.dimensions)} dimensions."
            )
        for dimension, code in zip(self.dimensions, cell.codes, strict=True):
            if code not in dimension.parts:
                raise DisclosureError(f"{self.name}: {code} is no code of {dimension.name}.")
        if (cell.count or 0) < 0 or (cell.value or 0.0) < 0:
            raise DisclosureError(
                f"{self.name}: the cell {_named(cell)} is below 0; counts and values are 0 or more."
            )

    def _check_answers(self) -> None:
        names = [dimension.name for dimension in self.dimensions]
        for answer in self.answers:
            if answer not in names:
                raise DisclosureError(f"{self.name}: {answer} is none of the dimensions.")

    def at(self, codes: tuple[str, ...]) -> Cell | None:
        """Return the cell with these codes."""
        place = self._places.get(codes)
        return None if place is None else self.cells[place]


def _named(cell: Cell) -> str:
    return " × ".join(cell.codes)


def table_of(
    name: str,
    dimensions: tuple[Dimension, ...],
    counts: Mapping[tuple[str, ...], int],
    *,
    filters: tuple[tuple[str, str], ...] = (),
    answers: tuple[str, ...] = (),
) -> Table:
    """Return the table with all sums from its finest counts; what is not given is 0.

    Raises
    ------
    DisclosureError
        A code that is none of the finest.
    """
    sums: dict[tuple[str, ...], int] = dict.fromkeys(product(*(one.parts for one in dimensions)), 0)
    above = [_above(dimension) for dimension in dimensions]
    for codes, count in counts.items():
        if any(code not in up for code, up in zip(codes, above, strict=True)):
            raise DisclosureError(f"{name}: {' × '.join(codes)} is none of the finest cells.")
        for held in product(*(up[code] for code, up in zip(codes, above, strict=True))):
            sums[held] += count
    cells = tuple(Cell(codes, count) for codes, count in sums.items())
    return Table(name, dimensions, cells, filters, answers)


def _above(dimension: Dimension) -> dict[str, list[str]]:
    """Return for each of the finest codes the codes that hold it."""
    found: dict[str, list[str]] = {leaf: [] for leaf in dimension.leaves}
    for code, leaves in dimension.leaves_of.items():
        for leaf in leaves:
            found[leaf].append(code)
    return found
