"""Which cells are sensitive by themselves, and how unsure of them a reader must remain."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from allmenning.core.disclosure.table import Cell, Dimension, DisclosureError, Table

MINIMUM = 3


class Reason(StrEnum):
    """Why a cell is sensitive."""

    FEW = "few"
    ZERO = "zero"
    DOMINANCE = "dominance"
    P_PERCENT = "p_percent"
    ALL_OR_NONE = "all_or_none"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules, all on from the start.

    Attributes
    ----------
    minimum : int
        Counts from 1 to one below it are sensitive; at least 2.
    spread : int or None
        How far apart the lowest and the highest count that a sensitive cell may have must be; None
        is ``minimum - 1``, and 1 guards only against a count that can be computed exactly.
    hides_zeros : bool
        Zeros are sensitive as well; else only by the rule on shares.
    dominance : tuple of (int, float) or None
        n and k: sensitive where the n largest have more than k % of the value.
    p_percent : float or None
        Sensitive where the second largest can estimate the largest to within p %.
    all_or_none : bool
        A share of exactly 0 or 100 % tells everybody's answer and is sensitive.
    all_or_none_off : str
        Why that rule does not apply, where it is off.

    Raises
    ------
    DisclosureError
        A limit outside its range, or a rule turned off without a reason.
    """

    minimum: int = MINIMUM
    hides_zeros: bool = False
    dominance: tuple[int, float] | None = (1, 85.0)
    p_percent: float | None = 10.0
    all_or_none: bool = True
    all_or_none_off: str = ""
    spread: int | None = None

    def __post_init__(self) -> None:
        """Refuse limits that protect nobody, and silence."""
        if self.minimum < 2:
            raise DisclosureError(
                f"The smallest count that may be shown must be at least 2, not {self.minimum}: "
                "a count of 1 is one single unit."
            )
        if self.spread is not None and self.spread < 1:
            raise DisclosureError(
                f"The possible counts of a sensitive cell must be at least 1 apart, "
                f"not {self.spread}."
            )
        if self.dominance is not None and not (
            self.dominance[0] >= 1 and 0 < self.dominance[1] < 100
        ):
            raise DisclosureError(
                f"Dominance takes a number of units from 1 and a percent between 0 and 100, "
                f"not {self.dominance[0]} and {self.dominance[1]:g}."
            )
        if self.p_percent is not None and not 0 < self.p_percent < 100:
            raise DisclosureError(
                f"The p % rule takes a percent between 0 and 100, not {self.p_percent:g}."
            )
        if not self.all_or_none and not self.all_or_none_off.strip():
            raise DisclosureError(
                "The rule on shares of 0 and 100 % may be turned off only with a reason."
            )

    @property
    def width(self) -> int:
        """How far apart the lowest and highest possible count of a sensitive cell must be."""
        return self.minimum - 1 if self.spread is None else self.spread


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A cell of a table that may not be shown.

    Attributes
    ----------
    place : int
        Which of the table's cells.
    margin : float
        How far from the true value the reader's bounds must lie, where the value is sensitive.
    """

    place: int
    reasons: tuple[Reason, ...]
    margin: float = 0.0


def sensitive_cells(table: Table, rules: Rules) -> tuple[Sensitive, ...]:
    """Return the table's sensitive cells, in order; those whose count is unknown are passed over.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, sections 4.2 (rules) and 5.2 (minimum
    counts, group disclosure).
    """
    whole = _wholes(table) if rules.all_or_none else {}
    return tuple(
        found
        for place, cell in enumerate(table.cells)
        if cell.count is not None
        and (found := _judged(place, cell, cell.count, rules, whole.get(place, ()))).reasons
    )


def _judged(place: int, cell: Cell, count: int, rules: Rules, wholes: tuple[int, ...]) -> Sensitive:
    reasons = []
    if 0 < count < rules.minimum:
        reasons.append(Reason.FEW)
    if count == 0 and rules.hides_zeros:
        reasons.append(Reason.ZERO)
    if any(count in {0, whole} for whole in wholes):
        reasons.append(Reason.ALL_OR_NONE)
    margins = dict(_margins(cell, rules))
    reasons += margins
    return Sensitive(place, tuple(reasons), max(margins.values(), default=0.0))


def _margins(cell: Cell, rules: Rules) -> Iterator[tuple[Reason, float]]:
    """Yield each broken rule on values, with how far off a reader must be kept."""
    if cell.value is None or not cell.contributions or cell.value <= 0:
        return
    parts = sorted(cell.contributions, reverse=True)
    if rules.dominance is not None:
        largest, percent = rules.dominance
        short = 100 * sum(parts[:largest]) / percent - cell.value
        if short > 1e-9 * cell.value:
            yield Reason.DOMINANCE, short
    if rules.p_percent is not None:
        rest = cell.value - sum(parts[:2])
        short = rules.p_percent / 100 * parts[0] - rest
        if short > 1e-9 * cell.value:
            yield Reason.P_PERCENT, short


def _wholes(table: Table) -> dict[int, tuple[int, ...]]:
    """Return for each cell how many there are in its group, by each of the answers it is one of."""
    found: dict[int, tuple[int, ...]] = {}
    for position, dimension in enumerate(table.dimensions):
        if dimension.name in table.answers and dimension.total is not None:
            for place, cell in enumerate(table.cells):
                whole = _whole(table, cell, position, dimension)
                if whole:
                    found[place] = (*found.get(place, ()), whole)
    return found


def _whole(table: Table, cell: Cell, position: int, dimension: Dimension) -> int:
    total = dimension.total
    if total is None or cell.codes[position] == total:
        return 0
    group = table.at(_with(cell, position, total))
    if group is not None:
        return group.count or 0
    parts = [table.at(_with(cell, position, code)) for code in dimension.leaves]
    return sum(part.count or 0 for part in parts if part is not None)


def _with(cell: Cell, position: int, code: str) -> tuple[str, ...]:
    return (*cell.codes[:position], code, *cell.codes[position + 1 :])
