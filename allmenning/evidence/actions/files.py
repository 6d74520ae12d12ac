"""Files of evidence, JSON with every kind of row or CSV with one: bytes <-> document."""

import csv
import io
import json
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from allmenning.evidence.actions.fields import flattened
from allmenning.evidence.actions.kinds import FINDING, KINDS, RowKind

LARGEST_FILE = 5_000_000
LARGEST_CELL = 20_000
DEEPEST = 12


class FileNotReadable(ValueError):  # noqa: N818 - the room's word
    """The file is no JSON or CSV we can read; the sentence says why."""


def read_file(name: str, content: bytes, *, largest: int = LARGEST_FILE) -> object:
    """Return the document a file holds; CSV is told from JSON by its content."""
    if len(content) > largest:
        raise FileNotReadable(
            _("The file is larger than %(size)d MB.") % {"size": largest // 1_000_000}
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileNotReadable(_("The file is not text in UTF-8.")) from error
    if name.lower().endswith(".csv") or not text.lstrip().startswith(("{", "[")):
        return _csv(name, text)
    return _json(text)


def _json(text: str) -> object:
    if _depth(text) > DEEPEST:
        raise FileNotReadable(_("The file is nested too deep."))
    document = read_json(text)
    return {FINDING.name: document} if isinstance(document, list) else document


def read_json(text: str) -> object:
    """Return the document in a text of JSON, or say in a sentence why there is none."""
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
        # JSON can escape half of a character, which no database takes.
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise FileNotReadable(_("The file is not text in UTF-8.")) from error
    except RecursionError as error:
        raise FileNotReadable(_("The file is nested too deep.")) from error
    except json.JSONDecodeError as error:
        told = _("The file is not JSON. Look at line %(line)d, character %(column)d.")
        raise FileNotReadable(told % {"line": error.lineno, "column": error.colno}) from error
    except ValueError as error:
        raise FileNotReadable(_("The file is not JSON: %(error)s") % {"error": error}) from error
    return document


def _depth(text: str) -> int:
    """Return at least how deep brackets nest, without recursion; text in quotes counts too."""
    deepest = depth = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _refuse_constant(name: str) -> object:
    raise ValueError(_("%(name)s is not a number.") % {"name": name})


def _csv(name: str, text: str) -> dict[str, Any]:
    first = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    csv.field_size_limit(LARGEST_CELL)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise FileNotReadable(_("The file is not CSV: %(error)s") % {"error": error}) from error
    if not rows:
        raise FileNotReadable(_("The file is empty."))
    header = [name.strip() for name in rows[0]]
    if len(set(header)) != len(header):
        raise FileNotReadable(_("Two columns have the same name."))
    return {_kind_of(name, header).name: [_named(header, row) for row in rows[1:] if any(row)]}


def _named(header: list[str], row: list[str]) -> dict[str, object]:
    if len(row) > len(header):
        return {"": row[len(header)]}
    return {name: _unguarded(cell) for name, cell in zip(header, row, strict=False) if cell.strip()}


def _unguarded(cell: str) -> str:
    """Take away the apostrophe our own export puts before what looks like a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell


def _kind_of(name: str, header: list[str]) -> RowKind:
    """Tell which kind of row a table holds: by the file's name, else by its columns."""
    named = [kind for kind in KINDS if kind.name == PurePath(name).stem]
    fitting = [kind for kind in KINDS if set(header) <= {one.name for one in kind.all_fields}]
    keyed = named or [kind for kind in fitting if kind.key.name in header]
    if not keyed:
        return FINDING
    fewest = min(len(kind.all_fields) for kind in keyed)
    nearest = [kind for kind in keyed if len(kind.all_fields) == fewest]
    if len(nearest) > 1:
        names = ", ".join(f"{kind.name}.csv" for kind in nearest)
        raise FileNotReadable(
            _("The columns fit several kinds of rows. Give the file one of these names: %(names)s.")
            % {"names": names}
        )
    return nearest[0]


def csv_rows(kind: RowKind, rows: list[dict[str, Any]]) -> tuple[list[str], list[list[object]]]:
    """Return header and cells of one kind, lists joined by a bar."""
    header = [one.name for one in kind.all_fields]
    cells = []
    for row in rows:
        flat = flattened(row)
        cells.append([_cell(flat.get(name)) for name in header])
    return header, cells


def _cell(value: object) -> object:
    if isinstance(value, list):
        if any(isinstance(one, dict) for one in value):
            return json.dumps(value, ensure_ascii=False)
        return "|".join(str(one) for one in value)
    return value
