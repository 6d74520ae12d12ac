"""Contrasts of estimates: linear ones, and expressions by the delta method."""

from collections.abc import Mapping

import numpy as np

from allmenning.core.design.model import Floats
from allmenning.core.estimate.linear import combined
from allmenning.core.estimate.statistic import Estimate
from allmenning.core.recipe.answer import described
from allmenning.core.recipe.book import Book
from allmenning.core.recipe.derivative import derived
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec, as_number, inner
from allmenning.core.recipe.syntax import parse
from allmenning.core.recipe.table import RecipeError


def contrast(sample: Sample, spec: Spec, book: Book) -> Result:
    """Answer ``{"op": "contrast", "of": {...}, "linear": {...}, "expr": {...}}``."""
    return described(estimated_contrast(sample, spec, book), spec, book.level)


def estimated_contrast(sample: Sample, spec: Spec, book: Book) -> Estimate:
    """Estimate contrasts; ``linear`` gives coefficients by name, ``expr`` expressions."""
    asked = inner(spec, "of")
    asked = {**asked, "na_rm": asked.get("na_rm", spec.get("na_rm", False))}
    estimate = book.estimate(sample, asked)
    known = dict(zip(estimate.names, estimate.values.tolist(), strict=True))
    found: dict[str, tuple[float, Floats]] = {}
    for name, given in _mapping(spec, "linear").items():
        row = _coefficients(given, known)
        found[name] = (float(row @ estimate.values), row)
    for name, given in _mapping(spec, "expr").items():
        if not isinstance(given, str):
            raise RecipeError(f"The expression {name!r} must be a text.")
        slope = derived(parse(given), known)
        found[name] = (slope.value, slope.slope)
    if not found:
        raise RecipeError("A contrast needs 'linear' or 'expr'.")
    values = np.array([value for value, _ in found.values()])
    return combined(estimate, tuple(found), values, np.array([row for _, row in found.values()]))


def _mapping(spec: Spec, field: str) -> Mapping[str, object]:
    given = spec.get(field, {})
    if isinstance(given, str | list):
        given = {"contrast": given}
    if not isinstance(given, Mapping):
        raise RecipeError(f"{field!r} of a contrast must name its contrasts.")
    if (
        field == "linear"
        and given
        and not any(isinstance(v, Mapping | list) for v in given.values())
    ):
        return {"contrast": given}
    return given


def _coefficients(given: object, known: Mapping[str, float]) -> Floats:
    if isinstance(given, list):
        if len(given) != len(known):
            raise RecipeError(f"{len(given)} coefficients for {len(known)} estimates.")
        return np.array([as_number(value, "A coefficient") for value in given])
    if not isinstance(given, Mapping):
        raise RecipeError("A linear contrast gives a coefficient by the name of each estimate.")
    unknown = [name for name in given if name not in known]
    if unknown:
        raise RecipeError(f"There is no estimate {unknown[0]!r}; there are {', '.join(known)}.")
    return np.array([as_number(given.get(name, 0), f"The coefficient of {name}") for name in known])
