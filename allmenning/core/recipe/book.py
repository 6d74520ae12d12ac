"""What a statistic may ask of the others: the level, and the methods by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from allmenning.core.estimate.statistic import Estimate
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec, word
from allmenning.core.recipe.table import RecipeError, Table

Step = Callable[[Sample, Spec], Sample]
Estimator = Callable[[Sample, Spec, "Book"], Estimate]
Stat = Callable[[Sample, Spec, "Book"], Result]
Kind = Callable[[Spec, Mapping[str, Table]], Sample]
Method = TypeVar("Method")


@dataclass(frozen=True)
class Book:
    """All methods, and the confidence level they are asked for at.

    Attributes
    ----------
    level : float
        0 to 1.
    stats : mapping
        Statistics by `op`.
    estimators : mapping
        By `op`, those whose estimate has a covariance that domains and contrasts can build on.
    """

    level: float
    stats: Mapping[str, Stat]
    estimators: Mapping[str, Estimator]

    def answer(self, sample: Sample, spec: Spec) -> Result:
        """Run the statistic that a spec names.

        Raises
        ------
        RecipeError
            There is no such statistic.
        """
        return _found(self.stats, spec)(sample, spec, self)

    def estimate(self, sample: Sample, spec: Spec) -> Estimate:
        """Run the estimator that a spec names.

        Raises
        ------
        RecipeError
            There is no such statistic, or it has no covariance to build on.
        """
        return _found(self.estimators, spec)(sample, spec, self)


def _found(methods: Mapping[str, Method], spec: Spec) -> Method:
    operation = word(spec, "op")
    if operation not in methods:
        known = ", ".join(sorted(methods))
        raise RecipeError(f"There is no statistic {operation!r} here; there are {known}.")
    return methods[operation]
