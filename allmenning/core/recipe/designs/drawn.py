"""A sample as it was drawn: strata, clusters, weights, populations."""

from collections.abc import Mapping

import numpy as np

from allmenning.core.design.build import build
from allmenning.core.design.coding import Labels
from allmenning.core.design.model import Floats, Lonely
from allmenning.core.recipe.expression import evaluate
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Spec, flag, names, word
from allmenning.core.recipe.table import RecipeError, Table

NOTHING = frozenset({"", "1", "0", "~1", "~0"})


def drawn(spec: Spec, tables: Mapping[str, Table]) -> Sample:
    """Read a design of columns: ids, strata, weights or probs, fpc, nest, lonely_psu.

    Raises
    ------
    RecipeError
        A field that is not understood, a variable that is not among the data.
    DesignError
        A design that cannot be.
    """
    table = named_table(spec, tables)
    design = build(
        table.rows,
        clusters=[_labels(name, table) for name in _listed(spec, "ids")],
        strata=[_labels(name, table) for name in _listed(spec, "strata")],
        weights=_product(spec, "weights", table),
        probabilities=_product(spec, "probs", table),
        populations=[numbers_of(name, table) for name in _listed(spec, "fpc")],
        nest=flag(spec, "nest"),
        lonely=_lonely(word(spec, "lonely_psu", "fail")),
        adjust_domain_lonely=flag(spec, "adjust_domain_lonely"),
    )
    return Sample(table, design)


def named_table(spec: Spec, tables: Mapping[str, Table], field: str = "data") -> Table:
    """Return the data set that a field of the design names."""
    name = word(spec, field)
    if name not in tables:
        raise RecipeError(f"There is no data set {name!r}.")
    return tables[name]


def numbers_of(name: str, table: Table) -> Floats:
    """Return a variable that must hold numbers."""
    column = evaluate(name, table)
    if column.coded:
        raise RecipeError(f"{name!r} must hold numbers, and holds labels.")
    return np.asarray(column.values, dtype=np.float64)


def _listed(spec: Spec, field: str) -> tuple[str, ...]:
    given = spec.get(field)
    if given is None or (isinstance(given, str | int) and str(given) in NOTHING):
        return ()
    if isinstance(given, str) and given.startswith("~"):
        return tuple(part.strip() for part in given[1:].split("+"))
    return tuple(name.removeprefix("~") for name in names(spec, field))


def _labels(name: str, table: Table) -> Labels:
    column = evaluate(name, table)
    if column.missing.any():
        missing = int(column.missing.sum())
        raise RecipeError(f"{name!r} is missing on {missing} rows, and the design needs it on all.")
    if not column.coded:
        return column.values
    return np.array(column.levels)[np.asarray(column.values, dtype=np.intp)]


def _product(spec: Spec, field: str, table: Table) -> Floats | None:
    columns = [numbers_of(name, table) for name in _listed(spec, field)]
    if not columns:
        return None
    return np.asarray(np.prod(columns, axis=0)) if len(columns) > 1 else columns[0]


def _lonely(said: str) -> Lonely:
    if said not in set(Lonely):
        raise RecipeError(f"lonely_psu must be one of {', '.join(Lonely)}, not {said!r}.")
    return Lonely(said)
