"""A sample as it was drawn: strata, clusters, weights, populations."""

from collections.abc import Mapping

import numpy as np

from allmenning.core.design.build import build
from allmenning.core.design.coding import Labels
from allmenning.core.design.model import Design, Floats, Lonely
from allmenning.core.design.pairs import hartley_rao, of_joint, overton, with_pairs, yates_grundy
from allmenning.core.recipe.expression import evaluate
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Spec, amount, flag, names, word
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
        unequal=bool(spec.get("pps")),
        lonely=_lonely(word(spec, "lonely_psu", "fail")),
        adjust_domain_lonely=flag(spec, "adjust_domain_lonely"),
    )
    return Sample(table, _paired(design, spec, tables) if spec.get("pps") else design)


def _paired(design: Design, spec: Spec, tables: Mapping[str, Table]) -> Design:
    """Give the design its pairs: `pps` is brewer, overton, hr, or a matrix under `joint`."""
    said = spec.get("pps")
    kind = said.lower() if isinstance(said, str) else "joint"
    if kind == "brewer":
        return design
    first = design.stages[0]
    chances = 1 / design.drawn
    if kind == "overton":
        pairs = overton(chances, first.strata, first.clusters)
    elif kind == "hr":
        known = amount(spec, "psum") if "psum" in spec else None
        pairs = hartley_rao(chances, first.strata, first.clusters, known)
    elif "joint" in spec or kind == "joint":
        pairs = of_joint(_joint(spec.get("joint", said), tables))
    else:
        raise RecipeError(f"pps must be brewer, overton, HR or a matrix, not {said!r}.")
    if word(spec, "variance", "HT").upper() == "YG":
        pairs = yates_grundy(pairs, first.clusters)
    return with_pairs(design, pairs)


def _joint(given: object, tables: Mapping[str, Table]) -> Floats:
    """Read joint probabilities: a list of lists, or the name of a data set of nothing else."""
    if isinstance(given, str) and given in tables:
        return np.column_stack([column.values for column in tables[given].columns.values()])
    try:
        return np.array(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise RecipeError("Joint probabilities must be a square of numbers.") from None


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
    if isinstance(given, int | float) and not isinstance(given, bool):
        return (repr(given),)
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
