"""Workbooks with the sheets of an XLSForm, as bytes and as read."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from allmenning.core.questionnaire.xlsform_read import Read
from allmenning.surveys.actions.xlsform import (
    read_workbook,
)

Cells = Sequence[Sequence[object]]
PLAIN = [["type", "name", "label"], ["text", "a", "Hva?"]]


def book(survey: Cells, choices: Cells | None = None, **more: Any) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in {"survey": survey, "choices": choices or [], **more}.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def read(survey: Cells, choices: Cells | None = None, **more: Any) -> Read:
    return read_workbook(book(survey, choices, **more))
