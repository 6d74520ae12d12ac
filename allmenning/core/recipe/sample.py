"""What the steps of a recipe change and its statistics read: the data and the design."""

from dataclasses import dataclass, replace

from allmenning.core.design.domain import subset
from allmenning.core.design.model import Design, Flags, Replicates
from allmenning.core.recipe.table import Table


@dataclass(frozen=True, eq=False)
class Sample:
    """Data and design, row by row.

    Attributes
    ----------
    table : Table
        All rows, also those outside the domain.
    design : Design or Replicates
    present : Flags or None
        (n,), rows whose levels count when a variable is made a factor; None is all. A domain drops
        the others, but not once weights were calibrated: as in R survey, all rows then stay.
    """

    table: Table
    design: Design | Replicates
    present: Flags | None = None

    def domain(self, rows: Flags) -> "Sample":
        """Return the sample with a smaller domain; rows outside keep their place and weigh nothing.

        Raises
        ------
        DesignError
            No row is left.
        """
        kept = subset(self.design, rows)
        if isinstance(kept, Design) and (kept.projections or kept.pairs is not None):
            return replace(self, design=kept)
        return replace(self, design=kept, present=kept.within)
