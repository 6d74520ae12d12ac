"""A sample that comes with its replicate weights."""

import re
from collections.abc import Mapping

import numpy as np

from allmenning.core.design.model import Floats
from allmenning.core.recipe.designs.drawn import named_table, numbers_of
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Spec, amount, flag, names, numbers, word
from allmenning.core.recipe.table import RecipeError, Table
from allmenning.core.replicate.given import Given, from_given


def replicate_given(spec: Spec, tables: Mapping[str, Table]) -> Sample:
    """Read replicate weights: ``repweights`` of the data, or all of ``repweights_file``.

    ``repweights`` is a list of columns, or a text that columns match as a regular expression.
    Further fields: ``weights``, ``type``, ``combined_weights``, ``scale``, ``rscales``, ``rho``,
    ``mse``, ``fpc`` with ``fpctype``, ``bootstrap_average`` and ``degf``.

    Raises
    ------
    RecipeError
        A column that is not there, or holds no numbers.
    DesignError
        A kind that is not known, or lacks its scale.
    """
    table = named_table(spec, tables)
    given = Given(
        columns=_columns(spec, table, tables),
        weights=_weights(spec, table),
        kind=word(spec, "type", "BRR"),
        combined=flag(spec, "combined_weights", default=True),
        scale=_amount(spec, "scale"),
        rscales=None if spec.get("rscales") is None else _repeated(spec),
        rho=_amount(spec, "rho"),
        left=_left(spec),
        averaged=int(amount(spec, "bootstrap_average", 1.0)),
        mse=flag(spec, "mse"),
        degrees=_amount(spec, "degf"),
    )
    return Sample(table, from_given(given))


def _weights(spec: Spec, table: Table) -> Floats | None:
    if spec.get("weights") is None:
        return None
    return numbers_of(word(spec, "weights").removeprefix("~"), table)


def _columns(spec: Spec, table: Table, tables: Mapping[str, Table]) -> Floats:
    if spec.get("repweights_file") is None:
        return _stacked(_matching(spec, table), table)
    file = named_table(spec, tables, "repweights_file")
    wanted = _matching(spec, file) if spec.get("repweights") else tuple(file.columns)
    if file.rows != table.rows:
        raise RecipeError(f"There are {file.rows} rows of replicates for {table.rows} of data.")
    return _stacked(wanted, file)


def _matching(spec: Spec, table: Table) -> tuple[str, ...]:
    said = spec.get("repweights")
    if not isinstance(said, str):
        return names(spec, "repweights")
    if said.startswith("~"):
        return tuple(part.strip() for part in said[1:].split("+"))
    if found := tuple(name for name in table.columns if re.search(said, name)):
        return found
    raise RecipeError(f"No variable of the data matches the replicate weights {said!r}.")


def _stacked(wanted: tuple[str, ...], table: Table) -> Floats:
    return np.column_stack([numbers_of(name, table) for name in wanted])


def _amount(spec: Spec, field: str) -> float | None:
    return None if spec.get(field) is None else amount(spec, field)


def _repeated(spec: Spec) -> Floats:
    return np.array(numbers(spec, "rscales"))


def _left(spec: Spec) -> Floats | None:
    """Return the part not drawn: ``fpc`` is a fraction drawn, or this itself."""
    if spec.get("fpc") is None:
        return None
    given = np.array(numbers(spec, "fpc"))
    return given if word(spec, "fpctype", "fraction") == "correction" else np.asarray(1 - given)
