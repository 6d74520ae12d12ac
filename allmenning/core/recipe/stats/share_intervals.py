"""The interval of a share by one of the formulas."""

import math

import numpy as np

from allmenning.core.design.domain import subset
from allmenning.core.design.kernel import degrees_of_freedom
from allmenning.core.design.model import Design, Replicates
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.statistic import estimate
from allmenning.core.interval.estimated import shares_of
from allmenning.core.interval.share import ShareMethod, share_intervals
from allmenning.core.interval.small import share_interval
from allmenning.core.recipe.answer import listed, plain
from allmenning.core.recipe.book import Book
from allmenning.core.recipe.expression import evaluate
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec, amount, word
from allmenning.core.recipe.syntax import parse
from allmenning.core.recipe.table import RecipeError
from allmenning.core.recipe.usable import usable

DROPS_MISSING = {"logit", "likelihood"}
"""Methods that R fits as a model, which leaves missing answers out without being asked."""

SMALL = "small"
"""The interval for small populations that the surveys room shows."""


def ciprop(sample: Sample, spec: Spec, book: Book) -> Result:
    """Answer ``{"op": "ciprop", "event": "q01 == 1", "method": "logit", "na_rm": bool}``.

    ``df`` takes the place of the design's degrees of freedom. The method ``small`` is the room's
    own (`interval.small`), which R has not.
    """
    if word(spec, "method", "logit") == SMALL:
        return _small(sample, spec, book.level)
    method = method_named(word(spec, "method", "logit"))
    drop = {"na_rm": True} if method.value in DROPS_MISSING else {}
    ready = usable(sample, {**spec, "event": f"as.numeric({word(spec, 'event')})", **drop}, "event")
    found = ready.estimated(Mean(ready.names, ready.columns))
    degrees = amount(spec, "df", ready.degrees)
    shares = shares_of(ready.design, found, degrees=degrees, rows=rows_counted(sample.design))
    low, high = share_intervals(shares, method=method, level=book.level)
    return {
        "estimate": listed(found.values),
        "se": listed(found.errors),
        "df": plain(degrees),
        "ci": {
            "level": book.level,
            "df": plain(degrees),
            "method": method.value,
            "lower": listed(low),
            "upper": listed(high),
        },
    }


def _small(sample: Sample, spec: Spec, level: float) -> Result:
    event = evaluate(parse(word(spec, "event")), sample.table)
    answers = np.asarray(event.values, dtype=np.float64)
    counted = ~np.isnan(answers) & sample.design.within
    found = share_interval(sample.design, answers, level=level)
    ready = subset(sample.design, counted) if counted.any() else sample.design
    error = math.nan
    if found.share is not None:
        column = np.where(counted, answers, 0.0)[:, None]
        error = float(estimate(ready, Mean(("share",), column)).errors[0])
    degrees = degrees_of_freedom(ready)
    return {
        "estimate": listed([_known(found.share)]),
        "se": listed([error]),
        "df": plain(degrees),
        "ci": {
            "level": level,
            "df": plain(degrees),
            "method": SMALL,
            "lower": listed([_known(found.lower)]),
            "upper": listed([_known(found.upper)]),
        },
        "answers": found.answers,
        "reason": found.reason,
    }


def _known(value: float | None) -> float:
    return math.nan if value is None else value


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
        known = ", ".join([*ShareMethod, SMALL])
        raise RecipeError(
            f"There is no interval {name!r} for a share; there are {known}."
        ) from None


def rows_counted(design: Design | Replicates) -> int:
    """Return how many rows R takes a design for: all of them where it keeps those outside."""
    if isinstance(design, Design) and (design.projections or design.pairs is not None):
        return len(design.within)
    return int(np.count_nonzero(design.within))
