"""The interval of a share by one of the formulas."""

import numpy as np

from allmenning.core.design.model import Design, Replicates
from allmenning.core.estimate.mean import Mean
from allmenning.core.interval.estimated import shares_of
from allmenning.core.interval.share import ShareMethod, share_intervals
from allmenning.core.recipe.answer import listed, plain
from allmenning.core.recipe.book import Book
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec, amount, word
from allmenning.core.recipe.table import RecipeError
from allmenning.core.recipe.usable import usable

DROPS_MISSING = {"logit", "likelihood"}
"""Methods that R fits as a model, which leaves missing answers out without being asked."""


def ciprop(sample: Sample, spec: Spec, book: Book) -> Result:
    """Answer ``{"op": "ciprop", "event": "q01 == 1", "method": "logit", "na_rm": bool}``.

    ``df`` takes the place of the design's degrees of freedom.
    """
    method = method_named(word(spec, "method", "logit"))
    drop = {"na_rm": True} if method.value in DROPS_MISSING else {}
    ready = usable(sample, {**spec, "event": f"as.numeric({word(spec, 'event')})", **drop}, "event")
    estimate = ready.estimated(Mean(ready.names, ready.columns))
    degrees = amount(spec, "df", ready.degrees)
    shares = shares_of(ready.design, estimate, degrees=degrees, rows=rows_counted(sample.design))
    low, high = share_intervals(shares, method=method, level=book.level)
    return {
        "estimate": listed(estimate.values),
        "se": listed(estimate.errors),
        "df": plain(degrees),
        "ci": {
            "level": book.level,
            "df": plain(degrees),
            "method": method.value,
            "lower": listed(low),
            "upper": listed(high),
        },
    }


def method_named(name: str) -> ShareMethod:
    """Return the method of a name.

    Raises
    ------
    RecipeError
        There is none.
    """
    try:
        return ShareMethod(name)
    except ValueError:
        known = ", ".join(ShareMethod)
        raise RecipeError(
            f"There is no interval {name!r} for a share; there are {known}."
        ) from None


def rows_counted(design: Design | Replicates) -> int:
    """Return how many rows R takes a design for: all of them where it keeps those outside."""
    if isinstance(design, Design) and (design.projections or design.pairs is not None):
        return len(design.within)
    return int(np.count_nonzero(design.within))
