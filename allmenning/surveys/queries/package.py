"""The data package of a publication: what anybody needs to make every table again."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from allmenning.core.jsonstat import Dimension, dataset
from allmenning.core.sav import SavVariable, sav_file
from allmenning.surveys.models import Language
from allmenning.surveys.queries.data import STRATUM, AnswerData
from allmenning.surveys.queries.package_words import read_me
from allmenning.surveys.queries.results import figure_recipe
from allmenning.surveys.queries.tables import (
    WHOLE,
    FigureTable,
    Json,
    Row,
    read_results,
    variables_in,
)
from allmenning.surveys.queries.variables import Cell, Variable
from allmenning.ui.responses import guarded

# The oldest a zip file can tell; the same data give the same bytes.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
MEASURES = ("estimate", "low", "high", "se", "unweighted", "n", "base_n")
DESIGN = ("stratum", "cluster", "population", "base_weight", "weight")
TOLERANCE = 5.1e-5  # figures are published with four decimals


def package(told: Json, data: AnswerData, at: datetime) -> bytes:
    """Return the zip file with everything; `data` are the answers as they may be shared."""
    rows = shuffled_rows(data)
    files = {
        "LESMEG.txt": read_me(told).encode(),
        "codebook.json": as_json(codebook(told)),
        "codebook.csv": as_csv([[guarded(cell) for cell in row] for row in _codebook_rows(told)]),
        "microdata.csv": as_csv(rows),
        "microdata.sav": microdata_sav(told, rows, at),
        "schema.json": as_json({"microdata": _types(rows[0], told)}),
        "tables.csv": as_csv(list(table_rows(told))),
        "tables.json": as_json(told),
        "recipes.json": as_json(recipes(told)),
    }
    for table in read_results(told):
        name = f"{table.spec.variable}.{table.spec.by or 'all'}.{table.spec.base}"
        files[f"jsonstat/{name}.json"] = as_json(table_jsonstat(told, table))
    files["SHA256SUMS"] = _sums(files)
    return zipped(files)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack the files, sorted, without the time."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return written.getvalue()


def _sums(files: Mapping[str, bytes]) -> bytes:
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return "".join(lines).encode()


def as_json(told: Any) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def as_csv(rows: Sequence[Sequence[object]]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(
        [["" if cell is None else cell for cell in row] for row in rows]
    )
    return written.getvalue().encode()


def shuffled_rows(data: AnswerData) -> list[list[Cell]]:
    """Give the answers as rows under their names; no row is what one body answered.

    Each variable stands in an order of its own within its stratum, made of nothing but its counts.
    Every figure by stratum comes out as it was, and who knows some answers of a body finds no more.
    """
    names = [name for name in DESIGN if name in data.columns]
    columns = {name: data.columns[name] for name in names}
    blocks = _alike(data)
    if "cluster" in columns:
        # The body of a person is a number without meaning.
        bodies = [block for some in blocks for block in some]
        numbers = {row: f"c{n}" for n, block in enumerate(bodies, start=1) for row in block}
        columns["cluster"] = [numbers[row] for row in range(data.n)]
    columns |= {one.name: _reordered(one.name, data.columns, blocks) for one in data.variables}
    rows = [list(row) for row in zip(*columns.values(), strict=True)]
    rows.sort(key=lambda row: [str(cell) for cell in row])
    return [list(columns), *rows]


Blocks = list[list[list[int]]]


def _alike(data: AnswerData) -> Blocks:
    """List the rows of each body, among bodies of the same stratum with as many rows."""
    strata = data.columns[STRATUM]
    bodies: dict[Cell, list[int]] = {}
    for row, body in enumerate(data.columns.get("cluster", list(map(str, range(data.n))))):
        bodies.setdefault(body, []).append(row)
    found: dict[tuple[str, int], list[list[int]]] = {}
    for block in bodies.values():
        found.setdefault((str(strata[block[0]]), len(block)), []).append(block)
    return [found[one] for one in sorted(found)]


def tells_a_body(data: AnswerData, smallest: int) -> bool:
    """Tell whether so few bodies had as many who answered that the number gives one away."""
    return "cluster" in data.columns and any(len(bodies) < smallest for bodies in _alike(data))


def _reordered(name: str, columns: Mapping[str, list[Cell]], blocks: Blocks) -> list[Cell]:
    """Sort the answers, so that nothing is left of their order, and mix them by the name."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest())
    generator = np.random.default_rng(seed)
    cells = list(columns[name])
    for alike in blocks:
        held = [sorted((cells[row] for row in block), key=str) for block in alike]
        held.sort(key=str)
        for block, place in zip(alike, generator.permutation(len(held)), strict=True):
            for row, cell in zip(block, held[place], strict=True):
                cells[row] = cell
    return cells


def _types(names: Sequence[Cell], told: Json) -> Json:
    """Say of each column what it holds, as `allmenning survey run` reads it."""
    numbers = {"population", "base_weight", "weight"}
    return {
        "columns": {
            str(name): {"type": "float" if name in numbers else "factor", **_levels(name, told)}
            for name in names
        }
    }


def _levels(name: Cell, told: Json) -> Json:
    variable = variables_in(told).get(str(name))
    if variable:
        return {"levels": [one.code for one in variable.categories]}
    if name == "stratum":
        return {"levels": [one["code"] for one in told["classes"]]}
    return {}


def codebook(told: Json) -> Json:
    """Tell of every column: the exact wording in three languages, and how it was shared."""
    return {
        "survey": told["survey"],
        "counts": told["counts"],
        "strata": told["classes"],
        "joined_strata": told["collapsed"],
        "design": told["spec"]["design"],
        "protection": told["protection"],
        "columns": [{"name": name, "role": "design"} for name in DESIGN],
        "variables": told["variables"],
    }


def _codebook_rows(told: Json) -> Iterator[list[object]]:
    languages = list(Language.values)
    yield [
        "column",
        "question",
        "item",
        "version",
        "wording_sha256",
        "aspect",
        *[f"wording_{one}" for one in languages],
        *[f"part_{one}" for one in languages],
        "category",
        *[f"category_{one}" for one in languages],
    ]
    for variable in variables_in(told).values():
        for category in variable.categories:
            yield [
                variable.name,
                variable.question,
                variable.item,
                variable.version,
                variable.digest,
                variable.aspect,
                *[variable.wording.get(one, "") for one in languages],
                *[variable.part_label.get(one, "") for one in languages],
                category.code,
                *[category.label.get(one, "") for one in languages],
            ]


def table_rows(told: Json) -> Iterator[list[object]]:
    """Give every figure as a row."""
    yield ["variable", "by", "base", "group", "category", *MEASURES, "method", "withheld"]
    for table in read_results(told):
        spec = table.spec
        for row in table.rows:
            measures = [getattr(row, name) if row.reason == "" else None for name in MEASURES]
            head = [spec.variable, spec.by, spec.base, row.group, row.category]
            yield [*head, *measures, row.method, row.reason]


def table_jsonstat(told: Json, table: FigureTable, language: str = "nb") -> Json:
    """Write one table as JSON-stat 2.0; what is withheld is null with the status "c"."""
    variable = variables_in(told)[table.spec.variable]
    groups = list(dict.fromkeys(row.group for row in table.rows))
    categories = list(dict.fromkeys(row.category for row in table.rows))
    values: list[float | None] = []
    status: dict[int, str] = {}
    by_place = {(row.group, row.category): row for row in table.rows}
    for group in groups:
        for category in categories:
            row = by_place[group, category]
            if row.reason:
                status |= {len(values) + place: "c" for place in range(len(MEASURES))}
            values += [None if row.reason else getattr(row, name) for name in MEASURES]
    survey = told["survey"]
    labels = {one.code: one.label.get(language) or one.code for one in variable.categories}
    return dataset(
        _title(variable, language),
        [
            *_groups_side(told, table, groups, language),
            Dimension("answer", "answer", tuple((one, labels[one]) for one in categories)),
            _METRIC,
        ],
        values,
        status=status,
        source=survey["owner"],
        updated=survey["closes"] or survey["frame_date"],
        extension={"base": table.spec.base, "wording": variable.wording, "digest": variable.digest},
    )


_METRIC = Dimension("measure", "measure", tuple((name, name) for name in MEASURES), role="metric")


def _title(variable: Variable, language: str) -> str:
    part = variable.part_label.get(language, "")
    wording = variable.wording.get(language) or next(iter(variable.wording.values()), "")
    return f"{wording} {part}".strip()


def _groups_side(
    told: Json, table: FigureTable, groups: Sequence[str], language: str
) -> list[Dimension]:
    if table.spec.by == WHOLE:
        return []
    grouping = next(one for one in told["groupings"] if one["code"] == table.spec.by)
    names = {one["code"]: one["label"].get(language, one["code"]) for one in grouping["groups"]}
    shown = tuple((one, names[one]) for one in groups)
    return [Dimension(grouping["code"], grouping["label"].get(language, ""), shown)]


def recipes(told: Json) -> Json:
    """Write every shown figure as a recipe with what it gives: `survey run` computes them all."""
    variables = variables_in(told)
    return {
        "set": told["survey"]["slug"],
        "group": "publication",
        "vectors": [
            _recipe(told, table, variables[table.spec.variable], row)
            for table in read_results(told)
            for row in table.rows
            if not row.reason
        ],
    }


def _recipe(told: Json, table: FigureTable, variable: Variable, row: Row) -> Json:
    spec = table.spec
    parts = (spec.variable, spec.by or "all", spec.base, row.group or "all", row.category)
    return {
        "id": "|".join(parts),
        **figure_recipe(told["spec"], spec, variable, row),
        "tolerance": TOLERANCE,
        "expected": {
            "estimate": [row.estimate],
            "se": [row.se],
            "ci": {"lower": [row.low], "upper": [row.high]},
        },
    }


def microdata_sav(told: Json, rows: Sequence[Sequence[Cell]], at: datetime) -> bytes:
    """Write the answers for SPSS: categories are numbers with labels."""
    names, *body = rows
    columns = dict(zip((str(name) for name in names), zip(*body, strict=True), strict=True))
    survey = told["survey"]
    made = [_sav_variable(name, cells, told) for name, cells in columns.items()]
    title = survey["title"].get("nb") or survey["slug"]
    return sav_file(made, label=title, at=at, weight="weight")


def _sav_variable(name: str, cells: Sequence[Cell], told: Json) -> SavVariable:
    if name in ("population", "base_weight", "weight"):
        numbers = [one if isinstance(one, float) else None for one in cells]
        return SavVariable(name, name, numbers, decimals=6)
    variable = variables_in(told).get(name)
    if variable:
        labels = {one.code: one.label.get("nb") or one.code for one in variable.categories}
        title = _title(variable, "nb")
    else:
        labels = {one["code"]: one["label"]["nb"] for one in told["classes"]}
        title = name
    if name == "cluster":
        labels = {str(one): str(one) for one in sorted(set(map(str, cells)))}
    places = {code: float(place) for place, code in enumerate(labels, start=1)}
    values = [places.get(str(one)) if one is not None else None for one in cells]
    return SavVariable(name, title, values, {places[code]: told for code, told in labels.items()})
