"""Whether a package gives every one of its tables again (R35)."""

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from allmenning.core.recipe.run import run
from allmenning.core.recipe.table import Table, read_table
from allmenning.surveys.queries.tables import PROTECTED, Row, read_results, variables_in

LARGEST_BYTES = 200_000_000


class NotAPackageError(Exception):
    """The file is no package of ours; the sentence says why."""


@dataclass(frozen=True)
class Check:
    """What was made again: figures, and each that differs, by its id."""

    figures: int
    tables: int
    differing: tuple[str, ...]


def check_package(content: bytes) -> Check:
    """Make every figure again from the answers in the package; raises `NotAPackageError`."""
    files = _files(content)
    told = json.loads(files["tables.json"])
    answers = _answers(files)
    expected = json.loads(files["recipes.json"])["vectors"]
    differing = [one["id"] for one in expected if not _same(one, answers)]
    counts = _counts(told, answers)
    return Check(len(expected), len(told["tables"]), (*differing, *counts))


def _files(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST_BYTES:
                raise NotAPackageError("The package is larger than 200 MB unpacked.")
            files = {one.filename: archive.read(one) for one in archive.infolist()}
    except zipfile.BadZipFile as error:
        raise NotAPackageError("The file is no zip file.") from error
    needed = ("tables.json", "recipes.json", "microdata.csv", "schema.json")
    if missing := [one for one in needed if one not in files]:
        raise NotAPackageError(f"The package has no {', '.join(missing)}.")
    return files


def _answers(files: dict[str, bytes]) -> Table:
    rows = list(csv.reader(io.StringIO(files["microdata.csv"].decode())))
    types = json.loads(files["schema.json"])["microdata"]["columns"]
    return read_table(rows, types)


def _same(told: dict[str, Any], answers: Table) -> bool:
    """Tell whether the recipe gives what was published, to the last digit that was."""
    found: Any = run(told, {told["design"]["data"]: answers})
    expected, tolerance = told["expected"], told["tolerance"]
    pairs = [
        (found["estimate"][0], expected["estimate"][0]),
        (found["se"][0], expected["se"][0]),
        (found["ci"]["lower"][0], expected["ci"]["lower"][0]),
        (found["ci"]["upper"][0], expected["ci"]["upper"][0]),
    ]
    return all(abs(made - known) <= tolerance for made, known in pairs if known is not None)


def _counts(told: dict[str, Any], answers: Table) -> list[str]:
    """List the counts that differ."""
    variables = variables_in(told)
    differing = []
    for table in read_results(told):
        variable = variables[table.spec.variable]
        cells = _texts(answers, variable.name)
        groups = _texts(answers, table.spec.by) if table.spec.by else [""] * len(cells)
        left_out = {None} | ({"dont_know"} if table.spec.base == "known" else set())
        inside = [(g, c) for g, c in zip(groups, cells, strict=True) if c not in left_out]
        for row in table.rows:
            if not _counted_so(row, inside):
                name = f"{variable.name}|{table.spec.by}|{table.spec.base}"
                differing.append(f"{name}|{row.group}|{row.category}|n")
    return differing


def _counted_so(row: Row, inside: list[tuple[str | None, str | None]]) -> bool:
    if row.reason == PROTECTED:
        return True
    base = [cell for group, cell in inside if group == row.group]
    return (base.count(row.category), len(base)) == (row.n, row.base_n)


def _texts(answers: Table, name: str) -> list[str | None]:
    column = answers[name]
    return [None if code < 0 else column.levels[int(code)] for code in column.values]
