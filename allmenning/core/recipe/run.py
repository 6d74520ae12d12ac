"""A recipe followed from the data to the figure."""

from collections.abc import Mapping

from allmenning.core.recipe.book import Book
from allmenning.core.recipe.dispatch import ESTIMATORS, KINDS, STATS, STEPS
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec, amount, inner, objects, word
from allmenning.core.recipe.table import RecipeError, Table

LEVEL = 0.95


def run(recipe: Spec, tables: Mapping[str, Table]) -> Result:
    """Follow a recipe.

    Parameters
    ----------
    recipe : Spec
        ``design``, ``steps`` (may be missing), ``stat`` and ``level`` (0.95 where missing).
    tables : mapping of str to Table
        Data sets by name; the design's ``data`` names one.

    Returns
    -------
    Result
        Values under the names of the vectors, as JSON can hold them.

    Raises
    ------
    RecipeError
        What the recipe asks for is not understood or not there.
    DesignError
        A design that cannot be, or that cannot carry the estimate.
    """
    level = amount(recipe, "level", LEVEL)
    if not 0 < level < 1:
        raise RecipeError(f"The level must be between 0 and 1, not {level}.")
    try:
        sample = prepared(inner(recipe, "design"), objects(recipe, "steps"), tables)
        return Book(level, STATS, ESTIMATORS).answer(sample, inner(recipe, "stat"))
    except RecursionError:
        raise RecipeError("An expression is too deep; part it into several.") from None


def prepared(design: Spec, steps: object, tables: Mapping[str, Table]) -> Sample:
    """Return the sample after its steps."""
    kind = word(design, "kind", "drawn")
    if kind not in KINDS:
        raise RecipeError(f"There is no kind of design {kind!r}; there are {', '.join(KINDS)}.")
    sample = KINDS[kind](design, tables)
    for step in objects({"steps": steps}, "steps"):
        operation = word(step, "op")
        if operation not in STEPS:
            known = ", ".join(sorted(STEPS))
            raise RecipeError(f"There is no step {operation!r}; there are {known}.")
        sample = STEPS[operation](sample, step)
    return sample
