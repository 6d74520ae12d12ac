"""A domain of a design: rows outside keep their place in strata and clusters and weigh nothing."""

from dataclasses import replace
from typing import overload

from allmenning.core.design.model import Design, DesignError, EmptyDomainError, Flags, Replicates


@overload
def subset(design: Design, rows: Flags) -> Design: ...
@overload
def subset(design: Replicates, rows: Flags) -> Replicates: ...
def subset(design: Design | Replicates, rows: Flags) -> Design | Replicates:
    """Return the design with a smaller domain.

    Parameters
    ----------
    design : Design or Replicates
    rows : Flags
        (n,), the rows to keep of those already within.

    Raises
    ------
    DesignError
        The flags are not as many as the rows.
    EmptyDomainError
        No row is left.
    """
    if rows.shape != design.within.shape:
        raise DesignError(f"A domain of {len(rows)} rows for a design of {len(design.within)}.")
    within = design.within & rows
    if not within.any():
        raise EmptyDomainError("No row is left in the domain. Ask for one that holds answers.")
    if isinstance(design, Replicates):
        return replace(
            design,
            within=within,
            weights=design.weights * within,
            replicates=design.replicates * within[:, None],
            degrees=None,
        )
    return replace(design, within=within, weights=design.weights * within)
