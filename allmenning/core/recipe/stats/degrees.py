"""The degrees of freedom of a design."""

from allmenning.core.design.kernel import degrees_of_freedom
from allmenning.core.recipe.answer import plain
from allmenning.core.recipe.book import Book
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec


def degf(sample: Sample, _spec: Spec, _book: Book) -> Result:
    """Answer ``{"op": "degf"}``."""
    return {"df": plain(degrees_of_freedom(sample.design))}
