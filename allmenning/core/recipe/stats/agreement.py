"""Kappa between two ratings and Cronbach's alpha of a scale."""

import numpy as np

from allmenning.core.consistency import cronbach_alpha, kappa
from allmenning.core.recipe.answer import plain
from allmenning.core.recipe.book import Book
from allmenning.core.recipe.expression import evaluate
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec, names
from allmenning.core.recipe.syntax import parse
from allmenning.core.recipe.table import Column, RecipeError, as_factor
from allmenning.core.recipe.usable import usable


def kappa_of(sample: Sample, spec: Spec, _book: Book) -> Result:
    """Answer ``{"op": "kappa", "vars": ["r1", "r2"]}``."""
    variables = names(spec, "vars")
    if len(variables) != 2:
        raise RecipeError(f"Kappa is between two variables, not {len(variables)}.")
    first, second = (as_factor(evaluate(parse(name), sample.table)) for name in variables)
    levels = tuple(dict.fromkeys([*first.levels, *second.levels]))
    found = kappa(
        sample.design, _coded(first, levels), _coded(second, levels), categories=len(levels)
    )
    return {"estimate": plain(float(found.values[0])), "se": plain(float(found.errors[0]))}


def _coded(
    column: Column, levels: tuple[str, ...]
) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    places = np.array([levels.index(level) for level in column.levels] + [-1], dtype=np.intp)
    return places[np.asarray(column.values, dtype=np.intp)]


def cralpha(sample: Sample, spec: Spec, _book: Book) -> Result:
    """Answer ``{"op": "cralpha", "vars": [...], "na_rm": bool}``."""
    ready = usable(sample, spec, "vars")
    return {"estimate": plain(cronbach_alpha(ready.design, ready.columns))}
