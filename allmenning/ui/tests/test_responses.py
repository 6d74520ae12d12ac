import json
from datetime import date
from decimal import Decimal

import pytest

from allmenning.ui.responses import csv_response, guarded, json_response


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+47 22 00 00 00", "'+47 22 00 00 00"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-3,5", "-3,5"),
        ("-0.25", "-0.25"),
        ("+4", "+4"),
        ("Lom", "Lom"),
        (-3, -3),
        (None, ""),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(cell: object, safe: object) -> None:
    assert guarded(cell) == safe


def test_the_file_is_utf_8_that_excel_knows() -> None:
    response = csv_response("kommuner", ["navn", "n"], [["Vågå", 3], ["a,b", None]])
    body = b"".join(response).decode("utf-8")
    assert body == '\ufeffnavn,n\r\nVågå,3\r\n"a,b",\r\n'
    assert response["Content-Disposition"] == 'attachment; filename="kommuner.csv"'


def test_a_header_is_guarded_too() -> None:
    body = b"".join(csv_response("x", ["=a"], []))
    assert body.decode("utf-8") == "\ufeff'=a\r\n"


def test_json_is_readable_and_keeps_its_letters() -> None:
    response = json_response({"navn": "Vågå", "dag": date(2024, 1, 2), "andel": Decimal("0.5")})
    assert "Vågå" in response.content.decode()
    assert json.loads(response.content) == {"navn": "Vågå", "dag": "2024-01-02", "andel": "0.5"}
    assert response["Access-Control-Allow-Origin"] == "*"
