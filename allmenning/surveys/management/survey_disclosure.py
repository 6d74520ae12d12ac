"""`allmenning survey protect` and `survey attack`: tables in, what may be known of them out."""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import CommandError

from allmenning.core.disclosure import (
    DisclosureError,
    Knowledge,
    Protected,
    Rules,
    Status,
    Table,
    attack,
    protect,
    suggested_merge,
)
from allmenning.core.disclosure.rules import MINIMUM
from allmenning.surveys.management.disclosure_files import Sheet, read_sheets, tables_of

Parsers = Any
"""What argparse gives for subcommands, which has no public name."""

FORMAT = """\
A table is a CSV file with a line for each cell: a column for each dimension, then count, and value
and largest (the largest contributions, parted by blanks) where there are sums. Sums have the code
total. What is hidden has no count.
"""


def add_arguments(commands: Parsers) -> None:
    """Add the subcommands to the command `survey`."""
    hide: argparse.ArgumentParser = commands.add_parser(
        "protect",
        help="Hides what must not be known in a table.",
        description=FORMAT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    hide.add_argument("table", metavar="TABLE.csv", type=Path)
    hide.add_argument("-o", dest="to", metavar="FILE", type=Path, help="write to this file")
    _add_rules(hide)
    hide.set_defaults(answer=run_protect)
    read: argparse.ArgumentParser = commands.add_parser(
        "attack",
        help="Says what can be known of hidden cells.",
        description=FORMAT
        + "\nEnds with 1 where a cell is known more closely than the rules allow.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    read.add_argument("tables", metavar="TABLE.csv", type=Path, nargs="+", help="all at once")
    read.add_argument("--base", type=int, default=1, help="counts are rounded to multiples of it")
    _add_rules(read)
    read.set_defaults(answer=run_attack)


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--minimum", type=int, default=MINIMUM, help="the smallest count shown")
    parser.add_argument(
        "--spread", type=int, help="how far apart a hidden count's bounds must be; minimum less 1"
    )
    parser.add_argument("--dominance", metavar="N,K", type=_pair, default=(1, 85.0))
    parser.add_argument("--p-percent", metavar="P", type=float, default=10.0)
    parser.add_argument("--hide-zeros", action="store_true", help="zeros are sensitive as well")
    parser.add_argument(
        "--answer",
        metavar="COLUMN",
        action="append",
        dest="answers",
        help="whose shares of 0 and 100 %% tell of everybody; the last dimension if none is named, "
        "where it has at most seven codes",
    )
    parser.add_argument(
        "--allow-all-or-none", metavar="REASON", default="", help="why such shares may be shown"
    )
    parser.add_argument("--total", metavar="CODE", default="total", help="the code of sums")
    parser.add_argument(
        "--hierarchy",
        metavar="COLUMN=FILE",
        action="append",
        default=[],
        help="a CSV file with the columns code and parent",
    )
    parser.add_argument("--json", action="store_true", dest="as_json")


def _pair(text: str) -> tuple[int, float]:
    largest, _, percent = text.partition(",")
    return int(largest), float(percent)


def run_protect(options: Mapping[str, Any], out: TextIO) -> bool:
    """Write the table with a status for each cell; return whether it may be published."""
    try:
        sheets, (table,) = _read([options["table"]], options, needs_counts=True)
        protected = protect([table], rules=_rules(options))
    except DisclosureError as fault:
        raise CommandError(str(fault)) from None
    told = _as_json(protected) if options["as_json"] else _as_csv(sheets[0], protected)
    if options["to"] is None:
        out.write(told)
    else:
        options["to"].write_text(told, encoding="utf-8")
    _remark(table, protected, _rules(options))
    return not protected.leaks


def run_attack(options: Mapping[str, Any], out: TextIO) -> bool:
    """Say of each hidden cell what can be known; return whether all is well."""
    try:
        _, tables = _read(options["tables"], options, needs_counts=False)
        knowledge = attack(tables, rules=_rules(options))
    except DisclosureError as fault:
        raise CommandError(str(fault)) from None
    if options["as_json"]:
        out.write(json.dumps([_entry(one) for one in knowledge], ensure_ascii=False) + "\n")
    else:
        out.writelines(f"{_sentence(one)}\n" for one in knowledge)
    return not any(one.is_inside for one in knowledge)


def _read(
    paths: Iterable[Path], options: Mapping[str, Any], *, needs_counts: bool
) -> tuple[list[Sheet], list[Table]]:
    sheets = read_sheets(paths, needs_counts=needs_counts)
    hierarchies = dict(_hierarchy(one) for one in options["hierarchy"])
    slack = max(0, options.get("base", 1) - 1)
    return sheets, tables_of(
        sheets,
        total=options["total"],
        hierarchies=hierarchies,
        answers=options["answers"],
        slack=slack,
    )


def _hierarchy(text: str) -> tuple[str, Path]:
    column, found, file = text.partition("=")
    if not found:
        raise CommandError(f"--hierarchy takes COLUMN=FILE, not {text}.")
    return column, Path(file)


def _rules(options: Mapping[str, Any]) -> Rules:
    reason = options["allow_all_or_none"]
    return Rules(
        minimum=options["minimum"],
        spread=options["spread"],
        hides_zeros=options["hide_zeros"],
        dominance=options["dominance"],
        p_percent=options["p_percent"],
        all_or_none=not reason.strip(),
        all_or_none_off=reason,
    )


def _as_csv(sheet: Sheet, protected: Protected) -> str:
    lines: list[str] = []

    class Lines:
        def write(self, line: str) -> None:
            lines.append(line)

    writer = csv.writer(Lines(), lineterminator="\n")
    writer.writerow(
        [*sheet.dimensions, "count", *(["value"] if sheet.has_values else []), "status"]
    )
    for cell, status in zip(protected.tables[0].cells, protected.status[0], strict=True):
        value = [_figure(cell.value)] if sheet.has_values else []
        writer.writerow([*cell.codes, _figure(cell.count), *value, status])
    return "".join(lines)


def _figure(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.15g}"


def _as_json(protected: Protected) -> str:
    (table,) = protected.tables
    names = [one.name for one in table.dimensions]
    cells = [
        {
            **dict(zip(names, cell.codes, strict=True)),
            "count": cell.count,
            "value": cell.value,
            "status": status,
            "reasons": list(reasons),
        }
        for cell, status, reasons in zip(
            table.cells, protected.status[0], protected.reasons[0], strict=True
        )
    ]
    known = [_entry(one) for one in protected.knowledge]
    return json.dumps({"cells": cells, "known": known}, ensure_ascii=False) + "\n"


def _entry(one: Knowledge) -> dict[str, Any]:
    return {
        "table": one.table,
        "where": dict(one.where),
        "measure": one.measure,
        "lower": one.lower,
        "upper": one.upper if one.upper < float("inf") else None,
        "inside": one.is_inside,
        "exact": one.is_exact,
    }


def _sentence(one: Knowledge) -> str:
    where = ", ".join(f"{name} {code}" for name, code in one.where) or "the whole"
    upper = f"to {one.upper:g}" if one.upper < float("inf") else "and up"
    known = f"is {one.lower:g}" if one.lower == one.upper else f"is from {one.lower:g} {upper}"
    known += "" if one.is_exact or one.is_inside else ", or further apart"
    table = one.table or "no table"
    return f"{table}: {where}: {one.measure} {known}{'  <- known too closely' * one.is_inside}"


def _remark(table: Table, protected: Protected, rules: Rules) -> None:
    """Say on the error stream what was hidden, what leaks, and what would be better."""
    told = sys.stderr
    told.write(
        f"Sensitive cells: {protected.count(Status.SENSITIVE)}. "
        f"Hidden with them: {protected.count(Status.SECONDARY)}. "
        f"Shown: {protected.count(Status.SHOWN)}.\n"
    )
    if not table.answers and rules.all_or_none:
        told.write("No column is the --answer, so shares of 0 and 100 % were not looked for.\n")
    for one in protected.leaks:
        told.write(f"{_sentence(one)}\n")
    merge = suggested_merge(table, rules) if len(table.cells) < 2000 else None
    if merge is not None:
        told.write(
            f"Better: merge {merge.codes[0]} and {merge.codes[1]} of {merge.dimension}, "
            f"which leaves {merge.after} sensitive cells of {merge.before}.\n"
        )
