"""XLSForm workbooks: written with openpyxl, and read with distrust."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from allmenning.core.questionnaire.xlsform import (
    CHOICE_COLUMNS,
    SURVEY_COLUMNS,
    Mark,
    Row,
    Sheets,
    sheets_of,
)
from allmenning.core.questionnaire.xlsform_read import Read, read_sheets
from allmenning.surveys.models import Survey
from allmenning.surveys.queries.questionnaire import read_questionnaire

LARGEST = 5 * 1024 * 1024
LARGEST_UNPACKED = 12 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 3000, 80, 5000
SHEETS = ("survey", "choices", "settings")
# Of a part's XML, where a document type would stand.
HEAD = 4096
NO_PARTS = re.compile(r"vbaProject|externalLink|activeX|embeddings|ddeLink", re.IGNORECASE)
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
NO_XML = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

# What openpyxl says of a broken part; lxml's XMLSyntaxError is a SyntaxError.
BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,
)


class Refused(StrEnum):
    """Why a workbook is not opened, or not read."""

    TOO_LARGE = "too_large"
    NOT_A_WORKBOOK = "not_a_workbook"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    ENTITIES = "entities"
    MACROS = "macros"
    FORMULA = "formula"
    TOO_MANY_ROWS = "too_many_rows"
    CELL_TOO_LONG = "cell_too_long"
    NO_SURVEY_SHEET = "no_survey_sheet"


class WorkbookError(Exception):
    """A workbook that is not read; `where` names sheet and cell, if it has come that far."""

    def __init__(self, refused: Refused, where: str = "") -> None:
        self.refused = refused
        self.where = where
        super().__init__(f"{refused} {where}".strip())


def workbook_of(survey: Survey) -> bytes:
    """Write the questionnaire of a survey as an XLSForm."""
    rows = survey.questions.select_related("version__item").order_by("pk")
    marks = {
        row.code: Mark(row.version.item.code, row.version.item.topic, row.version.aspect)
        for row in rows
    }
    version = f"{survey.changed_at:%Y%m%d%H%M%S}"
    questionnaire = read_questionnaire(survey)
    return written(sheets_of(questionnaire, form_id=survey.slug, version=version, marks=marks))


def written(sheets: Sheets) -> bytes:
    """Write three sheets as a workbook; every cell is text, so that none becomes a formula."""
    book = Workbook(write_only=True)
    _sheet(book, "survey", SURVEY_COLUMNS, sheets.survey)
    _sheet(book, "choices", CHOICE_COLUMNS, sheets.choices)
    _sheet(book, "settings", tuple(sheets.settings), [sheets.settings])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet(book: Workbook, name: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    sheet = book.create_sheet(name)
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_plain(row.get(column, "")) for column in columns])


def seen(words: str) -> str:
    """Leave out control characters, which neither workbooks nor XML nor PostgreSQL take."""
    return UNSEEN.sub("", words)


def _plain(words: str) -> str | None:
    """Keep a leading = from becoming a formula, and out what a workbook cannot hold."""
    words = seen(words)
    return f" {words}" if words[:1] == "=" else words or None


def read_workbook(content: bytes) -> Read:
    """Read a workbook that anybody may have made.

    Raises
    ------
    WorkbookError
        When it is too large, packed to harm, holds macros, entities or formulas, or no survey.
    """
    _refuse_harmful(content)
    try:
        found = _sheets(content)
    except BROKEN as error:
        raise WorkbookError(Refused.NOT_A_WORKBOOK) from error
    settings = found["settings"][0] if found["settings"] else {}
    return read_sheets(Sheets(found["survey"], found["choices"], settings))


def _sheets(content: bytes) -> dict[str, list[Row]]:
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        names = {name.strip().lower(): name for name in book.sheetnames}
        if "survey" not in names:
            raise WorkbookError(Refused.NO_SURVEY_SHEET)
        return {one: _rows(book[names[one]], one) if one in names else [] for one in SHEETS}
    finally:
        book.close()


def _refuse_harmful(content: bytes) -> None:
    if len(content) > LARGEST:
        raise WorkbookError(Refused.TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _look_through(packed)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise WorkbookError(Refused.NOT_A_WORKBOOK) from error


def _look_through(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS:
        raise WorkbookError(Refused.UNPACKS_TOO_LARGE)
    left = LARGEST_UNPACKED
    for part in parts:
        if NO_PARTS.search(part.filename):
            raise WorkbookError(Refused.MACROS)
        with packed.open(part) as opened:
            head = opened.read(HEAD)
            if _is_xml(part.filename) and NO_XML.search(head.replace(b"\x00", b"")):
                raise WorkbookError(Refused.ENTITIES)
            left -= len(head)
            # What the packing says of its size may be a lie, so it is unpacked and counted.
            while block := opened.read(1 << 16):
                left -= len(block)
                if left < 0:
                    raise WorkbookError(Refused.UNPACKS_TOO_LARGE)


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels", ".vml"))


def _rows(sheet: Any, name: str) -> list[Row]:
    """Return the rows below the heading; text and numbers as text, and no formula."""
    lines = _lines(sheet, name)
    heading = next(lines, [])
    found = []
    for line in lines:
        found.append(
            {column: words for column, words in zip(heading, line, strict=False) if column}
        )
        if len(found) > MOST_ROWS:
            raise WorkbookError(Refused.TOO_MANY_ROWS, name)
    while found and not any(found[-1].values()):
        del found[-1]
    return found


def _lines(sheet: Any, name: str) -> Iterator[list[str]]:
    sheet.reset_dimensions()
    bounds = {"max_row": MOST_ROWS + 2, "max_col": MOST_COLUMNS}
    for row in sheet.iter_rows(**bounds):
        yield [_cell(cell, name) for cell in row]


def _cell(cell: Any, sheet: str) -> str:
    value = cell.value
    if value is None:
        return ""
    where = f"{sheet}!{cell.coordinate}"
    if cell.data_type == "f" or (isinstance(value, str) and value.startswith("=")):
        raise WorkbookError(Refused.FORMULA, where)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    words = seen(str(value)).strip()
    if len(words) > LONGEST_CELL:
        raise WorkbookError(Refused.CELL_TOO_LONG, where)
    return words
