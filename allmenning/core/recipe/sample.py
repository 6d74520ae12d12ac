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
    """

    table: Table
    design: Design | Replicates

    def domain(self, rows: Flags) -> "Sample":
        """Return the sample with a smaller domain; rows outside keep their place and weigh nothing.

        Raises
        ------
        DesignError
            No row is left.
        """
        return replace(self, design=subset(self.design, rows))
