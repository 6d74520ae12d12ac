"""Tables of counts in CSV files, a line for each cell; every fault names row and column."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from allmenning.core.disclosure import Cell, Dimension, DisclosureError, Table, tree
from allmenning.core.disclosure.space import OTHER

MOST_ANSWERS = 7
OWN = ("count", "value", "largest", "status")


@dataclass(frozen=True)
class Sheet:
    """A file as it was read; `rows` are (line number, column: text)."""

    name: str
    dimensions: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    cells: tuple[Cell, ...]
    has_values: bool


def read_sheets(paths: Iterable[Path], *, needs_counts: bool) -> list[Sheet]:
    """Read the files; raises `DisclosureError` with row and column."""
    return [_read_sheet(path, needs_counts=needs_counts) for path in paths]


def _read_sheet(path: Path, *, needs_counts: bool) -> Sheet:
    rows = _rows(path)
    columns = list(rows[0][1]) if rows else []
    if "count" not in columns:
        raise DisclosureError(f"{path}: row 1 has no column count.")
    dimensions = tuple(column for column in columns if column not in OWN)
    if not dimensions:
        raise DisclosureError(f"{path}: row 1 has no column with codes beside count.")
    cells = [_cell(path, line, row, dimensions) for line, row in rows]
    for (line, _), cell in zip(rows, cells, strict=True):
        if needs_counts and cell.count is None:
            raise DisclosureError(f"{path}: row {line}, column count is empty; all must be known.")
    return Sheet(path.name, dimensions, tuple(rows), tuple(cells), "value" in columns)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise DisclosureError(f"{path}: byte {fault.start + 1} is not UTF-8.") from None
    except FileNotFoundError:
        raise DisclosureError(f"There is no file {path}.") from None
    first = text.partition("\n")[0]
    separator = ";" if ";" in first and "," not in first else ","
    lines = csv.reader(text.splitlines(), delimiter=separator, strict=True)
    try:
        return _named(path, lines)
    except csv.Error as fault:
        raise DisclosureError(f"{path}: row {lines.line_num} is no CSV ({fault}).") from None


def _named(path: Path, lines: Iterable[list[str]]) -> list[tuple[int, dict[str, str]]]:
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if any(line)]
    if len(numbered) < 2:
        raise DisclosureError(f"{path}: a table needs a row of names and a row for each cell.")
    columns = [name.strip() for name in numbered[0][1]]
    if len(set(columns)) < len(columns) or "" in columns:
        raise DisclosureError(f"{path}: row 1 has a column without a name, or two with the same.")
    for number, line in numbered[1:]:
        if len(line) != len(columns):
            raise DisclosureError(
                f"{path}: row {number} has {len(line)} columns, but row 1 has {len(columns)}."
            )
    return [
        (n, dict(zip(columns, (c.strip() for c in line), strict=True))) for n, line in numbered[1:]
    ]


def _cell(path: Path, line: int, row: Mapping[str, str], dimensions: Sequence[str]) -> Cell:
    for column in dimensions:
        if not row[column]:
            raise DisclosureError(f"{path}: row {line}, column {column} is empty.")
    count = _number(path, line, "count", row["count"])
    if count is not None and count != int(count):
        raise DisclosureError(f"{path}: row {line}, column count: {count:g} is no whole number.")
    largest = [_number(path, line, "largest", one) or 0.0 for one in row.get("largest", "").split()]
    return Cell(
        tuple(row[column] for column in dimensions),
        None if count is None else int(count),
        _number(path, line, "value", row.get("value", "")),
        tuple(largest),
        is_hidden=count is None,
    )


def _number(path: Path, line: int, column: str, text: str) -> float | None:
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found < 1e15:
        raise DisclosureError(f"{path}: row {line}, column {column}: {text} is no number from 0.")
    return found


def tables_of(
    sheets: Sequence[Sheet],
    *,
    total: str,
    hierarchies: Mapping[str, Path],
    answers: Sequence[str] | None,
    slack: int,
) -> list[Table]:
    """Return the tables, in which a column means the same everywhere.

    Raises
    ------
    DisclosureError
        A code that the hierarchy lacks, a cell that stands twice, or a sum that does not hold.
    """
    names = {column: None for sheet in sheets for column in sheet.dimensions}
    for column in (*hierarchies, *(answers or ())):
        if column not in names:
            raise DisclosureError(f"There is no column {column} with codes.")
    dimensions = {name: _dimension(name, sheets, total, hierarchies.get(name)) for name in names}
    return [_table(sheet, dimensions, answers, slack) for sheet in sheets]


def _dimension(name: str, sheets: Sequence[Sheet], total: str, file: Path | None) -> Dimension:
    codes = {
        row[name]: (sheet.name, line)
        for sheet in sheets
        if name in sheet.dimensions
        for line, row in sheet.rows
    }
    if file is None:
        finest = [code for code in codes if code != total]
        finest += [OTHER] * (len(finest) < 2)
        return Dimension(name, {total: tuple(finest), **dict.fromkeys(finest, ())})
    found = tree(name, {row["code"]: row["parent"] or None for _, row in _parents(file)})
    for code, (sheet, line) in codes.items():
        if code not in found.parts:
            raise DisclosureError(f"{sheet}: row {line}, column {name}: {code} is not in {file}.")
    return found


def _parents(file: Path) -> list[tuple[int, dict[str, str]]]:
    rows = _rows(file)
    if not {"code", "parent"} <= set(rows[0][1]):
        raise DisclosureError(f"{file}: row 1 must have the columns code and parent.")
    return rows


def _table(
    sheet: Sheet, dimensions: Mapping[str, Dimension], answers: Sequence[str] | None, slack: int
) -> Table:
    mine = tuple(dimensions[name] for name in sheet.dimensions)
    asked = _likely_answer(mine) if answers is None else answers
    shares = tuple(name for name in asked if name in sheet.dimensions)
    _check_twice(sheet)
    table = Table(sheet.name, mine, sheet.cells, answers=shares, slack=slack)
    if not slack:
        _check_sums(sheet, table)
    return table


def _likely_answer(dimensions: Sequence[Dimension]) -> list[str]:
    """Return the last dimension, if it has no more codes than a question has answers."""
    last = dimensions[-1]
    return [last.name] if len(last.leaves) <= MOST_ANSWERS else []


def _check_twice(sheet: Sheet) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for (line, _), cell in zip(sheet.rows, sheet.cells, strict=True):
        if cell.codes in seen:
            raise DisclosureError(
                f"{sheet.name}: row {line} is the same cell as row {seen[cell.codes]}, "
                f"in column {', '.join(sheet.dimensions)}."
            )
        seen[cell.codes] = line


def _check_sums(sheet: Sheet, table: Table) -> None:
    """Refuse a sum that is not that of its parts, where all of them are shown."""
    for (line, _), cell in zip(sheet.rows, table.cells, strict=True):
        for axis, dimension in enumerate(table.dimensions):
            parts = [
                table.at((*cell.codes[:axis], code, *cell.codes[axis + 1 :]))
                for code in dimension.parts[cell.codes[axis]]
            ]
            counts = [one.count for one in parts if one is not None and one.count is not None]
            if parts and len(counts) == len(parts) and cell.count not in {None, sum(counts)}:
                raise DisclosureError(
                    f"{sheet.name}: row {line}, column count: {cell.count} is said of "
                    f"{dimension.name} {cell.codes[axis]}, but its parts add up to {sum(counts)}."
                )
