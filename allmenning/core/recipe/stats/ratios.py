"""Ratios of totals, and totals foretold by them."""

import numpy as np

from allmenning.core.design.kernel import degrees_of_freedom
from allmenning.core.design.model import Design, DesignError
from allmenning.core.estimate.deff import simple_variance
from allmenning.core.estimate.ratio import Ratio
from allmenning.core.estimate.statistic import Estimate
from allmenning.core.recipe.answer import described, listed, plain
from allmenning.core.recipe.book import Book
from allmenning.core.recipe.indicators import indicators
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec, amount, as_number, flag, inner, names
from allmenning.core.recipe.table import RecipeError
from allmenning.core.recipe.usable import Usable, usable


def ratio(sample: Sample, spec: Spec, book: Book) -> Result:
    """Answer ``{"op": "ratio", "numerator": [...], "denominator": [...]}``.

    ``predict_total`` foretells the numerator's total from a known one of the denominator;
    ``separate`` does so by stratum with ``stratum_totals``.
    """
    if flag(spec, "separate"):
        return _separate(sample, spec, book)
    ready, statistic = _ready(sample, spec)
    estimate = ready.estimated(statistic)
    answer = described(estimate, spec, book.level)
    if spec.get("deff"):
        simple = simple_variance(
            ready.design,
            statistic.residuals(ready.design.weights),
            of_total=True,
            replacement=spec["deff"] == "replace",
        )
        answer["deff"] = listed(np.diag(estimate.covariance) / simple)
    if "predict_total" in spec:
        known = amount(spec, "predict_total")
        answer["predict"] = {
            "total": plain(float(estimate.values[0]) * known),
            "se": plain(float(estimate.errors[0]) * known),
        }
    return answer


def estimated_ratio(sample: Sample, spec: Spec, _: Book) -> Estimate:
    """Estimate ratios."""
    ready, statistic = _ready(sample, spec)
    return ready.estimated(statistic)


def _ready(sample: Sample, spec: Spec) -> tuple[Usable, Ratio]:
    ready = usable(sample, spec, "numerator", "denominator")
    above = len(indicators(names(spec, "numerator"), sample.table, sample.present).names)
    return ready, Ratio(
        ready.names[:above],
        ready.names[above:],
        ready.columns[:, :above],
        ready.columns[:, above:],
    )


def _separate(sample: Sample, spec: Spec, book: Book) -> Result:
    design = sample.design
    if not isinstance(design, Design):
        raise DesignError("A separate ratio needs the strata, which replicate weights do not hold.")
    stage = design.stages[0]
    known = inner(spec, "stratum_totals")
    total = variance = 0.0
    for code in np.unique(stage.strata[design.within]):
        name = stage.stratum_names[code]
        if name not in known:
            raise RecipeError(f"'stratum_totals' has no total for stratum {name}.")
        size = as_number(known[name], f"The total of stratum {name}")
        estimate = estimated_ratio(sample.domain(stage.strata == code), spec, book)
        total += size * float(estimate.values[0])
        variance += size**2 * float(estimate.covariance[0, 0])
    return {
        "total": plain(total),
        "se": plain(float(np.sqrt(variance))),
        "df": plain(degrees_of_freedom(design)),
    }
