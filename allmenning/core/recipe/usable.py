"""Columns made ready for an estimate: missing rows dropped as a domain, the others kept."""

from dataclasses import dataclass

import numpy as np

from allmenning.core.design.kernel import degrees_of_freedom
from allmenning.core.design.model import Design, Floats, Replicates
from allmenning.core.estimate.statistic import Estimate, Statistic, estimate
from allmenning.core.recipe.indicators import indicators
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Spec, flag, names


@dataclass(frozen=True, eq=False)
class Usable:
    """Columns, the design of the rows that count, and the degrees of freedom of all rows.

    Attributes
    ----------
    names : tuple of str
        k names.
    columns : Floats
        (n, k), 0 outside the domain.
    """

    names: tuple[str, ...]
    columns: Floats
    design: Design | Replicates
    degrees: float

    def estimated(self, statistic: Statistic) -> Estimate:
        """Estimate; the degrees of freedom are those before rows with missing values went."""
        return estimate(self.design, statistic, degrees=self.degrees)


def usable(sample: Sample, spec: Spec, *fields: str) -> Usable:
    """Expand the variables that fields of a spec name, and drop rows with missing values if asked.

    Parameters
    ----------
    sample : Sample
    spec : Spec
        With ``na_rm`` true, a row where any of the variables is missing leaves the domain;
        otherwise a missing value makes its estimate missing.
    *fields : str
        Such as ``"vars"``.
    """
    wanted = [name for field in fields for name in names(spec, field)]
    found = indicators(wanted, sample.table, sample.present)
    degrees = degrees_of_freedom(sample.design)
    if flag(spec, "na_rm") and not found.complete[sample.design.within].all():
        sample = sample.domain(found.complete)
    columns = found.columns
    if not sample.design.within.all():
        columns = np.where(sample.design.within[:, None], columns, 0.0)
    return Usable(found.names, columns, sample.design, degrees)
