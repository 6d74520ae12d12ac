"""Disclosure control: which cells tell too much, what to hide with them, and what is left to know.

`table` says what a table is, `rules` which cells are sensitive, `protect` hides them and as few
others as it takes, `attack` is the one who reads everything published and computes, `rounding` and
`merging` are the other ways. docs/method/disclosure.md and docs/method/attacker.md tell more.
"""

from allmenning.core.disclosure.attacker import Knowledge, Prior, attack
from allmenning.core.disclosure.merging import Merge, suggested_merge
from allmenning.core.disclosure.protect import Protected, Status, protect
from allmenning.core.disclosure.rounding import rounded, rounded_with_sums
from allmenning.core.disclosure.rounds import as_rounds
from allmenning.core.disclosure.rules import Reason, Rules, Sensitive, sensitive_cells
from allmenning.core.disclosure.table import (
    TOTAL,
    Cell,
    Dimension,
    DisclosureError,
    Table,
    flat,
    table_of,
    tree,
)

__all__ = [
    "TOTAL",
    "Cell",
    "Dimension",
    "DisclosureError",
    "Knowledge",
    "Merge",
    "Prior",
    "Protected",
    "Reason",
    "Rules",
    "Sensitive",
    "Status",
    "Table",
    "as_rounds",
    "attack",
    "flat",
    "protect",
    "rounded",
    "rounded_with_sums",
    "sensitive_cells",
    "suggested_merge",
    "table_of",
    "tree",
]
