"""What a recipe gives: tables of figures, each of them a core recipe that anybody can run again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allmenning.core.recipe.run import run
from allmenning.core.recipe.table import Column, Table, number, text
from allmenning.surveys.queries.data import AnswerData
from allmenning.surveys.queries.tables import (
    WHOLE,
    Base,
    FigureTable,
    Json,
    Method,
    Row,
    TableSpec,
)
from allmenning.surveys.queries.variables import DONT_KNOW, Cell, Variable

LEVEL = 0.95
# All but "small" and this one have no interval when nobody or everybody said it (Korn, Graubard).
METHOD_AT_THE_ENDS: Method = "beta"

Columns = Mapping[str, NDArray[Any]]


def spec_of(
    data: AnswerData, tables: Sequence[TableSpec], *, method: Method = "small", level: float = LEVEL
) -> Json:
    """Write the recipe that is saved: a design, and the tables that are asked for."""
    return {
        "design": design_of(data),
        "steps": [],
        "level": level,
        "method": method,
        "tables": [asdict(one) for one in tables],
    }


def design_of(data: AnswerData) -> Json:
    """Say how the answers came about: by stratum from a finite frame, or persons in bodies."""
    if not data.is_of_bodies:
        return {"data": "microdata", "ids": "cluster", "weights": "weight"}
    return {
        "data": "microdata",
        "strata": "stratum",
        "weights": "weight",
        "fpc": "population",
    }


def tables_in(spec: Json) -> list[TableSpec]:
    return [TableSpec(**one) for one in spec["tables"]]


NUMBERS = frozenset({"population", "base_weight", "weight"})


def columns_of(data: AnswerData) -> dict[str, NDArray[Any]]:
    """Turn the columns into arrays: numbers with NaN, or texts with None, where missing."""
    numbers = NUMBERS | {one.name for one in data.variables if one.is_number}
    return {
        name: _numbers(cells) if name in numbers else np.array(cells, dtype=object)
        for name, cells in data.columns.items()
    }


def _numbers(cells: Sequence[Cell]) -> NDArray[np.float64]:
    return np.array([one if isinstance(one, float) else np.nan for one in cells])


def table_of(columns: Columns) -> Table:
    """Make the data set that recipes read."""
    return Table(
        {name: _column(values) for name, values in columns.items()},
        len(next(iter(columns.values()))),
    )


def _column(values: NDArray[Any]) -> Column:
    return number(values) if values.dtype.kind == "f" else text(values.tolist())


def results_of(spec: Json, data: AnswerData) -> list[FigureTable]:
    """Compute every table of the recipe; variables that are gone are passed over."""
    columns = columns_of(data)
    answers = table_of(columns)
    return [
        FigureTable(
            table,
            tuple(
                _estimated(row, figure_recipe(spec, table, variable, row), answers)
                for row in _rows(table, variable, data, columns)
            ),
        )
        for table in tables_in(spec)
        if (variable := data.variable(table.variable))
        and (table.by == WHOLE or table.by in data.groupings)
    ]


def _rows(table: TableSpec, variable: Variable, data: AnswerData, columns: Columns) -> list[Row]:
    groups = list(data.groupings[table.by].groups) if table.by else [WHOLE]
    return [
        counted(table, variable, category, group, columns)
        for group in groups
        for category in categories_of(variable, table.base)
    ]


def categories_of(variable: Variable, base: Base) -> list[str]:
    """List the categories that get a figure; a number has none, and a choice only "chosen"."""
    if variable.is_number:
        return [""]
    kept = variable.categories if base == "all" else variable.known
    shown = [one.code for one in kept]
    return [shown[0], *shown[2:]] if variable.is_choice else shown


def rows_in_base(table: TableSpec, variable: Variable, columns: Columns) -> NDArray[np.bool_]:
    """Mark who is in the base: those who answered, without "don't know" or with it."""
    values = columns[table.variable]
    if variable.is_number:
        return ~np.isnan(values)
    answered = np.array([one is not None for one in values], dtype=bool)
    return answered & (values != DONT_KNOW) if table.base == "known" else answered


def counted(
    table: TableSpec, variable: Variable, category: str, group: str, columns: Columns
) -> Row:
    """Count one figure without weights."""
    inside = rows_in_base(table, variable, columns)
    if table.by:
        inside = inside & (columns[table.by] == group)
    base_n = int(inside.sum())
    if base_n == 0:
        return Row(group, category, 0, 0, None, reason="no_answers")
    if variable.is_number:
        mean = float(columns[table.variable][inside].mean())
        return Row(group, category, base_n, base_n, mean)
    n = int((columns[table.variable][inside] == category).sum())
    return Row(group, category, n, base_n, n / base_n)


def figure_recipe(spec: Json, table: TableSpec, variable: Variable, row: Row) -> Json:
    """Write one figure as a core recipe, in the format that `allmenning survey run` reads."""
    steps = [*spec["steps"], {"op": "subset", "where": condition_of(table, variable, row.group)}]
    if variable.is_number:
        stat: Json = {"op": "mean", "vars": [variable.name]}
    else:
        at_the_ends = spec["method"] != "small" and row.n in (0, row.base_n)
        stat = {
            "op": "ciprop",
            "event": f"{variable.name} == '{row.category}'",
            "method": METHOD_AT_THE_ENDS if at_the_ends else spec["method"],
        }
    return {"design": spec["design"], "steps": steps, "stat": stat, "level": spec["level"]}


def condition_of(table: TableSpec, variable: Variable, group: str) -> str:
    """Write the base of a figure as an expression."""
    parts = [f"!is.na({variable.name})"]
    if table.base == "known" and not variable.is_number and variable.has_dont_know:
        parts.append(f"{variable.name} != '{DONT_KNOW}'")
    if table.by:
        parts.append(f"{table.by} == '{group}'")
    return " & ".join(parts)


def _estimated(row: Row, recipe: Json, answers: Table) -> Row:
    if not row.base_n:
        return row
    found: Any = run(recipe, {recipe["design"]["data"]: answers})
    interval = found["ci"]
    return Row(
        **{
            **asdict(row),
            "estimate": _finite(found["estimate"][0]),
            "se": _finite(found["se"][0]),
            "low": _finite(interval["lower"][0]),
            "high": _finite(interval["upper"][0]),
            "degrees": _finite(found["df"]),
            "method": recipe["stat"].get("method", "mean"),
        }
    )


def _finite(value: Any) -> float | None:
    """Read a number; recipes write what is not finite as a word."""
    return float(value) if isinstance(value, int | float) and np.isfinite(value) else None
