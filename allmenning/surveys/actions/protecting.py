"""The gate before publication: no single municipality's answer can be derived, or nothing goes out.

For who publishes (`publication`): make a `core.disclosure.Table` of every table that goes out, with
all its counts, and give them all at once, since readers read them all at once:

    protected = protect_tables(tables, settings=survey.protection, earlier=earlier)

A table of a variable by stratum is `counted_table("strategy", groupings, categories, counts)`,
where `counts` is {(group, category): n} and `groupings` {"stratum": (codes)}; what the table is
filtered to ("of those with a strategy") is `filters=(("strategy", "yes"),)`. Use the same names and
codes for the same variables everywhere: that is how tables are known to share cells.

`earlier` are the earlier publications of the same survey, each the list of its tables as they
went out (`Protected.tables`), which cannot be taken back; `stored_tables` and `read_tables` write
and read such a list as JSON. Another year's round has other answers and is no part of it.

`Protected.tables` have no counts where they are hidden. `hidden_categories(protected)` says the
same as {variable: {group: {categories}}}. `record_of(protected)` is what a reader could know, as
JSON, and goes in `Publication.protection`. `NotPublishableError` is raised while anybody gets
inside.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from allmenning.core.disclosure import (
    Cell,
    Dimension,
    DisclosureError,
    Knowledge,
    Protected,
    Rules,
    Status,
    Table,
    as_rounds,
    flat,
    protect,
    table_of,
)

MINIMUM = 5
WHOLE = "total"


class NotPublishableError(Exception):
    """A reader could compute what must not be known; `leaks` says what."""

    def __init__(self, sentence: str, leaks: tuple[Knowledge, ...] = ()) -> None:
        """Keep what leaks; empty where the tables do not fit with what is out."""
        self.leaks = leaks
        super().__init__(sentence)


def rules_of(settings: Mapping[str, Any]) -> Rules:
    """Read a survey's `protection`; what is not set is as strict as usual.

    Raises
    ------
    DisclosureError
        A limit outside its range, or a rule turned off without a reason.
    """
    reason = str(settings.get("all_or_none_off", ""))
    return Rules(
        minimum=int(settings.get("minimum", MINIMUM)),
        dominance=(int(settings.get("dominance_n", 1)), float(settings.get("dominance_k", 85))),
        p_percent=float(settings.get("p_percent", 10)),
        all_or_none=not reason.strip(),
        all_or_none_off=reason,
    )


def protect_tables(
    tables: Sequence[Table],
    *,
    settings: Mapping[str, Any],
    earlier: Sequence[Sequence[Table]] = (),
) -> Protected:
    """Hide what must be hidden in all the tables together, given all earlier publications.

    Raises
    ------
    NotPublishableError
        Hiding does not help, because of what is out already, or the tables do not fit with it, so
        that nobody can tell what they give away together.
    DisclosureError
        The settings are none.
    """
    rules = rules_of(settings)
    *before, now = (told := as_rounds([*earlier, tables]))[0]
    out = list(chain.from_iterable(before))
    try:
        protected = protect(now, rules=rules, earlier=out, prior=told[1])
    except DisclosureError as fault:
        raise NotPublishableError(str(fault)) from fault
    if protected.leaks:
        raise NotPublishableError(_sentence(protected.leaks), protected.leaks)
    named = [
        replace(table, cells=one.cells) for table, one in zip(tables, protected.tables, strict=True)
    ]
    return replace(protected, tables=tuple(named))


def _sentence(leaks: tuple[Knowledge, ...]) -> str:
    first = " and ".join(f"{name} {code}" for name, code in leaks[0].where)
    return f"{len(leaks)} cells can be computed from what is published, the first is {first}."


def counted_table(
    variable: str,
    groupings: Mapping[str, Sequence[str]],
    categories: Sequence[str],
    counts: Mapping[tuple[str, ...], int],
    *,
    filters: tuple[tuple[str, str], ...] = (),
) -> Table:
    """Return a table of one variable by groups, with all sums; the code of a sum is "total"."""
    dimensions = [flat(name, codes) for name, codes in groupings.items()]
    name = " × ".join((*groupings, variable))
    whole = (*dimensions, flat(variable, categories))
    return table_of(name, whole, counts, filters=filters, answers=(variable,))


def hidden_categories(protected: Protected) -> dict[str, dict[str, set[str]]]:
    """Return {variable: {group: {categories}}} of what is hidden; a sum is "total".

    Groups by several variables are joined by " × ".
    """
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for table in protected.tables:
        for cell in table.cells:
            if cell.is_hidden:
                group = " × ".join(cell.codes[:-1]) or WHOLE
                found[table.dimensions[-1].name][group].add(cell.codes[-1])
    return {variable: dict(groups) for variable, groups in found.items()}


def record_of(protected: Protected) -> dict[str, Any]:
    """Return what was hidden and what a reader can know of it, as JSON; without the true counts."""
    return {
        "sensitive": protected.count(Status.SENSITIVE),
        "secondary": protected.count(Status.SECONDARY),
        "shown": protected.count(Status.SHOWN),
        "known": [
            {
                "table": one.table,
                "where": dict(one.where),
                "measure": one.measure,
                "lower": one.lower,
                "upper": one.upper if one.upper < float("inf") else None,
            }
            for one in protected.knowledge
        ],
    }


def stored_tables(tables: Sequence[Table]) -> list[dict[str, Any]]:
    """Return published tables as JSON."""
    return [
        {
            "name": table.name,
            "dimensions": [_dimension(one) for one in table.dimensions],
            "groups": [_dimension(one) for one in table.groups],
            "cells": [[list(cell.codes), cell.count] for cell in table.cells],
            "filters": [list(pair) for pair in table.filters],
            "answers": list(table.answers),
            "slack": table.slack,
        }
        for table in tables
    ]


def _dimension(dimension: Dimension) -> dict[str, Any]:
    parts = {code: list(below) for code, below in dimension.parts.items()}
    return {"name": dimension.name, "parts": parts}


def read_tables(told: Sequence[Mapping[str, Any]]) -> list[Table]:
    """Read published tables back from JSON."""
    return [
        Table(
            one["name"],
            tuple(_read_dimension(dimension) for dimension in one["dimensions"]),
            tuple(
                Cell(tuple(codes), count, is_hidden=count is None) for codes, count in one["cells"]
            ),
            tuple((name, code) for name, code in one["filters"]),
            tuple(one["answers"]),
            one["slack"],
            tuple(_read_dimension(dimension) for dimension in one["groups"]),
        )
        for one in told
    ]


def _read_dimension(told: Mapping[str, Any]) -> Dimension:
    return Dimension(told["name"], {code: tuple(below) for code, below in told["parts"].items()})


__all__ = [
    "DisclosureError",
    "NotPublishableError",
    "counted_table",
    "hidden_categories",
    "protect_tables",
    "read_tables",
    "record_of",
    "rules_of",
    "stored_tables",
]
