"""Calibration to known totals of a formula's columns."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from allmenning.core.design.coding import coded
from allmenning.core.design.model import Codes, Design, Floats
from allmenning.core.recipe.expression import evaluate
from allmenning.core.recipe.formula import ModelMatrix, model_matrix, read_formula
from allmenning.core.recipe.margins import margin
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Spec, amount, as_number, flag, numbers, objects, word
from allmenning.core.recipe.table import RecipeError, Table, as_factor
from allmenning.core.weights.calibration import MET, Calibration, Known
from allmenning.core.weights.calibration import calibrate as calibrated
from allmenning.core.weights.distance import Bounds, Distance


def calibrate(sample: Sample, spec: Spec) -> Sample:
    """Meet the ``totals`` of the columns of ``formula``, or of the classes of ``margins``.

    Further fields: ``calfun`` (linear, raking, logit), ``bounds``, ``bounds_const``, ``lambda`` or
    ``variance``, ``aggregate_stage`` or ``aggregate_index``, ``trim``, ``epsilon``, ``force``.

    Raises
    ------
    RecipeError
        A total without a column or a column without a total, a field that is not understood.
    DesignError
        Totals that cannot be met.
    """
    known = _known(sample, spec)
    how = Calibration(
        distance=_distance(spec),
        bounds=_bounds(spec, sample.table.rows),
        bounds_on_weights=flag(spec, "bounds_const"),
        variance=_variance(spec, known),
        groups=_groups(sample, spec),
        trim=_pair(spec, "trim"),
        epsilon=amount(spec, "epsilon", MET),
        force=flag(spec, "force"),
    )
    return replace(sample, design=calibrated(sample.design, known, how))


def _known(sample: Sample, spec: Spec) -> Known:
    if spec.get("margins") is not None:
        return _classes(sample, spec)
    matrix = model_matrix(read_formula(_formula(spec)), sample.table)
    if missing := int((~matrix.complete & (sample.design.weights != 0)).sum()):
        raise RecipeError(
            f"The formula {_formula(spec)} is missing on {missing} rows; calibration needs it on"
            " all. Take the rows out as a domain first, or fill them.",
        )
    return Known(matrix.columns, _totals(spec, matrix), matrix.names)


def _formula(spec: Spec) -> str:
    formula = word(spec, "formula")
    return formula if "~" in formula else f"~{formula}"


def _totals(spec: Spec, matrix: ModelMatrix) -> Floats:
    """Return the totals in the order of the columns, by name where they have names."""
    given = spec.get("totals", spec.get("population"))
    if not isinstance(given, Mapping):
        totals = numbers(spec, "totals" if "totals" in spec else "population")
        if len(totals) != len(matrix.names):
            raise RecipeError(f"Calibration needs one total for each of {', '.join(matrix.names)}.")
        return np.array(totals)
    named = {_packed(str(name)): total for name, total in given.items()}
    wanted = {_packed(name): name for name in matrix.names}
    lacking = [name for packed, name in wanted.items() if packed not in named]
    unknown = [str(name) for name in given if _packed(str(name)) not in wanted]
    if lacking or unknown:
        raise RecipeError(
            f"The totals must be of {', '.join(matrix.names)};"
            f" missing: {', '.join(lacking) or 'none'}; unknown: {', '.join(unknown) or 'none'}.",
        )
    return np.array(
        [as_number(named[packed], f"The total of {wanted[packed]}") for packed in wanted]
    )


def _packed(name: str) -> str:
    """Return the name of a column without spaces: ``I(x / 10)`` and ``I(x/10)`` are one."""
    return name.replace(" ", "")


def _classes(sample: Sample, spec: Spec) -> Known:
    """Return a column for every class of every margin; what overlaps does no harm."""
    columns, totals, called = [], [], []
    for one in (margin(part, sample.table) for part in objects(spec, "margins")):
        if bool((one.codes[sample.design.weights != 0] < 0).any()):
            raise RecipeError(f"Some rows are in no class of {one.title} that has a total.")
        columns.append((one.codes[:, None] == np.arange(len(one.totals))).astype(np.float64))
        totals.append(one.totals)
        called += [f"{one.title} {label}" for label in one.labels]
    return Known(np.hstack(columns), np.concatenate(totals), tuple(called))


def _distance(spec: Spec) -> Distance:
    said = word(spec, "calfun", Distance.LINEAR)
    if said not in set(Distance):
        raise RecipeError(f"calfun must be one of {', '.join(Distance)}, not {said!r}.")
    return Distance(said)


def _pair(spec: Spec, field: str) -> tuple[float, float] | None:
    if spec.get(field) is None:
        return None
    pair = numbers(spec, field)
    if len(pair) != 2:
        raise RecipeError(f"{field!r} of calibration must be a least and a greatest number.")
    return pair[0], pair[1]


def _bounds(spec: Spec, rows: int) -> Bounds | None:
    given = spec.get("bounds")
    if isinstance(given, Mapping):
        return Bounds(*(_each(given, field, rows) for field in ("lower", "upper")))
    pair = _pair(spec, "bounds")
    return None if pair is None else Bounds(np.full(rows, pair[0]), np.full(rows, pair[1]))


def _each(given: Mapping[str, object], field: str, rows: int) -> Floats:
    values = numbers(given, field)
    if len(values) not in {1, rows}:
        raise RecipeError("The bounds of calibration must be one number, or one for each row.")
    return np.broadcast_to(np.array(values), (rows,)).astype(np.float64)


def _variance(spec: Spec, known: Known) -> Floats | None:
    """Return what the variance is proportional to: a combination of columns, or one per row."""
    field = "lambda" if spec.get("lambda") is not None else "variance"
    if spec.get(field) is None:
        return None
    given = np.array(numbers(spec, field))
    if len(given) == known.columns.shape[1]:
        return np.asarray(known.columns @ given)
    if len(given) != len(known.columns):
        raise RecipeError(f"{field!r} needs one number for each column, or one for each row.")
    return given


def _groups(sample: Sample, spec: Spec) -> Codes | None:
    """Return which rows must share a factor: clusters of a stage, or classes of a variable."""
    if spec.get("aggregate_index") is not None:
        return _index(word(spec, "aggregate_index").removeprefix("~"), sample.table)
    if spec.get("aggregate_stage") is None:
        return None
    stage = int(amount(spec, "aggregate_stage"))
    if not isinstance(sample.design, Design):
        raise RecipeError("A replicate design has no stages: give aggregate_index, a variable.")
    if not 1 <= stage <= len(sample.design.stages):
        raise RecipeError(f"The design has {len(sample.design.stages)} stages, not {stage}.")
    return sample.design.stages[stage - 1].clusters


def _index(name: str, table: Table) -> Codes:
    column = as_factor(evaluate(name, table))
    if column.missing.any():
        raise RecipeError(f"{name!r} is missing on some rows; factors cannot be shared within it.")
    return coded(column.values)[0]
