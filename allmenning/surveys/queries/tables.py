"""Tables of figures as they are kept: what was asked for, and one row for each figure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from allmenning.surveys.queries.variables import Category, Variable

Base = Literal["all", "known"]
Method = Literal["small", "logit", "beta", "likelihood", "asin", "mean"]
BASES: tuple[Base, ...] = get_args(Base)
METHODS: tuple[Method, ...] = get_args(Method)
WHOLE = ""

Json = dict[str, Any]
PROTECTED = "protected"


@dataclass(frozen=True)
class TableSpec:
    """One variable, whole or broken down, on one base."""

    variable: str
    by: str = WHOLE
    base: Base = "all"


@dataclass(frozen=True)
class Row:
    """One figure with what it rests on; without `estimate` there is a `reason`.

    `n` answered so, `base_n` is the base. A mean has no category and no `n` of its own.
    """

    group: str
    category: str
    n: int
    base_n: int
    unweighted: float | None
    estimate: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    degrees: float | None = None
    method: str = ""
    reason: str = ""


@dataclass(frozen=True)
class FigureTable:
    spec: TableSpec
    rows: tuple[Row, ...]


def stored(tables: Sequence[FigureTable]) -> Json:
    """Return results as JSON."""
    return {"tables": [asdict(one) for one in tables]}


def read_results(told: Json) -> list[FigureTable]:
    """Read results back from JSON."""
    return [
        FigureTable(TableSpec(**one["spec"]), tuple(Row(**row) for row in one["rows"]))
        for one in told["tables"]
    ]


def variables_in(told: Json) -> dict[str, Variable]:
    """Read the variables of a publication back, by name."""
    return {
        one["name"]: Variable(
            **{**one, "categories": tuple(Category(**category) for category in one["categories"])}
        )
        for one in told["variables"]
    }


def whole_tables(tables: Sequence[FigureTable]) -> list[FigureTable]:
    """Give those that are not broken down."""
    return [one for one in tables if one.spec.by == WHOLE]
